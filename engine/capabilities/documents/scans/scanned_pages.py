"""Rows of the pages that are pictures of text: those that wait for OCR, and what it read on the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import apsw
import msgspec

from engine.capabilities.documents.collection_settings import decode_settings
from engine.protocol.children.chunking import USUAL, Chunking
from engine.protocol.children.indexing import INSIDE
from engine.protocol.pages import ORDERS_NOTICE
from engine.store.rows import rows
from engine.text.prompting.assistant_orders import has_orders

WAITING = "Not read yet, because they are pictures of text: pages {pages}."
READ_BY_OCR = "Read by OCR, because they are pictures of text: pages {pages}."
"""Notices of a document. The window translates them."""
MOST_PAGES_TOLD = 20
_VISIBLE = """FROM scanned_pages s JOIN documents d ON d.id = s.document AND d.deleted_at IS NULL
    JOIN collections c ON c.id = d.collection AND c.deleted_at IS NULL"""


class ScannedPage(msgspec.Struct, frozen=True):
    """A page that waits to be read, with what is needed for it. `text` is what `model` read on it before.

    `file` is the file of the document, which may be inside it: then `path` goes on with its name there.
    """

    document: int
    collection: int
    path: str
    page: int
    text: str
    chunking: Chunking = USUAL
    file: str = ""

    @property
    def part(self) -> str:
        """The name of the document inside its file; empty for the file itself."""
        return self.path.removeprefix(self.file).removeprefix(INSIDE)


class OcrText(msgspec.Struct, frozen=True):
    """Text that a model read on a page; `reason` is the kind of the error for which it could not."""

    model: str
    reason: str
    text: str


def texts_of_file(
    connection: apsw.Connection, collection: int, path: str, sha256: bytes
) -> dict[tuple[str, int], OcrText]:
    """Return what was read on the pages of a file that has the same content as before, and of the documents inside it.

    They are named by the path of the document and the number of the page.
    """
    listed = connection.execute(
        """SELECT d.path, s.page, s.model, s.reason, s.text FROM documents f
           JOIN documents d ON d.id = f.id OR d.parent = f.id JOIN scanned_pages s ON s.document = d.id
           WHERE f.collection = ? AND f.path = ? AND f.sha256 = ? AND s.model <> ''""",
        (collection, path, sha256),
    )
    return {(str(name), int(page)): OcrText(model, reason, text) for name, page, model, reason, text in rows(listed)}


def add(
    connection: apsw.Connection,
    document: int,
    path: str,
    pages: Sequence[int],
    known: Mapping[tuple[str, int], OcrText],
) -> None:
    """Add the pages of a document that was just read. A text that is known waits only to be cut."""
    connection.executemany(
        "INSERT INTO scanned_pages(document, page, text) VALUES(?, ?, ?)",
        ((document, page, known[path, page].text if (path, page) in known else "") for page in pages),
    )


def waiting(connection: apsw.Connection, model: str) -> list[ScannedPage]:
    """Return the pages that this model has not read, document by document."""
    sql = f"""SELECT d.id, d.collection, d.path, s.page, s.text, CAST(c.settings AS BLOB), d.chunking,
        coalesce((SELECT path FROM documents WHERE id = d.parent), d.path) {_VISIBLE}
        WHERE s.model <> ? AND ? <> '' ORDER BY d.indexed_at, d.id, s.page"""
    pages = list[ScannedPage]()
    for document, collection, path, page, text, settings, key, file in rows(connection.execute(sql, (model, model))):
        chunking = decode_settings(settings).chunking
        # A document that still waits to be cut as its collection says is cut whole, this page with it.
        chunking = chunking if chunking.key == key else USUAL
        pages.append(ScannedPage(document, collection, path, page, text, chunking, file))
    return pages


def count_waiting(connection: apsw.Connection, model: str, collection: int | None = None) -> int:
    """Return how many pages this model has not read, of one collection or of all; without a model those that none has."""
    sql = f"SELECT count(*) {_VISIBLE} WHERE (s.model = '' OR (s.model <> ? AND ? <> '')) AND coalesce(c.id = ?, 1)"
    ((count,),) = rows(connection.execute(sql, (model, model, collection)))
    return int(count)


def set_read(connection: apsw.Connection, page: ScannedPage, read: OcrText) -> None:
    """Note what was read on a page, and whether it gives orders to an assistant."""
    connection.execute(
        "UPDATE scanned_pages SET model = ?, reason = ?, text = ? WHERE document = ? AND page = ?",
        (read.model, read.reason, read.text, page.document, page.page),
    )
    if has_orders(read.text):
        sql = """UPDATE documents SET notice = ? || CASE notice WHEN '' THEN '' ELSE char(10) || notice END
                 WHERE id = ? AND instr(notice, ?) = 0"""
        connection.execute(sql, (ORDERS_NOTICE, page.document, ORDERS_NOTICE))


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
