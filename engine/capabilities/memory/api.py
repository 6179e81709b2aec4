"""Types and methods of the memory: facts and preferences that the person told, and what is done with them."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.answering.memories import MEMORIES, MemoryState
from engine.protocol.done import Done, Purged
from engine.protocol.errors import AteneoError
from engine.protocol.method import Method

__all__ = [
    "ADD",
    "CHANGE",
    "FORGET",
    "LIST",
    "MEMORIES",
    "SEARCH",
    "SET_STATE",
    "WHY",
    "AddMemory",
    "ChangeMemory",
    "Decision",
    "Done",
    "ForgetMemories",
    "ListMemories",
    "Memory",
    "MemoryFilter",
    "MemoryList",
    "MemoryMatch",
    "MemoryMatches",
    "MemoryScope",
    "MemoryState",
    "MemoryTooLong",
    "Purged",
    "RecallReason",
    "SearchMemories",
    "SetMemoryState",
    "WhyRecalled",
]

LONGEST_MEMORY = 500
"""Characters of a memory."""
MOST_LISTED = 2000

MemoryScope = Literal["everywhere", "folder", "never"]
"""everywhere: it may be recalled in every conversation. folder: only in those of its folder. never: it is only listed."""

MemoryFilter = Literal["all", "proposed", "kept", "history", "off", "declined"]
"""all: proposed and kept ones. history: those that a newer one replaced. off: kept ones that are switched off, expired, or of
scope never."""


Decision = Literal["proposed", "kept", "declined"]
"""States that the person can give a memory."""


class Memory(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something the person told, in the person's own words.

    `message` is the question in which it was told, `conversation` and `title` those around it; None where it was written on the
    Memory page or where they are deleted. Times are milliseconds since 1970; `expires_at` None means never. `replaced_by` is the
    memory that took its place, `replaces` are those whose place it took.
    """

    id: int
    text: str
    state: MemoryState
    created_at: int
    scope: MemoryScope = "everywhere"
    folder: int | None = None
    is_on: bool = True
    expires_at: int | None = None
    message: int | None = None
    conversation: int | None = None
    title: str = ""
    replaced_by: int | None = None
    replaces: tuple[int, ...] = ()


class ListMemories(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ask for memories, newest first.

    `query` is looked for in their words. With `messages` or `ids` only those of these questions or numbers, in any state.
    """

    query: str = ""
    filter: MemoryFilter = "all"
    messages: tuple[int, ...] = ()
    ids: tuple[int, ...] = ()
    limit: int = MOST_LISTED


class MemoryList(msgspec.Struct, frozen=True):
    """`counts` are the numbers of memories by filter, whatever was asked for."""

    memories: tuple[Memory, ...]
    counts: dict[str, int]


class AddMemory(msgspec.Struct, frozen=True, omit_defaults=True):
    """Keep what the person writes here. One that was deleted for good may be written again. Raises BadRequest, MemoryTooLong."""

    text: str
    scope: MemoryScope = "everywhere"
    folder: int | None = None
    expires_at: int | None = None


class ChangeMemory(msgspec.Struct, frozen=True, omit_defaults=True):
    """Give a memory this text and these settings; all of them are set. Raises NotFound, BadRequest, MemoryTooLong."""

    memory: int
    text: str
    scope: MemoryScope = "everywhere"
    folder: int | None = None
    expires_at: int | None = None
    is_on: bool = True


class SetMemoryState(msgspec.Struct, frozen=True):
    """Keep a proposed memory, decline it, or undo either. A kept one replaces those of its subject. Raises NotFound."""

    memory: int
    state: Decision


class ForgetMemories(msgspec.Struct, frozen=True):
    """Delete memories for good: their words leave the file, and the same sentence makes no memory again."""

    memories: tuple[int, ...]


class SearchMemories(msgspec.Struct, frozen=True, omit_defaults=True):
    """Find kept memories by meaning and by words, nearest first, with the chance that a question like `query` recalls them."""

    query: str
    k: int = 10


class MemoryMatch(msgspec.Struct, frozen=True):
    """A memory and the probability, 0 to 1, that the question needs it. `is_recalled` says that it would be in the prompt."""

    memory: Memory
    score: float
    is_recalled: bool


class MemoryMatches(msgspec.Struct, frozen=True):
    """The matches, best first."""

    results: tuple[MemoryMatch, ...]


class WhyRecalled(msgspec.Struct, frozen=True):
    """Ask why a memory is recalled for a question. Raises NotFound."""

    memory: int
    question: str


class RecallReason(msgspec.Struct, frozen=True):
    """Why a memory fits a question: the words of the memory that the question has too, and how near their meanings are.

    `is_near` None means that no embedder could compare them.
    """

    memory: Memory
    words: tuple[str, ...]
    is_near: bool | None
    score: float


class MemoryTooLong(AteneoError):
    """A text is too long to be one memory."""

    kind = "memory_too_long"
    sentence = "A memory has at most {limit} characters, and this has {length}. Keep it to one fact."


LIST: Method[ListMemories, None, MemoryList] = Method("memory.list", ListMemories, None, MemoryList)
ADD: Method[AddMemory, None, Memory] = Method("memory.add", AddMemory, None, Memory)
CHANGE: Method[ChangeMemory, None, Memory] = Method("memory.change", ChangeMemory, None, Memory)
SET_STATE: Method[SetMemoryState, None, Memory] = Method("memory.set_state", SetMemoryState, None, Memory)
FORGET: Method[ForgetMemories, None, Purged] = Method("memory.forget", ForgetMemories, None, Purged)
SEARCH: Method[SearchMemories, None, MemoryMatches] = Method("memory.search", SearchMemories, None, MemoryMatches)
WHY: Method[WhyRecalled, None, RecallReason] = Method("memory.why", WhyRecalled, None, RecallReason)
