"""The command palette lists and finds every page, action and item."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.feature import Action
from desktop.widgets.shell.command_palette import CommandPalette, ranked_entries
from desktop.window import Window
from tests.desktop.window.conftest import page, press


def test_the_palette_lists_every_page_action_and_item(window: Window) -> None:
    page(window, "two")
    press(window, "Ctrl+K")
    palette = window.findChild(CommandPalette)
    assert isinstance(palette, CommandPalette)
    QTest.keyClicks(palette.field, "rev cald")
    assert palette.list.item(0).text() == "Revisión de la caldera"
    QTest.keyClicks(palette.field, "xxxx")
    assert palette.list.count() == 0
    palette.field.setText("do two")
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    palette.field.setText("do two")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert page(window, "two").calls == ["did"]


def test_titles_with_the_letters_in_a_row_come_first() -> None:
    titles = ["Caminos de la era", "Revisión de la caldera", "Caldera", "Nada"]
    entries = ranked_entries("caldera", [Action(title, lambda: None) for title in titles])
    assert [line.title for line in entries][:2] == ["Caldera", "Revisión de la caldera"]
    assert "Nada" not in [line.title for line in entries]
