"""Passages of indexed documents, and citations that tie a sentence of an answer to one."""

from __future__ import annotations

import msgspec


class Passage(msgspec.Struct, frozen=True, omit_defaults=True):
    """Part of a page (or section) of a document. `page` counts from 1; `start` and `end` are character offsets in its text.

    `label` names a place that is not a page: a sheet, a slide, a heading. Scores compare only within one search.
    Of a conversation, `message` is the message that holds it, `title` the conversation's, and `label` the day: 2026-11-12.
    `also_in` are the paths of other files with the same text, which are no results of their own.
    `sentence` are start and end, in `text`, of the sentence nearest to the query, and `sentence_score` its part of the score;
    all are 0 where the vectors of sentences are not there.
    """

    document: int
    chunk: int
    path: str
    title: str
    page: int
    start: int
    end: int
    text: str
    score: float
    label: str = ""
    conversation: int = 0
    message: int = 0
    also_in: tuple[str, ...] = ()
    sentence: tuple[int, int] = (0, 0)
    sentence_score: float = 0.0


class Citation(msgspec.Struct, frozen=True, omit_defaults=True):
    """A quoted passage. `number` is shown in the answer; `answer_start` and `answer_end` delimit the answer's sentence.

    `start` and `end` delimit the quoted text in the page or message. All are character offsets.
    """

    number: int
    document: int
    path: str
    title: str
    page: int
    start: int
    end: int
    text: str
    answer_start: int
    answer_end: int
    label: str = ""
    conversation: int = 0
    message: int = 0
