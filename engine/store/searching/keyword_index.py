"""A full-text index with its vocabulary: the terms of a query that tell something, their match expression and their weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import apsw

from engine.store.rows import rows
from engine.text.relevance import QueryTerms
from engine.text.tokens import STOP_WORDS, number_spellings, words

COMMON_SHARE = 0.2
"""A term in more of the rows than this tells little and costs most of BM25's time."""
MAX_TERMS = 24
SMALL_INDEX = 1000
"""Rows. Below it no term is too common to search for."""


@dataclass(frozen=True)
class KeywordIndex:
    """An FTS5 table over `rows_table`, and the fts5vocab table ('row') of its terms."""

    rows_table: str
    vocabulary: str

    def match(self, connection: apsw.Connection, query: str) -> str:
        """Return the FTS5 expression for any of the query's informative terms; empty where it has no words.

        Stop words are left out and, in a large index, terms that most rows hold; all are kept when nothing would be left.
        """
        terms = list(dict.fromkeys(words(query)))
        informative = [term for term in terms if not _is_stop_word(term)] or terms
        count = self._rows(connection)
        if count > SMALL_INDEX:
            rare = [term for term in informative if self._rows_with(connection, term) <= count * COMMON_SHARE]
            informative = rare or informative[:1]
        spelt = (spelling for term in informative[:MAX_TERMS] for spelling in number_spellings(term))
        return " OR ".join(f'"{spelling}"' for spelling in spelt)

    def weigh(self, connection: apsw.Connection, query: str) -> QueryTerms:
        """Return the content words of a query with their weights. Where all are stop words, all count."""
        content: Sequence[str] = [word for word in words(query) if not _is_stop_word(word)] or list(words(query))
        count = self._rows(connection)
        return QueryTerms.of({word: self._inverse_document_frequency(connection, word, count) for word in content})

    def _rows(self, connection: apsw.Connection) -> int:
        ((count,),) = rows(connection.execute(f"SELECT count(*) FROM {self.rows_table}"))
        return int(count)

    def _rows_with(self, connection: apsw.Connection, term: str) -> int:
        counted = connection.execute(f"SELECT doc FROM {self.vocabulary} WHERE term = ?", (term,))
        return next((int(count) for (count,) in rows(counted)), 0)

    def _inverse_document_frequency(self, connection: apsw.Connection, word: str, count: int) -> float:
        """Return how much a word tells; one that is in no row tells as much as one that is in one."""
        having = max(self._rows_with(connection, word), 1)
        return math.log(1 + (max(count - having, 0) + 0.5) / (having + 0.5))


def _is_stop_word(term: str) -> bool:
    return term in STOP_WORDS["es"] or term in STOP_WORDS["en"]
