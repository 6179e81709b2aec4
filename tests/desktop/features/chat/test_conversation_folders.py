"""Folders, pins, archive and private conversations in the list, by mouse, keyboard and menu."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QMenu
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.conversations.conversation_list import ConversationList
from desktop.features.chat.conversations.rows_view import MIME_TYPE, ConversationRows
from desktop.features.chat.page import ChatPage
from desktop.widgets.shell.header import Header
from desktop.widgets.shell.message_bar import MessageBar
from engine.capabilities.chat import api as chat
from tests.desktop.features.chat.driver import (
    GARDEN,
    NOVEL,
    bar_message,
    button,
    choose_line,
    composer,
    conversation_rows,
    listed_titles,
    menu_lines,
    open_menu,
    part_of,
    received_params,
    row_description,
    send_and_wait,
    shown_texts,
    transcript,
    wait_until,
)
from tests.support.scripted_folders import SIMILAR

GARDEN_TITLE, NOVEL_TITLE = "The garden", "A very long conversation"
ARCHIVE = "Archived conversations"


@pytest.fixture
def rows(page: ChatPage, qtbot: QtBot) -> ConversationRows:
    wait_until(qtbot, lambda: NOVEL_TITLE in listed_titles(page))
    view = conversation_rows(page)
    assert isinstance(view, ConversationRows)
    return view


def index_of(view: QListView, title: str) -> QModelIndex:
    model = view.model()
    return next(i for i in (model.index(row, 0) for row in range(model.rowCount())) if i.data() == title)


def place_of(view: QListView, title: str) -> QPoint:
    return view.visualRect(index_of(view, title)).center()


def menu_of(qtbot: QtBot, view: QListView, title: str) -> QMenu:
    view.customContextMenuRequested.emit(place_of(view, title))
    return open_menu(qtbot)


def choose(qtbot: QtBot, view: QListView, title: str, line: str) -> None:
    choose_line(menu_of(qtbot, view, title), line)


def undo(ateneo: Ateneo) -> None:
    button(part_of(ateneo.window, MessageBar), "Undo").click()


def add_folder(qtbot: QtBot, page: ChatPage, name: str) -> None:
    """Press the button for a folder and type its name."""
    button(part_of(page, ConversationList), "New folder").click()
    view = conversation_rows(page)
    wait_until(qtbot, lambda: view.findChild(QLineEdit) is not None)
    editor = part_of(view, QLineEdit)
    assert editor.text() == "New folder"
    editor.setText(name)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    wait_until(qtbot, lambda: name in listed_titles(page))


def test_a_new_folder_is_named_at_once_and_conversations_are_dragged_into_it(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, rows: ConversationRows
) -> None:
    add_folder(qtbot, page, "House")
    rows.setCurrentIndex(index_of(rows, GARDEN_TITLE))
    assert [c.id for c in rows.selected()] == [GARDEN]
    data = rows.drag_data()
    assert data.hasFormat(MIME_TYPE)
    rows.drop(data, index_of(rows, "House"))
    wait_until(qtbot, lambda: GARDEN_TITLE not in listed_titles(page))
    assert row_description(page, "House") == "Folder, 1 conversation, Folded"
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place_of(rows, "House"))
    titles = listed_titles(page)
    assert titles.index(GARDEN_TITLE) == titles.index("House") + 1
    assert ateneo.settings.value.open_folders == (1,)
    rows.drop(data, QModelIndex())
    wait_until(qtbot, lambda: row_description(page, "House") == "Folder, 0 conversations, Unfolded")
    assert bar_message(ateneo) == "1 conversation moved."
    undo(ateneo)
    wait_until(qtbot, lambda: row_description(page, "House") == "Folder, 1 conversation, Unfolded")


def test_a_folder_is_folded_by_key_and_deleted_with_undo_while_its_conversations_stay(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, rows: ConversationRows
) -> None:
    add_folder(qtbot, page, "House")
    menu = menu_of(qtbot, rows, GARDEN_TITLE)
    places = next(m for m in menu.findChildren(QMenu) if m.title() == "Move to folder")
    assert menu_lines(places) == ["House", "New folder…"]
    choose_line(places, "House")
    menu.close()
    wait_until(qtbot, lambda: GARDEN_TITLE not in listed_titles(page))
    rows.setFocus()
    rows.setCurrentIndex(index_of(rows, "House"))
    QTest.keyClick(rows, Qt.Key.Key_Right)
    assert GARDEN_TITLE in listed_titles(page)
    QTest.keyClick(rows, Qt.Key.Key_Left)
    assert GARDEN_TITLE not in listed_titles(page)
    choose(qtbot, rows, "House", "Delete")
    wait_until(qtbot, lambda: "House" not in listed_titles(page) and GARDEN_TITLE in listed_titles(page))
    assert bar_message(ateneo) == "The folder “House” was deleted; its conversations are still here."
    undo(ateneo)
    wait_until(qtbot, lambda: "House" in listed_titles(page) and GARDEN_TITLE not in listed_titles(page))


def test_several_are_selected_archived_and_come_back(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, rows: ConversationRows
) -> None:
    opened = page.session.id
    QTest.mouseClick(
        rows.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, place_of(rows, GARDEN_TITLE)
    )
    QTest.mouseClick(
        rows.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, place_of(rows, NOVEL_TITLE)
    )
    assert {c.id for c in rows.selected()} >= {GARDEN, NOVEL}
    menu = menu_of(qtbot, rows, GARDEN_TITLE)
    assert "Open" not in menu_lines(menu)
    choose_line(menu, "Archive")
    wait_until(qtbot, lambda: listed_titles(page)[-1] == ARCHIVE and GARDEN_TITLE not in listed_titles(page))
    assert page.session.id == opened
    assert bar_message(ateneo) == "2 conversations are in the archive, at the end of the list."
    undo(ateneo)
    wait_until(qtbot, lambda: GARDEN_TITLE in listed_titles(page) and ARCHIVE not in listed_titles(page))


def test_the_archive_unfolds_and_a_search_says_what_is_archived(
    qtbot: QtBot, page: ChatPage, rows: ConversationRows
) -> None:
    choose(qtbot, rows, GARDEN_TITLE, "Archive")
    wait_until(qtbot, lambda: listed_titles(page)[-1] == ARCHIVE)
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place_of(rows, ARCHIVE))
    assert listed_titles(page)[-2:] == [ARCHIVE, GARDEN_TITLE]
    field = part_of(part_of(page, ConversationList), QLineEdit)
    field.setText("tomatoes")
    wait_until(qtbot, lambda: listed_titles(page)[-1] == GARDEN_TITLE and len(listed_titles(page)) == 2)
    assert row_description(page, GARDEN_TITLE) == "Archived"
    field.clear()
    wait_until(qtbot, lambda: ARCHIVE in listed_titles(page))
    choose(qtbot, rows, GARDEN_TITLE, "Take out of the archive")
    wait_until(qtbot, lambda: ARCHIVE not in listed_titles(page))


def test_a_pinned_conversation_stands_at_the_top(qtbot: QtBot, page: ChatPage, rows: ConversationRows) -> None:
    choose(qtbot, rows, NOVEL_TITLE, "Pin")
    wait_until(qtbot, lambda: listed_titles(page)[:2] == ["Pinned", NOVEL_TITLE])
    choose(qtbot, rows, NOVEL_TITLE, "Unpin")
    wait_until(qtbot, lambda: "Pinned" not in listed_titles(page))


def test_a_private_conversation_begins_and_is_marked_in_list_and_title(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, rows: ConversationRows
) -> None:
    button(part_of(page, ConversationList), "New private conversation").click()
    assert page.title_badge == "Private"
    badge = next(label for label in part_of(ateneo.window, Header).findChildren(QLabel) if label.text() == "Private")
    assert badge.isVisibleTo(ateneo.window)
    send_and_wait(qtbot, page, "my secret", "echo: my secret")
    assert received_params(qtbot, ateneo, chat.SEND.name)[-1]["is_private"] is True
    wait_until(qtbot, lambda: row_description(page, "my secret") == "Private")
    choose(qtbot, rows, "my secret", "Private")
    wait_until(qtbot, lambda: row_description(page, "my secret") == "" and page.title_badge == "")
    page.new()
    assert page.title_badge == ""


def test_a_conversation_begins_in_a_folder_and_its_folder_is_asked(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, rows: ConversationRows
) -> None:
    add_folder(qtbot, page, "House")
    choose(qtbot, rows, "House", "New conversation in this folder")
    send_and_wait(qtbot, page, "in it", "echo: in it")
    wait_until(qtbot, lambda: row_description(page, "House") == "Folder, 1 conversation, Folded")
    choose(qtbot, rows, "House", "Ask these conversations")
    button(composer(page), "Choose the documents to ask")
    send_and_wait(qtbot, page, "about it", "echo: about it")
    sent = received_params(qtbot, ateneo, chat.SEND.name)
    assert (sent[0]["folder"], sent[1]["folders"], sent[1].get("collections", [])) == (1, [1], [])


def test_a_title_is_written_again_from_the_menu(qtbot: QtBot, page: ChatPage, rows: ConversationRows) -> None:
    choose(qtbot, rows, GARDEN_TITLE, "Write a new title")
    wait_until(qtbot, lambda: "A title by the model" in listed_titles(page))


def test_the_search_shows_what_is_similar_and_goes_to_the_message(
    qtbot: QtBot, page: ChatPage, rows: ConversationRows
) -> None:
    part_of(part_of(page, ConversationList), QLineEdit).setText(SIMILAR)
    wait_until(qtbot, lambda: listed_titles(page) == ["Similar in meaning", GARDEN_TITLE])
    assert row_description(page, GARDEN_TITLE) == "Similar in meaning"
    QTest.keyClick(part_of(part_of(page, ConversationList), QLineEdit), Qt.Key.Key_Return)
    wait_until(qtbot, lambda: page.session.id == GARDEN and len(shown_texts(page)) == 2)
    answer = transcript(page).views[-1]
    wait_until(qtbot, lambda: bool(answer.text.extraSelections()))


def test_a_name_that_is_taken_is_said_and_the_old_one_stays(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, rows: ConversationRows
) -> None:
    add_folder(qtbot, page, "House")
    add_folder(qtbot, page, "Garden")
    rows.edit(index_of(rows, "Garden"))
    editor = part_of(rows, QLineEdit)
    editor.setText("House")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    wait_until(qtbot, lambda: "already taken" in bar_message(ateneo))
    assert [title for title in listed_titles(page) if title in ("House", "Garden")] == ["Garden", "House"]
    assert QApplication.activePopupWidget() is None
