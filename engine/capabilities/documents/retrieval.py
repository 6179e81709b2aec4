"""Passages for an answer: the few best, and none when the question has nothing to do with the documents."""

from __future__ import annotations

from collections.abc import Sequence

from engine.capabilities.documents.api import Search
from engine.capabilities.documents.search import Searcher
from engine.protocol.passage import Passage
from engine.text.terms import content_terms

RELATED = 0.825
"""Cosine. Chosen on development data: see `python -m tests.benchmarks retrieval`."""
SHARED_TERMS = 0.5
"""Share of the question's telling words in a passage that makes it related whatever its cosine."""


class Retriever:
    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def retrieve(self, query: str, collections: Sequence[str], k: int) -> tuple[Passage, ...]:
        """Best first. Raises NotFound for a collection that does not exist."""
        found = self._searcher.search(Search(query, tuple(collections), k)).results
        near = self._searcher.search(Search(query, tuple(collections), k=max(k, 10), mode="dense")).results
        cosine = {passage.chunk: passage.score for passage in near}
        asked = frozenset(content_terms(query))
        return tuple(p for p in found if cosine.get(p.chunk, 0.0) >= RELATED or _shared(asked, p) >= SHARED_TERMS)


def _shared(asked: frozenset[str], passage: Passage) -> float:
    if not asked:
        return 0.0
    return len(asked & frozenset(content_terms(passage.text))) / len(asked)
