"""The nearest passages of a question that no passage answers: to be shown as what they are."""

from __future__ import annotations

from collections.abc import Sequence

from engine.capabilities.documents.api import SearchDocuments
from engine.capabilities.documents.searching.document_search import DocumentSearch
from engine.protocol.answering.passage import Passage


class NearestPassages:
    """Finds them."""

    def __init__(self, search: DocumentSearch) -> None:
        self._search = search

    def find(self, query: str, collections: Sequence[str], k: int, files: Sequence[str] = ()) -> tuple[Passage, ...]:
        """Return the k nearest passages, related or not. Raises NotFound for a collection that does not exist."""
        return self._search.rank(SearchDocuments(query, tuple(collections), k, files=tuple(files))).passages
