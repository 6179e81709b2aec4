"""Metrics against scikit-learn's and SciPy's, on random predictions with unbalanced and missing labels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support

from engine.capabilities.classification.api import EvaluationReport
from engine.capabilities.classification.evaluation import metrics

LABELS = ("a", "b", "c", "never")
COUNT = 400


def random_predictions(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Truth and probabilities: three labels of which one is rare, a fourth that is neither there nor guessed."""
    generator = np.random.default_rng(seed)
    truth = generator.choice(3, COUNT, p=[0.7, 0.25, 0.05])
    probabilities = generator.dirichlet(np.ones(4), COUNT)
    probabilities[np.arange(COUNT), truth] += generator.random(COUNT)
    probabilities[:, 3] = 0
    return truth, (probabilities / probabilities.sum(axis=1, keepdims=True)).astype(np.float32)


def random_report(seed: int) -> tuple[EvaluationReport, np.ndarray, np.ndarray]:
    truth, probabilities = random_predictions(seed)
    return metrics.report("head", 10, LABELS, truth, probabilities, ()), truth, probabilities


@pytest.mark.parametrize("seed", range(3))
def test_each_labels_scores_and_the_matrix_are_scikit_learns(seed: int) -> None:
    report, truth, probabilities = random_report(seed)
    predicted = probabilities.argmax(axis=1)
    known = precision_recall_fscore_support(truth, predicted, labels=range(4), zero_division=0)
    ours = [
        (class_metrics.precision, class_metrics.recall, class_metrics.f1, class_metrics.count)
        for class_metrics in report.classes
    ]
    assert np.allclose(ours, np.array(known).T)
    assert np.array_equal(report.confusion, confusion_matrix(truth, predicted, labels=range(4)))
    assert report.accuracy == pytest.approx(accuracy_score(truth, predicted))
    assert report.macro_f1 == pytest.approx(f1_score(truth, predicted, average="macro"))


@pytest.mark.parametrize("seed", range(3))
def test_the_bins_are_scikit_learns_and_the_error_is_their_weighted_gap(seed: int) -> None:
    report, truth, probabilities = random_report(seed)
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == truth
    accuracies, confidences = calibration_curve(right, confidence, n_bins=metrics.BINS)
    assert np.allclose([confidence_bin.accuracy for confidence_bin in report.bins], accuracies)
    assert np.allclose([confidence_bin.confidence for confidence_bin in report.bins], confidences)
    counts = np.array([confidence_bin.count for confidence_bin in report.bins])
    expected = (counts * abs(accuracies - confidences)).sum() / COUNT
    assert counts.sum() == COUNT and report.calibration_error == pytest.approx(expected)


def test_the_calibration_error_of_four_answers_by_hand() -> None:
    """Two at .9, one of them right (gap .4); two at .6, both right (gap .4)."""
    probabilities = np.array([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4], [0.4, 0.6]], np.float32)
    report = metrics.report("head", 4, ("a", "b"), np.array([0, 1, 0, 1]), probabilities, ())
    assert report.calibration_error == pytest.approx(0.4)


@pytest.mark.parametrize(("ours", "theirs"), [(0, 0), (1, 0), (6, 1), (5, 5), (40, 22), (300, 260), (700, 600)])
def test_mcnemars_p_value_is_the_binomial_tests(ours: int, theirs: int) -> None:
    first = np.array([True] * ours + [False] * theirs + [True, False])
    second = np.array([False] * ours + [True] * theirs + [True, False])
    expected = binomtest(ours, ours + theirs).pvalue if ours + theirs else 1.0
    assert metrics.mcnemar(first, second) == pytest.approx(expected, rel=0.02)
    assert metrics.mcnemar(second, first) == metrics.mcnemar(first, second)


def test_the_coverage_curve_counts_what_reaches_the_threshold() -> None:
    report, truth, probabilities = random_report(0)
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == truth
    for point in report.coverage_curve:
        answered = confidence >= point.threshold
        assert point.coverage == pytest.approx(answered.mean())
        assert point.accuracy == pytest.approx(right[answered].mean() if answered.any() else 1.0)
    covered = [point.coverage for point in report.coverage_curve]
    assert covered == sorted(covered, reverse=True) and covered[0] == 1.0
    assert len(report.coverage_curve) == 21


def test_a_baseline_has_the_same_metrics() -> None:
    truth, probabilities = random_predictions(1)
    common = np.full_like(truth, np.bincount(truth).argmax())
    result = metrics.baseline("majority", truth, common, probabilities.argmax(axis=1))
    assert result.accuracy == pytest.approx(accuracy_score(truth, common))
    assert result.macro_f1 == pytest.approx(f1_score(truth, common, average="macro", zero_division=0))


def test_unknown_words_are_no_error() -> None:
    texts, labels = ["rain and snow", "sun and rain", "jazz and blues", "play jazz"], ["w", "w", "m", "m"]
    assert metrics.bag_of_words(texts, labels, ["some rain", "blues", "😀"])[:2] == ["w", "m"]
