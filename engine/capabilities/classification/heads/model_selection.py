"""Which head suits: each is tried over stratified folds, of very many examples on a sample of them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.capabilities.classification.api import HEAD_METHODS, HeadMethod, MethodScore
from engine.capabilities.classification.heads import calibration, heads
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled
from engine.protocol.progress import Progress

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[Any]
    Labels = npt.NDArray[np.int64]

MOST_FOLDS = 5
MOST_TRIED = 2_000
"""Examples: two standard errors of an accuracy of .8 are .02 then, and a smaller lead decides nothing anyway."""


class Trial(NamedTuple):
    """`scores` of all heads, best first; a tie goes to the first of HEADS."""

    folds: int
    scores: tuple[MethodScore, ...]
    examples: int

    @property
    def best(self) -> HeadMethod:
        """Others must be better than a logistic regression by two standard errors of so many examples: of many methods one
        looks best by chance, and where a tree did with 8 examples a class it was .1 worse.
        """
        first, usual = self.scores[0], self.of("logistic")
        least = usual.mean + 2 * (usual.mean * (1 - usual.mean) / self.examples) ** 0.5
        return first.method if first.mean > least else usual.method

    def of(self, method: HeadMethod) -> MethodScore:
        return next(one for one in self.scores if one.method == method)


def compared(
    vectors: Floats,
    labels: Sequence[str],
    seed: int,
    sentences: Floats | None = None,
    is_cancelled: IsCancelled = lambda: False,
) -> Generator[Progress, None, Trial]:
    """Each method's accuracy over stratified folds, with the temperature its answers to texts of the other folds ask for.

    Raises Cancelled.
    """
    from sklearn.model_selection import StratifiedKFold

    places = heads.sample(labels, MOST_TRIED, seed)
    vectors = vectors[places]
    names, answers = np.unique(np.array(labels)[places], return_inverse=True)
    folds = StratifiedKFold(min(MOST_FOLDS, int(np.bincount(answers).min())), shuffle=True, random_state=seed)
    parts = list(folds.split(vectors, answers))
    found = []
    for number, method in enumerate(HEAD_METHODS):
        shares = np.zeros((len(answers), len(names)), np.float32)
        for fold, (train, test) in enumerate(parts):
            yield Progress(number * len(parts) + fold, len(HEAD_METHODS) * len(parts), "fold", method)
            if is_cancelled():
                raise Cancelled
            head = heads.fit(method, vectors[train], names[answers[train]].tolist(), seed, sentences, is_cancelled)
            shares[test] = head.probabilities(vectors[test])
        found.append(_score(method, shares, answers, parts))
    return Trial(len(parts), tuple(sorted(found, key=lambda one: -one.mean)), len(places))


def _score(method: HeadMethod, shares: Floats, answers: Labels, parts: Sequence[tuple[Labels, Labels]]) -> MethodScore:
    right = shares.argmax(axis=1) == answers
    means = [float(right[test].mean()) for _, test in parts]
    return MethodScore(method, float(np.mean(means)), float(np.std(means)), calibration.temperature(shares, answers))
