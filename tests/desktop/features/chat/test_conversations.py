"""The list of conversations: days, search, rename, delete with undo; moving between conversations."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListView,
)
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.conversations.conversation_list import ConversationList
from desktop.features.chat.page import ChatPage
from desktop.features.chat.welcome import Welcome
from tests.desktop.deleting import answer, choose_in_menu
from tests.desktop.features.chat.driver import (
    bar_message,
    button,
    listed_titles,
    open_garden,
    part_of,
    read_list_again,
    send_question,
    shown_texts,
    wait_until,
)
from tests.support import scripted_chat, scripted_engine


def test_conversations_stand_under_their_days(qtbot: QtBot, page: ChatPage) -> None:
    wait_until(qtbot, lambda: listed_titles(page) == ["Older", "The garden", "A very long conversation"])


def test_leaving_a_conversation_as_its_answer_ends_does_not_bring_it_back(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    page.session.answered.connect(lambda _: page.new())
    with qtbot.waitSignal(page.session.answered):
        send_question(page, "Hello")
    wait_until(qtbot, lambda: ateneo.client.is_idle)
    assert shown_texts(page) == []


def test_a_search_narrows_the_list(qtbot: QtBot, page: ChatPage) -> None:
    page.find_in_page()
    search = part_of(part_of(page, ConversationList), QLineEdit)
    assert search.hasFocus() or not page.isActiveWindow()
    QTest.keyClicks(search, "garden")
    wait_until(qtbot, lambda: listed_titles(page) == ["Older", "The garden"])


def test_a_conversation_is_renamed_in_place(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    wait_until(qtbot, lambda: len(listed_titles(page)) == 3)
    view = part_of(part_of(page, ConversationList), QListView)
    view.model().setData(view.model().index(1, 0), "Tomatoes")
    wait_until(qtbot, lambda: listed_titles(page) == ["Older", "Tomatoes", "A very long conversation"])
    assert not view.model().setData(view.model().index(1, 0), "   ")
    assert not view.model().setData(view.model().index(0, 0), "Heading")


def test_deleting_a_conversation_can_be_undone(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    view = part_of(part_of(page, ConversationList), QListView)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Delete)
    wait_until(
        qtbot,
        lambda: (
            bar_message(ateneo) == "“The garden” was deleted."
            and listed_titles(page) == ["Older", "A very long conversation"]
        ),
    )
    assert part_of(page, Welcome).isVisible()
    button(ateneo.window, "Undo").click()
    wait_until(qtbot, lambda: "The garden" in listed_titles(page))
    wait_until(qtbot, lambda: shown_texts(page) == ["When are tomatoes sown?", "In February, indoors."])


@pytest.mark.parametrize("clean", [False, True])
def test_a_conversation_is_deleted_for_good_once_that_is_confirmed(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, clean: bool
) -> None:
    """docs/faults.md 15."""
    open_garden(qtbot, page)
    view = part_of(part_of(page, ConversationList), QListView)
    row = view.visualRect(view.currentIndex()).center()
    view.customContextMenuRequested.emit(row)
    choose_in_menu(qtbot, "Delete for good…")
    assert "“The garden”" in answer(qtbot, ateneo, "Cancel")
    assert "The garden" in listed_titles(page) and shown_texts(page)
    view.customContextMenuRequested.emit(row)
    choose_in_menu(qtbot, "Delete for good…")
    answer(qtbot, ateneo, "Delete for good", clean=clean)
    wait_until(qtbot, lambda: listed_titles(page) == ["Older", "A very long conversation"])
    said = "A new backup was made, and 4 older ones deleted." if clean else "Backups made before still hold it"
    wait_until(qtbot, lambda: said in bar_message(ateneo))
    assert part_of(page, Welcome).isVisible()


def test_no_stray_key_or_click_deletes_a_conversation(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    wait_until(qtbot, lambda: len(listed_titles(page)) == 3)
    before = listed_titles(page)
    view = part_of(part_of(page, ConversationList), QListView)
    at = view.visualRect(view.model().index(1, 0)).center()
    for key in (Qt.Key.Key_Backspace, Qt.Key.Key_Space, Qt.Key.Key_D, Qt.Key.Key_Escape):
        QTest.keyClick(view, key)
    QTest.keyClick(view, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.keyClick(QApplication.focusWidget() or view, Qt.Key.Key_Escape)
    read_list_again(qtbot, ateneo)
    assert listed_titles(page) == before
    assert not bar_message(ateneo)


def test_another_conversation_can_be_read_while_an_answer_is_written(qtbot: QtBot, page: ChatPage) -> None:
    send_question(page, "hold on")
    wait_until(qtbot, lambda: shown_texts(page)[-1] == "Two words")
    held = page.session.id
    open_garden(qtbot, page)
    page.stop()
    assert page.session.is_busy
    page.open(held)
    wait_until(qtbot, lambda: shown_texts(page) == ["hold on", "Two words"])
    page.stop()
    wait_until(qtbot, lambda: not page.session.is_busy)


def test_the_palette_knows_the_conversations(qtbot: QtBot, page: ChatPage) -> None:
    wait_until(
        qtbot, lambda: [entry.title for entry in page.palette_entries()] == ["The garden", "A very long conversation"]
    )
    page.palette_entries()[0].run()
    wait_until(qtbot, lambda: shown_texts(page)[-1:] == ["In February, indoors."])


def test_the_open_conversation_comes_back_after_a_restart_of_the_window(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, open_ateneo: Callable[..., Ateneo]
) -> None:
    from tests.desktop.features.chat.conftest import SCRIPTED_CHAT

    open_garden(qtbot, page)
    ateneo.window.close()
    again = open_ateneo(command=SCRIPTED_CHAT, features=("chat",))
    again.client.start()
    other = again.window.page("chat")
    assert isinstance(other, ChatPage)
    wait_until(qtbot, lambda: shown_texts(other) == ["When are tomatoes sown?", "In February, indoors."])


def test_what_a_command_adds_to_the_open_conversation_is_shown(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    ateneo.client.call(scripted_chat.ADD_ELSEWHERE, scripted_engine.Nothing())
    wait_until(qtbot, lambda: shown_texts(page)[2:] == ["Asked in a terminal", "Answered there"])
