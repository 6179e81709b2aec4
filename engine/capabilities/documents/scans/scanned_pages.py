"""Rows of the pages that are pictures of text: those that wait for OCR, and what it read on the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import apsw

from engine.capabilities.documents.collection_settings import decode_settings
from engine.protocol.children.chunking import USUAL, Chunking
from engine.store.rows import rows

WAITING = "Not read yet, because they are pictures of text: pages {pages}."
READ_BY_OCR = "Read by OCR, because they are pictures of text: pages {pages}."
"""Notices of a document. The window translates them."""
MOST_PAGES_TOLD = 20
_VISIBLE = """FROM scanned_pages s JOIN documents d ON d.id = s.document AND d.deleted_at IS NULL AND d.parent IS NULL
    JOIN collections c ON c.id = d.collection AND c.deleted_at IS NULL"""


@dataclass(frozen=True)
class ScannedPage:
    """A page that waits to be read, with what is needed for it. `text` is what `model` read on it before."""

    document: int
    collection: int
    path: str
    page: int
    text: str
    chunking: Chunking = USUAL


@dataclass(frozen=True)
class OcrText:
    """Text that a model read on a page; `reason` is the kind of the error for which it could not."""

    model: str
    reason: str
    text: str


def texts_of_file(connection: apsw.Connection, collection: int, path: str, sha256: bytes) -> dict[int, OcrText]:
    """Return what was read on the pages of a file that has the same content as before, by their numbers."""
    listed = connection.execute(
        """SELECT s.page, s.model, s.reason, s.text FROM scanned_pages s JOIN documents d ON d.id = s.document
           WHERE d.collection = ? AND d.path = ? AND d.sha256 = ? AND s.model <> ''""",
        (collection, path, sha256),
    )
    return {int(page): OcrText(model, reason, text) for page, model, reason, text in rows(listed)}


def add(connection: apsw.Connection, document: int, pages: Sequence[int], known: Mapping[int, OcrText]) -> None:
    """Add the pages of a document that was just read. A text that is known waits only to be cut."""
    connection.executemany(
        "INSERT INTO scanned_pages(document, page, text) VALUES(?, ?, ?)",
        ((document, page, known[page].text if page in known else "") for page in pages),
    )


def waiting(connection: apsw.Connection, model: str) -> list[ScannedPage]:
    """Return the pages that this model has not read, document by document."""
    sql = f"""SELECT d.id, d.collection, d.path, s.page, s.text, CAST(c.settings AS BLOB), d.chunking {_VISIBLE}
        WHERE s.model <> ? AND ? <> '' ORDER BY d.indexed_at, d.id, s.page"""
    pages = list[ScannedPage]()
    for document, collection, path, page, text, settings, key in rows(connection.execute(sql, (model, model))):
        chunking = decode_settings(settings).chunking
        # A document that still waits to be cut as its collection says is cut whole, this page with it.
        chunking = chunking if chunking.key == key else USUAL
        pages.append(ScannedPage(document, collection, path, page, text, chunking))
    return pages


def count_waiting(connection: apsw.Connection, model: str, collection: int | None = None) -> int:
    """Return how many pages this model has not read, of one collection or of all; without a model those that none has."""
    sql = f"SELECT count(*) {_VISIBLE} WHERE (s.model = '' OR (s.model <> ? AND ? <> '')) AND coalesce(c.id = ?, 1)"
    ((count,),) = rows(connection.execute(sql, (model, model, collection)))
    return int(count)


def set_read(connection: apsw.Connection, page: ScannedPage, read: OcrText) -> None:
    """Note what was read on a page."""
    connection.execute(
        "UPDATE scanned_pages SET model = ?, reason = ?, text = ? WHERE document = ? AND page = ?",
        (read.model, read.reason, read.text, page.document, page.page),
    )


def notice(connection: apsw.Connection, document: int) -> str:
    """Return the sentences that say which pages of a document OCR has read and which it has not."""
    listed = list(
        rows(connection.execute("SELECT page, model FROM scanned_pages WHERE document = ? ORDER BY page", (document,)))
    )
    unread = [str(page) for page, model in listed if not model]
    read = [str(page) for page, model in listed if model]
    parts = [(READ_BY_OCR, read), (WAITING, unread)]
    return "\n".join(sentence.format(pages=_listed(pages)) for sentence, pages in parts if pages)


def _listed(pages: Sequence[str]) -> str:
    return ", ".join(pages[:MOST_PAGES_TOLD]) + (" …" if len(pages) > MOST_PAGES_TOLD else "")
