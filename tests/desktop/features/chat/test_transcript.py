"""The transcript builds only what is near the view and never moves the text being read."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.chat.conversation_view import ConversationView
from desktop.features.chat.page import ChatPage
from desktop.features.chat.transcript.message_column import FIRST_BUILT, MOST_BUILT, NEAR
from engine.capabilities.chat import api as chat
from tests.desktop.features.chat.driver import (
    NOVEL,
    button,
    buttons,
    last_answer,
    open_garden,
    position_of,
    send_long_question,
    send_question,
    shown_texts,
    transcript,
    wait_until,
)
from tests.support.scripted_chat import MANY


def show_messages_of(page: ChatPage) -> None:
    """Show the transcript in the place of the welcome."""
    view = page.findChild(ConversationView)
    assert isinstance(view, ConversationView)
    view.show_welcome(False)


def numbered(count: int) -> list[chat.Message]:
    """Messages of different heights, numbered from 1."""
    return [
        chat.Message(
            n, NOVEL, "assistant" if n % 2 else "user", f"Message {n}: " + "and so on, " * (n % 40), "complete", 0
        )
        for n in range(1, count + 1)
    ]


def wait_until_settled(qtbot: QtBot, page: ChatPage) -> None:
    """Wait until nothing is left to build or to lay out: a change of the range would have more built."""
    column, maxima = transcript(page), list[int]()

    def is_settled() -> bool:
        maxima.append(-1 if column.is_building else column.verticalScrollBar().maximum())
        return len(maxima) > 10 and len(set(maxima[-10:])) == 1 and maxima[-1] >= 0

    wait_until(qtbot, is_settled)


def test_of_a_long_conversation_only_the_end_is_built(qtbot: QtBot, page: ChatPage) -> None:
    page.open(NOVEL)
    wait_until(qtbot, lambda: len(transcript(page).views) >= FIRST_BUILT)
    wait_until(qtbot, lambda: transcript(page).verticalScrollBar().maximum() > 0)
    assert len(transcript(page).views) < 60
    assert transcript(page).views[-1].message.text.startswith(f"Message {MANY - 1}")
    assert transcript(page).distance_from_end == 0


def test_one_message_is_built_in_a_turn_of_the_event_loop(qtbot: QtBot, page: ChatPage) -> None:
    """docs/faults.md 69."""
    column, counts = transcript(page), [0]
    column.built.connect(lambda: counts.append(len(column.views)))
    page.session.conversation_changed.connect(
        lambda: counts.append(len(column.views)) if page.session.id == NOVEL else None
    )
    page.open(NOVEL)
    wait_until(qtbot, lambda: column.verticalScrollBar().maximum() > NEAR and not column.is_building)
    assert len(counts) > 6
    assert max(later - before for before, later in pairwise(counts)) <= FIRST_BUILT


def test_another_branch_of_a_long_conversation_is_built_message_by_message_and_in_order(
    page: ChatPage, qtbot: QtBot
) -> None:
    column = transcript(page)
    messages = numbered(40)
    column.show_messages(messages[:1], fresh=True)
    column.show_messages([messages[0], *messages[1:]], fresh=False)
    assert len(column.views) == 1 + FIRST_BUILT
    wait_until(qtbot, lambda: column.views[-1].message == messages[-1] and not column.is_building)
    places = [messages.index(view.message) for view in column.views]
    assert places == list(range(places[0], 40))
    column.show_messages(messages[:10], fresh=False)
    wait_until(qtbot, lambda: bool(column.views) and column.views[-1].message == messages[9])


def test_scrolling_up_builds_earlier_messages_and_keeps_the_place(qtbot: QtBot, ateneo: Ateneo, page: ChatPage) -> None:
    page.open(NOVEL)
    column = transcript(page)
    bar = column.verticalScrollBar()
    wait_until(qtbot, lambda: bar.maximum() > NEAR and ateneo.client.is_idle and not column.is_building)
    built = len(column.views)
    read = column.views[0]
    bar.setValue(column.top_of(read) - 10)
    before = position_of(page, read)
    wait_until(qtbot, lambda: len(column.views) > built and not column.is_building)
    wait_until(qtbot, lambda: abs(position_of(page, read) - before) <= 4)  # between two frames it may be elsewhere


def test_all_of_a_long_conversation_can_be_reached(qtbot: QtBot, page: ChatPage) -> None:
    page.open(NOVEL)
    column = transcript(page)
    bar = column.verticalScrollBar()
    wait_until(qtbot, lambda: bar.maximum() > NEAR and not column.is_building)
    bar.setValue(0)
    wait_until(qtbot, lambda: column.views[0].message.text.startswith("Message 0:") and not column.is_building)
    wait_until_settled(qtbot, page)
    assert bar.value() == 0
    column.scroll_to_end()
    wait_until(qtbot, lambda: column.views[-1].message.text.startswith(f"Message {MANY - 1}:"))
    wait_until_settled(qtbot, page)
    assert column.distance_from_end == 0


def test_of_ten_thousand_messages_few_are_built_wherever_one_scrolls(qtbot: QtBot, page: ChatPage) -> None:
    column = transcript(page)
    bar = column.verticalScrollBar()
    messages = numbered(10_000)
    counts: list[int] = []
    column.built.connect(lambda: counts.append(len(column.views)))
    column.show_messages(messages, fresh=True)
    show_messages_of(page)
    wait_until(qtbot, lambda: bar.maximum() > NEAR and not column.is_building)
    assert column.views[-1].message == messages[-1]
    whole = bar.maximum()
    assert whole > 10_000 * 30
    for part in (0.5, 0.1, 0.9, 0.0):
        bar.setValue(round(whole * part))
        wait_until(qtbot, lambda: not column.is_building)
        first = next(view for view in column.views if column.top_of(view) + view.height() > bar.value())
        assert abs(first.message.id - 10_000 * part) < 200  # the bar tells where one is
        assert abs(bar.maximum() - whole) < whole // 20
    assert max(counts) <= 2 * MOST_BUILT


def test_views_left_behind_are_dropped_and_built_again(qtbot: QtBot, page: ChatPage) -> None:
    column = transcript(page)
    bar = column.verticalScrollBar()
    column.show_messages(numbered(400), fresh=True)
    show_messages_of(page)
    wait_until(qtbot, lambda: bar.maximum() > NEAR and not column.is_building)
    while column.views[0].message.id > 1:
        bar.setValue(max(bar.value() - 700, 0))
        wait_until(qtbot, lambda: not column.is_building)
        assert len(column.views) <= 2 * MOST_BUILT
    assert column.views[-1].message.id < 400
    assert [view.message.id for view in column.views] == list(range(1, len(column.views) + 1))


def test_a_message_far_away_is_reached_without_those_between(qtbot: QtBot, page: ChatPage) -> None:
    column = transcript(page)
    reached: list[int] = []
    column.reached.connect(lambda view: reached.append(view.message.id))
    column.show_messages(numbered(10_000), fresh=True)
    show_messages_of(page)
    wait_until(qtbot, lambda: not column.is_building)
    column.reach(5000)
    wait_until(qtbot, lambda: reached == [5000])
    assert len(column.views) <= 2 * MOST_BUILT
    view = next(view for view in column.views if view.message.id == 5000)
    assert 0 <= position_of(page, view) < column.viewport().height()


@pytest.mark.parametrize("position", [0.0, 0.5, 1.0])
def test_a_new_theme_rebuilds_only_messages_near_the_view_and_moves_nothing(
    qtbot: QtBot, ateneo: Ateneo, page: ChatPage, position: float
) -> None:
    page.open(NOVEL)
    read = transcript(page)
    bar = read.verticalScrollBar()
    wait_until(qtbot, lambda: page.session.id == NOVEL)
    wait_until(qtbot, lambda: bar.maximum() > NEAR and not read.is_building)
    bar.setValue(round(bar.maximum() * position))
    wait_until(qtbot, lambda: not read.is_building and all(view.text.is_drawn for view in read.views))
    view = next(view for view in read.views if read.top_of(view) >= bar.value() - read.viewport().height() // 2)
    text, place = view.message.text, read.top_of(view) - bar.value()
    ateneo.settings.change(theme="dark")
    assert view in read.views
    assert len(read.views) < 60
    wait_until(qtbot, lambda: not read.is_building and all(view.text.is_drawn for view in read.views))
    wait_until(qtbot, lambda: read.top_of(view) - bar.value() == place)
    assert view.message.text == text
    numbers = [int(text.split()[1][:-1]) for text in shown_texts(page)]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_new_text_does_not_move_the_view_after_scrolling_up(qtbot: QtBot, page: ChatPage) -> None:
    send_long_question(qtbot, page)
    bar = transcript(page).verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    place = bar.value()
    send_question(page, "hold on")
    wait_until(qtbot, lambda: shown_texts(page)[-1] == "Two words")
    bar.setValue(place)
    live = last_answer(page)
    for n in range(60):
        live.show_event(chat.AnswerDelta(f"And more of it, {n}.\n\n"))
    wait_until(qtbot, lambda: live.text.is_drawn)
    wait_until(qtbot, lambda: "↓ New text" in [b.text() for b in buttons(page)])
    assert bar.value() == place
    pill = button(page, "↓ New text")
    pill.click()
    assert bar.value() == bar.maximum()
    assert not pill.isVisible()
    page.stop()
    wait_until(qtbot, lambda: not page.session.is_busy)


def test_the_end_is_followed_while_it_is_in_view(qtbot: QtBot, page: ChatPage) -> None:
    send_long_question(qtbot, page)
    bar = transcript(page).verticalScrollBar()
    wait_until(qtbot, lambda: bar.maximum() > 0 and bar.value() == bar.maximum())


def test_each_conversation_opens_at_the_scroll_position_it_was_left(qtbot: QtBot, page: ChatPage) -> None:
    page.open(NOVEL)
    bar = transcript(page).verticalScrollBar()
    wait_until(qtbot, lambda: bar.maximum() > NEAR and not transcript(page).is_building)
    bar.setValue(bar.maximum() - 700)
    left = transcript(page).distance_from_end
    open_garden(qtbot, page)
    page.open(NOVEL)
    wait_until(qtbot, lambda: page.session.id == NOVEL and transcript(page).distance_from_end == left)
