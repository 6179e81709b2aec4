"""The sentences that stand for a text: those most like all the others (LexRank, Erkan & Radev, 2004), none said twice.

Alike in meaning or in words (TextRank, Mihalcea & Tarau, 2004), since an embedder finds any short sentence like any other; the
first sentences say more. The one chosen first of 99 Cranfield abstracts holds .49 of its title's words; by meaning alone .33.
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

AT_ONCE = 120
"""Sentences weighed against each other; of a longer text the best of each such run go into a last round."""
DAMPING, STEPS = 0.85, 60
SHORTEST_WORDS = 4
ENDS = ".!?…\"'»”’)]。！？؟"
FIRST = 0.5
"""How much more than another the first sentence counts, the second half as much …"""
ALIKE = 0.75
"""Of two chosen sentences in meaning and words, on a scale where the least like are 0 and equal ones 1."""

Span = tuple[int, int]


class Extractor:
    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool

    def best(self, text: str, most: int, is_cancelled: IsCancelled) -> Generator[Progress, None, tuple[Span, ...]]:
        """In the order of the text. Raises TextEmpty, Cancelled."""
        every = spans(text)
        if not every:
            raise TextEmpty
        long = _whole([span for span in every if len(text[slice(*span)].split()) >= SHORTEST_WORDS], text) or every
        while len(long) > AT_ONCE:
            runs = [long[at : at + AT_ONCE] for at in range(0, len(long), AT_ONCE)]
            share = max(most, AT_ONCE // (2 * len(runs)))
            fewer: list[Span] = []
            for number, run in enumerate(runs):
                if is_cancelled():
                    raise Cancelled
                yield Progress(number, len(runs), "part")
                fewer += self._central(text, run, share, 0.0)
            if len(fewer) >= len(long):
                break
            long = fewer
        return tuple(self._central(text, long[:AT_ONCE], most, FIRST))

    def _central(self, text: str, some: list[Span], most: int, first: float) -> list[Span]:
        if len(some) <= most:
            return some
        sentences = [text[slice(*span)] for span in some]
        shared = _shared(sentences)
        like = self._likeness(sentences, shared)
        ranks = [rank * (1 + first / (1 + at)) for at, rank in enumerate(_ranks(like**2 + shared**2))]
        both = (like + shared) / 2
        order = sorted(range(len(some)), key=lambda at: (-ranks[at], at))
        chosen: list[int] = []
        for limit in (ALIKE, 2.0):
            for at in order:
                if len(chosen) < most and at not in chosen and all(both[at, other] < limit for other in chosen):
                    chosen.append(at)
        return [some[at] for at in sorted(chosen)]

    def _likeness(self, sentences: list[str], shared: Matrix) -> Matrix:
        """[sentences, sentences] 0–1, by meaning; by shared words without an embedder."""
        import numpy as np

        try:
            with self._pool.embedder() as embedder:
                vectors = embedder.embed_passages(sentences)
                cosines: Matrix = (vectors @ vectors.T).astype(np.float64)
        except ModelMissing:
            return shared
        least = cosines.min()
        stretched: Matrix = (cosines - least) / max(1 - least, 1e-9)
        return stretched.clip(0, 1)


def _whole(some: list[Span], text: str) -> list[Span]:
    """Those with an end, where there are any: the others are headings, salutations and signatures."""
    return [span for span in some if text[span[1] - 1] in ENDS] or some


def _ranks(weights: Matrix) -> Matrix:
    """PageRank over sentences, each as likely to be left for those it is like."""
    import numpy as np

    np.fill_diagonal(weights, 0)
    steps = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-12)
    rank = np.full(len(weights), 1 / len(weights))
    for _ in range(STEPS):
        rank = (1 - DAMPING) / len(weights) + DAMPING * rank @ steps
    found: Matrix = rank.round(12)
    return found


def _shared(sentences: list[str]) -> Matrix:
    """[sentences, sentences] 0–1: words in both beside the two lengths; the two that share most have 1."""
    import numpy as np

    terms = [frozenset(content_stems(sentence)) for sentence in sentences]
    lengths = np.array([math.log(2 + len(one)) for one in terms])
    found: Matrix = np.array([[len(a & b) for b in terms] for a in terms]) / (lengths[:, None] + lengths)
    np.fill_diagonal(found, 0)
    found /= max(found.max(), 1e-9)
    return found
