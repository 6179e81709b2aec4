"""Search in all conversations by words and by meaning, and the vectors of messages it needs."""

from __future__ import annotations

from typing import Literal

import msgspec


class SearchMessages(msgspec.Struct, frozen=True, omit_defaults=True):
    """Search the messages of all conversations, archived ones included and private ones left out.

    `folders` are ids of folders of conversations: only what is in them is searched. `without` is a conversation to leave out.
    Messages without vectors are counted only where that is asked for: it takes longer than the search.
    Raises NotFound for a folder that does not exist.
    """

    query: str
    k: int = 10
    folders: tuple[int, ...] = ()
    without: int | None = None
    counts_unembedded: bool = False


class MessageMatch(msgspec.Struct, frozen=True):
    """The part `text` of a message: characters `start` to `end` of it. `marks` are (start, end) of query words in `text`.

    `is_related` tells whether words or meaning speak for it; the best of nothing is not. `by_words` tells whether it has
    words of the query; without them it was found by its meaning alone.
    """

    conversation: int
    message: int
    role: Literal["user", "assistant"]
    text: str
    score: float
    title: str
    created_at: int
    start: int
    end: int
    marks: tuple[tuple[int, int], ...] = ()
    is_related: bool = True
    by_words: bool = False


class MessageSearchResults(msgspec.Struct, frozen=True):
    """The best messages, best first. `unembedded` messages have no vectors yet and were found by their words alone."""

    results: tuple[MessageMatch, ...]
    unembedded: int
    milliseconds: dict[str, float]


class EmbedMessages(msgspec.Struct, frozen=True):
    """Make the missing vectors of messages, in the background: it ends when anything else wants the lane."""


class MessagesEmbedded(msgspec.Struct, frozen=True):
    """`done` messages have vectors now; `left` were not reached."""

    done: int
    left: int
