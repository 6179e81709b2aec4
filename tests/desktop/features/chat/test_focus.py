"""After every click the keyboard goes where a person would type next."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QListView
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from desktop.features.chat.welcome import QUESTIONS, Welcome
from tests.desktop.features.chat.driver import (
    GARDEN,
    bar_message,
    button,
    conversation_rows,
    hold_an_answer,
    last_answer,
    listed_titles,
    open_garden,
    part_of,
    question_field,
    read_list_again,
    shown_texts,
    transcript,
    wait_until,
)


def type_where_the_focus_is(ateneo: Ateneo, text: str) -> None:
    QTest.keyClicks(ateneo.window.focusWidget() or ateneo.window, text)


def row_center(view: QListView, title: str) -> QPoint:
    model = view.model()
    index = next(model.index(row, 0) for row in range(model.rowCount()) if model.index(row, 0).data() == title)
    return view.visualRect(index).center()


def click_row(qtbot: QtBot, page: ChatPage, title: str, by: Qt.MouseButton = Qt.MouseButton.LeftButton) -> QListView:
    wait_until(qtbot, lambda: title in listed_titles(page))
    view = conversation_rows(page)
    QTest.mouseClick(view.viewport(), by, pos=row_center(view, title))
    return view


def test_after_a_suggestion_the_next_question_can_be_typed(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    suggestion = button(part_of(page, Welcome), QUESTIONS[0])
    suggestion.setFocus()
    suggestion.click()
    wait_until(qtbot, lambda: len(shown_texts(page)) == 2)
    type_where_the_focus_is(ateneo, "and more")
    assert question_field(page).toPlainText() == "and more"


def test_after_a_click_on_a_conversation_typing_goes_to_its_question(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    click_row(qtbot, page, "The garden")
    wait_until(qtbot, lambda: page.session.id == GARDEN)
    type_where_the_focus_is(ateneo, "beans?")
    assert question_field(page).toPlainText() == "beans?"
    assert ateneo.window.focusWidget() is question_field(page)


def test_after_a_page_change_typing_goes_to_the_question(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    ateneo.window.show_page("settings")
    ateneo.window.show_page("chat")
    type_where_the_focus_is(ateneo, "hello")
    assert question_field(page).toPlainText() == "hello"


@pytest.mark.parametrize("name", ["Copy the answer", "Answer again"])
def test_what_is_typed_on_an_answer_goes_to_the_question(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, name: str
) -> None:
    open_garden(qtbot, page)
    pressed = button(last_answer(page), name)
    pressed.setFocus()
    pressed.click()
    wait_until(qtbot, lambda: not page.session.is_busy)
    type_where_the_focus_is(ateneo, "thanks")
    assert question_field(page).toPlainText() == "thanks"


def test_what_is_typed_on_a_message_goes_to_the_question(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    transcript(page).views[1].text.setFocus()
    type_where_the_focus_is(ateneo, "why?")
    assert question_field(page).toPlainText() == "why?"


def test_a_shortcut_is_no_typing(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    view = click_row(qtbot, page, "The garden")
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    assert question_field(page).toPlainText() == ""


def test_f2_renames_the_conversation_that_was_clicked(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    view = click_row(qtbot, page, "The garden")
    wait_until(qtbot, lambda: page.session.id == GARDEN)
    QTest.keyClick(ateneo.window.focusWidget() or view, Qt.Key.Key_F2)
    editor = part_of(view, QLineEdit)
    editor.setText("Tomatoes")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    wait_until(qtbot, lambda: "Tomatoes" in listed_titles(page))


def test_delete_deletes_the_conversation_that_was_clicked(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    view = click_row(qtbot, page, "The garden")
    wait_until(qtbot, lambda: page.session.id == GARDEN)
    QTest.keyClick(ateneo.window.focusWidget() or view, Qt.Key.Key_Delete)
    wait_until(qtbot, lambda: bar_message(ateneo) == "“The garden” was deleted.")


def test_a_title_being_typed_is_not_lost_when_the_list_changes(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    hold_an_answer(qtbot, page)
    view = click_row(qtbot, page, "The garden")
    wait_until(qtbot, lambda: page.session.id == GARDEN)
    QTest.keyClick(view, Qt.Key.Key_F2)
    editor = part_of(view, QLineEdit)
    editor.setText("Toma")
    page.session.stop_live()
    wait_until(qtbot, lambda: not page.session.is_busy and ateneo.client.is_idle)
    read_list_again(qtbot, ateneo)
    assert view.state() == QAbstractItemView.State.EditingState
    QTest.keyClicks(editor, "toes")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    wait_until(qtbot, lambda: "Tomatoes" in listed_titles(page))


def test_a_right_click_opens_a_menu_and_selects_nothing(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    view = click_row(qtbot, page, "The garden")
    wait_until(qtbot, lambda: page.session.id == GARDEN)
    click_row(qtbot, page, "A very long conversation", Qt.MouseButton.RightButton)
    assert view.currentIndex().data() == "The garden"
    assert [index.data() for index in view.selectedIndexes()] == ["The garden"]
    wait_until(qtbot, lambda: ateneo.client.is_idle)
    assert page.session.id == GARDEN
    if (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
