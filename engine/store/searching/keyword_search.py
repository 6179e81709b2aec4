"""Search by words: BM25 over the inverted index of a full-text table, the same as FTS5's own and a hundred times faster.

FTS5 is the truth. The index is a file beside the library, made in the background; rows that are newer than it are scored by FTS5,
deleted ones are left out. Where there is no index, or it lacks a term that is looked for, FTS5 answers alone.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

import apsw
import msgspec

from engine.protocol.errors import Cancelled
from engine.store.database import Store
from engine.store.profile_files import delete_stored_file
from engine.store.rows import rows
from engine.store.searching.index_maker import IndexMaker
from engine.store.searching.keyword_index import COMMON_SHARE, DIGITS, IndexDamagedError, KeywordIndex, any_of
from engine.store.settings import LibrarySettings
from engine.text.relevance import QueryTerms

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from engine.store.searching.bm25 import Postings
    from engine.store.searching.inverted_index import Ids, InvertedIndex, Slots

    Mask = npt.NDArray[np.bool_]

ResultT = TypeVar("ResultT")
log = logging.getLogger(__name__)

SMALLEST = 2_000
"""Rows. In fewer FTS5 is fast enough alone."""
MOST_NEW_SHARE, MOST_NEW = 0.02, 500
"""Share of the rows, and their number, that may be newer than the index before it is made again."""
AVERAGES_ID = 1
"""FTS5's id of the record with the number of rows and tokens."""
_KEY = "words."


class KeywordSearch:
    """Searches one full-text table. `allowed`, where it is given, returns for row ids [n] which of them count."""

    def __init__(
        self,
        store: Store,
        index: KeywordIndex,
        is_awaited: Callable[[], bool] = lambda: False,
        smallest: int = SMALLEST,
        in_background: bool = True,
    ) -> None:
        """`is_awaited` tells whether a person waits for an answer: the making of the index stands still meanwhile.

        `in_background` has it made by a thread as soon as a search finds it behind; else only `update` makes it.
        """
        self._store, self._keywords, self._smallest = store, index, smallest
        self._in_background, self._making = in_background, threading.Lock()
        self._name = f"words-{index.rows_table}.index"
        self._path = store.home / self._name
        self._lock = threading.Lock()
        self._index: InvertedIndex | None = None
        self._is_open = False
        self._live: Mask | None = None
        self._live_rows = 0
        self._erased = 0
        self._maker = IndexMaker(self.update, is_awaited)

    def search(
        self, connection: apsw.Connection, query: str, k: int, allowed: Callable[[Ids], Mask] | None = None
    ) -> dict[int, float]:
        """Return the BM25 scores, positive, of the best k rows that hold any of the query's informative terms."""

        def find(view: _View) -> tuple[list[str], dict[int, float] | None]:
            terms = self._keywords.terms(query, view)
            return terms, self._by_index(view, terms, k, allowed) if view.index and terms else None

        terms, found = self._with_view(connection, find)
        if found is None:
            return self._by_fts5(connection, terms, k, allowed) if terms else {}
        return found

    def weigh(self, connection: apsw.Connection, query: str) -> QueryTerms:
        """Return the content words of a query with their weights."""
        return self._with_view(connection, lambda view: self._keywords.weigh(connection, query, view))

    def terms(self, connection: apsw.Connection, query: str) -> tuple[str, ...]:
        """Return the terms of a query that are looked for."""
        return tuple(self._with_view(connection, lambda view: self._keywords.terms(query, view)))

    def update(self) -> bool:
        """Make the index again where it is missing or behind, and return whether it was. Raises AteneoError, OSError."""
        with self._making:
            with self._lock, self._store.read() as connection:
                if not self._view(connection).is_behind:
                    return False
                erased = self._erased
            self._make(lambda: self._maker.gives_up() or self._erased != erased)
            return True

    def erase(self) -> None:
        """Delete the index, with zeros over it: it holds words of what was deleted. It is made again in the background."""
        with self._lock:
            self._erased += 1
            self._forget()
            delete_stored_file(self._store.home, "", self._name)

    def close(self) -> None:
        """End the making of the index; the old one, or none, stays."""
        self._maker.close()

    # the state of the index in one transaction

    def _with_view(self, connection: apsw.Connection, read: Callable[[_View], ResultT]) -> ResultT:
        """Return what `read` makes of the rows; where the index turns out to be damaged, of the rows without it."""
        with self._lock:
            view = self._view(connection)
            if view.is_behind and self._in_background:
                self._maker.start_soon()
            try:
                return read(view)
            except IndexDamagedError:
                log.info("the index of words is damaged and is made again")
                self._index = None
                return read(self._view(connection))

    def _view(self, connection: apsw.Connection) -> _View:
        count, tokens = _read_averages(connection, self._keywords.table)
        view = _View(connection, self._keywords, count, tokens)
        if count < self._smallest:
            return view
        if not self._is_open:
            self._open()
        if self._index is not None:
            view.new = _count_new(connection, self._keywords.table, self._index.last_id)
            self._note_live(connection, count - view.new)
            view.index, view.live = self._index, self._live
        view.is_behind = self._index is None or self._live is not None
        view.is_behind |= view.new > max(MOST_NEW, count * MOST_NEW_SHARE)
        return view

    def _open(self) -> None:
        from engine.store.searching.inverted_index import InvertedIndex

        key = LibrarySettings(self._store).get(_KEY + self._keywords.rows_table)
        self._index = InvertedIndex.open(self._path, bytes.fromhex(key)) if key else None
        self._is_open = True
        self._live, self._live_rows = None, len(self._index.ids) if self._index else 0

    def _forget(self) -> None:
        self._index, self._live, self._is_open = None, None, False

    def _note_live(self, connection: apsw.Connection, count: int) -> None:
        """Find out which rows of the index are still there. An id is never used again: as many rows are the same rows."""
        index = self._index
        if index is None or count == self._live_rows:
            return
        import numpy as np

        from engine.store.searching.inverted_index_writer import ids_up_to

        ids = ids_up_to(connection, self._keywords.table, index.last_id)
        live = np.isin(index.ids, ids, assume_unique=True)
        if int(live.sum()) != len(ids):  # rows that the index should have and has not
            self._index = None
            return
        self._live, self._live_rows = (None if live.all() else live), count

    # searching

    def _by_index(
        self, view: _View, terms: list[str], k: int, allowed: Callable[[Ids], Mask] | None
    ) -> dict[int, float] | None:
        """Return the best rows, None where the index lacks a term."""
        from engine.store.searching.bm25 import best_slots

        index = view.index
        assert index is not None
        ids, live = index.ids, view.live

        def is_allowed(slots: Slots) -> Mask:
            mask = slots >= 0 if live is None else live[slots]
            return mask & allowed(ids[slots]) if allowed else mask

        postings = view.postings(terms)
        if postings is None:
            return None
        found = {int(ids[slot]): score for slot, score in best_slots(postings, len(ids), k, is_allowed)}
        if view.new:
            found |= self._by_fts5(view.connection, terms, k, allowed, after=index.last_id)
        best = sorted(found.items(), key=lambda match: (-match[1], match[0]))
        return dict(best[:k])

    def _by_fts5(
        self,
        connection: apsw.Connection,
        terms: list[str],
        k: int,
        allowed: Callable[[Ids], Mask] | None,
        after: int = 0,
    ) -> dict[int, float]:
        table = self._keywords.table
        sql = f"SELECT rowid, -rank FROM {table} WHERE {table} MATCH ? AND rowid > ? ORDER BY rank, rowid"
        if allowed is None:
            matches = rows(connection.execute(f"{sql} LIMIT ?", (any_of(terms), after, k)))
            return {int(id): round(float(score), DIGITS) for id, score in matches}
        import numpy as np

        matches = rows(connection.execute(sql, (any_of(terms), after)))
        listed = [(int(id), round(float(score), DIGITS)) for id, score in matches]
        mask = allowed(np.array([id for id, _ in listed], np.int64))
        return dict([match for match, is_in in zip(listed, mask.tolist(), strict=True) if is_in][:k])

    # making the index

    def _make(self, is_cancelled: Callable[[], bool]) -> None:
        from engine.store.searching.inverted_index_writer import write_index

        key = os.urandom(16)
        part = f"{self._name}.part"
        try:
            write_index(self._store, self._keywords.table, self._store.home / part, key, COMMON_SHARE, is_cancelled)
            LibrarySettings(self._store).set(_KEY + self._keywords.rows_table, key.hex())
            with self._lock:
                if is_cancelled():
                    raise Cancelled
                self._forget()
                (self._store.home / part).replace(self._path)
        finally:
            delete_stored_file(self._store.home, "", part)


class _View(msgspec.Struct):
    """Implements RowCounts: the rows of a full-text table in one transaction, by way of the index where there is one.

    `new` rows are newer than the index; `live` tells which rows of the index are still there, None where all are.
    """

    connection: apsw.Connection
    keywords: KeywordIndex
    rows: int
    tokens: int
    index: InvertedIndex | None = None
    live: Mask | None = None
    new: int = 0
    is_behind: bool = False
    _counts: dict[str, int] = msgspec.field(default_factory=dict)

    def having(self, term: str) -> int:
        if term not in self._counts:
            self._counts[term] = self._count(term)
        return self._counts[term]

    def postings(self, terms: list[str]) -> list[Postings] | None:
        """Return the postings of the terms, None where the index has left those of one out. Raises IndexDamagedError."""
        from engine.store.searching import bm25

        index = self.index
        assert index is not None
        tokenizer = self.connection.fts5_tokenizer("unicode61", ["remove_diacritics", "2"])
        average = self.tokens / max(self.rows, 1)
        found: list[Postings] = []
        for term in terms:
            tokens = _tokens(tokenizer, term)
            if len(tokens) > 1:
                found.append(self._phrase(term))
                continue
            entry = index.find(tokens[0].encode()) if tokens else None
            if entry is None:
                continue
            if entry.block < 0:
                return None
            slots, frequencies = index.postings(entry)
            weight = bm25.weight(self.rows, self.having(tokens[0]))
            found.append(bm25.TermPostings(slots, frequencies, index.lengths, average, weight))
        return found

    def _phrase(self, term: str) -> Postings:
        """Return the rows of the index with several tokens in a row, which FTS5 finds and scores."""
        import numpy as np

        from engine.store.searching.bm25 import PhrasePostings

        index = self.index
        assert index is not None
        table = self.keywords.table
        sql = f"SELECT rowid, -rank FROM {table} WHERE {table} MATCH ? AND rowid <= ? ORDER BY rowid"
        matches = [
            (int(id), float(score)) for id, score in rows(self.connection.execute(sql, (f'"{term}"', index.last_id)))
        ]
        slots = np.searchsorted(index.ids, np.array([id for id, _ in matches], np.int64)).astype(np.int32)
        return PhrasePostings(slots, np.array([score for _, score in matches]))

    def _count(self, term: str) -> int:
        entry = self.index.find(term.encode()) if self.index else None
        if self.index is None or (entry is not None and entry.block < 0 and self.live is not None):
            return self.keywords.count(self.connection, term)
        having = 0 if entry is None else entry.rows
        if entry is not None and self.live is not None:
            having = int(self.live[self.index.postings(entry)[0]].sum())
        if not self.new or not term.isalnum():  # "1.250" is several tokens, of which the vocabulary knows nothing
            return having
        table = self.keywords.table
        sql = f"SELECT count(*) FROM {table} WHERE {table} MATCH ? AND rowid > ?"
        ((newer,),) = rows(self.connection.execute(sql, (f'"{term}"', self.index.last_id)))
        return having + int(newer)


def _read_averages(connection: apsw.Connection, table: str) -> tuple[int, int]:
    """Return how many rows a full-text table has, and how many tokens they have together, as FTS5 keeps them for BM25."""
    blocks = connection.execute(f"SELECT block FROM {table}_data WHERE id = {AVERAGES_ID}").fetchall()
    block = blocks[0][0] if blocks else b""
    figures = list(_variable_integers(block)) if isinstance(block, bytes) else []
    return (figures[0], sum(figures[1:])) if figures else (0, 0)


def _variable_integers(block: bytes) -> Iterator[int]:
    """Yield SQLite's variable-length integers: seven bits a byte, the highest first; of nine bytes the last has eight."""
    value = length = 0
    for byte in block:
        length += 1
        if length == 9:
            yield value << 8 | byte
        elif byte & 0x80:
            value = value << 7 | byte & 0x7F
            continue
        else:
            yield value << 7 | byte
        value = length = 0


def _tokens(tokenizer: apsw.FTS5Tokenizer, term: str) -> list[str]:
    found = tokenizer(term.encode(), apsw.FTS5_TOKENIZE_QUERY, None, include_offsets=False, include_colocated=False)
    return [str(token) for token in found]


def _count_new(connection: apsw.Connection, table: str, last: int) -> int:
    ((count,),) = rows(connection.execute(f"SELECT count(*) FROM {table}_docsize WHERE id > ?", (last,)))
    return int(count)
