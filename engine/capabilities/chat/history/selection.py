"""The exchanges of a conversation that the model reads again: all that fit, the last ones, or those after the summary.

The beginning of the prompt stays the same for several turns, so that the model's cache of it stays valid: exchanges are left out
in blocks, and what is left out does not depend on the question, unless that is long.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence

import msgspec

from engine.capabilities.chat.api import HistoryMode, Message

SUMMARY_BLOCK = 5
"""Exchanges that are summarised at once, at least: until then the beginning of the prompt stays the same."""
LONG_BLOCK = 6000
"""Characters of fewer exchanges that are summarised all the same, before they fill the window."""


class Summary(msgspec.Struct, frozen=True):
    """Notes on a conversation up to and with the answer `upto`. `is_edited`: the person changed them."""

    upto: int
    text: str
    is_edited: bool = False


class HistorySelection(msgspec.Struct, frozen=True):
    """Choice of what is read again. `pinned` are messages whose exchanges stay, whatever else is left out."""

    mode: HistoryMode = "whole"
    exchanges: int = 3
    summary: Summary | None = None
    pinned: frozenset[int] = frozenset()


WHOLE = HistorySelection()


class Exchange(msgspec.Struct, frozen=True):
    """A question with its answer."""

    question: Message
    answer: Message

    @property
    def ids(self) -> tuple[int, int]:
        """The ids of both messages."""
        return (self.question.id, self.answer.id)


class KeptHistory(msgspec.Struct, frozen=True):
    """Which exchanges are read again, and where the others went.

    `summarised` stand in the notes, `skipped` are older than the mode reads, `dropped` do not fit the context window.
    """

    kept: tuple[Exchange, ...]
    summarised: tuple[Exchange, ...] = ()
    skipped: tuple[Exchange, ...] = ()
    dropped: tuple[Exchange, ...] = ()


NOTHING_KEPT = KeptHistory(())


def exchanges_of(history: Iterable[Message]) -> list[Exchange]:
    """Return the pairs of question and answer. A question whose answer is empty is left out with it."""
    return [
        Exchange(question, answer)
        for question, answer in itertools.pairwise(history)
        if question.role == "user" and answer.role == "assistant" and answer.text.strip()
    ]


def summarised_exchanges(exchanges: Sequence[Exchange], summary: Summary | None) -> int:
    """Return how many of the exchanges the summary covers; 0 where it belongs to another branch."""
    if summary is None:
        return 0
    return next((at for at, exchange in enumerate(exchanges, 1) if exchange.answer.id == summary.upto), 0)


def first_by_mode(exchanges: Sequence[Exchange], choice: HistorySelection) -> int:
    """Return the first exchange that the mode reads word for word.

    "last" reads N exchanges and up to N - 1 more: only every N turns does the prompt begin anew.
    """
    if choice.mode == "summary":
        return summarised_exchanges(exchanges, choice.summary)
    if choice.mode == "last":
        wanted = max(choice.exchanges, 0)
        if not wanted:
            return len(exchanges)
        return max(len(exchanges) - wanted, 0) // wanted * wanted
    return 0


def next_block(exchanges: Sequence[Exchange], choice: HistorySelection) -> Sequence[Exchange]:
    """Return the exchanges that are to be summarised next, oldest first; none while too little is older than the last N."""
    start, wanted = summarised_exchanges(exchanges, choice.summary), max(choice.exchanges, 1)
    older = exchanges[start : max(len(exchanges) - wanted, start)]
    is_due = len(older) >= max(wanted, SUMMARY_BLOCK) or sum(map(_length, older)) >= LONG_BLOCK
    if not is_due:
        return ()
    block = older[: max(wanted, SUMMARY_BLOCK)]
    while len(block) > 1 and sum(map(_length, block)) > 2 * LONG_BLOCK:
        block = block[:-1]
    return block


def keep_history(
    exchanges: Sequence[Exchange],
    choice: HistorySelection,
    size: Callable[[Exchange], int],
    question_size: Callable[[Exchange], int],
    last_question: int,
    room: int,
) -> KeptHistory:
    """Return the exchanges to read again within `room` tokens, the last question of `last_question` tokens beside them.

    The conversation is replayed from its first exchange by the mode: whenever a turn did not fit, the oldest exchanges were
    dropped until half of the room was free. So the same beginning is used until the window is full again.
    """
    first = first_by_mode(exchanges, choice)
    pinned = _fitting_pins(exchanges, choice.pinned, size, room // 2)
    pins = sum(size(exchanges[at]) for at in pinned)
    sizes = [0 if at in pinned else size(exchange) for at, exchange in enumerate(exchanges)]
    start, used = first, pins
    for end in range(first, len(exchanges) + 1):
        following = question_size(exchanges[end]) if end < len(exchanges) else last_question
        if used + following > room:
            while start < end and used + following > room // 2:
                used -= sizes[start]
                start += 1
        if end < len(exchanges):
            used += sizes[end]
    is_summary = choice.mode == "summary"
    return KeptHistory(
        kept=tuple(exchange for at, exchange in enumerate(exchanges) if at >= start or at in pinned),
        summarised=tuple(exchanges[:first]) if is_summary else (),
        skipped=() if is_summary else tuple(e for at, e in enumerate(exchanges[:first]) if at not in pinned),
        dropped=tuple(e for at, e in enumerate(exchanges) if first <= at < start and at not in pinned),
    )


def _fitting_pins(
    exchanges: Sequence[Exchange], pinned: frozenset[int], size: Callable[[Exchange], int], room: int
) -> frozenset[int]:
    """Return the places of the pinned exchanges, the newest that fit into `room`."""
    places: set[int] = set()
    if pinned:
        for at in reversed(range(len(exchanges))):
            if pinned.intersection(exchanges[at].ids) and size(exchanges[at]) <= room:
                room -= size(exchanges[at])
                places.add(at)
    return frozenset(places)


def _length(exchange: Exchange) -> int:
    return len(exchange.question.text) + len(exchange.answer.text)
