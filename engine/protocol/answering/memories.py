"""Memories where one capability shows those of another: facts and preferences that the person told."""

from __future__ import annotations

from typing import Literal

import msgspec

MEMORIES = "memories"
"""The noun of change: a page that shows memories reads them again."""

MemoryState = Literal["proposed", "kept", "declined", "replaced"]
"""proposed: waits for the person's yes. kept: may be recalled. declined: the person said no. replaced: a newer one took its
place, and it stays as history."""


class RecalledMemory(msgspec.Struct, frozen=True):
    """A memory that belongs to a question. `score` is the probability that the question needs it, 0 to 1."""

    id: int
    text: str
    score: float = 1.0


class RecalledMark(msgspec.Struct, frozen=True):
    """The memory of that id was in the prompt of an answer. Its words are not kept here, so that they can be deleted."""

    memory: int
    score: float = 1.0


class MemoryNote(msgspec.Struct, frozen=True, omit_defaults=True):
    """A memory that a question made: kept at once because the person asked for it, or proposed.

    `replaces` are the texts of the memories whose place it takes, or will take. `was_forgotten` says that the person has
    deleted the same words for good before.
    """

    memory: int
    message: int
    text: str
    state: MemoryState
    replaces: tuple[str, ...] = ()
    was_forgotten: bool = False
