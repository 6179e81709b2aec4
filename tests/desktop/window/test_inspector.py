"""The inspector: what it shows, when it opens and closes, and how it fits a narrow window."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QLabel,
)
from pytestqt.qtbot import QtBot

from desktop.theme.tokens import Size
from desktop.widgets.layout.side_pane import Inspector, SidePane
from desktop.window import Window
from tests.desktop.window.conftest import child, page, press


def test_the_inspector_opens_with_a_widget_and_deletes_the_previous_one(qtbot: QtBot, window: Window) -> None:
    first, second = QLabel("first"), QLabel("second")
    with qtbot.waitSignal(first.destroyed):
        window.show_in_inspector("A source", first)
        assert first.isVisible()
        window.show_in_inspector("Another", second)
    assert second.isVisible()
    press(window, "Ctrl+I")
    assert not second.isVisible()


def test_in_a_narrow_window_the_inspector_closes_and_opens_over_the_page(window: Window) -> None:
    window.resize(Size.NARROW + 100, 700)
    window.show_in_inspector("A source", QLabel("x"))
    window.resize(*Size.WINDOW_MIN)
    inspector, side = child(window, Inspector), child(window, SidePane)
    assert not inspector.isVisible()
    window.show_in_inspector("A source", QLabel("y"))
    assert inspector.isVisible()
    assert page(window, "one").width() == side.width()


def test_an_inspected_widget_stays_with_its_page(window: Window) -> None:
    source = QLabel("x")
    window.show_in_inspector("A source", source)
    window.show_page("two")
    assert not source.isVisible()
    window.show_page("one")
    press(window, "Ctrl+I")
    assert source.isVisible()
