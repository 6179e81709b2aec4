"""One answer at a time: a question asked meanwhile waits where it can be seen, changed, dropped and asked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.page import ChatPage
from desktop.features.chat.welcome import Welcome
from engine.capabilities.chat import api as chat
from tests.desktop.features.chat.driver import (
    GARDEN,
    bar_message,
    button,
    buttons,
    choose_line,
    composer,
    conversation_rows,
    finish_all,
    hold_an_answer,
    last_answer,
    listed_titles,
    open_garden,
    open_menu,
    part_of,
    question_field,
    queue_rows,
    received_params,
    row_description,
    send_question,
    shown_texts,
    visible_text,
    wait_until,
    waiting_texts,
)

NEXT_HERE = "Next, when this answer is finished"


def test_a_new_conversation_is_listed_at_once_and_says_that_it_is_answered(qtbot: QtBot, page: ChatPage) -> None:
    wait_until(qtbot, lambda: len(listed_titles(page)) == 3)
    send_question(page, "hold on")
    assert listed_titles(page)[:2] == ["Today", "hold on"]
    assert row_description(page, "hold on") == "Being answered"
    wait_until(qtbot, lambda: shown_texts(page)[-1:] == ["Two words"])
    wait_until(qtbot, lambda: page.session.id != 0 and "hold on" in listed_titles(page))
    assert conversation_rows(page).currentIndex().data() == "hold on"
    page.stop()
    wait_until(qtbot, lambda: row_description(page, "hold on") == "")


def test_a_question_asked_meanwhile_waits_and_is_asked_after_the_answer(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    hold_an_answer(qtbot, page)
    send_question(page, "And then?")
    wait_until(qtbot, lambda: waiting_texts(page) == [f"And then?: {NEXT_HERE}"])
    assert question_field(page).toPlainText() == ""
    send_question(page, "And after that?")
    wait_until(qtbot, lambda: waiting_texts(page)[1:] == ["And after that?: Number 2 in line"])
    finish_all(ateneo)
    wait_until(
        qtbot,
        lambda: shown_texts(page)[2:] == ["And then?", "echo: And then?", "And after that?", "echo: And after that?"],
    )
    assert not queue_rows(page)


def test_a_question_in_another_conversation_waits_there_and_names_the_answer_before_it(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    hold_an_answer(qtbot, page)
    open_garden(qtbot, page)
    send_question(page, "And beans?")
    wait_until(qtbot, lambda: waiting_texts(page) == ["And beans?: Next, when the answer in “hold on” is finished"])
    assert row_description(page, "The garden") == "1 question waiting"
    assert row_description(page, "hold on") == "Being answered"
    finish_all(ateneo)
    wait_until(qtbot, lambda: shown_texts(page)[2:] == ["And beans?", "echo: And beans?"])


def test_a_first_question_that_waits_begins_its_conversation_at_once(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    hold_an_answer(qtbot, page)
    page.new()
    send_question(page, "Something else")
    wait_until(qtbot, lambda: [text.partition(":")[0] for text in waiting_texts(page)] == ["Something else"])
    wait_until(qtbot, lambda: "Something else" in listed_titles(page))
    assert not part_of(page, Welcome).isVisible()
    send_question(page, "And one more")
    wait_until(qtbot, lambda: [row.question.text for row in queue_rows(page)] == ["Something else", "And one more"])
    finish_all(ateneo)
    wait_until(qtbot, lambda: shown_texts(page)[1::2] == ["echo: Something else", "echo: And one more"])
    assert listed_titles(page).count("Something else") == 1


def test_the_answer_goes_on_where_it_began_and_its_text_is_there_when_one_returns(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    hold_an_answer(qtbot, page)
    begun = page.session.id
    open_garden(qtbot, page)
    send_question(page, "hold these beans")
    wait_until(qtbot, lambda: len(queue_rows(page)) == 1)
    page.open(begun)
    finish_all(ateneo)
    wait_until(qtbot, lambda: row_description(page, "The garden") == "Being answered")
    assert shown_texts(page) == ["hold on", "Two words"]
    page.open(GARDEN)
    wait_until(qtbot, lambda: shown_texts(page)[2:] == ["hold these beans", "Two words"])
    finish_all(ateneo)
    wait_until(qtbot, lambda: not page.session.is_busy)
    assert shown_texts(page)[2:] == ["hold these beans", "Two words"]


def test_stop_belongs_to_its_conversation(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    hold_an_answer(qtbot, page)
    begun = page.session.id
    open_garden(qtbot, page)
    assert "Stop" not in [b.text() for b in buttons(composer(page))]
    QTest.keyClick(ateneo.window, Qt.Key.Key_Escape)
    wait_until(qtbot, lambda: ateneo.client.is_idle is False and page.session.is_busy)
    page.open(begun)
    wait_until(qtbot, lambda: "Stop" in [b.text() for b in buttons(composer(page))])
    button(composer(page), "Stop").click()
    wait_until(qtbot, lambda: not page.session.is_busy)


def test_an_answer_elsewhere_is_stopped_from_its_row(qtbot: QtBot, page: ChatPage) -> None:
    hold_an_answer(qtbot, page)
    open_garden(qtbot, page)
    view = conversation_rows(page)
    at = view.visualRect(view.model().index(1, 0)).center()
    view.customContextMenuRequested.emit(at)
    choose_line(open_menu(qtbot), "Stop the answer")
    wait_until(qtbot, lambda: not page.session.is_busy)
    assert page.session.id == GARDEN


def test_stopping_pauses_what_waits_behind_it_until_the_person_asks(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    hold_an_answer(qtbot, page)
    send_question(page, "And then?")
    wait_until(qtbot, lambda: len(queue_rows(page)) == 1)
    page.stop()
    wait_until(qtbot, lambda: waiting_texts(page) == ["And then?: Paused, because you stopped the answer before it."])
    wait_until(qtbot, lambda: ateneo.client.is_idle)
    assert not page.session.is_busy
    button(queue_rows(page)[0], "Ask now").click()
    wait_until(qtbot, lambda: shown_texts(page)[2:] == ["And then?", "echo: And then?"])


def test_stopping_one_conversation_lets_the_questions_of_others_go_on(qtbot: QtBot, page: ChatPage) -> None:
    hold_an_answer(qtbot, page)
    begun = page.session.id
    open_garden(qtbot, page)
    send_question(page, "And beans?")
    wait_until(qtbot, lambda: len(queue_rows(page)) == 1)
    page.open(begun)
    wait_until(qtbot, lambda: page.session.shows_live_answer)
    page.stop()
    wait_until(qtbot, lambda: not page.session.is_busy and row_description(page, "The garden") == "")
    open_garden_with = ["When are tomatoes sown?", "In February, indoors.", "And beans?", "echo: And beans?"]
    page.open(GARDEN)
    wait_until(qtbot, lambda: shown_texts(page) == open_garden_with)


def test_a_waiting_question_is_changed_in_its_place_and_the_draft_stays(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    hold_an_answer(qtbot, page)
    for text in ("frist", "second"):
        send_question(page, text)
    wait_until(qtbot, lambda: len(queue_rows(page)) == 2 and all(row.question.id > 0 for row in queue_rows(page)))
    QTest.keyClicks(question_field(page), "half a thought")
    button(queue_rows(page)[0], "Change this waiting question").click()
    assert question_field(page).toPlainText() == "frist"
    assert waiting_texts(page)[0] == "frist: You are changing it below."
    finish_all(ateneo)
    wait_until(qtbot, lambda: not page.session.is_busy and ateneo.client.is_idle)
    assert len(queue_rows(page)) == 2  # it is not asked while it is being changed, and the next one keeps its place
    send_question(page, "first")
    assert question_field(page).toPlainText() == "half a thought"
    wait_until(qtbot, lambda: shown_texts(page)[2:] == ["first", "echo: first", "second", "echo: second"])


def test_escape_leaves_a_waiting_question_as_it_was(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    hold_an_answer(qtbot, page)
    send_question(page, "as it was")
    wait_until(qtbot, lambda: len(queue_rows(page)) == 1 and queue_rows(page)[0].question.id > 0)
    button(queue_rows(page)[0], "Change this waiting question").click()
    QTest.keyClicks(question_field(page), " not")
    finish_all(ateneo)
    wait_until(qtbot, lambda: not page.session.is_busy)
    page.stop()
    wait_until(qtbot, lambda: shown_texts(page)[2:] == ["as it was", "echo: as it was"])
    assert question_field(page).toPlainText() == ""


def test_a_dropped_question_is_not_asked_and_undo_brings_it_back(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    hold_an_answer(qtbot, page)
    send_question(page, "never mind")
    wait_until(qtbot, lambda: len(queue_rows(page)) == 1 and queue_rows(page)[0].question.id > 0)
    button(queue_rows(page)[0], "Do not ask this question").click()
    wait_until(qtbot, lambda: bar_message(ateneo) == "The question will not be asked.")
    assert not queue_rows(page)
    button(ateneo.window, "Undo").click()
    wait_until(qtbot, lambda: waiting_texts(page) == [f"never mind: {NEXT_HERE}"])
    finish_all(ateneo)
    wait_until(qtbot, lambda: shown_texts(page)[2:] == ["never mind", "echo: never mind"])


def test_dropping_the_only_question_of_a_conversation_leaves_it(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    hold_an_answer(qtbot, page)
    page.new()
    send_question(page, "never mind")
    wait_until(qtbot, lambda: len(queue_rows(page)) == 1 and queue_rows(page)[0].question.id > 0)
    wait_until(qtbot, lambda: "never mind" in listed_titles(page))
    button(queue_rows(page)[0], "Do not ask this question").click()
    wait_until(qtbot, lambda: part_of(page, Welcome).isVisible() and "never mind" not in listed_titles(page))
    assert page.session.id == 0


def test_waiting_questions_survive_a_page_change(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    hold_an_answer(qtbot, page)
    send_question(page, "And then?")
    wait_until(qtbot, lambda: len(queue_rows(page)) == 1)
    ateneo.window.show_page("settings")
    finish_all(ateneo)
    wait_until(qtbot, lambda: not page.session.is_busy and not page.queue.waiting)
    ateneo.window.show_page("chat")
    wait_until(qtbot, lambda: shown_texts(page)[2:] == ["And then?", "echo: And then?"])


def test_a_question_that_is_refused_in_its_turn_stays_and_says_why(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    hold_an_answer(qtbot, page)
    send_question(page, "refuse")
    send_question(page, "And then?")
    wait_until(qtbot, lambda: len(queue_rows(page)) == 2)
    finish_all(ateneo)
    wait_until(qtbot, lambda: queue_rows(page)[0].question.wait == "refused")
    assert "model" in queue_rows(page)[0].question.sentence().lower()
    assert question_field(page).toPlainText() == ""


def test_a_question_left_by_an_earlier_window_waits_for_the_person(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    open_garden(qtbot, page)
    ateneo.client.call(chat.ENQUEUE, chat.Enqueue(chat.Send("Left over", GARDEN)))
    wait_until(qtbot, lambda: [row.question.text for row in queue_rows(page)] == ["Left over"])
    wait_until(qtbot, lambda: ateneo.client.is_idle)
    assert not page.session.is_busy and queue_rows(page)[0].question.can_be_asked_now
    button(queue_rows(page)[0], "Ask now").click()
    wait_until(qtbot, lambda: shown_texts(page)[2:] == ["Left over", "echo: Left over"])


def test_what_is_typed_while_a_waiting_question_is_asked_stays_a_draft(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    hold_an_answer(qtbot, page)
    send_question(page, "And then?")
    wait_until(qtbot, lambda: len(queue_rows(page)) == 1)
    QTest.keyClicks(question_field(page), "half a thought")
    finish_all(ateneo)
    wait_until(qtbot, lambda: shown_texts(page)[2:] == ["And then?", "echo: And then?"] and ateneo.client.is_idle)
    assert question_field(page).toPlainText() == "half a thought"
    drafts = [call["text"] for call in received_params(qtbot, ateneo, chat.SAVE_DRAFT.name)]
    assert drafts[-1:] == ["half a thought"]


@pytest.mark.parametrize("count", [6])
def test_many_questions_leave_the_page_its_room(qtbot: QtBot, ateneo: Ateneo, page: ChatPage, count: int) -> None:
    hold_an_answer(qtbot, page)
    for number in range(count):
        send_question(page, f"question {number}")
    wait_until(qtbot, lambda: len(queue_rows(page)) == count)
    panel = queue_rows(page)[0].parentWidget()
    assert panel is not None
    assert composer(page).mapTo(page, composer(page).rect().topLeft()).y() > page.height() // 2
    page.stop()
    wait_until(qtbot, lambda: not page.session.is_busy)


def test_an_answer_again_waits_for_the_answer_in_another_conversation(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage
) -> None:
    hold_an_answer(qtbot, page)
    open_garden(qtbot, page)
    button(last_answer(page), "Answer again").click()
    assert "when the answer in the other conversation has ended" in bar_message(ateneo)
    assert not received_params(qtbot, ateneo, chat.RETRY.name)
    finish_all(ateneo)
    wait_until(qtbot, lambda: not page.session.is_busy and "2/2" in visible_text(last_answer(page)))
    assert shown_texts(page) == ["When are tomatoes sown?", "echo: When are tomatoes sown?"]


def test_an_answer_again_that_waits_can_be_dropped(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    hold_an_answer(qtbot, page)
    open_garden(qtbot, page)
    button(last_answer(page), "Answer again").click()
    button(ateneo.window, "Undo").click()
    finish_all(ateneo)
    wait_until(qtbot, lambda: not page.session.is_busy and ateneo.client.is_idle)
    assert not received_params(qtbot, ateneo, chat.RETRY.name)
    assert shown_texts(page) == ["When are tomatoes sown?", "In February, indoors."]
