"""The sentences that stand for a text: those most like all the others (LexRank, Erkan & Radev, 2004), none said twice."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from engine.house import Cancelled
from engine.models.kinds import Residents
from engine.protocol.errors import Cancelled as Stopped
from engine.protocol.errors import ModelMissing, TextEmpty
from engine.protocol.progress import Progress
from engine.text.sentences import spans
from engine.text.terms import content_terms

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Matrix = npt.NDArray[np.float64]

AT_ONCE = 120
"""Sentences weighed against each other; of a longer text the best of each such run go into a last round."""
DAMPING, STEPS = 0.85, 60
SHORTEST_WORDS = 4
ALIKE = 0.75
"""Of two chosen sentences, on a scale where the least like are 0 and equal ones 1."""

Span = tuple[int, int]


class Extractor:
    def __init__(self, residents: Residents) -> None:
        self._residents = residents

    def best(self, text: str, most: int, cancelled: Cancelled) -> Generator[Progress, None, tuple[Span, ...]]:
        """In the order of the text. Raises TextEmpty, Cancelled."""
        every = spans(text)
        long = [span for span in every if len(text[slice(*span)].split()) >= SHORTEST_WORDS] or every
        if not long:
            raise TextEmpty
        while len(long) > AT_ONCE:
            runs = [long[at : at + AT_ONCE] for at in range(0, len(long), AT_ONCE)]
            share = max(most, AT_ONCE // (2 * len(runs)))
            fewer: list[Span] = []
            for number, run in enumerate(runs):
                if cancelled():
                    raise Stopped
                yield Progress(number, len(runs), "part")
                fewer += self._central(text, run, share)
            if len(fewer) >= len(long):
                break
            long = fewer
        return tuple(self._central(text, long[:AT_ONCE], most))

    def _central(self, text: str, some: list[Span], most: int) -> list[Span]:
        if len(some) <= most:
            return some
        like = self._likeness([text[slice(*span)] for span in some])
        ranks = _ranks(like)
        order = sorted(range(len(some)), key=lambda at: (-ranks[at], at))
        chosen: list[int] = []
        for limit in (ALIKE, 2.0):
            for at in order:
                if len(chosen) < most and at not in chosen and all(like[at, other] < limit for other in chosen):
                    chosen.append(at)
        return [some[at] for at in sorted(chosen)]

    def _likeness(self, sentences: list[str]) -> Matrix:
        """[sentences, sentences] 0–1, by meaning; by shared words without an embedder."""
        import numpy as np

        try:
            with self._residents.embedder() as embedder:
                vectors = embedder.embed_passages(sentences)
                cosines: Matrix = (vectors @ vectors.T).astype(np.float64)
        except ModelMissing:
            cosines = _shared(sentences)
        least = cosines.min()
        stretched: Matrix = (cosines - least) / max(1 - least, 1e-9)
        return stretched.clip(0, 1)


def _ranks(like: Matrix) -> Matrix:
    """PageRank over sentences, each as likely to be left for those it is like."""
    import numpy as np

    weights = like**2
    np.fill_diagonal(weights, 0)
    steps = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-12)
    rank = np.full(len(like), 1 / len(like))
    for _ in range(STEPS):
        rank = (1 - DAMPING) / len(like) + DAMPING * rank @ steps
    found: Matrix = rank.round(12)
    return found


def _shared(sentences: list[str]) -> Matrix:
    import numpy as np

    terms = [frozenset(content_terms(sentence)) for sentence in sentences]
    return np.array([[len(a & b) / max(len(a | b), 1) for b in terms] for a in terms], np.float64)
