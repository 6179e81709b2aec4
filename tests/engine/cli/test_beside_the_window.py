"""docs/faults.md 71, 72, 74: commands beside an open window go through its engine, and print what they print without one."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.capabilities.chat import api as chat
from engine.capabilities.images import api as images
from engine.capabilities.models import api as models_api
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import IsCancelled
from engine.protocol.messages import Notification, Ready
from engine.protocol.progress import Progress
from engine.rpc.local_socket import Listener
from engine.rpc.routes import route
from tests.support import document_files, image_files
from tests.support.command_line import run_command
from tests.support.engine_process import PATIENCE, EngineProcess
from tests.support.local_peers import RawPeer, serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the library is said to be in use")

ROOT = Path(__file__).parents[3]
CONNECTED = "03"
"""The state in /proc/net/unix, seen from the engine's side."""
LONG_STORY = ("chat", "Tell me a long story about the sea.", "--seed", "1", "--max-tokens", "3000")


class Shell:
    """A shell of a person in a folder, with a profile and models."""

    def __init__(self, folder: Path, home: Path, models: Path, language: str = "en") -> None:
        self._folder = folder
        self._options = ("--home", str(home), "--models", str(models), "--language", language)

    def run(self, *arguments: str, piped: str | bytes = "") -> subprocess.CompletedProcess[str]:
        return run_command([*arguments, *self._options], piped, folder=self._folder)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "engine.cli", *arguments, *self._options],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip


@pytest.fixture
def no_models(tmp_path: Path) -> Path:
    return tmp_path / "no-models"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "papers"
    (made / "docs").mkdir(parents=True)
    (made / "docs" / "a.txt").write_text("The boiler costs 120 € and is serviced in October.\n", "utf-8")
    document_files.write_pdf_truncated(made / "docs" / "bad.pdf")
    (made / "pictures").mkdir()
    image_files.scene().save(made / "pictures" / "one.jpg")
    shutil.copy(made / "pictures" / "one.jpg", made / "pictures" / "two.jpg")
    (made / "table.csv").write_text("text\nThe house is very big and nice\n", "utf-8")
    return made


COMMANDS: tuple[tuple[str, ...], ...] = (
    ("index", "docs", "--collection", "casa"),
    ("index", "docs", "--collection", "casa", "--json"),
    ("index", "docs/bad.pdf"),
    ("search", "boiler", "--mode", "keyword"),
    ("search", "boiler", "--collection", "nowhere"),
    ("documents", "list"),
    ("documents", "list", "--json"),
    ("images", "index", "pictures"),
    ("images", "search", "one"),
    ("images", "search", "--like", "nowhere.jpg"),
    ("images", "classify", "dog", "cat"),
    ("images", "duplicates", "--csv", "duplicates.csv"),
    ("models", "list", "--json"),
    ("models", "use", "nothing"),
    ("classify", "text", "it rains", "--labels", "weather,music"),
    ("classify", "train", "topics", "table.csv"),
    ("classify", "text", "-", "--lines", "--labels", "weather,music"),
    ("text", "entities", "--file", "docs/a.txt"),
    ("text", "entities", "--json"),
    ("text", "column", "table.csv", "languages.csv", "--task", "language"),
    ("text", "keywords", "-n", "0"),
    ("chat", "Hello"),
    ("ask", "When is the boiler serviced?", "--collection", "casa"),
)


def outcome(done: subprocess.CompletedProcess[str], home: Path) -> tuple[int, str, str]:
    """Exit code and both outputs, without what differs from run to run."""
    output = re.sub(r'("(?:seconds|scan|total|\w*_ms)"): [-\d.e]+', r"\1: 0", done.stdout)
    output = re.sub(r'("(?:changed_at|indexed_at)"): \d+', r"\1: 0", output)
    return done.returncode, output.replace(str(home), "HOME"), done.stderr.replace(str(home), "HOME")


@pytest.mark.slow
def test_output_and_exit_code_are_the_same_beside_a_window(tmp_path: Path, no_models: Path, folder: Path) -> None:
    """In Spanish, which is not the window's language."""
    alone, beside = tmp_path / "alone", tmp_path / "beside"
    piped, shell = "Pay 20 € to ana@example.com\n", Shell(folder, alone, no_models, "es")
    without = [outcome(shell.run(*command, piped=piped), alone) for command in COMMANDS]
    for written in ("duplicates.csv", "languages.csv"):
        (folder / written).unlink()
    with EngineProcess(beside, no_models):
        shell = Shell(folder, beside, no_models, "es")
        with_window = [outcome(shell.run(*command, piped=piped), beside) for command in COMMANDS]
    assert dict(zip(COMMANDS, with_window, strict=True)) == dict(zip(COMMANDS, without, strict=True))
    assert {code for code, _, _ in without} == {0, 1, 2}
    assert (folder / "duplicates.csv").is_file() and (folder / "languages.csv").is_file()


def test_paths_are_those_of_the_commands_folder_and_printed_as_they_were_written(
    home: Path, no_models: Path, folder: Path
) -> None:
    shell = Shell(folder, home, no_models)
    with EngineProcess(home, no_models):
        listed = json.loads(shell.run("index", "docs", "--json").stdout)["failures"]
        assert [entry["path"] for entry in listed] == [str(folder / "docs" / "bad.pdf")]
        shell.run("images", "index", "pictures")
        assert shell.run("images", "duplicates", "--csv", "d.csv").stdout == "d.csv: 2 lines written.\n"
        assert (folder / "d.csv").is_file()


def nouns(window: EngineProcess) -> set[str]:
    """Return the changes that the window was told of so far."""
    told: set[str] = set()
    while not window.notifications.empty():
        message = window.notifications.get()
        if message.method == "changed":
            told |= msgspec.json.decode(message.params, type=dict[str, bool]).keys()
    return told


def test_the_window_is_told_what_a_command_changed(home: Path, no_models: Path, folder: Path) -> None:
    shell = Shell(folder, home, no_models)
    with EngineProcess(home, no_models) as window:
        shell.run("search", "boiler")
        assert nouns(window) == set()
        shell.run("index", "docs")
        window.call(models_api.LIST_MODELS, models_api.ListModels())  # its reply comes after what was told before
        assert nouns(window) == {"documents"}


def test_a_window_that_opens_while_a_command_has_the_engine_is_served_by_it(
    home: Path, no_models: Path, folder: Path
) -> None:
    with EngineProcess(home, no_models) as first, EngineProcess(home, no_models) as second:
        Shell(folder, home, no_models).run("index", "docs")
        second.call(models_api.LIST_MODELS, models_api.ListModels())
        assert nouns(first) == nouns(second) == {"documents"}


def test_reading_text_goes_on_after_a_run_of_the_window_went_first(home: Path, no_models: Path, folder: Path) -> None:
    started, runs = threading.Event(), [images.OcrReport(1, 1, 0, 1, 0.5, True), images.OcrReport(1, 0, 0, 0, 0.5)]

    def read_text(
        request: images.ReadPictureText, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, images.OcrReport]:
        started.set()
        while not is_cancelled() and runs[0].cancelled:
            yield Progress(0, 1, "picture")
        return runs.pop(0)

    def index(request: images.IndexPictures, is_cancelled: IsCancelled) -> images.PictureIndexReport:
        return images.PictureIndexReport(2, 0, 0, 0, 0, 0.1)

    routes = (route(images.READ_TEXT, "index", read_text, preemptible=True), route(images.INDEX, "index", index))
    with serving(home, {route.method.name: route for route in routes}):
        command = Shell(folder, home, no_models).start("images", "index", "pictures", "--json")
        assert started.wait(PATIENCE)
        with closing(RawPeer(home)) as window:
            window.call(1, images.INDEX.name, paths=[])
            assert window.reply(1)["result"]["added"] == 2
        code, output, _ = end(command)
    assert (code, json.loads(output)["text"]["read"], json.loads(output)["text"]["with_text"]) == (0, 2, 1)


@contextmanager
def engine_that_greets(home: Path, line: bytes) -> Iterator[None]:
    """Something that listens on the socket of a home, and says `line` to whoever connects."""
    listener = Listener(home)

    def greet() -> None:
        while (connection := listener.accept()) is not None:
            connection.send(line)
            connection.receive(1)
            connection.close()

    greeting = threading.Thread(target=greet)
    greeting.start()
    try:
        yield
    finally:
        listener.stop()
        greeting.join()
        listener.close()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The Ateneo that is open is version 0.0.9, and this command is version "),
        ("es", "El Ateneo que está abierto es la versión 0.0.9 y esta orden es la "),
    ],
)
def test_a_window_of_another_version_is_a_sentence(
    home: Path, no_models: Path, tmp_path: Path, language: str, sentence: str
) -> None:
    line = msgspec.json.encode(Notification("ready", Ready("0.0.9"))) + b"\n"
    with engine_that_greets(home, line):
        done = Shell(tmp_path, home, no_models, language).run("models")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(sentence)


def test_a_window_with_other_models_is_a_sentence(home: Path, no_models: Path, tmp_path: Path) -> None:
    with EngineProcess(home, no_models):
        done = Shell(tmp_path, home, tmp_path / "other").run("models")
        assert done.returncode == 1
        assert done.stderr.startswith(f"The Ateneo that is open takes its models from {no_models}.")
        variables = {name: value for name, value in os.environ.items() if name != "ATENEO_MODELS"}
        assert run_command(["models", "--home", str(home)], environment=variables).returncode == 0


def test_a_socket_left_by_a_killed_window_is_no_hindrance(home: Path, no_models: Path, tmp_path: Path) -> None:
    with EngineProcess(home, no_models) as killed:
        killed.kill()
    assert (home / "run" / "engine.socket").exists()
    assert Shell(tmp_path, home, no_models).run("models").returncode == 0


def test_an_engine_that_cannot_be_started_is_a_sentence(home: Path, no_models: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / "library.db").write_bytes(b"not a library" * 100)
    done = Shell(tmp_path, home, no_models).run("models")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The library file is damaged. It was not changed; restore the newest good backup.\n"


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_engine_and_command_open_no_socket_but_that_of_the_profile(home: Path, no_models: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    calls = "trace=socket,socketpair,bind,listen,connect,accept4,sendto"
    command = [sys.executable, "-m", "engine.cli", "models", "--home", str(home), "--models", str(no_models)]
    traced = ["strace", "-f", "-qq", "-e", calls, "-o", str(trace), *command]
    alone = subprocess.run(traced, capture_output=True, text=True, cwd=ROOT)
    if "ptrace" in alone.stderr.lower():
        pytest.skip("strace may not trace here")
    with EngineProcess(home, no_models):
        beside = subprocess.run([*traced[:5], "-A", *traced[5:]], capture_output=True, text=True, cwd=ROOT)
    assert (alone.returncode, beside.returncode) == (0, 0), alone.stderr + beside.stderr
    lines = trace.read_text("utf-8", "replace")
    assert set(re.findall(r"socket(?:pair)?\((\w+)", lines)) == {"AF_UNIX"}
    addresses = set(re.findall(r'sun_path=(@?"[^"]*")', lines))
    assert addresses == {f'"{home}/run/engine.socket"'}
    assert "bind(" in lines and "connect(" in lines


def first_character(command: subprocess.Popen[str]) -> str:
    """Wait until a command prints: its answer is being written."""
    assert command.stdout is not None
    return command.stdout.read(1)


def end(command: subprocess.Popen[str]) -> tuple[int, str, str]:
    output, complaints = command.communicate(timeout=PATIENCE)
    return command.returncode, output, complaints


@pytest.fixture
def shell(home: Path, models: Path, tmp_path: Path) -> Shell:
    return Shell(tmp_path, home, models)


def states(engine: EngineProcess, conversation: int) -> list[str]:
    opened = engine.call(chat.OPEN, chat.OpenConversation(conversation))
    return [message.state for message in opened.messages]


@pytest.mark.model
def test_ctrl_c_cancels_the_call_in_the_windows_engine_and_a_second_shell_is_served_meanwhile(
    home: Path, models: Path, shell: Shell
) -> None:
    with EngineProcess(home, models) as window:
        first = shell.start(*LONG_STORY)
        first_character(first)
        second = shell.run("models", "list", "--json")
        assert (second.returncode, second.stderr) == (0, "")
        assert json.loads(second.stdout)["models"]
        first.send_signal(signal.SIGINT)
        code, output, complaints = end(first)
        assert (code, "conversation 1" in complaints) == (0, True)
        assert '"models"' not in output
        assert states(window, 1) == ["complete", "stopped"]


@pytest.mark.model
@pytest.mark.kill
def test_a_killed_command_leaves_the_engine_working(home: Path, models: Path, shell: Shell) -> None:
    with EngineProcess(home, models) as window:
        killed = shell.start(*LONG_STORY)
        first_character(killed)
        killed.kill()
        end(killed)
        window.call(chat.SEND, chat.Send("Hello", settings=brief()))  # in the lane of the killed command's call
        assert states(window, 1) == ["complete", "stopped"]


@pytest.mark.model
@pytest.mark.kill
def test_a_killed_engine_is_a_sentence_of_the_command(home: Path, models: Path, shell: Shell) -> None:
    with EngineProcess(home, models) as window:
        command = shell.start(*LONG_STORY)
        first_character(command)
        window.kill()
        code, _, complaints = end(command)
    assert code == 1
    assert complaints == (
        "The engine stopped before this was done. What was finished is kept; run the command again.\n"
    )


@pytest.mark.model
def test_a_window_that_closes_lets_the_command_finish_and_a_new_one_can_open_meanwhile(
    home: Path, models: Path, shell: Shell
) -> None:
    with EngineProcess(home, models) as window:
        command = shell.start(*LONG_STORY)
        first_character(command)
        closed = threading.Thread(target=window.close)
        closed.start()
        with EngineProcess(home, models) as new_window:
            assert states(new_window, 1) == ["complete", "writing"]
            command.send_signal(signal.SIGINT)
            assert end(command)[0] == 0
            assert states(new_window, 1) == ["complete", "stopped"]
        closed.join()
        assert window.process.returncode == 0


@pytest.mark.model
def test_without_a_window_the_first_shells_engine_serves_the_second_and_outlives_the_first(
    home: Path, models: Path, shell: Shell
) -> None:
    first = shell.start(*LONG_STORY)
    first_character(first)
    second = shell.start("chat", "Say hello.", "--seed", "1", "--max-tokens", "40")
    while not connections(home):
        assert shell.run("models").returncode == 0  # the first command's engine serves this one
    first.send_signal(signal.SIGINT)
    assert end(first)[0] == 0
    code, output, complaints = end(second)
    assert (code, bool(output.strip()), "conversation 2" in complaints) == (0, True, True)
    with EngineProcess(home, models) as window:
        assert states(window, 1) == ["complete", "stopped"]
        assert states(window, 2) == ["complete", "complete"]


def connections(home: Path) -> int:
    """How many commands are connected to the engine of a home."""
    lines = Path("/proc/net/unix").read_text().splitlines()
    return sum(line.endswith(f" {home}/run/engine.socket") and line.split()[5] == CONNECTED for line in lines)


@pytest.mark.model
@pytest.mark.slow
def test_the_commands_of_the_models_work_beside_the_window(
    home: Path, models: Path, shell: Shell, folder: Path
) -> None:
    def data(*arguments: str) -> dict[str, Any]:
        done = shell.run(*arguments, "--json")
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)  # type: ignore[no-any-return]

    with EngineProcess(home, models):
        assert data("index", str(folder / "docs" / "a.txt"), "--collection", "casa")["added"] == 1
        asked = data("ask", "When is the boiler serviced?", "--collection", "casa", "--max-tokens", "20")
        assert {Path(citation["path"]).name for citation in asked["citations"]} <= {"a.txt"}
        assert data("images", "index", str(folder / "pictures"))["added"] == 2
        assert set(data("images", "classify", "dog", "cat")["counts"]) == {"dog", "cat"}
        assert data("classify", "text", "it will rain", "--labels", "weather,music")["label"] == "weather"
        begun = data("chat", "Hello", "--max-tokens", "4")
        assert (
            data("chat", "Hello", "--max-tokens", "4", "--conversation", str(begun["conversation"]))["conversation"]
            == begun["conversation"]
        )


def brief() -> chat.ConversationSettings:
    return chat.ConversationSettings(Sampling(max_tokens=4))
