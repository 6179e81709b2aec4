"""A message text that records what its document asks to load."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from desktop.theme.theme import Theme
from desktop.widgets.text.message_text import MessageText
from tests.desktop.conftest import TIMEOUT_MS


class RecordingText(MessageText):
    """Counts what its document asks to be loaded."""

    def __init__(self, theme: Theme) -> None:
        self.requested: list[str] = []
        super().__init__(theme)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        self.requested.append(QUrl(name).toString())
        return super().loadResource(kind, name)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> RecordingText:
    made = RecordingText(theme)
    qtbot.addWidget(made)
    made.resize(700, 100)
    made.show()
    return made


def finish(qtbot: QtBot, view: MessageText) -> None:
    qtbot.waitUntil(lambda: view.is_drawn, timeout=TIMEOUT_MS)


def draw(view: MessageText) -> None:
    """Draw all frames at once, without waiting for the timer."""
    view.draw_frame()
    while not view.is_drawn:
        view.draw_frame()


def hrefs(view: MessageText) -> list[str]:
    document, addresses = view.document(), []
    block = document.begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            if href := fragments.fragment().charFormat().anchorHref():
                addresses.append(href)
            fragments += 1
        block = block.next()
    return addresses
