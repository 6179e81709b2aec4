"""Answers to questions about a whole collection: counted, listed or added up by code, with the files and rows behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from engine.protocol.answering.passage import Citation, Passage
from engine.protocol.cancellation import IsCancelled


class CollectionCoverage(msgspec.Struct, frozen=True, omit_defaults=True):
    """How much of the collection an answer rests on: `read` of its `files`.

    `unread` are the names of those that could not be read; `partly_read` those with pages that are pictures of text. `waiting`
    files are still being read.
    """

    files: int
    read: int
    unread: tuple[str, ...] = ()
    partly_read: tuple[str, ...] = ()
    waiting: int = 0


class CollectionRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file, or a row of a table in one, that was counted; `value` is a decimal with a point and `unit` that of a currency.

    `start` and `end` are characters of the page's text; `number` is that of its citation in the answer, 0 for none.
    """

    document: int
    path: str
    title: str
    page: int
    text: str = ""
    label: str = ""
    start: int = 0
    end: int = 0
    date: str = ""
    value: str = ""
    unit: str = ""
    group: str = ""
    number: int = 0


class CollectionAnswer(msgspec.Struct, frozen=True):
    """The answer as Markdown in the language of the question, with its citations and all rows it rests on.

    An empty text: the files were looked through, and hold no amounts that could be added up for sure.
    """

    text: str
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]
    coverage: CollectionCoverage
    rows: tuple[CollectionRow, ...]


class AnswerCollection(Protocol):
    """Answers a question about all documents of a scope. Exported by the documents capability."""

    def __call__(
        self,
        question: str,
        collections: Sequence[str],
        files: Sequence[str],
        language: str,
        is_cancelled: IsCancelled,
        earlier: Sequence[str] = (),
    ) -> CollectionAnswer | None:
        """Return the answer; None for any other question. `files` are attached ones.

        `earlier` are the questions right before it that were answered so, the oldest first: it may be a follow-up of them.
        """
        ...
