"""The outline of a document: its headings, by which the places of its chunks are named."""

from __future__ import annotations

from typing import NamedTuple

import msgspec


class Heading(NamedTuple):
    """A heading of a document: where its text begins, and the headings above it with itself, from the outermost on."""

    page: int
    start: int
    path: tuple[str, ...]


class DocumentOutline(msgspec.Struct, frozen=True, omit_defaults=True):
    """The headings of a document. `counts_paragraphs`: its pages are only parts of a long text with numbered paragraphs."""

    headings: tuple[Heading, ...] = ()
    counts_paragraphs: bool = False


NO_OUTLINE = DocumentOutline()
