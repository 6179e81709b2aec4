"""The window over the real engine and the real models: ready, killed and back, a backup, the second engine refused."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.app import Asked, Ateneo, discover, engine_command
from desktop.paths import Paths
from desktop.widgets.help_text import HelpText
from desktop.widgets.message_bar import MessageBar
from desktop.widgets.status_bar import StatusBar
from engine.capabilities.library import api as library
from tests.desktop.conftest import PATIENCE_MS, take_apart
from tests.support.engine_process import EngineProcess

pytestmark = pytest.mark.model
OpenReal = Callable[[], Ateneo]


@pytest.fixture
def open_real(qapp: QApplication, home: Path, models: Path, request: pytest.FixtureRequest) -> OpenReal:
    def open_one() -> Ateneo:
        paths = Paths(home, models)
        ateneo = Ateneo(qapp, paths, Asked("en", "light"), engine_command(paths), discover())
        request.addfinalizer(lambda: take_apart(ateneo))
        ateneo.window.show()
        ateneo.window.begin()
        ateneo.client.start()
        return ateneo

    return open_one


def message(ateneo: Ateneo) -> str:
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    return bar.sentence


def wait_for(qtbot: QtBot, ateneo: Ateneo, state: str) -> None:
    qtbot.waitUntil(lambda: ateneo.client.state == state, timeout=PATIENCE_MS)


def test_the_real_shelf_and_machine_are_shown(qtbot: QtBot, open_real: OpenReal) -> None:
    ateneo = open_real()
    ateneo.window.go("models")
    bar = ateneo.window.findChild(StatusBar)
    assert isinstance(bar, StatusBar)

    def texts() -> set[str]:
        return {label.text() for label in ateneo.window.findChildren(QLabel)}

    qtbot.waitUntil(lambda: {"Offline · 0 connections", "SmolLM2 135M Instruct"} <= texts(), timeout=PATIENCE_MS)
    assert "Engine ready" in texts()


@pytest.mark.kill
def test_a_killed_engine_is_back_within_three_seconds_with_one_line(qtbot: QtBot, open_real: OpenReal) -> None:
    ateneo = open_real()
    wait_for(qtbot, ateneo, "ready")
    old = ateneo.client.pid
    os.kill(old, signal.SIGKILL)
    wait_for(qtbot, ateneo, "restarting")
    qtbot.waitUntil(lambda: ateneo.client.state == "ready", timeout=3_000)
    assert ateneo.client.pid != old
    assert message(ateneo).startswith("The engine stopped and was started again.")
    call = ateneo.client.call(library.MODELS, library.ListModels())
    with qtbot.waitSignal(call.result, timeout=PATIENCE_MS) as shelf:
        pass
    assert shelf.args[0].models


def test_a_library_in_use_is_told_once(qtbot: QtBot, open_real: OpenReal, home: Path, models: Path) -> None:
    with EngineProcess(home, models):
        ateneo = open_real()
        wait_for(qtbot, ateneo, "failed")
        assert message(ateneo).startswith("Another Ateneo is using this library.")
        assert ateneo.client.pid == 0


def test_closing_the_window_ends_the_engine(qtbot: QtBot, open_real: OpenReal) -> None:
    ateneo = open_real()
    wait_for(qtbot, ateneo, "ready")
    pid = ateneo.client.pid
    ateneo.window.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_engines_log_is_for_its_owner_only(qtbot: QtBot, open_real: OpenReal, home: Path) -> None:
    wait_for(qtbot, open_real(), "ready")
    assert (home / "logs" / "engine.log").stat().st_mode & 0o077 == 0


@pytest.mark.kill
def test_a_killed_window_takes_its_engine_along(qtbot: QtBot, home: Path, models: Path) -> None:
    command = [sys.executable, "-m", "desktop", "--home", str(home), "--models", str(models)]
    with subprocess.Popen(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}) as window:
        qtbot.waitUntil(lambda: (home / "library.db").exists(), timeout=PATIENCE_MS)
        engines = psutil.Process(window.pid).children(recursive=True)
        assert engines
        window.kill()
        _, alive = psutil.wait_procs(engines, timeout=2)
    assert alive == []


def test_f1_shows_the_help_of_the_language_of_now(qtbot: QtBot, open_real: OpenReal) -> None:
    ateneo = open_real()
    for language, words in (("en", "Ask, read, check"), ("es", "Pregunta, lee, comprueba")):
        ateneo.settings.change(language=language)
        ateneo.window.help_wanted.emit()
        assert any(words in text.toPlainText() for text in ateneo.window.findChildren(HelpText))
