"""A window over pages that record the calls of the shell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.feature import Action, DropAction, Feature, Page
from desktop.window import Window

Open = Callable[..., Ateneo]


class RecordingPage(Page):
    """A page that remembers what the shell asked of it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.calls: list[object] = []

    def palette_actions(self) -> Sequence[Action]:
        return (Action(f"Do {self.name}", lambda: self.calls.append("did")),)

    def palette_entries(self) -> Sequence[Action]:
        return (Action("Revisión de la caldera", lambda: self.calls.append("entry")),)

    def drop_actions(self, files: Sequence[Path]) -> Sequence[DropAction]:
        wanted = (files[0].suffix == ".pdf" and self.name == "one") or files[0].suffix == ".any"
        return (DropAction(f"Take into {self.name}", self.calls.append),) if wanted else ()

    def perform(self, action: str, argument: object = None) -> None:
        self.calls.append((action, argument))

    def find_in_page(self) -> None:
        self.calls.append("find")

    def stop(self) -> None:
        self.calls.append("stop")


def make_feature(name: str, order: int, below: bool = False) -> Feature:
    return Feature(name, name.title(), "cube", order, lambda shell: RecordingPage(name), below_the_line=below)


@pytest.fixture
def window(qtbot: QtBot, open_ateneo: Open) -> Window:
    ateneo = open_ateneo()
    features = [make_feature("two", 2), make_feature("last", 1, below=True), make_feature("one", 1)]
    made = Window(ateneo.client, ateneo.theme, ateneo.settings, ateneo.window.paths, features)
    qtbot.addWidget(made)
    made.show()
    made.show_first_page()
    return made


def page(window: Window, name: str) -> RecordingPage:
    recorded = window.page(name)
    assert isinstance(recorded, RecordingPage)
    return recorded


def visible_page(window: Window) -> str:
    return next(p.name for p in window.findChildren(RecordingPage) if p.isVisible())


def child(window: QWidget, kind: type) -> QWidget:  # type: ignore[type-arg]
    widget = window.findChild(kind)
    assert isinstance(widget, QWidget)
    return widget


def press(window: Window, keys: str) -> None:
    key = {"Esc": Qt.Key.Key_Escape, "F1": Qt.Key.Key_F1}.get(keys) or getattr(Qt.Key, f"Key_{keys[-1]}")
    modifier = Qt.KeyboardModifier.ControlModifier if "+" in keys else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(window, key, modifier)
