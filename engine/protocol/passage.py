"""What a source is: a passage found in the library, and a citation that ties an answer's sentence to it."""

from __future__ import annotations

import msgspec


class Passage(msgspec.Struct, frozen=True, omit_defaults=True):
    """`start`/`end` are character offsets in the text of that page (or section) of the document; page counts from 1.

    `label` names a place that is no page: a sheet, a slide, a heading. `score` is comparable within one search only.
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


class Citation(msgspec.Struct, frozen=True, omit_defaults=True):
    """`number` as shown; `answer_start`/`answer_end` the sentence in the answer; `start`/`end` the quoted span in the page."""

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
