"""The list of thousands of conversations over the real engine: read page by page, by scrolling, in folders and in a search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.conversations.conversation_list import ConversationList
from desktop.features.chat.conversations.list_pages import PAGE, SEARCH_PAGE
from desktop.features.chat.conversations.rows import ArchiveRow, ConversationRow, FolderRow
from desktop.features.chat.conversations.rows_view import ConversationRows
from desktop.features.chat.page import ChatPage
from desktop.paths import Paths
from desktop.widgets.lists.name_list_model import NameListModel
from engine.capabilities.chat import api as chat
from engine.store.database import Store
from tests.desktop.conftest import TIMEOUT_MS, real_ateneo
from tests.desktop.features.chat.driver import part_of, wait_until
from tests.support.large_library import add_messages

COUNT, ARCHIVED, FOLDED = 2 * PAGE + 300, 40, 150
"""Conversations, those of them in the archive, and those in a folder: the oldest ones."""


@pytest.fixture(scope="module")
def ateneo(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ateneo]:
    home = tmp_path_factory.mktemp("long list")
    store = Store.open(home / "home")
    add_messages(store, [f"boiler number {n}" if n % 4 == 0 else f"garden number {n}" for n in range(COUNT)], COUNT, 1)
    with store.write() as connection:
        connection.execute("INSERT INTO conversation_folders(id, name, created_at) VALUES(1, 'House', 1)")
        connection.execute("UPDATE conversations SET folder = 1 WHERE id <= ?", (FOLDED,))
        connection.execute(
            "UPDATE conversations SET is_archived = 1 WHERE id > ? AND id <= ?", (FOLDED, FOLDED + ARCHIVED)
        )
    store.close()
    with real_ateneo(qapp, Paths(home / "home", home / "models"), "en", ("chat",)) as opened:
        opened.window.show_page("chat")
        yield opened


@pytest.fixture
def page(qtbot: QtBot, ateneo: Ateneo) -> ChatPage:
    qtbot.waitUntil(lambda: ateneo.client.state == "ready" and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    page = ateneo.window.page("chat")
    assert isinstance(page, ChatPage)
    wait_until(qtbot, lambda: len(listed(page)) >= PAGE)
    return page


def rows(page: ChatPage) -> ConversationRows:
    return part_of(part_of(page, ConversationList), ConversationRows)


def entries(page: ChatPage) -> list[object]:
    model = rows(page).model()
    assert isinstance(model, NameListModel)
    return list(model.items)


def listed(page: ChatPage) -> list[int]:
    """The ids of the conversations in the list, from its top."""
    return [entry.conversation.id for entry in entries(page) if isinstance(entry, ConversationRow)]


def row_of(page: ChatPage, wanted: type[object]) -> int:
    return next(at for at, entry in enumerate(entries(page)) if isinstance(entry, wanted))


def first_shown(page: ChatPage) -> object:
    view = rows(page)
    return view.model().index(view.indexAt(QPoint(20, 2)).row(), 0).data()


def test_scrolling_reads_page_after_page_and_moves_nothing(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    assert listed(page) == list(range(COUNT, COUNT - PAGE, -1))
    view = rows(page)
    bar = view.verticalScrollBar()
    unfolded = COUNT - FOLDED - ARCHIVED
    while len(listed(page)) < unfolded:
        before = len(listed(page))
        bar.setValue(bar.maximum() - 20)
        top = first_shown(page)
        wait_until(qtbot, lambda before=before: len(listed(page)) > before)  # type: ignore[misc]  # a default
        wait_until(qtbot, lambda: ateneo.client.is_idle)
        assert first_shown(page) == top
    assert listed(page) == list(range(COUNT, COUNT - unfolded, -1))
    assert isinstance(entries(page)[-1], ArchiveRow) and entries(page)[-1].count == ARCHIVED  # type: ignore[attr-defined]


def test_a_change_keeps_what_was_read(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    view = rows(page)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    wait_until(qtbot, lambda: len(listed(page)) > 2 * PAGE - FOLDED and ateneo.client.is_idle)
    known = listed(page)
    moved = known[-1]
    ateneo.client.call(chat.ORGANISE, chat.OrganiseConversations((moved,), is_pinned=True))
    wait_until(qtbot, lambda: listed(page)[:1] == [moved])
    assert sorted(listed(page)) == sorted(known)
    ateneo.client.call(chat.ORGANISE, chat.OrganiseConversations((moved,), is_pinned=False))
    wait_until(qtbot, lambda: listed(page) == known)


def test_a_folder_and_the_archive_show_conversations_that_are_far_down(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    view = rows(page)
    view.activated.emit(view.model().index(row_of(page, FolderRow), 0))
    at = row_of(page, FolderRow)
    wait_until(qtbot, lambda: listed(page)[:FOLDED] == list(range(FOLDED, 0, -1)))
    assert isinstance(entries(page)[at + FOLDED], ConversationRow)
    view.activated.emit(view.model().index(row_of(page, ArchiveRow), 0))
    archived = list(range(FOLDED + ARCHIVED, FOLDED, -1))
    wait_until(qtbot, lambda: listed(page)[-ARCHIVED:] == archived)
    for row in (FolderRow, ArchiveRow):
        view.activated.emit(view.model().index(row_of(page, row), 0))
    wait_until(qtbot, lambda: ateneo.client.is_idle and listed(page)[:1] == [COUNT])


def test_a_search_reads_on_too_and_shows_each_sentence(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    conversations = part_of(page, ConversationList)
    search = part_of(conversations, QLineEdit)
    search.setText("boiler")
    found = [n for n in range(COUNT, 0, -1) if n % COUNT % 4 == 0]
    found.sort(key=lambda n: (FOLDED < n <= FOLDED + ARCHIVED, -n))
    wait_until(qtbot, lambda: listed(page) == found[:SEARCH_PAGE])
    view = rows(page)
    while len(listed(page)) < len(found):
        before = len(listed(page))
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
        wait_until(qtbot, lambda before=before: len(listed(page)) > before)  # type: ignore[misc]  # a default
    assert listed(page) == found
    shown = [entry.conversation.match for entry in entries(page) if isinstance(entry, ConversationRow)]
    assert all(match is not None and "boiler" in match.text for match in shown)
    assert conversations.end_search()
    wait_until(qtbot, lambda: listed(page)[:PAGE] == list(range(COUNT, COUNT - PAGE, -1)))


def test_the_palette_has_the_newest(page: ChatPage) -> None:
    assert len(page.palette_entries()) == PAGE


def test_a_library_of_few_has_one_page(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    store = Store.open(tmp_path / "home")
    add_messages(store, ["one", "two"], 3, 1)
    store.close()
    with real_ateneo(qapp, Paths(tmp_path / "home", tmp_path / "models"), "en", ("chat",)) as opened:
        opened.window.show_page("chat")
        page = opened.window.page("chat")
        assert isinstance(page, ChatPage)
        wait_until(qtbot, lambda: listed(page) == [3, 2, 1])
