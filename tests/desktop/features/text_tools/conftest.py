"""Fixtures of the Text tools page over the scripted engine, and what several of its tests read from the window."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.text_tools.one_text import OneTextPanel
from desktop.features.text_tools.page import TextToolsPage
from desktop.widgets.shell.message_bar import MessageBar
from tests.desktop.conftest import TIMEOUT_MS
from tests.support.scripted_text_tools import ACCOUNT, NAME

SCRIPTED_TEXT_TOOLS = (sys.executable, "-m", "tests.support.scripted_text_tools")
TEXT = f"😀 {NAME} pagó 1.250 euros con el recibo de la cuenta {ACCOUNT}."


@pytest.fixture
def ateneo(open_ateneo: Callable[..., Ateneo]) -> Ateneo:
    return open_ateneo(command=SCRIPTED_TEXT_TOOLS, features=("text_tools", "chat", "models", "settings"))


@pytest.fixture
def page(qtbot: QtBot, ateneo: Ateneo) -> TextToolsPage:
    ateneo.client.start()
    qtbot.waitUntil(lambda: ateneo.client.state == "ready" and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    ateneo.window.show_page("text_tools")
    page = ateneo.window.page("text_tools")
    assert isinstance(page, TextToolsPage)
    return page


@pytest.fixture
def panel(qtbot: QtBot, ateneo: Ateneo, page: TextToolsPage) -> OneTextPanel:
    """The panel for one text, with a text that holds a name and a wrong account number."""
    page.open_tool("entities")
    page.one_text.text.setPlainText(TEXT)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    return page.one_text


def tab_stops(widget: QWidget, count: int) -> list[str]:
    """Return the names of the widgets that Tab leads to from `widget`."""
    names: list[str] = []
    while len(names) < count:
        widget = widget.nextInFocusChain()
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            names.append(widget.accessibleName() or getattr(widget, "text", str)())
    return names


def message(ateneo: Ateneo) -> str:
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    return bar.sentence
