"""Heads over made-up vectors: they learn, they are kept without a pickle, and they repeat to the last digit."""

from __future__ import annotations

import numpy as np
import pytest

from engine.capabilities.language import grades, heads, zero_shot
from engine.capabilities.language.api import HEADS, Head, MethodScore
from engine.protocol.errors import TooFewExamples, TooFewLabels

LABELS = [label for label in ("a", "b", "😀") for _ in range(8)]


def clouds(seed: int = 0) -> np.ndarray:
    """Three clouds in a narrow cone, as an embedder's vectors are."""
    generator = np.random.default_rng(seed)
    centres = np.repeat(np.eye(3, 16), 8, axis=0) * 0.3 + 1
    return (centres + generator.normal(0, 0.03, (24, 16))).astype(np.float32)


@pytest.mark.parametrize("method", HEADS)
def test_a_head_learns_and_is_the_same_after_it_was_kept(method: Head) -> None:
    head = heads.fit(method, clouds(), LABELS)
    shares = head.probabilities(clouds(1))
    assert [head.labels[at] for at in shares.argmax(axis=1)] == LABELS
    assert np.allclose(shares.sum(axis=1), 1)
    assert np.array_equal(heads.restored(head.bytes()).probabilities(clouds(1)), shares)


@pytest.mark.parametrize("method", HEADS)
def test_two_labels_work_as_three_do(method: Head) -> None:
    head = heads.fit(method, clouds()[:16], LABELS[:16])
    assert [head.labels[at] for at in head.probabilities(clouds(1)[:16]).argmax(axis=1)] == LABELS[:16]


def test_cross_validation_compares_every_head_and_repeats() -> None:
    folds, scores = heads.compared(clouds(), LABELS, seed=3)
    assert (folds, {one.method for one in scores}) == (5, set(HEADS))
    assert heads.compared(clouds(), LABELS, seed=3) == (folds, scores)


def test_a_tree_is_chosen_only_where_it_is_clearly_better() -> None:
    tree, plane = MethodScore("tree", 0.8, 0.0), MethodScore("svm", 0.7, 0.1)
    assert heads.best((tree, plane), examples=50) == "svm"
    assert heads.best((tree, plane), examples=500) == "tree"
    assert heads.best((MethodScore("svm", 0.9, 0.1), tree), examples=500) == "svm"


def test_sentences_of_the_labels_are_examples_too_where_they_say_something() -> None:
    sentences = np.stack([clouds(2)[LABELS.index(label)] for label in sorted(set(LABELS))])
    assert zero_shot.telling(clouds(), LABELS, sentences) is sentences
    assert zero_shot.telling(clouds(), LABELS, np.roll(sentences, 1, axis=0)) is None
    few = [LABELS.index(label) + at for label in sorted(set(LABELS)) for at in range(2)]
    some, labels = clouds()[few], [LABELS[at] for at in few]
    told, untold = heads.fit("logistic", some, labels, sentences=sentences), heads.fit("logistic", some, labels)
    assert [told.labels[at] for at in told.probabilities(clouds(1)).argmax(axis=1)] == LABELS
    assert not np.array_equal(told.arrays["weights"], untold.arrays["weights"])


def test_one_class_and_a_class_of_one_are_refused() -> None:
    with pytest.raises(TooFewLabels):
        heads.check(["a", "a"])
    with pytest.raises(TooFewExamples):
        heads.check(["a", "a", "b"])


def test_a_report_counts_what_was_taken_for_what() -> None:
    truth = np.array([0, 0, 1, 1])
    shares = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.3, 0.7]], np.float32)
    report = grades.report("svm", 8, ("a", "b"), truth, shares, ())
    assert report.confusion == ((1, 1), (0, 2))
    assert report.accuracy == 0.75
    assert report.macro_f1 == pytest.approx((2 / 3 + 0.8) / 2)
    assert report.abstention[-6].accuracy == 1.0
    assert sum(one.count for one in report.bins) == 4


def test_mcnemar_is_the_binomials_two_tails() -> None:
    one, other = np.array([True] * 6 + [False]), np.array([False] * 6 + [True])
    assert grades.mcnemar(one, other) == pytest.approx(2 * (1 + 7) / 2**7)
    assert grades.mcnemar(one, one) == 1.0
