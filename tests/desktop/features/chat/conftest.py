"""A Chat page over a scripted engine with two conversations."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from tests.desktop.conftest import TIMEOUT_MS

SCRIPTED_CHAT = (sys.executable, "-m", "tests.support.scripted_chat")


@pytest.fixture
def ateneo(qtbot: QtBot, open_ateneo: Callable[..., Ateneo]) -> Ateneo:
    opened = open_ateneo(command=SCRIPTED_CHAT, features=("chat", "settings"))
    opened.client.start()
    opened.window.show_page("chat")
    qtbot.waitUntil(lambda: opened.client.state == "ready" and opened.client.is_idle, timeout=TIMEOUT_MS)
    return opened


@pytest.fixture
def page(ateneo: Ateneo) -> ChatPage:
    page = ateneo.window.page("chat")
    assert isinstance(page, ChatPage)
    return page
