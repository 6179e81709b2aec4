"""Which exchanges are read again: by mode, by room, and pinned ones."""

from __future__ import annotations

import itertools

from engine.capabilities.chat.api import HistoryMode, Message
from engine.capabilities.chat.history.selection import (
    Exchange,
    HistorySelection,
    KeptHistory,
    Summary,
    exchanges_of,
    keep_history,
    next_block,
)

EACH = 10
"""Tokens of an exchange; its question has half of them."""


def conversation(count: int) -> list[Exchange]:
    messages = []
    for number in range(count):
        question, answer = 2 * number + 1, 2 * number + 2
        messages.append(Message(question, 1, "user", f"q{number}", "complete", 0))
        messages.append(Message(answer, 1, "assistant", f"a{number}", "complete", 0))
    return exchanges_of(messages)


def kept(count: int, choice: HistorySelection, room: int = 10_000, question: int = 5) -> KeptHistory:
    return keep_history(conversation(count), choice, lambda _: EACH, lambda _: 5, question, room)


def numbers(exchanges: tuple[Exchange, ...]) -> list[int]:
    return [int(exchange.question.text[1:]) for exchange in exchanges]


def test_the_whole_conversation_is_read_while_it_fits() -> None:
    assert numbers(kept(30, HistorySelection()).kept) == list(range(30))


def test_the_last_exchanges_are_read_and_a_few_more_so_that_the_beginning_stays() -> None:
    starts = [numbers(kept(count, HistorySelection("last", 3)).kept)[0] for count in range(1, 13)]
    assert starts == [0, 0, 0, 0, 0, 3, 3, 3, 6, 6, 6, 9]
    assert all(count - start >= 3 for count, start in zip(range(3, 13), starts[2:], strict=True))
    assert numbers(kept(7, HistorySelection("last", 3)).skipped) == [0, 1, 2]


def test_no_last_exchange_is_a_question_alone() -> None:
    assert kept(7, HistorySelection("last", 0)).kept == ()


def test_what_the_summary_covers_is_not_read_again() -> None:
    read = kept(9, HistorySelection("summary", 3, Summary(upto=10, text="- notes")))
    assert (numbers(read.kept), numbers(read.summarised), read.skipped) == ([5, 6, 7, 8], [0, 1, 2, 3, 4], ())


def test_a_summary_of_another_branch_is_as_none() -> None:
    read = kept(9, HistorySelection("summary", 3, Summary(upto=999, text="- notes")))
    assert len(read.kept) == 9 and read.summarised == ()


def test_a_full_window_drops_the_oldest_half_at_once_and_then_keeps_its_beginning() -> None:
    modes: tuple[HistoryMode, ...] = ("whole", "summary")
    for mode in modes:
        starts = [numbers(kept(count, _choice(mode), room=100).kept)[0] for count in range(1, 40)]
        changes = [start for start, later in itertools.pairwise(starts) if start != later]
        assert starts == sorted(starts) and len(changes) < 10
        assert all(len(kept(count, _choice(mode), room=100).kept) * EACH <= 100 for count in range(1, 40))


def test_a_long_question_drops_more_and_a_pinned_exchange_stays() -> None:
    choice = HistorySelection(pinned=frozenset({2}))
    read = kept(9, choice, room=100, question=60)
    assert numbers(read.kept)[0] == 0 and len(read.kept) < 9
    assert 0 not in numbers(read.dropped) and set(numbers(read.kept)).isdisjoint(numbers(read.dropped))


def test_more_pins_than_fit_keep_the_newest() -> None:
    choice = HistorySelection(pinned=frozenset(range(1, 60)))
    read = kept(29, choice, room=100)
    assert len(read.kept) * EACH <= 100 and numbers(read.kept)[-1] == 28


def test_exchanges_are_summarised_in_blocks_once_enough_are_older_than_the_last() -> None:
    choice = HistorySelection("summary", 3)
    assert [len(next_block(conversation(count), choice)) for count in (3, 7, 8, 20)] == [0, 0, 5, 5]
    later = HistorySelection("summary", 3, Summary(upto=10, text=""))
    assert numbers(tuple(next_block(conversation(20), later))) == [5, 6, 7, 8, 9]


def _choice(mode: HistoryMode) -> HistorySelection:
    return HistorySelection(mode)
