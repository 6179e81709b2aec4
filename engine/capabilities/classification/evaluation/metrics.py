"""How good answers are: scores of each class, calibration, abstaining, two baselines and whether the difference is chance."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from engine.capabilities.classification.api import CoveragePoint, Baseline, CalibrationBin, ClassMetrics, EvaluationReport

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Places = npt.NDArray[np.int64]

BINS = 10
STEPS = 20
EXACT = 1000


def report(
    method: str, trained_on: int, labels: Sequence[str], truth: Places, shares: Floats, baselines: Sequence[Baseline]
) -> EvaluationReport:
    """Of `truth` [texts], places in `labels`, and `shares` [texts, labels]."""
    guessed = shares.argmax(axis=1)
    table = confusion(truth, guessed, len(labels))
    bins = _bins(shares.max(axis=1), guessed == truth)
    return EvaluationReport(
        method, len(truth), trained_on, accuracy(truth, guessed), macro_f1(truth, guessed), tuple(labels),
        tuple(_class(label, table, at) for at, label in enumerate(labels)),
        tuple(tuple(int(count) for count in row) for row in table), bins,
        sum(one.count * abs(one.confidence - one.accuracy) for one in bins) / max(len(truth), 1),
        _abstentions(shares.max(axis=1), guessed == truth), tuple(baselines),
    )  # fmt: skip


def accuracy(truth: npt.NDArray[Any], guessed: npt.NDArray[Any]) -> float:
    return float((truth == guessed).mean())


def macro_f1(truth: Places, guessed: Places) -> float:
    """Over the classes that are in the truth or among the guesses."""
    table = confusion(truth, guessed, int(max(truth.max(), guessed.max())) + 1)
    sums = table.sum(axis=0) + table.sum(axis=1)
    seen = sums > 0
    return float((2 * table.diagonal()[seen] / sums[seen]).mean())


def confusion(truth: Places, guessed: Places, labels: int) -> Places:
    """[labels, labels]: rows are the truth."""
    table = np.zeros((labels, labels), np.int64)
    np.add.at(table, (truth, guessed), 1)
    return table


def baseline(name: Literal["majority", "bag of words"], truth: Places, guessed: Places, ours: Places) -> Baseline:
    return Baseline(name, accuracy(truth, guessed), macro_f1(truth, guessed), mcnemar(truth == ours, truth == guessed))


def mcnemar(one: npt.NDArray[np.bool_], other: npt.NDArray[np.bool_]) -> float:
    """Two-sided exact p-value (McNemar, 1947) that two classifiers, right or wrong on the same texts, are equally good."""
    only_one, only_other = int((one & ~other).sum()), int((other & ~one).sum())
    differing, fewer = only_one + only_other, min(only_one, only_other)
    if differing == 0:
        return 1.0
    if differing > EXACT:  # the binomial's normal approximation, with continuity correction
        from math import erfc, sqrt

        return min(1.0, erfc((abs(only_one - only_other) - 1) / sqrt(2 * differing)))
    return min(1.0, float(2 * sum(comb(differing, k) for k in range(fewer + 1)) / 2**differing))


def bag_of_words(texts: Sequence[str], labels: Sequence[str], asked: Sequence[str], seed: int = 0) -> list[str]:
    """Labels of `asked` by TF-IDF of words and pairs under logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\w+|[^\w\s]", sublinear_tf=True)
    counted = words.fit_transform(texts)
    made = LogisticRegression(C=10.0, max_iter=1000, random_state=seed).fit(counted, list(labels))
    return [str(label) for label in made.predict(words.transform(asked))]


def _class(label: str, table: Places, at: int) -> ClassMetrics:
    right, taken, there = int(table[at, at]), int(table[:, at].sum()), int(table[at].sum())
    precision, recall = right / taken if taken else 0.0, right / there if there else 0.0
    return ClassMetrics(label, precision, recall, 2 * right / (taken + there) if taken + there else 0.0, there)


def _bins(sure: Floats, right: npt.NDArray[np.bool_]) -> tuple[CalibrationBin, ...]:
    """Those that hold an answer."""
    place = np.minimum((sure * BINS).astype(np.int64), BINS - 1)
    found = []
    for at in range(BINS):
        inside = place == at
        if inside.any():
            mean = float(sure[inside].mean())
            found.append(CalibrationBin(at / BINS, (at + 1) / BINS, int(inside.sum()), mean, float(right[inside].mean())))
    return tuple(found)


def _abstentions(sure: Floats, right: npt.NDArray[np.bool_]) -> tuple[CoveragePoint, ...]:
    """For a slider; where nothing is answered nothing is wrong."""
    found = []
    for step in range(STEPS + 1):
        answered = sure >= step / STEPS
        share = float(right[answered].mean()) if answered.any() else 1.0
        found.append(CoveragePoint(step / STEPS, float(answered.mean()), share))
    return tuple(found)
