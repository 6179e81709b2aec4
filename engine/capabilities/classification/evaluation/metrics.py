"""Metrics of predictions: per class, calibration, coverage, and baselines with a test of whether the difference is chance."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, erfc, sqrt
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from engine.capabilities.classification.api import (
    Baseline,
    CalibrationBin,
    ClassMetrics,
    CoveragePoint,
    EvaluationReport,
)

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Integers = npt.NDArray[np.int64]
    Booleans = npt.NDArray[np.bool_]

BINS = 10
THRESHOLDS = 20
MAX_EXACT = 1000
"""Differing predictions up to which McNemar's test is exact."""


def report(
    method: str,
    trained_on: int,
    labels: Sequence[str],
    truth: Integers,
    probabilities: Floats,
    baselines: Sequence[Baseline],
) -> EvaluationReport:
    """Return the report of `probabilities` [texts, labels], where `truth` [texts] are indices of `labels`."""
    predicted, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    matrix = confusion_matrix(truth, predicted, len(labels))
    bins = _calibration_bins(confidence, predicted == truth)
    return EvaluationReport(
        method=method,
        examples=len(truth),
        trained_on=trained_on,
        accuracy=accuracy(truth, predicted),
        macro_f1=macro_f1(truth, predicted),
        labels=tuple(labels),
        classes=tuple(_class_metrics(label, matrix, at) for at, label in enumerate(labels)),
        confusion=tuple(tuple(int(count) for count in row) for row in matrix),
        bins=bins,
        calibration_error=sum(bin.count * abs(bin.confidence - bin.accuracy) for bin in bins) / max(len(truth), 1),
        coverage_curve=_coverage_curve(confidence, predicted == truth),
        baselines=tuple(baselines),
    )


def accuracy(truth: npt.NDArray[Any], predicted: npt.NDArray[Any]) -> float:  # Any: indices or names
    """Return the fraction, 0 to 1, of the entries of two arrays [texts] that are equal; nan without any."""
    return float((truth == predicted).mean())


def macro_f1(truth: Integers, predicted: Integers) -> float:
    """Return the mean F1 of the classes that occur in the truth or among the predictions."""
    matrix = confusion_matrix(truth, predicted, int(max(truth.max(), predicted.max())) + 1)
    sums = matrix.sum(axis=0) + matrix.sum(axis=1)
    occurs = sums > 0
    return float((2 * matrix.diagonal()[occurs] / sums[occurs]).mean())


def confusion_matrix(truth: Integers, predicted: Integers, labels: int) -> Integers:
    """Return counts [labels, labels]: a row for each true label, a column for each predicted one."""
    matrix = np.zeros((labels, labels), np.int64)
    np.add.at(matrix, (truth, predicted), 1)
    return matrix


def baseline(
    name: Literal["majority", "bag of words"], truth: Integers, predicted: Integers, ours: Integers
) -> Baseline:
    """Return the metrics of a baseline's predictions, compared with ours."""
    p_value = mcnemar(truth == ours, truth == predicted)
    return Baseline(name, accuracy(truth, predicted), macro_f1(truth, predicted), p_value)


def mcnemar(first: Booleans, second: Booleans) -> float:
    """Return the two-sided exact p-value (McNemar, 1947) that two classifiers are equally good.

    `first` and `second` say for each text whether that classifier is right.
    """
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    differing, fewer = only_first + only_second, min(only_first, only_second)
    if differing == 0:
        return 1.0
    if differing > MAX_EXACT:  # the binomial's normal approximation, with continuity correction
        return min(1.0, erfc((abs(only_first - only_second) - 1) / sqrt(2 * differing)))
    return min(1.0, float(2 * sum(comb(differing, k) for k in range(fewer + 1)) / 2**differing))


def bag_of_words(texts: Sequence[str], labels: Sequence[str], test_texts: Sequence[str], seed: int = 0) -> list[str]:
    """Return the labels of `test_texts` by a logistic regression on TF-IDF of words and pairs of words."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizer = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\w+|[^\w\s]", sublinear_tf=True)
    features = vectorizer.fit_transform(texts)
    model = LogisticRegression(C=10.0, max_iter=1000, random_state=seed).fit(features, [*labels])
    return [str(label) for label in model.predict(vectorizer.transform(test_texts))]


def _class_metrics(label: str, matrix: Integers, at: int) -> ClassMetrics:
    right, predicted, actual = int(matrix[at, at]), int(matrix[:, at].sum()), int(matrix[at].sum())
    precision, recall = right / predicted if predicted else 0.0, right / actual if actual else 0.0
    f1 = 2 * right / (predicted + actual) if predicted + actual else 0.0
    return ClassMetrics(label, precision, recall, f1, actual)


def _calibration_bins(confidence: Floats, is_right: Booleans) -> tuple[CalibrationBin, ...]:
    """Return the bins that hold a prediction."""
    indices = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    bins = []
    for at in range(BINS):
        inside = indices == at
        if inside.any():
            mean, right = float(confidence[inside].mean()), float(is_right[inside].mean())
            bins.append(CalibrationBin(at / BINS, (at + 1) / BINS, int(inside.sum()), mean, right))
    return tuple(bins)


def _coverage_curve(confidence: Floats, is_right: Booleans) -> tuple[CoveragePoint, ...]:
    """Return a point for each threshold from 0 to 1. Where no text is left the accuracy is 1."""
    curve = []
    for step in range(THRESHOLDS + 1):
        covered = confidence >= step / THRESHOLDS
        right = float(is_right[covered].mean()) if covered.any() else 1.0
        curve.append(CoveragePoint(step / THRESHOLDS, float(covered.mean()), right))
    return tuple(curve)
