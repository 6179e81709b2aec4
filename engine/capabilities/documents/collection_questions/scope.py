"""The documents that a question about a collection asks, with what is known of each file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import PurePath

import apsw
import msgspec

from engine.capabilities.documents.api import ATTACHED
from engine.files.changes import displayable
from engine.files.walk import absolute_path, is_under
from engine.protocol.answering.collection_answer import CollectionCoverage
from engine.protocol.children.indexing import INSIDE
from engine.store.rows import rows

BEGINNING = 1500
"""Characters of the first page by which the kind and the date of a document are told."""
_DOCUMENTS = f"""SELECT d.id, c.name, d.path, d.title, d.state, d.parent, d.modified_ns, coalesce(hex(d.sha256), ''),
    coalesce((SELECT substr(p.text, 1, {BEGINNING}) FROM pages p WHERE p.document = d.id ORDER BY p.number LIMIT 1), ''),
    EXISTS(SELECT 1 FROM scanned_pages s WHERE s.document = d.id AND s.model = '')
    FROM documents d JOIN collections c ON c.id = d.collection
    WHERE d.deleted_at IS NULL AND c.deleted_at IS NULL ORDER BY d.path COLLATE NOCASE, d.id"""


class ScopedDocument(msgspec.Struct, frozen=True):
    """A document of the scope; `beginning` is the first of its text. `has_unread_pages`: some are pictures of text."""

    id: int
    collection: str
    path: str
    title: str
    state: str
    parent: int | None
    modified_ns: int
    sha256: str
    beginning: str
    has_unread_pages: bool

    @property
    def name(self) -> str:
        """The name of the file; of a document inside another one its own name."""
        return PurePath(self.path.rpartition(INSIDE)[2].replace("\\", "/")).name

    @property
    def shown_name(self) -> str:
        """The name of the file with the one inside it: "letter.eml › report.pdf"."""
        file, inside, part = self.path.partition(INSIDE)
        return f"{PurePath(file).name}{inside}{part}"

    @property
    def suffix(self) -> str:
        """The ending of the name, without its point, in lower case."""
        return PurePath(self.name).suffix.lower().lstrip(".")

    @property
    def folder(self) -> str:
        """The name of the folder that the file is in."""
        return PurePath(self.path.partition(INSIDE)[0]).parent.name

    @property
    def modified_on(self) -> str:
        """The day on which the file was changed last, as ISO 8601."""
        return datetime.fromtimestamp(self.modified_ns / 1e9, UTC).date().isoformat()


def documents_in_scope(
    connection: apsw.Connection, collections: Sequence[str], files: Sequence[str]
) -> list[ScopedDocument]:
    """Return the documents of these collections and attached files; of all collections where neither is given.

    A file in two collections stands once.
    """
    roots = [displayable(absolute_path(file)) for file in files]
    found: dict[str, ScopedDocument] = {}
    for id, collection, path, title, state, parent, modified, sha256, beginning, unread in rows(
        connection.execute(_DOCUMENTS)
    ):
        if _is_asked(collection, path, collections, roots):
            found.setdefault(
                path,
                ScopedDocument(id, collection, path, title, state, parent, modified, sha256, beginning, bool(unread)),
            )
    return list(found.values())


def coverage_of(documents: Sequence[ScopedDocument], waiting: int) -> CollectionCoverage:
    """Return how many of the files were read, and the names of the others."""
    files = [document for document in documents if document.parent is None]
    unread = tuple(document.shown_name for document in files if document.state == "failed")
    inside = tuple(d.shown_name for d in documents if d.parent is not None and d.state == "failed")
    partly = tuple(document.shown_name for document in documents if document.has_unread_pages)
    return CollectionCoverage(len(files), len(files) - len(unread), (*unread, *inside), partly, waiting)


def _is_asked(collection: str, path: str, collections: Sequence[str], roots: list[str]) -> bool:
    if collection == ATTACHED:
        return is_under(path, roots) or ATTACHED in collections
    return collection in collections or not (collections or roots)
