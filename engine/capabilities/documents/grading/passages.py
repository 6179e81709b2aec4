"""The passages of one document that a criterion is judged by, and the sentences of them that are its evidence."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from engine.capabilities.documents.api.whole_document import Evidence
from engine.capabilities.documents.whole.sections import PageSpan, Section, sections_of
from engine.capabilities.documents.whole.whole_document import WholeDocument
from engine.models.interfaces import ModelPool
from engine.protocol.children.indexing import INSIDE, Chunk
from engine.protocol.errors import ModelCrashed, ModelMissing
from engine.store.searching.fusion import fuse
from engine.store.vector_tables import Matches
from engine.text.extractive_quote import RankedSentence, best_quotes, rank_sentences
from engine.text.tokens import content_stems

CANDIDATES = 60
"""Chunks that are embedded for a question where the document has no vectors: those with most of its words."""
LEAST_SCORE = 0.79
"""Of a sentence that is evidence, by meaning and words; any two texts have about 0.75."""
MOST_EVIDENCE = 3
SHORT_DOCUMENT = 2_400
"""Characters of a document that is judged as a whole where no section of it is called as the criterion."""
SECTION_CHARACTERS = 1_600
"""Of the parts in which a section is read: about 400 tokens."""


class DocumentPassages:
    """Searches within one document by meaning and by words, as the search in all documents does."""

    def __init__(self, document: WholeDocument, pool: ModelPool) -> None:
        self._document, self._pool = document, pool
        self._stems = [Counter(content_stems(f"{chunk.path} {chunk.text}")) for chunk in document.chunks]
        counts = Counter(stem for stems in self._stems for stem in stems)
        total = len(self._stems)
        self._sections = sections_of(document)
        self._weights = {stem: math.log(1 + (total - n + 0.5) / (n + 0.5)) for stem, n in counts.items()}

    def about(self, name: str, query: str, k: int) -> list[Chunk]:
        """Return the text that a criterion of this name is judged by: the sections that are called so, else the k best chunks
        for the query, the best first."""
        own = [section for section in self._sections if _is_named(section.title, name)]
        if own:
            parts = (part for section in own for part in section.parts(self._document, SECTION_CHARACTERS))
            return [self._chunk(part, span) for part in parts for span in part.spans][:k]
        if sum(len(chunk.text) for chunk in self._document.chunks) <= SHORT_DOCUMENT:
            return list(self._document.chunks)
        below = [c for c in self._document.chunks if any(_is_named(part, name) for part in c.path.split(INSIDE)[:-1])]
        return below[:k] or self.best(query, k)

    def best(self, query: str, k: int) -> list[Chunk]:
        """Return the k best chunks for a query, the best first."""
        chunks = self._document.chunks
        words = self._by_words(query)
        scores = fuse(self._by_meaning(query, words), words)
        best = sorted(range(len(chunks)), key=lambda at: (-scores.get(at, -math.inf), at))[:k]
        return [chunks[at] for at in best]

    def evidence(self, query: str, chunks: Sequence[Chunk]) -> tuple[Evidence, ...]:
        """Return the sentences of chunks that say most about a query, verbatim, the best first; none where none is near."""
        ranked = self.rank(query, [chunk.text for chunk in chunks])
        near = [sentence for sentence in ranked if sentence.score >= LEAST_SCORE] if self._has_embedder else ranked
        found = (
            self._evidence(chunks[quotation.passage], quotation.span) for quotation in best_quotes(near, MOST_EVIDENCE)
        )
        return tuple(evidence for evidence in found if evidence is not None)

    def rank(self, query: str, texts: Sequence[str]) -> list[RankedSentence]:
        """Return every sentence of the texts with its score for a query."""
        return rank_sentences(query, texts, self._similarity)

    _has_embedder = True

    def _evidence(self, chunk: Chunk, span: tuple[int, int]) -> Evidence | None:
        """Return a span of a chunk as one of its page; None where the page does not say the same there."""
        text = chunk.text[slice(*span)]
        start, end = chunk.start + span[0], chunk.start + span[1]
        if self._document.page_text(chunk.page)[start:end] != text:
            return None
        return Evidence(chunk.page, start, end, text, chunk.path or self._document.label(chunk.page))

    def _chunk(self, section: Section, span: PageSpan) -> Chunk:
        text = self._document.page_text(span.page)[span.start : span.end]
        start = span.start + len(text) - len(text.lstrip())
        return Chunk(span.page, start, start + len(text.strip()), text.strip(), section.title)

    def _by_words(self, query: str) -> dict[int, float]:
        stems = frozenset(content_stems(query))
        scores = {
            at: sum(self._weights[stem] * min(found[stem], 3) ** 0.5 for stem in stems if stem in found)
            for at, found in enumerate(self._stems)
        }
        return {at: score for at, score in scores.items() if score}

    def _by_meaning(self, query: str, words: dict[int, float]) -> Matches:
        import numpy as np

        vectors, candidates = self._document.vectors, list(range(len(self._stems)))
        try:
            with self._pool.embedder(self._document.embedder or None) as embedder:
                aim = embedder.embed_queries([query])[0]
                if vectors is None:
                    candidates = sorted(candidates, key=lambda at: (-words.get(at, 0.0), at))[:CANDIDATES]
                    vectors = embedder.embed_passages([self._document.chunks[at].text for at in candidates])
        except (ModelMissing, ModelCrashed):
            return Matches()
        cosines = vectors @ aim
        order = np.argsort(-cosines)
        best = tuple((candidates[at], float(cosines[at])) for at in order)
        return Matches(best, float(cosines.mean()), float(cosines.std()), len(candidates))

    def _similarity(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        try:
            with self._pool.embedder() as embedder:
                return [float(c) for c in embedder.embed_passages(texts) @ embedder.embed_queries([query])[0]]
        except (ModelMissing, ModelCrashed):
            self._has_embedder = False
            return [0.0] * len(texts)


def _is_named(title: str, criterion: str) -> bool:
    """Tell whether a section is called as a criterion is, or by a part of it: "Objetivos" in "Claridad de los objetivos"."""
    own, asked = frozenset(content_stems(title)), frozenset(content_stems(criterion))
    return bool(own and asked) and (own <= asked or asked <= own)
