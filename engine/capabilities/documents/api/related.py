"""Related passages: those of other documents that are nearest to a page, a file or a pasted text. Types only."""

from __future__ import annotations

import msgspec

from engine.protocol.answering.passage import Passage
from engine.protocol.method import Method


class FindRelated(msgspec.Struct, frozen=True):
    """Ask for the k passages nearest to a page of a document, to the file `path`, or to a `text`.

    Page 0 means the whole document. Never from the same document, a copy of it, or a document in it.
    Raises NotFound, DocumentWithoutText, FileError, and ModelMissing where something has to be embedded and no model can.
    """

    document: int = 0
    page: int = 0
    path: str = ""
    text: str = ""
    k: int = 5


class RelatedPassages(msgspec.Struct, frozen=True):
    """The passages, nearest first; those that are no nearer than any other are left out."""

    passages: tuple[Passage, ...]


FIND_RELATED: Method[FindRelated, None, RelatedPassages] = Method(
    "documents.related", FindRelated, None, RelatedPassages
)
