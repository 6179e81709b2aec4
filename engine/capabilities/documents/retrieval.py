"""Passages for an answer: the few best, and none when the question has nothing to do with the documents."""

from __future__ import annotations

from collections.abc import Sequence

from engine.capabilities.documents.api import SearchDocuments
from engine.capabilities.documents.relevance import has_shared_terms, is_related
from engine.capabilities.documents.search import DocumentSearch
from engine.protocol.passage import Passage

NEAREST = 10
"""Passages whose cosine counts; a passage further away is kept for no question."""


class Retriever:
    """Finds the passages that an answer may be drawn from."""

    def __init__(self, search: DocumentSearch) -> None:
        self._search = search

    def retrieve(
        self, query: str, collections: Sequence[str], k: int, files: Sequence[str] = ()
    ) -> tuple[Passage, ...]:
        """Return the best k passages that are related to the question, best first.

        `files` are attached documents and folders, which are searched with the collections; without both, all is searched.
        One search gives both the ranking and the cosines. Raises NotFound for a collection that does not exist.
        """
        request = SearchDocuments(query, tuple(collections), k, files=tuple(files))
        ranked = self._search.rank(request, nearest=max(k, NEAREST))
        if ranked.cosines is None:
            return tuple(passage for passage in ranked.passages if has_shared_terms(query, passage.text))
        cosines = ranked.cosines
        return tuple(p for p in ranked.passages if is_related(query, p, cosines.get(p.chunk, 0.0)))
