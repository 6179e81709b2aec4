"""Every figure of a report against scikit-learn's and SciPy's, on answers drawn by chance, lopsided and with labels missing."""

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


def drawn(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Truth and shares: three labels of which one is rare, a fourth that is neither there nor guessed."""
    generator = np.random.default_rng(seed)
    truth = generator.choice(3, COUNT, p=[0.7, 0.25, 0.05])
    shares = generator.dirichlet(np.ones(4), COUNT)
    shares[np.arange(COUNT), truth] += generator.random(COUNT)
    shares[:, 3] = 0
    return truth, (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)


def reported(seed: int) -> tuple[EvaluationReport, np.ndarray, np.ndarray]:
    truth, shares = drawn(seed)
    return metrics.report("head", 10, LABELS, truth, shares, ()), truth, shares


@pytest.mark.parametrize("seed", range(3))
def test_each_labels_scores_and_the_matrix_are_scikit_learns(seed: int) -> None:
    report, truth, shares = reported(seed)
    guessed = shares.argmax(axis=1)
    known = precision_recall_fscore_support(truth, guessed, labels=range(4), zero_division=0)
    ours = [(one.precision, one.recall, one.f1, one.count) for one in report.classes]
    assert np.allclose(ours, np.array(known).T)
    assert np.array_equal(report.confusion, confusion_matrix(truth, guessed, labels=range(4)))
    assert report.accuracy == pytest.approx(accuracy_score(truth, guessed))
    assert report.macro_f1 == pytest.approx(f1_score(truth, guessed, average="macro"))


@pytest.mark.parametrize("seed", range(3))
def test_the_bins_are_scikit_learns_and_the_error_is_their_weighted_gap(seed: int) -> None:
    report, truth, shares = reported(seed)
    sure, right = shares.max(axis=1), shares.argmax(axis=1) == truth
    accuracies, confidences = calibration_curve(right, sure, n_bins=metrics.BINS)
    assert np.allclose([one.accuracy for one in report.bins], accuracies)
    assert np.allclose([one.confidence for one in report.bins], confidences)
    counts = np.array([one.count for one in report.bins])
    expected = (counts * abs(accuracies - confidences)).sum() / COUNT
    assert counts.sum() == COUNT and report.calibration_error == pytest.approx(expected)


def test_the_calibration_error_of_four_answers_by_hand() -> None:
    """Two at .9, one of them right (gap .4); two at .6, both right (gap .4)."""
    shares = np.array([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4], [0.4, 0.6]], np.float32)
    report = metrics.report("head", 4, ("a", "b"), np.array([0, 1, 0, 1]), shares, ())
    assert report.calibration_error == pytest.approx(0.4)


@pytest.mark.parametrize(("ours", "theirs"), [(0, 0), (1, 0), (6, 1), (5, 5), (40, 22), (300, 260), (700, 600)])
def test_mcnemars_p_value_is_the_binomial_tests(ours: int, theirs: int) -> None:
    one = np.array([True] * ours + [False] * theirs + [True, False])
    other = np.array([False] * ours + [True] * theirs + [True, False])
    expected = binomtest(ours, ours + theirs).pvalue if ours + theirs else 1.0
    assert metrics.mcnemar(one, other) == pytest.approx(expected, rel=0.02)
    assert metrics.mcnemar(other, one) == metrics.mcnemar(one, other)


def test_abstaining_answers_only_what_reaches_the_threshold() -> None:
    report, truth, shares = reported(0)
    sure, right = shares.max(axis=1), shares.argmax(axis=1) == truth
    for one in report.coverage_curve:
        answered = sure >= one.threshold
        assert one.coverage == pytest.approx(answered.mean())
        assert one.accuracy == pytest.approx(right[answered].mean() if answered.any() else 1.0)
    covered = [one.coverage for one in report.coverage_curve]
    assert covered == sorted(covered, reverse=True) and covered[0] == 1.0
    assert len(report.coverage_curve) == 21


def test_a_baseline_is_graded_as_we_are() -> None:
    truth, shares = drawn(1)
    common = np.full_like(truth, np.bincount(truth).argmax())
    found = metrics.baseline("majority", truth, common, shares.argmax(axis=1))
    assert found.accuracy == pytest.approx(accuracy_score(truth, common))
    assert found.macro_f1 == pytest.approx(f1_score(truth, common, average="macro", zero_division=0))


def test_words_never_seen_are_no_error() -> None:
    texts, labels = ["rain and snow", "sun and rain", "jazz and blues", "play jazz"], ["w", "w", "m", "m"]
    assert metrics.bag_of_words(texts, labels, ["some rain", "blues", "😀"])[:2] == ["w", "m"]
