"""A full-text index with its vocabulary: the terms of a query that tell something, their match expression and their weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

import apsw
import msgspec

from engine.store.rows import rows
from engine.text.relevance import QueryTerms
from engine.text.tokens import is_stop_word, number_spellings, words

COMMON_SHARE = 0.2
"""A term in more of the rows than this tells little and costs most of BM25's time."""
MAX_TERMS = 24
DIGITS = 12
"""Decimals of a score: sums in another order differ beyond them."""
SMALL_INDEX = 1000
"""Rows. Below it no term is too common to search for."""


class IndexDamagedError(Exception):
    """A part of an inverted index is not what was written."""


class RowCounts(Protocol):
    """How many rows an index has, and how many of them have a term."""

    @property
    def rows(self) -> int:
        """The number of all rows."""

    def having(self, term: str) -> int:
        """Return how many rows have a term."""


class KeywordIndex(msgspec.Struct, frozen=True):
    """An FTS5 table over `rows_table`, and the fts5vocab table ('row') of its terms."""

    rows_table: str
    vocabulary: str

    @property
    def table(self) -> str:
        """The name of the FTS5 table."""
        return f"{self.rows_table}_fts"

    def match(self, connection: apsw.Connection, query: str) -> str:
        """Return the FTS5 expression for any of the query's informative terms; empty where it has no words."""
        return any_of(self.terms(query, self.counts(connection)))

    def terms(self, query: str, counts: RowCounts) -> list[str]:
        """Return the query's informative terms, a number in each of its spellings.

        Stop words are left out and, in a large index, terms that most rows hold; all are kept when nothing would be left.
        """
        terms = list(dict.fromkeys(words(query)))
        informative = [term for term in terms if not is_stop_word(term)] or terms
        if counts.rows > SMALL_INDEX:
            rare = [term for term in informative if counts.having(term) <= counts.rows * COMMON_SHARE]
            informative = rare or informative[:1]
        return [spelling for term in informative[:MAX_TERMS] for spelling in number_spellings(term)]

    def weigh(self, connection: apsw.Connection, query: str, counts: RowCounts | None = None) -> QueryTerms:
        """Return the content words of a query with their weights. Where all are stop words, all count."""
        counts = counts or self.counts(connection)
        content: Sequence[str] = [word for word in words(query) if not is_stop_word(word)] or list(words(query))
        return QueryTerms.of({word: _inverse_document_frequency(counts, word) for word in content})

    def count(self, connection: apsw.Connection, term: str) -> int:
        """Return how many rows have a term, as the vocabulary counts them: slow for a term of many rows."""
        counted = connection.execute(f"SELECT doc FROM {self.vocabulary} WHERE term = ?", (term,))
        return next((int(count) for (count,) in rows(counted)), 0)

    def counts(self, connection: apsw.Connection) -> RowCounts:
        """Return what the vocabulary counts: exact, and slow for terms that many rows have."""
        return _VocabularyCounts(connection, self)


class _VocabularyCounts:
    """Implements RowCounts from the vocabulary."""

    def __init__(self, connection: apsw.Connection, index: KeywordIndex) -> None:
        self._connection, self._index = connection, index
        ((count,),) = rows(connection.execute(f"SELECT count(*) FROM {index.rows_table}"))
        self.rows = int(count)

    def having(self, term: str) -> int:
        return self._index.count(self._connection, term)


def any_of(terms: Sequence[str]) -> str:
    """Return the FTS5 expression for rows with any of the terms, empty for none."""
    return " OR ".join(f'"{term}"' for term in terms)


def _inverse_document_frequency(counts: RowCounts, word: str) -> float:
    """Return how much a word tells; one that is in no row tells as much as one that is in one."""
    having = max(counts.having(word), 1)
    return math.log(1 + (max(counts.rows - having, 0) + 0.5) / (having + 0.5))
