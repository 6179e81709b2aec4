"""A message is kept from its menu, marked, listed in the inspector, and gone to from there."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.context.context_pane import ContextPane
from desktop.features.chat.page import ChatPage
from desktop.features.chat.transcript.question import QuestionView
from tests.desktop.features.chat.driver import (
    NOVEL,
    button,
    buttons,
    choose_line,
    last_answer,
    menu_lines,
    open_garden,
    open_menu,
    received_params,
    transcript,
    visible_text,
    wait_until,
)

KEEP, END = "Keep: the model always reads it", "Keep no longer"
MARK = "Always read by the model. Show all such messages"
HEADING = "Always read, because you keep them:"


def choose_in_menu(qtbot: QtBot, view: QuestionView | QWidget, line: str) -> None:
    view.text.customContextMenuRequested.emit(QPoint(2, 2))  # type: ignore[union-attr]  # of a message
    choose_line(open_menu(qtbot), line)


def pane_of(ateneo: Ateneo) -> ContextPane:
    return next(pane for pane in ateneo.window.findChildren(ContextPane) if pane.isVisible())


def test_a_question_and_an_answer_are_kept_and_marked(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    question, answer = transcript(page).views[0], last_answer(page)
    assert not question.pin.isVisible() and not answer.pin.isVisible()
    for view in (question, answer):
        choose_in_menu(qtbot, view, KEEP)
        wait_until(qtbot, view.pin.isVisible)
        assert view.pin.accessibleName() == MARK
    assert [message.is_pinned for message in page.session.messages] == [True, True]
    pinned = received_params(qtbot, ateneo, "chat.pin")
    assert [(params["message"], params["is_pinned"]) for params in pinned] == [(1, True), (2, True)]
    choose_in_menu(qtbot, question, END)
    wait_until(qtbot, lambda: not question.pin.isVisible())
    assert answer.pin.isVisible()


def test_the_mark_leads_to_the_list_where_keeping_ends(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    open_garden(qtbot, page)
    answer = last_answer(page)
    choose_in_menu(qtbot, answer, KEEP)
    wait_until(qtbot, answer.pin.isVisible)
    answer.pin.click()
    wait_until(qtbot, lambda: HEADING in visible_text(pane_of(ateneo)))
    names = [each.accessibleName() for each in buttons(pane_of(ateneo))]
    assert "In **February**, indoors." in names
    button(pane_of(ateneo), END).click()
    wait_until(qtbot, lambda: not answer.pin.isVisible())
    wait_until(qtbot, lambda: HEADING not in visible_text(pane_of(ateneo)))


def test_a_kept_message_far_away_is_gone_to(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    page.open(NOVEL)
    wait_until(qtbot, lambda: len(page.session.messages) == 200)
    first = page.session.messages[0]
    page.context.show_pane()
    transcript(page).pin_wanted.emit(first, True)
    wait_until(qtbot, lambda: HEADING in visible_text(pane_of(ateneo)))
    beginning = " ".join(first.text.split())[:80]
    next(each for each in buttons(pane_of(ateneo)) if each.accessibleName() == beginning).click()
    wait_until(qtbot, lambda: any(view.message.id == first.id for view in transcript(page).views))
    wait_until(qtbot, lambda: transcript(page).verticalScrollBar().value() < transcript(page).viewport().height())


def test_nothing_is_kept_while_an_answer_is_written(qtbot: QtBot, page: ChatPage) -> None:
    open_garden(qtbot, page)
    answer = last_answer(page)
    answer.show_busy(True)
    answer.text.customContextMenuRequested.emit(QPoint(2, 2))
    menu = open_menu(qtbot)
    assert KEEP in menu_lines(menu)
    assert not next(action for action in menu.actions() if action.text() == KEEP).isEnabled()
    menu.close()
