"""The engine itself as the window's child: it says when it is ready or why not, listens to this user alone, leaves when told."""

from __future__ import annotations

import importlib.metadata
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from engine.capabilities.chat import api as chat
from engine.capabilities.models import api as models_api
from engine.capabilities.system import api as system
from engine.protocol import paths
from engine.protocol.messages import ErrorBody
from engine.store.database import Store
from tests.support.engine_process import CallFailed, EngineGone, EngineProcess

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
ROOT = Path(__file__).parents[3]
SECRET = "una palabra muy secreta"


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """No model at all: what is tested here needs none."""
    return tmp_path / "models"


@pytest.fixture
def engine(home: Path, models: Path) -> Iterator[EngineProcess]:
    with EngineProcess(home, models) as process:
        yield process


def refusal(home: Path, models: Path) -> tuple[str, int | None]:
    """(kind of the error, exit code) of an engine that cannot begin."""
    refused = EngineProcess(home, models, log=models.parent / "refused.log")
    with pytest.raises(EngineGone) as gone, refused:
        pass
    _, _, rest = str(gone.value).partition("failed: ")
    body = msgspec.json.decode(rest.partition("; see ")[0], type=ErrorBody)
    assert body.data is not None
    return body.data.kind, refused.process.returncode


def test_it_says_its_version_when_it_is_ready(engine: EngineProcess) -> None:
    assert engine.build == importlib.metadata.version("ateneo")


def test_it_answers_typed_calls_and_ends_with_its_input(engine: EngineProcess) -> None:
    assert engine.call(models_api.LIST_MODELS, models_api.ListModels()) == models_api.ModelList(())
    assert engine.close() == 0


@on_linux
def test_a_second_engine_passes_everything_on_to_the_first(engine: EngineProcess, home: Path, models: Path) -> None:
    with EngineProcess(home, models) as second:
        second.call(chat.SAVE_DRAFT, chat.SaveDraft(0, "from the second"))
        assert engine.call(chat.LOAD_DRAFT, chat.LoadDraft()).text == "from the second"
        assert second.close() == 0
    assert engine.call(models_api.LIST_MODELS, models_api.ListModels()) == models_api.ModelList(())


@on_linux
def test_a_second_engine_with_other_models_is_refused_politely(engine: EngineProcess, home: Path, models: Path) -> None:
    assert refusal(home, models.with_name("other")) == ("other_models", 3)
    assert engine.call(models_api.LIST_MODELS, models_api.ListModels()) == models_api.ModelList(())


@on_linux
@pytest.mark.kill
def test_a_second_engine_ends_with_a_code_of_its_own_when_the_first_is_killed(
    engine: EngineProcess, home: Path, models: Path
) -> None:
    with EngineProcess(home, models) as second:
        engine.kill()
        assert second.process.wait(timeout=30) == 4


def test_a_library_that_another_program_holds_is_refused_politely(home: Path, models: Path) -> None:
    store = Store.open(home)
    assert refusal(home, models) == ("library_in_use", 3)
    store.close()


def test_a_library_of_a_newer_version_is_refused_and_left_alone(home: Path, models: Path) -> None:
    with EngineProcess(home, models):
        pass
    with closing(sqlite3.connect(paths.library(home))) as library_file:
        library_file.execute("PRAGMA user_version = 999")
    before = paths.library(home).read_bytes()
    assert refusal(home, models) == ("library_newer", 3)
    assert paths.library(home).read_bytes() == before


@pytest.mark.kill
def test_a_killed_engine_leaves_its_library_free(home: Path, models: Path) -> None:
    with EngineProcess(home, models) as killed:
        killed.kill()
    with EngineProcess(home, models) as next_one:
        assert next_one.call(models_api.LIST_MODELS, models_api.ListModels()) == models_api.ModelList(())


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is sent as POSIX sends it")
def test_ctrl_c_in_the_windows_terminal_is_the_windows_affair(engine: EngineProcess) -> None:
    os.kill(engine.pid, signal.SIGINT)
    assert engine.call(models_api.LIST_MODELS, models_api.ListModels()) == models_api.ModelList(())


@on_linux
def test_the_protocols_pipe_is_on_no_descriptor_that_native_code_knows(engine: EngineProcess) -> None:
    descriptors = Path(f"/proc/{engine.pid}/fd")
    assert str((descriptors / "0").readlink()) == os.devnull
    assert str((descriptors / "1").readlink()) == str((descriptors / "2").readlink())


@on_linux
def test_the_one_socket_it_holds_is_that_of_the_profile(engine: EngineProcess, home: Path) -> None:
    """docs/faults.md 47"""
    engine.call(system.STATUS, system.GetStatus())
    engine.call(chat.LIST, chat.ListConversations())
    held = [str(descriptor.readlink()) for descriptor in Path(f"/proc/{engine.pid}/fd").iterdir()]
    (inode,) = [name[len("socket:[") : -1] for name in held if name.startswith("socket:")]
    rows = [line.split() for line in Path("/proc/net/unix").read_text().splitlines()[1:]]
    assert [row[-1] for row in rows if row[6] == inode] == [f"{home}/run/engine.socket"]


def test_its_log_holds_nothing_a_person_wrote(engine: EngineProcess, home: Path) -> None:
    """docs/faults.md 61."""
    engine.call(chat.SAVE_DRAFT, chat.SaveDraft(0, SECRET))
    with pytest.raises(CallFailed):
        engine.call(chat.SEND, chat.Send(SECRET))
    engine.write_line(b'{"jsonrpc":"2.0","id":"x","method":"chat.send","params":{"text":"' + SECRET.encode() + b'"}}')
    engine.close()
    assert SECRET not in (home / "engine-stderr.log").read_text("utf-8")


def test_ready_is_said_before_any_native_library_is_loaded(home: Path, models: Path) -> None:
    """With llama.cpp imported first, the first reply took 5.5 s."""
    code = """
        import sys
        from engine.__main__ import main
        sys.argv = ["engine", "--home", sys.argv[1], "--models", sys.argv[2]]
        done = main()
        print(*sys.modules, file=sys.stderr)
        sys.exit(done)
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(home), str(models)]
    child = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True, cwd=ROOT)
    assert '"method":"ready"' in child.stdout
    loaded = {name.partition(".")[0] for name in child.stderr.split()}
    assert "apsw" in loaded
    assert not loaded & {"numpy", "onnxruntime", "llama_cpp", "tokenizers", "sqlite_vec", "simsimd", "kreuzberg", "PIL"}
