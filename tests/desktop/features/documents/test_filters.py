"""Searches and the list narrowed in the window: panel, chips, exact words, by mouse and keyboard, over the real documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.documents.document_model import PAGES
from desktop.features.documents.filtering import filter_texts
from desktop.features.documents.filtering.search_narrowing import SearchNarrowing
from desktop.features.documents.page import DocumentsPage
from desktop.features.documents.results import SearchResults
from tests.desktop.features.documents.tasks.conftest import TIMEOUT_MS, documents, open_page

__all__ = ["open_page"]
TEXTS = {
    "nota.md": "La caldera de gas se revisa cada octubre, antes del invierno, y el recibo se guarda en la carpeta azul.",
    "aviso.txt": "Aviso de la comunidad: la caldera se apaga en mayo y el gas se corta el martes por la mañana.",
    "boiler.html": "<html lang='en'><body><p>The gas boiler is serviced each autumn, before the winter comes.</p></body></html>",
}
Opened = tuple[Ateneo, DocumentsPage, SearchNarrowing]


@pytest.fixture
def opened(open_page: Callable[..., tuple[Ateneo, DocumentsPage, object]], tmp_path: Path) -> Opened:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, "utf-8")
    ateneo, page, _ = open_page(*(tmp_path / name for name in TEXTS))
    (narrowing,) = page.findChildren(SearchNarrowing)
    return ateneo, page, narrowing


def names(page: DocumentsPage) -> list[str]:
    return sorted(Path(document.path).name for document in documents(page))


def found(page: DocumentsPage) -> set[str]:
    results = page.findChild(SearchResults)
    assert isinstance(results, SearchResults)
    return {source.name for source in (*results.sure, *results.less_sure)}


def field(page: DocumentsPage) -> QLineEdit:
    return next(f for f in page.findChildren(QLineEdit) if f.accessibleName() == "Search your documents")


def check(qtbot: QtBot, narrowing: SearchNarrowing, text: str) -> None:
    """Check the line of the kinds that begins with a text, by keyboard."""
    menu = narrowing.panel.kinds.make_menu()
    menu.show()
    menu.setActiveAction(next(action for action in menu.actions() if action.text().startswith(text)))
    qtbot.keyClick(menu, Qt.Key.Key_Space)
    assert menu.isVisible()
    menu.close()
    menu.deleteLater()


def test_a_search_is_narrowed_by_kind_while_the_query_changes_and_chips_take_it_back(
    qtbot: QtBot, opened: Opened
) -> None:
    _, page, narrowing = opened
    qtbot.mouseClick(narrowing.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(narrowing.panel.kinds.choices) == 2, timeout=TIMEOUT_MS)
    assert narrowing.panel.isVisible() and narrowing.panel.collection.hasFocus()
    check(qtbot, narrowing, "Plain text")
    qtbot.keyClick(narrowing.panel, Qt.Key.Key_Escape)
    assert not narrowing.panel.isVisible()
    qtbot.waitUntil(lambda: names(page) == ["aviso.txt", "nota.md"], timeout=TIMEOUT_MS)
    assert [chip.text for chip in narrowing.chips.chips] == ["Plain text"]
    assert narrowing.button.text() == "Filters (1)"
    for query in ("caldera", "caldera de gas"):
        page.search_for(query)
        qtbot.waitUntil(lambda: found(page) == {"aviso.txt", "nota.md"}, timeout=TIMEOUT_MS)
    (chip,) = narrowing.chips.buttons
    assert chip.accessibleName() == "Remove the filter “Plain text”"
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    page.search_for("boiler")
    qtbot.waitUntil(lambda: "boiler.html" in found(page), timeout=TIMEOUT_MS)
    assert not narrowing.chips.isVisible() and field(page).hasFocus()


def test_exactly_these_words_are_quotation_marks_in_the_field(qtbot: QtBot, opened: Opened) -> None:
    _, page, narrowing = opened
    qtbot.keyClicks(field(page), "gas se corta")
    narrowing.open()
    qtbot.mouseClick(narrowing.panel.exact, Qt.MouseButton.LeftButton)
    assert field(page).text() == "“gas se corta”"
    qtbot.waitUntil(lambda: found(page) == {"aviso.txt"}, timeout=TIMEOUT_MS)
    assert [chip.text for chip in narrowing.chips.chips] == ["Exactly: “gas se corta”"]
    narrowing.panel.hide()
    qtbot.mouseClick(narrowing.chips.buttons[0], Qt.MouseButton.LeftButton)
    assert field(page).text() == "gas se corta" and not narrowing.panel.exact.isChecked()


def test_days_author_and_language_narrow_the_list_and_all_are_removed_at_once(qtbot: QtBot, opened: Opened) -> None:
    _, page, narrowing = opened
    panel = narrowing.panel
    narrowing.open()
    qtbot.waitUntil(lambda: len(panel.languages.choices) == 2, timeout=TIMEOUT_MS)
    assert {choice.short for choice in panel.languages.choices} == {"Español", "English"}
    panel.period.setCurrentIndex(panel.period.findText("Up to a day…"))
    panel.period.activated.emit(panel.period.currentIndex())
    assert panel.until.isEnabled() and not panel.since.isEnabled()
    panel.until.setDate(QDate(2001, 1, 1))
    qtbot.waitUntil(lambda: page.table.rows.total == 0, timeout=TIMEOUT_MS)
    panel.author.setEditText("Nobody")
    qtbot.waitUntil(lambda: len(narrowing.chips.chips) == 2, timeout=TIMEOUT_MS)
    qtbot.mouseClick(panel.clear_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.table.rows.total == len(TEXTS), timeout=TIMEOUT_MS)
    assert not narrowing.chips.chips and not panel.clear_button.isEnabled()


def test_the_collection_is_chosen_in_the_panel_and_left_by_its_chip(qtbot: QtBot, opened: Opened) -> None:
    _, page, narrowing = opened
    name = page.list.collections[0].name
    panel = narrowing.panel
    qtbot.waitUntil(lambda: panel.collection.count() == 2, timeout=TIMEOUT_MS)
    panel.collection.setCurrentIndex(1)
    panel.collection.activated.emit(1)
    assert page.list.name == name
    page.search_for("caldera")
    qtbot.waitUntil(lambda: bool(found(page)), timeout=TIMEOUT_MS)
    (chip,) = narrowing.chips.buttons
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert page.list.name == "" and not narrowing.chips.chips


def test_why_these_passages_is_told_below_the_results_and_follows_the_next_search(qtbot: QtBot, opened: Opened) -> None:
    _, page, _ = opened
    results = page.findChild(SearchResults)
    assert isinstance(results, SearchResults) and not results.why.isVisible()
    page.search_for("caldera")
    qtbot.waitUntil(lambda: results.why.isVisible(), timeout=TIMEOUT_MS)
    header = results.why.findChild(QPushButton)
    assert isinstance(header, QPushButton)
    qtbot.keyClick(header, Qt.Key.Key_Space)
    view = results.explanation
    qtbot.waitUntil(lambda: bool(view.rows), timeout=TIMEOUT_MS)
    assert {row[1] for row in view.rows} == {"nota.md", "aviso.txt"} == found(page)
    assert "Words looked for: caldera" in view.head and "Only words were searched." in view.head
    page.search_for("boiler")
    qtbot.waitUntil(lambda: [row[1] for row in view.rows] == ["boiler.html"], timeout=TIMEOUT_MS)


def test_files_without_pages_of_their_own_have_none_in_the_list(qtbot: QtBot, opened: Opened) -> None:
    _, page, _ = opened
    rows = page.table.rows
    assert [rows.data(rows.index(row, PAGES)) for row in range(rows.total)] == [""] * len(TEXTS)


@pytest.mark.parametrize(
    ("query", "quoted"),
    [("“gas boiler” now", ["gas boiler"]), ('a "b c" «d»', ["b c", "d"]), ("it's 5\" wide", []), ("“”", []), ("", [])],
)
def test_quotations_in_a_query(query: str, quoted: list[str]) -> None:
    assert filter_texts.quotations(query) == quoted
