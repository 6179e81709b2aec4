"""A model that crashes the engine costs one restart, and is not used again (docs/faults.md 21)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import StartOptions, engine_command
from desktop.link.call import EngineFault
from desktop.paths import Paths
from engine.capabilities.chat import api as chat
from engine.capabilities.models import api as models
from tests.desktop.conftest import TIMEOUT_MS, close_ateneo, show_ateneo
from tests.support.crashing_model import install_tiny_model, spoil

pytestmark = [
    pytest.mark.model,
    pytest.mark.kill,
    pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals"),
]


def test_the_engine_restarts_once_and_the_next_question_is_answered_by_a_sentence(
    qtbot: QtBot, qapp: QApplication, home: Path, tmp_path: Path
) -> None:
    installed = install_tiny_model(tmp_path / "models", tmp_path)
    spoil(installed)
    paths = Paths(home, tmp_path / "models")
    ateneo = show_ateneo(qapp, paths, StartOptions("en", "light"), engine_command(paths), ("chat", "models"))
    client, faults, states = ateneo.client, [], []

    def fault_of_question() -> EngineFault:
        ended: list[EngineFault] = []
        call = client.call(chat.SEND, chat.Send("Hello", settings=chat.ConversationSettings(model=installed.id)))
        call.on_failed(ended.append)
        qtbot.waitUntil(lambda: bool(ended), timeout=TIMEOUT_MS)
        return ended[0]

    client.fault.connect(faults.append)
    client.state_changed.connect(states.append)
    try:
        client.start()
        assert fault_of_question().kind == "engine_stopped"
        assert fault_of_question().message.startswith("The model Tiny Chat stopped the engine while it was loaded")
        listed: list[models.ModelList] = []
        client.call(models.LIST_MODELS, models.ListModels()).on_result(listed.append)
        qtbot.waitUntil(lambda: bool(listed), timeout=TIMEOUT_MS)
        assert listed[0].models[0].state == "quarantined"
        assert states == ["ready", "restarting", "ready"]
        assert [fault.kind for fault in faults] == ["engine_stopped"]
    finally:
        close_ateneo(ateneo)
