"""A Chat page over the real engine, without a model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.chat.page import ChatPage
from desktop.paths import Paths
from tests.desktop.conftest import TIMEOUT_MS


@pytest.fixture
def ateneo(qtbot: QtBot, open_ateneo: Callable[..., Ateneo], tmp_path: Path) -> Ateneo:
    paths = Paths(tmp_path / "home", tmp_path / "models")
    opened = open_ateneo(StartOptions("en", "light"), engine_command(paths), ("chat",))
    opened.client.start()
    opened.window.show_page("chat")
    qtbot.waitUntil(lambda: opened.client.state == "ready" and opened.client.is_idle, timeout=TIMEOUT_MS)
    return opened


@pytest.fixture
def page(ateneo: Ateneo) -> ChatPage:
    page = ateneo.window.page("chat")
    assert isinstance(page, ChatPage)
    return page
