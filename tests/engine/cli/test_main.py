"""The `ateneo` command as a person and a script meet it: languages, exit codes, what goes to which stream."""

from __future__ import annotations

import ast
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.bootstrap import bootstrap
from engine.cli.console import Console, cancelled_by_interrupt
from engine.protocol.i18n import Translations
from engine.protocol.progress import Progress, WaitsFor

ROOT = Path(__file__).parents[3]


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """No model at all: what is tested here needs none."""
    return tmp_path / "models"


def ateneo(*arguments: str, language: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LC_ALL": language, "PYTHONUTF8": "1", "COLUMNS": "120"}
    environment.pop("ATENEO_MODELS", None)
    return subprocess.run(
        [sys.executable, "-m", "engine.cli", *arguments],
        capture_output=True, text=True, check=False, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_the_version_is_shown() -> None:
    done = ateneo("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ateneo ")


@pytest.mark.parametrize("command", ["setup", "chat", "index", "search", "ask", "models", "doctor"])
def test_a_command_explains_itself_in_both_languages(command: str) -> None:
    english, spanish = ateneo(command, "--help", "--language", "en"), ateneo("--language", "es", command, "--help")
    assert (english.returncode, spanish.returncode) == (0, 0)
    assert english.stdout.startswith(f"usage: ateneo {command}")
    assert spanish.stdout.startswith(f"uso: ateneo {command}")
    assert "show this help" not in spanish.stdout


def test_the_language_is_the_systems_unless_named() -> None:
    assert ateneo("--help", language="es_ES.UTF-8").stdout.startswith("uso:")
    assert ateneo("--help", "--language", "en", language="es_ES.UTF-8").stdout.startswith("usage:")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["no-such-command"], "orden no puede ser 'no-such-command'; elige entre"),
        (["--no-such-option"], "aquí no se conoce --no-such-option"),
        (["--home"], "--home necesita un valor"),
        (["ask"], "falta question"),
        (["setup"], "falta --from"),
        (["models", "bury"], "action no puede ser 'bury'; elige entre"),
        (["ask", "x", "--conversation", "one"], "--conversation no puede ser 'one'"),
    ],
)
def test_wrong_usage_is_2_with_one_sentence_in_the_users_language(arguments: list[str], sentence: str) -> None:
    done = ateneo("--language", "es", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"No se entiende la orden: {sentence}" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(("language", "sentence"), [("es", "No hay ningún modelo"), ("en", "No model for this job")])
def test_a_job_that_fails_is_1_with_one_sentence(home: Path, models: Path, language: str, sentence: str) -> None:
    done = ateneo("--home", str(home), "--models", str(models), "--language", language, "chat", "Hola")
    assert done.returncode == 1
    assert done.stdout == ""
    (said,) = done.stderr.splitlines()
    assert said.startswith(sentence)


def test_a_library_in_use_is_said_politely(home: Path, models: Path) -> None:
    with bootstrap(home, models):
        done = ateneo("--home", str(home), "--models", str(models), "models")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Another Ateneo is using this library. Close it first, or continue in its window.\n"


def test_data_is_json_when_asked_for(home: Path, models: Path) -> None:
    done = ateneo("models", "--home", str(home), "--models", str(models), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"models": []}


def test_options_may_stand_before_or_after_the_command(home: Path, models: Path) -> None:
    before = ateneo("--json", "--home", str(home), "--models", str(models), "models")
    after = ateneo("models", "--json", "--home", str(home), "--models", str(models))
    assert before.stdout == after.stdout
    assert before.returncode == after.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a reader that goes away is a POSIX pipe's matter")
def test_a_reader_that_goes_away_is_no_traceback(home: Path, models: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as output:
        done = subprocess.run(
            [sys.executable, "-m", "engine.cli", "--home", str(home), "--models", str(models), "models", "--json"],
            stdout=output, stderr=subprocess.PIPE, check=False, cwd=ROOT,
        )  # fmt: skip
    assert done.stderr == b""


def test_without_a_command_it_becomes_the_window(tmp_path: Path) -> None:
    window = tmp_path / "desktop" / "__main__.py"
    window.parent.mkdir()
    (window.parent / "__init__.py").touch()  # before the true one, wherever that is installed
    window.write_text("import os, sys; print(os.getpid(), sys.argv[1:])")
    child = subprocess.Popen(
        [sys.executable, "-m", "engine.cli", "--home", "a b", "--language", "es"],
        stdout=subprocess.PIPE, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert child.communicate(timeout=30)[0] == f"{child.pid} ['--home', 'a b', '--language', 'es']\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def console() -> Iterator[Console]:
    def no_engine() -> None:
        raise AssertionError("nothing here opens the library")

    yield Console(Translations("es"), False, no_engine)  # type: ignore[arg-type]


def test_a_pipe_gets_no_progress_bar(console: Console, capsys: pytest.CaptureFixture[str]) -> None:
    console.progress(Progress(1, 2, "file"))
    assert capsys.readouterr() == ("", "")


def test_a_terminal_gets_a_bar_that_ends_its_line(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    console.progress(Progress(1, 2, "file", note="informe\n\x1b[31m.pdf", seconds_left=3))
    assert terminal.getvalue() == "\r\x1b[K[████████████············] 1/2 informe \ufffd[31m.pdf · 3 s"
    console.complain("a.pdf could not be read.")
    assert terminal.getvalue().endswith(" 3 s\na.pdf could not be read.\n")
    console.progress(Progress(2, 2, "file"))
    assert terminal.getvalue().endswith("2/2 \n")


@pytest.mark.parametrize(
    ("waits_for", "told"),
    [("programs", "espera a otros programas"), ("answer", "espera a que se escriba la respuesta")],
)
def test_a_bar_says_what_the_work_waits_for_instead_of_the_time_left(
    console: Console, monkeypatch: pytest.MonkeyPatch, waits_for: WaitsFor, told: str
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    console.progress(Progress(1, 2, "file", note="a.pdf", seconds_left=3, waits_for=waits_for))
    assert terminal.getvalue().endswith(f"] 1/2 a.pdf · {told}")


def test_waiting_for_others_is_told_on_a_terminal_only(
    console: Console, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    console.tell_waiting()
    assert capsys.readouterr() == ("", "")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    console.tell_waiting()
    console.print("Hola")
    assert terminal.getvalue() == "\r\x1b[KEsperando a que termine otra tarea de Ateneo…\n"


def test_what_would_command_the_terminal_is_shown_instead(console: Console, capsys: pytest.CaptureFixture[str]) -> None:
    console.print("\x1b]0;owned\x07 one\ntwo\tthree \x9b31m")
    assert capsys.readouterr().out == "\ufffd]0;owned\ufffd one\ntwo\tthree \ufffd31m\n"


def test_the_first_interrupt_asks_and_the_second_insists() -> None:
    with cancelled_by_interrupt() as cancelled:
        assert not cancelled()
        signal.raise_signal(signal.SIGINT)
        assert cancelled()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def said_at_the_command_line() -> Iterator[tuple[str, str]]:
    """(file, English source) of every `tr("cli", "…")` in the engine, and of every `tr("…")` of a command."""
    for file in sorted((ROOT / "engine").rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute | ast.Name)):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
            texts = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if name == "tr" and len(texts) == 2 and texts[0] == "cli":
                yield file.name, texts[1]
            if name == "tr" and len(texts) == 1 and isinstance(call.func, ast.Name) and "command" in file.name:
                yield file.name, texts[0]


def test_every_sentence_of_the_command_line_has_its_spanish() -> None:
    words = Translations("es")
    missing = [source for source in said_at_the_command_line() if words.translate("cli", source[1]) == source[1]]
    assert missing == []
