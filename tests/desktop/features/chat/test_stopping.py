"""Stopping, failing and continuing an answer: no written word is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from desktop.features.chat.welcome import Welcome
from tests.desktop.features.chat.driver import (
    bar_message,
    button,
    buttons,
    composer,
    last_answer,
    part_of,
    question_field,
    send_and_wait,
    send_question,
    shown_texts,
    visible_text,
    wait_until,
)


@pytest.mark.parametrize("question", ["hold on", "read on"])
def test_escape_stops_and_keeps_what_was_written(qtbot: QtBot, ateneo: Ateneo, page: ChatPage, question: str) -> None:
    send_question(page, question)
    wait_until(qtbot, lambda: page.session.live is not None and page.session.live.is_started)
    QTest.keyClick(ateneo.window, Qt.Key.Key_Escape)
    wait_until(
        qtbot, lambda: not page.session.is_busy and "You stopped this answer." in visible_text(last_answer(page))
    )
    assert bar_message(ateneo) == ""


def test_the_stop_button_stops(qtbot: QtBot, page: ChatPage) -> None:
    send_question(page, "hold on")
    wait_until(qtbot, lambda: shown_texts(page)[-1] == "Two words")
    button(composer(page), "Stop").click()
    wait_until(qtbot, lambda: "Send" in [b.text() for b in buttons(composer(page))])
    assert shown_texts(page)[-1] == "Two words"


def test_stop_pressed_a_hundred_times_stops_once(qtbot: QtBot, page: ChatPage) -> None:
    send_question(page, "hold on")
    wait_until(qtbot, lambda: shown_texts(page)[-1] == "Two words")
    for _ in range(100):
        page.stop()
    wait_until(qtbot, lambda: not page.session.is_busy)
    send_and_wait(qtbot, page, "Still there?", "echo: Still there?")


def test_what_is_typed_while_an_answer_is_written_stays(qtbot: QtBot, page: ChatPage) -> None:
    send_question(page, "hold on")
    wait_until(qtbot, lambda: shown_texts(page)[-1] == "Two words")
    QTest.keyClicks(question_field(page), "next question")
    page.stop()
    wait_until(qtbot, lambda: not page.session.is_busy)
    assert question_field(page).toPlainText() == "next question"


def test_a_stopped_answer_can_be_asked_for_again(qtbot: QtBot, page: ChatPage) -> None:
    send_question(page, "hold on")
    wait_until(qtbot, lambda: shown_texts(page)[-1] == "Two words")
    page.stop()
    wait_until(qtbot, lambda: "You stopped this answer." in visible_text(last_answer(page)))
    button(last_answer(page), "Try again").click()
    wait_until(qtbot, lambda: page.session.is_busy and shown_texts(page)[-1] == "Two words")
    page.stop()
    wait_until(qtbot, lambda: not page.session.is_busy and "2/2" in visible_text(last_answer(page)))


def test_a_stopped_answer_can_be_continued(qtbot: QtBot, page: ChatPage) -> None:
    send_question(page, "hold on")
    wait_until(qtbot, lambda: shown_texts(page)[-1] == "Two words")
    page.stop()
    wait_until(
        qtbot, lambda: "You stopped this answer." in visible_text(last_answer(page)) and not page.session.is_busy
    )
    button(last_answer(page), "Continue").click()
    wait_until(qtbot, lambda: shown_texts(page) == ["hold on", "Two words and more"] and not page.session.is_busy)


def test_a_crash_of_the_engine_keeps_the_words_and_marks_them(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    send_question(page, "die now")
    wait_until(qtbot, lambda: ateneo.client.state == "restarting")
    assert shown_texts(page) == ["die now", "Half an answer"]
    assert "This answer was interrupted. What was already written is kept." in visible_text(last_answer(page))
    assert bar_message(ateneo).startswith("The engine stopped and was started again.")
    wait_until(qtbot, lambda: ateneo.client.state == "ready")


def test_a_refused_question_comes_back_to_the_composer(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    send_question(page, "refuse")
    wait_until(qtbot, lambda: question_field(page).toPlainText() == "refuse")
    assert bar_message(ateneo) != ""
    assert part_of(page, Welcome).isVisible()


def test_stop_pressed_a_hundred_times_keeps_the_answer_and_the_next_question_works(
    qtbot: QtBot, page: ChatPage
) -> None:
    send_question(page, "hold on")
    wait_until(qtbot, lambda: shown_texts(page)[-1] == "Two words")
    for _ in range(100):
        page.stop()
    wait_until(qtbot, lambda: not page.session.is_busy)
    assert last_answer(page).message.state == "stopped"
    send_and_wait(qtbot, page, "And now?", "echo: And now?")
