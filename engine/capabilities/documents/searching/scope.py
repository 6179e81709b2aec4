"""The scope of a search: collections, attached files, and the documents that pass its filters."""

from __future__ import annotations

import os
import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import apsw
import msgspec

from engine.capabilities.documents import document_store
from engine.capabilities.documents.api import ATTACHED
from engine.capabilities.documents.api.search_filters import DOCUMENT_KINDS, DayUnusable, DocumentFilters
from engine.capabilities.documents.searching.chunk_owners import ChunkOwners
from engine.files.changes import displayable
from engine.files.walk import absolute_path, is_under
from engine.protocol.children.indexing import INSIDE
from engine.store.rows import rows
from engine.text.tokens import fold

if TYPE_CHECKING:
    from engine.capabilities.documents.searching.chunk_owners import Allowed, Ids, Mask

NOWHERE = 0
"""The id of no collection: files are attached of which none has been read yet."""
NO_FILTERS = DocumentFilters()
DAY_SQL = "coalesce(nullif(d.day, ''), date(d.modified_ns / 1000000000, 'unixepoch', 'localtime'))"
"""The day of a document: that of its own particulars, or that of its file."""
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


class Scope(msgspec.Struct, frozen=True):
    """The collections to search, and what tells of chunk ids [n] which are searched; None where all are."""

    collections: tuple[int, ...]
    allowed: Allowed | None = None

    @property
    def filled(self) -> tuple[int, ...]:
        """The collections that a scan of vectors is limited to, none where it looks through everything."""
        return self.collections if self.allowed else ()

    def with_phrases(self, connection: apsw.Connection, table: str, phrases: Sequence[str]) -> Scope:
        """Return the part of it that holds all of these phrases as they are; `table` is the full-text table."""
        import numpy as np

        from engine.store.searching.inverted_index_writer import numbers

        match = " AND ".join(f'"{phrase}"' for phrase in phrases)
        sql = f"SELECT group_concat(rowid) FROM {table} WHERE {table} MATCH ?"
        having = numbers(connection.execute(sql, (match,)).fetchall()[0][0])
        last = int(having.max(initial=0))
        holds = np.zeros(last + 1, bool)
        holds[having] = True
        allowed = self.allowed

        def is_allowed(ids: Ids) -> Mask:
            mask: Mask = holds[np.minimum(ids, last)] & (ids <= last)
            return mask & allowed(ids) if allowed else mask

        return Scope(self.collections, is_allowed)

    def visible(self, chunks: Sequence[int]) -> list[int]:
        """Return those of some chunks that are searched."""
        if self.allowed is None or not chunks:
            return list(chunks)
        import numpy as np

        mask = self.allowed(np.array(chunks, np.int64))
        return [chunk for chunk, is_in in zip(chunks, mask.tolist(), strict=True) if is_in]


def read_scope(
    connection: apsw.Connection,
    owners: ChunkOwners,
    names: Sequence[str],
    files: Sequence[str] = (),
    filters: DocumentFilters = NO_FILTERS,
    documents: Sequence[int] = (),
) -> Scope:
    """Return what to search: the collections named and the attached files, or everything where neither is given.

    `documents`, where there are any, are all that is searched. Raises NotFound, DayUnusable.
    """
    listed = connection.execute("SELECT id, name FROM collections WHERE deleted_at IS NULL")
    visible = {str(name): int(id) for id, name in rows(listed)}
    ids = tuple(document_store.collection_id(connection, name) for name in names)
    attached = NOWHERE
    if files and ATTACHED not in names:
        attached = visible.get(ATTACHED, NOWHERE)
        ids += (attached,)
    ids = ids or tuple(visible.values())
    conditions, values = _conditions(connection, filters)
    if not (attached or conditions or documents) and set(ids) == set(visible.values()) and not _has_hidden(connection):
        return Scope(ids)
    if documents:
        conditions.append("d.id IN (SELECT value FROM json_each(?))")
        values.append(str(list(documents)))
    if attached:
        conditions.append("d.id NOT IN (SELECT value FROM json_each(?))")
        values.append(str(_others(connection, attached, files)))
    return Scope(ids, owners.allowed(connection, _documents(connection, ids, conditions, values)))


def passing_documents(connection: apsw.Connection, filters: DocumentFilters) -> list[int] | None:
    """Return the ids of the documents that pass filters; None where there are none. Raises DayUnusable."""
    conditions, values = _conditions(connection, filters)
    if not conditions:
        return None
    listed = connection.execute(f"SELECT d.id FROM documents d WHERE {' AND '.join(conditions)}", values)
    return [int(id) for (id,) in rows(listed)]


def _documents(
    connection: apsw.Connection, collections: Sequence[int], conditions: Sequence[str], values: Sequence[str]
) -> Ids:
    from engine.store.searching.inverted_index_writer import numbers

    where = " AND ".join(("d.deleted_at IS NULL", "d.collection IN (SELECT value FROM json_each(?))", *conditions))
    sql = f"SELECT group_concat(d.id) FROM documents d WHERE {where}"
    return numbers(connection.execute(sql, (str(list(collections)), *values)).fetchall()[0][0])


def _has_hidden(connection: apsw.Connection) -> bool:
    """Tell whether anything was removed and can be brought back: its chunks are still there."""
    removed = "SELECT EXISTS(SELECT 1 FROM documents WHERE deleted_at IS NOT NULL)"
    ((documents, collections),) = rows(
        connection.execute(f"{removed}, EXISTS(SELECT 1 FROM collections WHERE deleted_at IS NOT NULL)")
    )
    return bool(documents or collections)


def _others(connection: apsw.Connection, collection: int, files: Sequence[str]) -> list[int]:
    """Return the documents of a collection that are none of these files and in none of these folders."""
    paths = [displayable(absolute_path(file)) for file in files]
    documents = connection.execute(
        "SELECT id, path FROM documents WHERE collection = ? AND deleted_at IS NULL", (collection,)
    )
    return [int(id) for id, path in rows(documents) if not is_under(path, paths)]


def _conditions(connection: apsw.Connection, filters: DocumentFilters) -> tuple[list[str], list[str]]:
    """Return the conditions on documents `d` that the filters stand for, and the values of their marks."""
    conditions: list[str] = []
    values: list[str] = []

    def require(alternatives: Sequence[str], *bound: str) -> None:
        conditions.append(f"({' OR '.join(alternatives)})" if alternatives else "0")
        values.extend(bound)

    if filters.folders:
        paths = [displayable(absolute_path(folder)) for folder in filters.folders]
        begins = [start for path in paths for start in (path.rstrip(os.sep) + os.sep, path + INSIDE)]
        tests = ["d.path = ?"] * len(paths) + ["substr(d.path, 1, length(?)) = ?"] * len(begins)
        require(tests, *paths, *(value for start in begins for value in (start, start)))
    if filters.types:
        suffixes = sorted({suffix for type in filters.types for suffix in _suffixes(type)})
        require(["lower(substr(d.path, -length(?))) = ?"] * len(suffixes), *(s for s in suffixes for _ in "12"))
    if filters.since:
        require([f"{DAY_SQL} >= ?"], _day(filters.since, is_last=False))
    if filters.until:
        require([f"{DAY_SQL} <= ?"], _day(filters.until, is_last=True))
    if filters.languages:
        require(["d.language = ?"] * len(filters.languages), *(code.lower() for code in filters.languages))
    if filters.author:
        authors = _authors(connection, filters.author)
        require(["d.author = ?"] * len(authors), *authors)
    return conditions, values


def _suffixes(type: str) -> tuple[str, ...]:
    name = type.lower().removeprefix(".")
    return DOCUMENT_KINDS.get(name, ()) or (f".{name}",)


def _authors(connection: apsw.Connection, part: str) -> list[str]:
    """Return the authors whose names hold all words of `part`."""
    asked = fold(part).split()
    listed = rows(connection.execute("SELECT DISTINCT author FROM documents WHERE author <> ''"))
    return [str(author) for (author,) in listed if all(word in fold(str(author)) for word in asked)]


def _day(text: str, is_last: bool) -> str:
    """Return the first or the last day of "2026-03-05", "2026-03" or "2026". Raises DayUnusable."""
    match = _DAY.fullmatch(text.strip())
    if match is None:
        raise DayUnusable(day=text)
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        month = month or (12 if is_last else 1)
        return date(year, month, day or (monthrange(year, month)[1] if is_last else 1)).isoformat()
    except ValueError as error:
        raise DayUnusable(day=text) from error
