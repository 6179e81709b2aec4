"""Lists and counts the files of collections and attached folders, and reads their pages, for other capabilities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import PurePath

from engine.capabilities.documents.api import ATTACHED
from engine.files.changes import displayable
from engine.files.walk import absolute_path, is_under
from engine.protocol.library_files import FileEntry, FileListing, FileQuery
from engine.protocol.pages import PageText, ReadPage
from engine.store.database import Store
from engine.store.rows import rows

_FILES = """SELECT d.id, c.name, d.path, d.bytes, d.modified_ns,
    (SELECT count(*) FROM pages p WHERE p.document = d.id) FROM documents d JOIN collections c ON c.id = d.collection
    WHERE d.deleted_at IS NULL AND c.deleted_at IS NULL AND d.state <> 'failed'"""
_NS_A_MS = 1_000_000

_SORT_KEYS: dict[str, Callable[[FileEntry], tuple[float, str]]] = {
    "name": lambda entry: (0, PurePath(entry.path).name.lower()),
    "newest": lambda entry: (-entry.modified_at, entry.path),
    "oldest": lambda entry: (entry.modified_at, entry.path),
    "largest": lambda entry: (-entry.bytes, entry.path),
}


class FileLister:
    """Reads the table of documents. A file in two collections is listed once."""

    def __init__(self, store: Store, read_page: Callable[[ReadPage], PageText]) -> None:
        self._store, self._read_page = store, read_page

    def list_files(self, query: FileQuery) -> FileListing:
        """Return a part of the files and the figures of all."""
        entries = sorted(self._entries(query), key=_SORT_KEYS[query.order])
        if not entries:
            return FileListing((), 0)
        kinds = Counter(_kind(entry.path) for entry in entries)
        dates = [entry.modified_at for entry in entries]
        return FileListing(
            tuple(entries[query.offset : query.offset + query.limit]),
            len(entries),
            sum(entry.bytes for entry in entries),
            tuple(kinds.most_common()),
            min(dates),
            max(dates),
        )

    def page_text(self, document: int, page: int) -> PageText:
        """Return the text of one page. Raises NotFound."""
        return self._read_page(ReadPage(document, page))

    def _entries(self, query: FileQuery) -> list[FileEntry]:
        with self._store.read() as connection:
            listed = list(rows(connection.execute(_FILES)))
        roots = [displayable(absolute_path(file)) for file in query.files]
        by_path: dict[str, FileEntry] = {}
        for id, collection, path, size, modified_ns, pages in listed:
            if _is_asked(query, collection, path, roots) and _passes(query, path):
                by_path.setdefault(path, FileEntry(id, path, size, modified_ns // _NS_A_MS, pages))
        return list(by_path.values())


def _is_asked(query: FileQuery, collection: str, path: str, roots: list[str]) -> bool:
    if collection == ATTACHED:
        return is_under(path, roots)
    return collection in query.collections or not (query.collections or query.files)


def _passes(query: FileQuery, path: str) -> bool:
    kind = query.kind.lower().strip().lstrip(".")
    return (not kind or _kind(path) == kind) and query.name.lower() in path.lower()


def _kind(path: str) -> str:
    return PurePath(path).suffix.lower().lstrip(".")
