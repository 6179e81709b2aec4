"""Context menus of messages and rows, and buttons that say what they did."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from desktop.features.chat.page import ChatPage
from tests.desktop.features.chat.driver import (
    button,
    choose_line,
    conversation_rows,
    last_answer,
    listed_titles,
    menu_lines,
    open_garden,
    open_menu,
    question_field,
    shown_texts,
    transcript,
    wait_until,
)

VERSIONS = ["Try again with", "Answer in several ways…", "Sampling lab at this word", "Export this answer…"]
"""Lines of an answer's menu that lead to other versions of it, and out of it."""
KEEP = "Keep: the model always reads it"
COPYING = ("Quote in the question", "Copy the selection", "Copy the message", "Copy as")


def test_copying_an_answer_says_so(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    copy = button(last_answer(page), "Copy the answer")
    before = copy.icon().pixmap(16).toImage()
    copy.click()
    assert QToolTip.text() == "Copied"
    assert copy.icon().pixmap(16).toImage() != before
    assert QApplication.clipboard().text() == "In **February**, indoors."
    wait_until(qtbot, lambda: copy.icon().pixmap(16).toImage() == before)


def test_an_answer_has_a_menu(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    last_answer(page).text.customContextMenuRequested.emit(QPoint(2, 2))
    menu = open_menu(qtbot)
    assert menu_lines(menu) == [*COPYING, "Select all", "Answer again", KEEP, *VERSIONS]
    assert [action.isEnabled() for action in menu.actions()[:2]] == [False, False]
    choose_line(menu, "Answer again")
    wait_until(qtbot, lambda: shown_texts(page)[-1] == "echo: When are tomatoes sown?")


def test_the_selection_of_a_message_is_copied_from_its_menu(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    text = last_answer(page).text
    text.selectAll()
    text.customContextMenuRequested.emit(QPoint(2, 2))
    choose_line(open_menu(qtbot), "Copy the selection")
    assert QApplication.clipboard().text().strip() == "In February, indoors."


def test_a_question_has_a_menu(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    transcript(page).views[0].text.customContextMenuRequested.emit(QPoint(2, 2))
    choose_line(open_menu(qtbot), "Change this question")
    assert question_field(page).toPlainText() == "When are tomatoes sown?"


def test_a_conversation_has_a_menu(qtbot: QtBot, page: ChatPage) -> None:
    wait_until(qtbot, lambda: len(listed_titles(page)) == 3)
    view = conversation_rows(page)
    view.customContextMenuRequested.emit(view.visualRect(view.model().index(1, 0)).center())
    menu = open_menu(qtbot)
    assert menu_lines(menu) == [
        "Open", "Pin", "Move to folder", "Archive", "Private", "Write a new title", "Export…", "Import conversations…",
        "Rename", "Delete", "Delete for good…",
    ]  # fmt: skip
    choose_line(menu, "Open")
    wait_until(qtbot, lambda: shown_texts(page) == ["When are tomatoes sown?", "In February, indoors."])
