"""Choosing a head by stratified cross-validation, on a sample where there are very many examples."""

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

    Floats = npt.NDArray[Any]  # Any: float32 and float64
    Integers = npt.NDArray[np.int64]

MAX_FOLDS = 5
MAX_EXAMPLES = 2_000
"""Two standard errors of an accuracy of .8 are then .02, and a smaller lead decides nothing."""


class CrossValidation(NamedTuple):
    """Accuracy of every head over the folds, the best first; ties are in the order of HEAD_METHODS."""

    folds: int
    scores: tuple[MethodScore, ...]
    examples: int

    @property
    def best(self) -> HeadMethod:
        """The best head, where it is two standard errors better than a logistic regression, else the latter.

        Of many methods one looks best by chance: where a tree did with 8 examples a class, it was .1 worse.
        """
        first, default = self.scores[0], self.score_of("logistic")
        needed = default.mean + 2 * (default.mean * (1 - default.mean) / self.examples) ** 0.5
        return first.method if first.mean > needed else default.method

    def score_of(self, method: HeadMethod) -> MethodScore:
        """Return the mean accuracy and spread of one head. Raises StopIteration for one that was not compared."""
        return next(score for score in self.scores if score.method == method)


def cross_validate(
    vectors: Floats,
    labels: Sequence[str],
    seed: int,
    label_vectors: Floats | None = None,
    is_cancelled: IsCancelled = lambda: False,
) -> Generator[Progress, None, CrossValidation]:
    """Return each head's accuracy on embeddings [texts, dimensions], and the temperature fitted on the test folds.

    `label_vectors` as in `heads.fit`. Each label needs two examples. Raises Cancelled.
    """
    from sklearn.model_selection import StratifiedKFold

    sample = heads.stratified_sample(labels, MAX_EXAMPLES, seed)
    vectors = vectors[sample]
    names, truth = np.unique(np.array(labels)[sample], return_inverse=True)
    splitter = StratifiedKFold(min(MAX_FOLDS, int(np.bincount(truth).min())), shuffle=True, random_state=seed)
    folds = list(splitter.split(vectors, truth))
    scores = []
    for number, method in enumerate(HEAD_METHODS):
        probabilities = np.zeros((len(truth), len(names)), np.float32)
        for fold, (train, test) in enumerate(folds):
            yield Progress(number * len(folds) + fold, len(HEAD_METHODS) * len(folds), "fold", method)
            if is_cancelled():
                raise Cancelled
            train_labels = names[truth[train]].tolist()
            head = heads.fit(method, vectors[train], train_labels, seed, label_vectors, is_cancelled)
            probabilities[test] = head.probabilities(vectors[test])
        scores.append(_score(method, probabilities, truth, folds))
    return CrossValidation(len(folds), tuple(sorted(scores, key=lambda score: -score.mean)), len(sample))


def _score(
    method: HeadMethod, probabilities: Floats, truth: Integers, folds: Sequence[tuple[Integers, Integers]]
) -> MethodScore:
    is_right = probabilities.argmax(axis=1) == truth
    accuracies = [float(is_right[test].mean()) for _, test in folds]
    temperature = calibration.fit_temperature(probabilities, truth)
    return MethodScore(method, float(np.mean(accuracies)), float(np.std(accuracies)), temperature)
