"""A model with which the engine itself crashes, though a child survived it: docs/faults.md 21."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.capabilities.chat import api as chat
from engine.capabilities.models import api as models_api
from engine.models.loading import MOST_DEATHS
from engine.models.probing.crash_marker import CrashMarker
from engine.models.registry import InstalledModel, ModelRegistry
from tests.support.crashing_model import install_tiny_model, spoil
from tests.support.engine_process import CallFailed, EngineGone, EngineProcess

ROOT = Path(__file__).parents[4]
pytestmark = [
    pytest.mark.model,
    pytest.mark.kill,
    pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def tiny(folder: Path, tmp_path: Path) -> InstalledModel:
    return install_tiny_model(folder, tmp_path)


def ask(engine: EngineProcess) -> chat.Reply:
    return engine.call(chat.SEND, chat.Send("Hello"))


def listed(engine: EngineProcess) -> models_api.ModelInfo:
    (model,) = engine.call(models_api.LIST_MODELS, models_api.ListModels()).models
    return model


def test_a_model_that_crashes_the_engine_is_quarantined_by_the_next_one(
    home: Path, folder: Path, tiny: InstalledModel
) -> None:
    spoil(tiny)
    with EngineProcess(home, folder) as crashing, pytest.raises(EngineGone):
        crashing.call(models_api.CHOOSE_MODEL, models_api.ChooseModel(tiny.id))
        ask(crashing)
    with EngineProcess(home, folder) as restarted:
        model = listed(restarted)
        assert (model.state, model.note) == ("quarantined", "the engine died in its first job: Aborted")
        with pytest.raises(CallFailed, match="stopped the engine while it was loaded and is no longer used") as failed:
            ask(restarted)
        assert failed.value.kind == "model_crashed"


def test_an_engine_that_is_killed_again_and_again_in_a_models_first_answer_gives_the_model_up(
    home: Path, folder: Path, tiny: InstalledModel
) -> None:
    """The kernel kills it so when memory runs out; one kill may have any reason."""
    for _ in range(MOST_DEATHS):
        with EngineProcess(home, folder) as engine:
            assert listed(engine).state == "ready"
            call = engine.start_call(chat.SEND, chat.Send("Hello"))
            call.wait_for(chat.AnswerDelta)
            engine.kill()
    with EngineProcess(home, folder) as restarted:
        assert listed(restarted).state == "quarantined"
        restarted.call(models_api.RETRY_MODEL, models_api.RetryModel(tiny.id))
        assert ask(restarted).message.text


def test_a_model_that_has_answered_once_is_not_blamed_for_what_comes_later(
    home: Path, folder: Path, tiny: InstalledModel
) -> None:
    with EngineProcess(home, folder) as engine:
        ask(engine)
    for _ in range(MOST_DEATHS):
        with EngineProcess(home, folder) as engine:
            call = engine.start_call(chat.SEND, chat.Send("Hello"))
            call.wait_for(chat.AnswerDelta)
            engine.kill()
    with EngineProcess(home, folder) as restarted:
        assert listed(restarted).state == "ready"


def test_an_engine_that_is_closed_in_a_models_first_answer_blames_nobody(
    home: Path, folder: Path, tiny: InstalledModel
) -> None:
    for _ in range(MOST_DEATHS):
        with EngineProcess(home, folder) as engine:
            call = engine.start_call(chat.SEND, chat.Send("Hello"))
            call.wait_for(chat.AnswerDelta)
    with EngineProcess(home, folder) as restarted:
        assert listed(restarted).state == "ready"
    assert ModelRegistry([folder]).get(tiny.id).record.deaths == 0


MARKER = """
import sys, threading
from pathlib import Path
from engine.models.probing.crash_marker import CrashMarker
marker = CrashMarker(Path(sys.argv[1]))
print(marker.take())
"""
STUCK = """
with marker.at_work("odd", lambda: True):
    threading.Event().wait()
"""


def run_script(script: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, str(home)], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_a_process_that_is_stuck_in_native_code_ends_and_names_the_model(home: Path) -> None:
    home.mkdir()
    assert run_script(MARKER + STUCK, home).returncode == -signal.SIGABRT
    assert run_script(MARKER, home).stdout.strip() == "EngineDeath(models=('odd',), signal='Aborted')"
    assert run_script(MARKER, home).stdout.strip() == "None"


def test_work_that_goes_on_is_left_alone(home: Path) -> None:
    marker = CrashMarker(home)
    looked = threading.Event()

    def is_stuck() -> bool:
        looked.set()
        return False

    with marker.at_work("fine", is_stuck):
        assert looked.wait(30)
