"""The command palette lists and finds every page, action and item."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.feature import Action
from desktop.widgets.shell.command_palette import CommandPalette
from desktop.widgets.shell.palette_delegate import SIDE_NOTE
from desktop.widgets.shell.palette_ranking import PaletteEntry, ranked_entries
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


def titles(typed: str, *names: str) -> list[str]:
    return [entry.title for entry, _ in ranked_entries(typed, [Action(name, lambda: None) for name in names])]


def test_parts_of_words_in_any_order_find_an_entry_without_accents() -> None:
    assert titles("cald rev", "Revisión de la caldera", "Caldera", "Cal y arena") == ["Revisión de la caldera"]
    assert titles("factura marzo", "2026-03 facturas.xlsx", "Factura de marzo.pdf") == ["Factura de marzo.pdf"]


def test_letters_that_are_only_scattered_over_a_title_find_nothing() -> None:
    assert titles("caldera", "Caminos de la era") == []


def test_matches_come_in_a_strict_order_and_else_as_they_were() -> None:
    names = ("Mi tema", "Temario", "Sistema", "Tema", "Tema claro", "Claro: el tema", "Ajustes del tema")
    assert titles("tema", *names) == [
        "Tema",
        "Temario",
        "Tema claro",
        "Mi tema",
        "Claro: el tema",
        "Ajustes del tema",
        "Sistema",
    ]
    assert titles("tema claro", *names) == ["Tema claro", "Claro: el tema"]


def test_the_words_found_are_marked_in_the_title_as_it_is_written() -> None:
    (match,) = [match for _, match in ranked_entries("rev cald", [Action("La revisión: CALDERA", lambda: None)])]
    assert [("La revisión: CALDERA"[start:end]) for start, end in match.spans] == ["rev", "CALD"]


def test_letters_that_grow_when_folded_keep_the_marks_in_place() -> None:
    (match,) = [match for _, match in ranked_entries("ende", [Action("Straße İ Ende", lambda: None)])]
    assert [("Straße İ Ende"[start:end]) for start, end in match.spans] == ["Ende"]


def test_each_line_shows_its_kind(window: Window) -> None:
    page(window, "two")
    press(window, "Ctrl+K")
    palette = window.findChild(CommandPalette)
    assert isinstance(palette, CommandPalette)
    notes = {palette.list.item(n).text(): palette.list.item(n).data(SIDE_NOTE) for n in range(palette.list.count())}
    assert notes["Two"].endswith("Page")
    assert notes["Do two"] == "Command"


def test_what_is_found_later_is_added_unless_something_else_was_typed(window: Window) -> None:
    searches: list[tuple[str, Callable[[Sequence[PaletteEntry]], None]]] = []
    entries = [Action("Report", lambda: None)]
    palette = CommandPalette(window.theme, entries, window, lambda typed, show: searches.append((typed, show)))
    palette.field.setText("r")
    assert searches == []
    palette.field.setText("rep")
    palette.field.setText("repo")
    document = Action("report.pdf", lambda: None, kind="Document")
    searches[0][1]([Action("repeated.pdf", lambda: None)])
    searches[1][1]([document])
    assert [palette.list.item(n).text() for n in range(palette.list.count())] == ["Report", "report.pdf"]
    palette.close()
