"""The Documents page over a scripted library: rows come when looked at, problems are sentences, removing has a way back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QDir, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.documents.document_model import FOLDER, NAME, NOTE, PAGE, STATE, folder_text
from desktop.features.documents.failure_pane import FailurePane
from desktop.features.documents.page import DocumentsPage
from desktop.features.documents.results import SearchResults
from desktop.features.documents.toolbar import DocumentsToolbar
from desktop.panels.page_preview import PagePreview
from desktop.theme.tokens import Size
from desktop.widgets.cards.empty_page import EmptyPage
from desktop.widgets.cards.run_card import RunCard
from desktop.widgets.cards.source_card import SourceCard
from desktop.widgets.passages.excerpt import Excerpt
from desktop.widgets.shell.command_palette import CommandPalette
from desktop.widgets.shell.message_bar import MessageBar
from desktop.widgets.shell.palette_delegate import SIDE_NOTE
from desktop.widgets.shell.status_bar import StatusBar
from engine.capabilities.documents import api as documents
from tests.desktop.conftest import TIMEOUT_MS
from tests.desktop.deleting import answer, choose_in_menu
from tests.desktop.features.documents.conftest import BIG
from tests.support.big_library import FAILED, TOTAL


def tools(page: DocumentsPage) -> DocumentsToolbar:
    found = page.findChild(DocumentsToolbar)
    assert isinstance(found, DocumentsToolbar)
    return found


def field(page: DocumentsPage, name: str) -> QLineEdit:
    return next(f for f in page.findChildren(QLineEdit) if f.accessibleName() == name)


def button(page: DocumentsPage, text: str) -> QAbstractButton:
    return next(b for b in page.findChildren(QAbstractButton) if b.text() == text and b.isVisible())


def message(ateneo: Ateneo) -> MessageBar:
    bar = ateneo.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    return bar


def test_a_library_that_is_still_opening_is_not_shown_as_an_empty_one(
    qtbot: QtBot, open_ateneo: Callable[..., Ateneo]
) -> None:
    ateneo = open_ateneo(command=BIG, features=("documents",))
    ateneo.window.show_page("documents")
    page = ateneo.window.page("documents")
    assert isinstance(page, DocumentsPage)
    empty = page.findChild(EmptyPage)
    assert isinstance(empty, EmptyPage) and not empty.isVisible()
    assert "Opening your library…" in [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    ateneo.client.start()
    qtbot.waitUntil(page.table.isVisible, timeout=TIMEOUT_MS)


def test_a_hundred_thousand_documents_are_listed_and_only_those_looked_at_are_fetched(
    qtbot: QtBot, page: DocumentsPage
) -> None:
    rows = page.table.rows
    assert rows.rowCount() == TOTAL
    far = rows.index(90_000, NAME)
    assert rows.data(far) == "…"
    page.table.scrollTo(far, QAbstractItemView.ScrollHint.PositionAtTop)
    qtbot.waitUntil(lambda: rows.data(far) == "document-090000.pdf", timeout=TIMEOUT_MS)
    assert rows.fetched <= 6 * PAGE


def test_no_stray_key_or_click_removes_a_document_or_a_collection(
    qtbot: QtBot, ateneo: Ateneo, page: DocumentsPage
) -> None:
    page.table.selectRow(3)
    views = page.list.findChildren(QListView)
    for view in (page.table, *views):
        for key in (Qt.Key.Key_Backspace, Qt.Key.Key_D, Qt.Key.Key_Space):
            qtbot.keyClick(view, key)
        assert not view.dragEnabled()
    qtbot.mouseDClick(
        page.table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=page.table.visualRect(page.table.rows.index(3, NAME)).center(),
    )
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert page.table.rows.total == TOTAL
    assert not message(ateneo).isVisible(), message(ateneo).sentence


def test_the_model_keeps_its_promises_to_qt(qtbot: QtBot, page: DocumentsPage) -> None:
    """Qt reads every cell after each change, so a part of the list is enough: it shrinks, and grows again."""
    rows = page.table.rows
    rows.show_documents("Big", "0000", False)
    qtbot.waitUntil(lambda: rows.total == 109, timeout=TIMEOUT_MS)
    tester = QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Warning)
    tester.setUseFetchMore(False)
    for query, total in (("00002", 11), ("0000", 109)):
        rows.show_documents("Big", query, False)
        qtbot.waitUntil(lambda total=total: rows.total == total, timeout=TIMEOUT_MS)  # type: ignore[misc]  # a default


def test_what_could_not_be_read_says_why(page: DocumentsPage) -> None:
    rows = page.table.rows
    assert rows.data(rows.index(0, STATE)) == "Not read"
    assert "password" in rows.data(rows.index(0, NOTE))
    assert rows.data(rows.index(FAILED, STATE)) == "Ready"


def test_only_problems_lists_only_problems(qtbot: QtBot, page: DocumentsPage) -> None:
    tools(page).show_problems()
    qtbot.waitUntil(lambda: page.table.rows.total == FAILED, timeout=TIMEOUT_MS)


def test_the_filter_narrows_by_name(qtbot: QtBot, page: DocumentsPage) -> None:
    qtbot.keyClicks(field(page, "Filter by name"), "document-0000")
    qtbot.waitUntil(lambda: page.table.rows.total == 100, timeout=TIMEOUT_MS)


def test_a_search_shows_passages_that_open_their_page(qtbot: QtBot, ateneo: Ateneo, page: DocumentsPage) -> None:
    qtbot.keyClicks(field(page, "Search your documents"), "boilers")
    results = page.findChild(SearchResults)
    assert isinstance(results, SearchResults)
    qtbot.waitUntil(lambda: bool(results.findChildren(SourceCard)), timeout=TIMEOUT_MS)
    card = results.findChildren(SourceCard)[0]
    assert "document-000007.pdf" in card.accessibleName() and "about boilers" in card.accessibleName()
    excerpt = card.findChild(Excerpt)
    assert isinstance(excerpt, Excerpt) and excerpt.bold_words == ["boilers"]
    assert [source.page for source in results.sure] == [2] and [source.page for source in results.less_sure] == [3]
    assert results.summary.text() == "1 passage · 1 less sure"
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert ateneo.window.findChild(PagePreview) is not None


def test_a_search_that_finds_nothing_says_so_and_no_number_that_nobody_can_judge_is_shown(
    qtbot: QtBot, page: DocumentsPage
) -> None:
    results = page.findChild(SearchResults)
    assert isinstance(results, SearchResults)
    page.search_for("boilers")
    qtbot.waitUntil(lambda: bool(results.sure), timeout=TIMEOUT_MS)
    texts = [label.text() for label in results.findChildren(QLabel) if label.isVisible()]
    assert not any("0.5" in text or " ms" in text for text in texts)
    page.search_for("nothing")
    qtbot.waitUntil(lambda: results.summary.text().startswith("Nothing was found."), timeout=TIMEOUT_MS)
    assert not results.sure and not results.less_sure


def test_a_folder_stands_in_a_column_of_its_own(page: DocumentsPage) -> None:
    rows = page.table.rows
    assert rows.headerData(FOLDER, Qt.Orientation.Horizontal) == "Folder"
    assert rows.data(rows.index(FAILED, FOLDER)) == "/library"
    home = documents.Document(1, "Big", f"{QDir.homePath()}/facturas/luz.pdf", "", "indexed", 1, 1, 1, 0)
    assert folder_text(home) == "~/facturas"


def test_one_click_shows_a_document_and_the_inspector_shows_what_was_selected_last(
    qtbot: QtBot, ateneo: Ateneo, page: DocumentsPage
) -> None:
    click(qtbot, page, FAILED + 1)
    assert inspected(ateneo) == f"document-{FAILED + 1:06}.pdf"
    click(qtbot, page, 0)
    pane = ateneo.window.findChildren(FailurePane)[-1]
    assert "password" in pane.reason.text() and pane.reason.wordWrap()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(
        lambda: len(visible_failures(ateneo)) == 1 and visible_failures(ateneo)[0] is not pane, timeout=TIMEOUT_MS
    )
    for row in range(FAILED, FAILED + 4):
        click(qtbot, page, row)
    click(qtbot, page, FAILED + 2)
    assert inspected(ateneo) == f"document-{FAILED + 2:06}.pdf"
    page.search_for("boilers")
    results = page.findChild(SearchResults)
    assert isinstance(results, SearchResults)
    qtbot.waitUntil(lambda: bool(results.sure), timeout=TIMEOUT_MS)
    qtbot.keyClick(results.findChildren(SourceCard)[0], Qt.Key.Key_Return)
    assert inspected(ateneo) == "document-000007.pdf"
    page.stop()
    qtbot.waitUntil(page.table.isVisible, timeout=TIMEOUT_MS)
    click(qtbot, page, FAILED + 2)
    assert inspected(ateneo) == f"document-{FAILED + 2:06}.pdf"


def test_in_a_narrow_window_keys_open_no_inspector_over_the_list_but_a_click_does(
    qtbot: QtBot, ateneo: Ateneo, page: DocumentsPage
) -> None:
    ateneo.window.resize(*Size.WINDOW_MIN)
    page.table.setFocus()
    page.table.selectRow(FAILED)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert not ateneo.window.is_inspector_open
    click(qtbot, page, FAILED + 2)
    assert inspected(ateneo) == f"document-{FAILED + 2:06}.pdf"


def test_a_failed_document_is_read_again_from_its_reason(qtbot: QtBot, ateneo: Ateneo, page: DocumentsPage) -> None:
    click(qtbot, page, 0)
    button_of(ateneo.window.findChildren(FailurePane)[-1], "Read it again").click()
    qtbot.waitUntil(lambda: page.findChild(RunCard) is not None, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: page.findChild(RunCard) is None, timeout=TIMEOUT_MS)


def test_a_list_loaded_again_keeps_its_selection_and_its_place(
    qtbot: QtBot, ateneo: Ateneo, page: DocumentsPage
) -> None:
    rows, bar = page.table.rows, page.table.verticalScrollBar()
    page.table.selectRow(90)
    page.table.scrollTo(rows.index(80, NAME), QAbstractItemView.ScrollHint.PositionAtTop)
    scrolled = bar.value()
    page.reload()
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert [d.id for d in page.table.chosen()] == [91] and bar.value() == scrolled
    page.table.removed.emit(
        [rows.document(rows.index(FAILED, NAME))]
    )  # the list becomes shorter above what is looked at
    qtbot.waitUntil(lambda: rows.total == TOTAL - 1, timeout=TIMEOUT_MS)
    assert rows.data(page.table.indexAt(QPoint(5, 5))) == "document-000080.pdf"


def test_the_reasons_of_problems_have_room_for_several_lines(qtbot: QtBot, page: DocumentsPage) -> None:
    height = page.table.rowHeight(0)
    tools(page).show_problems()
    qtbot.waitUntil(lambda: page.table.rows.total == FAILED, timeout=TIMEOUT_MS)
    assert page.table.wordWrap() and page.table.rowHeight(0) >= height + 2 * page.table.fontMetrics().lineSpacing()


def test_while_files_are_read_the_counts_and_the_list_grow(qtbot: QtBot, page: DocumentsPage) -> None:
    page.index([], "Big")
    qtbot.waitUntil(lambda: page.list.collections[0].documents == TOTAL + 1, timeout=TIMEOUT_MS)
    assert page.findChild(RunCard) is not None
    page.stop()
    qtbot.waitUntil(lambda: page.findChild(RunCard) is None, timeout=TIMEOUT_MS)


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_toolbar_has_room_for_its_words_where_the_text_is_large(
    qtbot: QtBot, ateneo: Ateneo, page: DocumentsPage, language: str
) -> None:
    bar = tools(page)
    one_row = bar.height()
    ateneo.language.use(language)
    ateneo.settings.change(text_percent=200)
    ateneo.window.resize(*Size.WINDOW_MIN)
    qtbot.waitUntil(lambda: bar.height() > 1.5 * one_row, timeout=TIMEOUT_MS)
    for widget in bar.findChildren(QWidget):
        if widget.isVisible() and widget.parent() is bar:
            assert widget.width() >= min(widget.sizeHint().width(), bar.width()), widget
            assert bar.rect().contains(widget.geometry())
    ateneo.settings.change(text_percent=100)
    ateneo.language.use("en")


@pytest.mark.parametrize("width", [Size.NARROW, Size.WINDOW[0]])
def test_opening_the_inspector_moves_no_row_of_the_list(
    qtbot: QtBot, ateneo: Ateneo, page: DocumentsPage, width: int
) -> None:
    ateneo.window.resize(width, Size.WINDOW[1])
    top = page.table.mapTo(page, QPoint(0, 0)).y()
    click(qtbot, page, FAILED + 1)
    qtbot.waitUntil(lambda: ateneo.window.is_inspector_open, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert page.table.mapTo(page, QPoint(0, 0)).y() == top


def test_a_name_has_more_room_than_its_folder_and_is_shortened_in_its_middle(page: DocumentsPage) -> None:
    widths = [page.table.columnWidth(column) for column in (NAME, FOLDER)]
    assert widths[0] > 1.5 * widths[1]
    page.table.resize(page.table.width() // 2, page.table.height())
    shown = [column for column in range(page.table.rows.columnCount()) if not page.table.isColumnHidden(column)]
    assert shown == [NAME, STATE, NOTE] and page.table.columnWidth(NAME) > page.table.width() // 3
    option = QStyleOptionViewItem()
    delegate = page.table.itemDelegateForColumn(NAME)
    assert isinstance(delegate, QStyledItemDelegate)
    delegate.initStyleOption(option, page.table.rows.index(FAILED, NAME))
    assert option.textElideMode is Qt.TextElideMode.ElideMiddle


def test_a_search_shows_only_what_belongs_to_it_and_the_list_what_narrows_it(qtbot: QtBot, page: DocumentsPage) -> None:
    names, how = field(page, "Filter by name"), page.findChild(QComboBox)
    assert isinstance(how, QComboBox)
    assert names.isVisible() and not how.isVisible()
    page.search_for("boilers")
    qtbot.waitUntil(how.isVisible, timeout=TIMEOUT_MS)
    assert how.accessibleName() == "How to search" and not names.isVisible()
    page.stop()
    qtbot.waitUntil(names.isVisible, timeout=TIMEOUT_MS)


def test_failed_files_are_counted_beside_the_list_and_tried_again_from_the_list_of_problems(
    qtbot: QtBot, page: DocumentsPage
) -> None:
    only = next(b for b in page.findChildren(QAbstractButton) if b.text() == f"Only those with problems ({FAILED})")
    retry = next(b for b in page.findChildren(QAbstractButton) if b.text().startswith("Try failed files again"))
    assert not retry.isVisible()
    qtbot.mouseClick(only, Qt.MouseButton.LeftButton, pos=QPoint(10, only.height() // 2))
    qtbot.waitUntil(retry.isVisible, timeout=TIMEOUT_MS)


def click(qtbot: QtBot, page: DocumentsPage, row: int) -> None:
    place = page.table.visualRect(page.table.rows.index(row, NAME)).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def inspected(ateneo: Ateneo) -> str:
    """Name of the document whose page is in the inspector; empty where none is."""
    previews = [preview for preview in ateneo.window.findChildren(PagePreview) if preview.isVisible()]
    return previews[-1].source.name if previews else ""


def visible_failures(ateneo: Ateneo) -> list[FailurePane]:
    return [pane for pane in ateneo.window.findChildren(FailurePane) if pane.isVisible()]


def button_of(widget: QWidget, text: str) -> QAbstractButton:
    return next(b for b in widget.findChildren(QAbstractButton) if b.text() == text)


def test_escape_ends_the_search_and_shows_the_list_again(qtbot: QtBot, page: DocumentsPage) -> None:
    qtbot.keyClicks(field(page, "Search your documents"), "boilers")
    results = page.findChild(SearchResults)
    assert isinstance(results, SearchResults)
    qtbot.waitUntil(results.isVisible, timeout=TIMEOUT_MS)
    page.stop()
    qtbot.waitUntil(page.table.isVisible, timeout=TIMEOUT_MS)


def test_indexing_says_how_far_it_is_and_what_could_not_be_read(
    qtbot: QtBot, ateneo: Ateneo, page: DocumentsPage
) -> None:
    page.index([], "Big")
    card = page.findChild(RunCard)
    assert isinstance(card, RunCard)
    qtbot.waitUntil(lambda: "2 of 10" in card.line, timeout=TIMEOUT_MS)
    assert "1.5 a second" in card.line and "6 s left" in card.line
    assert card.failures == 1
    bar = ateneo.window.findChild(StatusBar)
    assert isinstance(bar, StatusBar) and bar.jobs.running == 1
    page.stop()  # a window with work under way asks before it closes
    qtbot.waitUntil(lambda: bar.jobs.running == 0, timeout=TIMEOUT_MS)


def test_escape_stops_indexing_and_keeps_calm(qtbot: QtBot, ateneo: Ateneo, page: DocumentsPage) -> None:
    page.index([], "Big")
    page.stop()
    qtbot.waitUntil(lambda: page.findChild(RunCard) is None, timeout=TIMEOUT_MS)
    bar = ateneo.window.findChild(StatusBar)
    assert isinstance(bar, StatusBar) and bar.jobs.running == 0


def test_undo_brings_a_removed_document_back(qtbot: QtBot, ateneo: Ateneo, page: DocumentsPage) -> None:
    rows = page.table.rows
    name = rows.data(rows.index(FAILED, NAME))
    page.table.selectRow(FAILED)
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: "1 document removed" in message(ateneo).sentence, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: rows.total == TOTAL - 1, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: rows.data(rows.index(FAILED, NAME)) not in ("…", name), timeout=TIMEOUT_MS)
    next(b for b in message(ateneo).findChildren(QPushButton) if b.text() == "Undo").click()
    qtbot.waitUntil(lambda: rows.total == TOTAL, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: rows.data(rows.index(FAILED, NAME)) == name, timeout=TIMEOUT_MS)


def test_what_was_read_of_a_document_is_deleted_for_good_once_that_is_confirmed(
    qtbot: QtBot, ateneo: Ateneo, page: DocumentsPage
) -> None:
    """docs/faults.md 15."""
    rows = page.table.rows
    page.table.selectRow(FAILED)
    page.table.customContextMenuRequested.emit(page.table.visualRect(rows.index(FAILED, NAME)).center())
    choose_in_menu(qtbot, "Delete for good…")
    assert "1 document?" in answer(qtbot, ateneo, "Delete for good")
    qtbot.waitUntil(lambda: rows.total == TOTAL - 1, timeout=TIMEOUT_MS)
    assert "Backups made before still hold it" in message(ateneo).sentence


def test_asking_these_documents_goes_to_chat_with_the_collection_chosen(ateneo: Ateneo, page: DocumentsPage) -> None:
    button(page, "Ask in the chat").click()
    chat = ateneo.window.page("chat")
    assert chat.isVisible()
    assert any("Big" in b.text() for b in chat.findChildren(QPushButton))


def test_one_document_is_asked_about_from_its_menu(qtbot: QtBot, ateneo: Ateneo, page: DocumentsPage) -> None:
    page.table.selectRow(FAILED)
    page.table.customContextMenuRequested.emit(page.table.visualRect(page.table.rows.index(FAILED, NAME)).center())
    choose_in_menu(qtbot, "Ask about this in the chat")
    chat = ateneo.window.page("chat")
    qtbot.waitUntil(
        lambda: any(f"{FAILED:06}.pdf" in b.text() for b in chat.findChildren(QPushButton)), timeout=TIMEOUT_MS
    )


def test_the_words_follow_the_language(qtbot: QtBot, ateneo: Ateneo, page: DocumentsPage) -> None:
    ask = button(page, "Ask in the chat")
    ateneo.language.use("es")
    qtbot.waitUntil(lambda: ask.text() == "Preguntar en el chat", timeout=TIMEOUT_MS)
    assert page.table.rows.headerData(NOTE, Qt.Orientation.Horizontal) == "Nota"
    ateneo.language.use("en")
    qtbot.waitUntil(lambda: ask.text() == "Ask in the chat", timeout=TIMEOUT_MS)


def test_every_control_has_a_name_to_read_aloud(page: DocumentsPage) -> None:
    controls = [*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit), *page.findChildren(QComboBox)]
    ours = [c for c in controls if not c.objectName().startswith("qt_") and c.isVisible()]
    nameless = [c for c in ours if not (c.accessibleName() or getattr(c, "text", str)())]
    assert [n for n in nameless if not isinstance(n.parent(), QLineEdit | QComboBox)] == []


def test_the_palette_finds_a_document_by_parts_of_its_name(qtbot: QtBot, ateneo: Ateneo, page: DocumentsPage) -> None:
    palette = CommandPalette(ateneo.theme, page.palette_entries(), ateneo.window, page.palette_search)
    palette.field.setText("042 docu")
    qtbot.waitUntil(lambda: palette.list.count() > 0, timeout=TIMEOUT_MS)
    lines = [palette.list.item(n) for n in range(palette.list.count())]
    assert {line.data(SIDE_NOTE) for line in lines} == {"Document"}
    assert all("042" in line.text() for line in lines)
    name = lines[0].text()
    palette.list.itemActivated.emit(lines[0])
    preview = ateneo.window.findChild(PagePreview)
    assert isinstance(preview, PagePreview)
    assert preview.source.name == name
