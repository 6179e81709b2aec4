"""Extractive summaries: the sentences most similar to all others (LexRank, Erkan & Radev, 2004), without repetitions.

Similarity is by meaning and by shared words (TextRank, Mihalcea & Tarau, 2004), since an embedder finds any short sentence
similar to any other; early sentences weigh more. The best sentence of 99 Cranfield abstracts holds .49 of its title's words;
by meaning alone .33.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import TYPE_CHECKING

from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled, ModelMissing, TextEmpty
from engine.protocol.progress import Progress
from engine.text.sentences import spans
from engine.text.tokens import content_stems

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Matrix = npt.NDArray[np.float64]

MAX_RANKED = 120
"""Sentences ranked together. A longer text is ranked in runs of so many, whose best sentences go into a last round."""
DAMPING, ITERATIONS = 0.85, 60
MIN_WORDS = 4
SENTENCE_ENDS = ".!?…\"'»”’)]。！？؟"
POSITION_BONUS = 0.5
"""Relative bonus of the first sentence; the second has half of it, and so on."""
MAX_SIMILARITY = 0.75
"""Between two chosen sentences, on a scale where the least similar have 0 and equal ones 1."""
NO_LIMIT = 2.0

Span = tuple[int, int]


class ExtractiveSummariser:
    """Picks the sentences that represent a text."""

    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool

    def summarise(
        self, text: str, limit: int, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, tuple[Span, ...]]:
        """Return the spans of `limit` sentences, in the order of the text. Raises TextEmpty, Cancelled."""
        sentences = spans(text)
        if not sentences:
            raise TextEmpty
        candidates = [span for span in sentences if len(text[slice(*span)].split()) >= MIN_WORDS]
        candidates = _complete_sentences(candidates, text) or sentences
        while len(candidates) > MAX_RANKED:
            runs = [candidates[at : at + MAX_RANKED] for at in range(0, len(candidates), MAX_RANKED)]
            limit_of_run = max(limit, MAX_RANKED // (2 * len(runs)))
            best: list[Span] = []
            for number, run in enumerate(runs):
                if is_cancelled():
                    raise Cancelled
                yield Progress(number, len(runs), "part")
                best += self._rank(text, run, limit_of_run, 0.0)
            if len(best) >= len(candidates):
                break
            candidates = best
        return tuple(self._rank(text, candidates[:MAX_RANKED], limit, POSITION_BONUS))

    def _rank(self, text: str, candidates: list[Span], limit: int, bonus: float) -> list[Span]:
        """Return the `limit` best candidates that are not too similar to each other, in the order of the text."""
        if len(candidates) <= limit:
            return candidates
        sentences = [text[slice(*span)] for span in candidates]
        shared = _shared_words(sentences)
        similarity = self._similarity(sentences, shared)
        ranks = [rank * (1 + bonus / (1 + at)) for at, rank in enumerate(_page_rank(similarity**2 + shared**2))]
        mean_similarity = (similarity + shared) / 2
        order = sorted(range(len(candidates)), key=lambda at: (-ranks[at], at))
        chosen: list[int] = []
        for max_similarity in (MAX_SIMILARITY, NO_LIMIT):
            for at in order:
                is_new = at not in chosen and all(mean_similarity[at, other] < max_similarity for other in chosen)
                if len(chosen) < limit and is_new:
                    chosen.append(at)
        return [candidates[at] for at in sorted(chosen)]

    def _similarity(self, sentences: list[str], shared: Matrix) -> Matrix:
        """Return [sentences, sentences] from 0 to 1, by meaning; by shared words without an embedder."""
        import numpy as np

        try:
            with self._pool.embedder() as embedder:
                vectors = embedder.embed_passages(sentences)
                cosines: Matrix = (vectors @ vectors.T).astype(np.float64)
        except ModelMissing:
            return shared
        lowest = cosines.min()
        stretched: Matrix = (cosines - lowest) / max(1 - lowest, 1e-9)
        return stretched.clip(0, 1)


def _complete_sentences(candidates: list[Span], text: str) -> list[Span]:
    """Return those with an end, if any: the others are headings, salutations and signatures."""
    return [span for span in candidates if text[span[1] - 1] in SENTENCE_ENDS] or candidates


def _page_rank(weights: Matrix) -> Matrix:
    """Return the PageRank of each sentence in a graph with these weights [sentences, sentences]."""
    import numpy as np

    np.fill_diagonal(weights, 0)
    transitions = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-12)
    rank = np.full(len(weights), 1 / len(weights))
    for _ in range(ITERATIONS):
        rank = (1 - DAMPING) / len(weights) + DAMPING * rank @ transitions
    rounded: Matrix = rank.round(12)
    return rounded


def _shared_words(sentences: list[str]) -> Matrix:
    """Return [sentences, sentences] from 0 to 1: shared words by length, 1 for the pair that shares most."""
    import numpy as np

    stems = [frozenset(content_stems(sentence)) for sentence in sentences]
    lengths = np.array([math.log(2 + len(words)) for words in stems])
    shared: Matrix = np.array([[len(a & b) for b in stems] for a in stems]) / (lengths[:, None] + lengths)
    np.fill_diagonal(shared, 0)
    shared /= max(shared.max(), 1e-9)
    return shared
