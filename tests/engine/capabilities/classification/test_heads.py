"""Heads on artificial vectors: they learn, are stored without pickle, and repeat exactly."""

from __future__ import annotations

import numpy as np
import pytest

from engine.capabilities.classification.api import (
    HEAD_METHODS,
    HeadMethod,
    MethodScore,
    TooFewExamples,
    TooFewLabels,
    TooManyLabels,
)
from engine.capabilities.classification.evaluation import metrics
from engine.capabilities.classification.heads import heads, model_selection
from engine.protocol.errors import Cancelled
from engine.rpc.generators import exhaust

LABELS = [label for label in ("a", "b", "😀") for _ in range(8)]


def clouds(seed: int = 0) -> np.ndarray:
    """Three clouds in a narrow cone, as an embedder's vectors are."""
    generator = np.random.default_rng(seed)
    centres = np.repeat(np.eye(3, 16), 8, axis=0) * 0.3 + 1
    return normalised(centres + generator.normal(0, 0.03, (24, 16)))


def normalised(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("method", HEAD_METHODS)
def test_a_head_learns_and_is_the_same_after_storing(method: HeadMethod) -> None:
    head = heads.fit(method, clouds(), LABELS)
    probabilities = head.probabilities(clouds(1))
    assert [head.labels[at] for at in probabilities.argmax(axis=1)] == LABELS
    assert np.allclose(probabilities.sum(axis=1), 1)
    assert np.array_equal(heads.FittedHead.from_bytes(head.to_bytes()).probabilities(clouds(1)), probabilities)


@pytest.mark.parametrize("method", HEAD_METHODS)
def test_two_labels_work_as_three_do(method: HeadMethod) -> None:
    head = heads.fit(method, clouds()[:16], LABELS[:16])
    assert [head.labels[at] for at in head.probabilities(clouds(1)[:16]).argmax(axis=1)] == LABELS[:16]


def test_cross_validation_compares_every_head_and_repeats() -> None:
    validation = exhaust(model_selection.cross_validate(clouds(), LABELS, seed=3))
    assert (validation.folds, validation.examples) == (5, len(LABELS))
    assert {score.method for score in validation.scores} == set(HEAD_METHODS)
    assert exhaust(model_selection.cross_validate(clouds(), LABELS, seed=3)) == validation


def test_a_tree_is_chosen_only_where_it_is_clearly_better() -> None:
    tree, default = MethodScore("tree", 0.8, 0.0), MethodScore("logistic", 0.7, 0.1)
    assert model_selection.CrossValidation(5, (tree, default), examples=50).best == "logistic"
    assert model_selection.CrossValidation(5, (tree, default), examples=500).best == "tree"
    assert (
        model_selection.CrossValidation(5, (MethodScore("logistic", 0.9, 0.1), tree), examples=500).best == "logistic"
    )


def test_cross_validation_is_cancelled_between_two_fits_and_during_one() -> None:
    steps = model_selection.cross_validate(clouds(), LABELS, seed=0, is_cancelled=lambda: True)
    assert next(steps).total == 5 * len(HEAD_METHODS)
    with pytest.raises(Cancelled):
        next(steps)
    checks = []

    def after_a_while() -> bool:
        checks.append(1)
        return len(checks) > 30

    with pytest.raises(Cancelled):
        heads.fit("logistic", clouds(), LABELS, is_cancelled=after_a_while)
    assert len(checks) == 31


def test_very_many_examples_are_sampled_for_cross_validation_and_slow_heads() -> None:
    wanted = ["many"] * 99_000 + ["some"] * 996 + ["few"] * 4
    for method in HEAD_METHODS:
        used = heads.training_sample(method, wanted, seed=1)
        assert np.array_equal(used, heads.training_sample(method, wanted, seed=1))
        assert np.array_equal(used, np.unique(used))
        assert {wanted[at] for at in used} == {"many", "some", "few"}
    assert len(heads.training_sample("logistic", wanted, 0)) == 100_000
    assert 4_990 < len(heads.training_sample("tree", wanted, 0)) < 5_010
    assert [wanted[at] for at in heads.stratified_sample(wanted, 1_000, 0)].count("few") == 2
    generator = np.random.default_rng(0)
    vectors, labels = generator.normal(size=(12_000, 4)).astype(np.float32), ["a", "b"] * 6_000
    assert exhaust(model_selection.cross_validate(vectors, labels, seed=0)).examples == model_selection.MAX_EXAMPLES
    kept = heads.fit("neighbours", vectors, labels).arrays["vectors"]
    assert len(kept) == heads.MAX_NEIGHBOUR_EXAMPLES


def test_neighbours_are_those_that_are_nearest_however_many_are_asked() -> None:
    generator = np.random.default_rng(2)
    known, asked = (generator.normal(size=(count, 8)).astype(np.float32) for count in (300, 150))
    head = heads.fit("neighbours", known, [str(at % 3) for at in range(300)])
    together = head.probabilities(asked)
    alone = np.concatenate([head.probabilities(vector[None]) for vector in asked])
    assert np.allclose(together, alone, atol=1e-5)
    distances = ((known[None] - asked[:, None]) ** 2).sum(axis=2)
    votes = np.argsort(distances, axis=1)[:, :5] % 3
    probabilities = 1 / np.take_along_axis(distances, np.argsort(distances, axis=1)[:, :5], axis=1)
    weight = np.stack([(probabilities * (votes == label)).sum(axis=1) for label in range(3)], axis=1)
    assert np.array_equal(together.argmax(axis=1), weight.argmax(axis=1))


def test_embedded_labels_help_where_they_are_right_and_hardly_harm_where_wrong() -> None:
    generator = np.random.default_rng(0)
    centres = 0.2 + 0.25 * np.eye(3, 64)

    def texts(count: int) -> np.ndarray:
        return normalised(np.repeat(centres, count, axis=0) + generator.normal(0, 0.1, (3 * count, 64)))

    def right(sentences: np.ndarray | None) -> float:
        head = heads.fit("logistic", known, np.repeat(["a", "b", "c"], 8).tolist(), label_vectors=sentences)
        return float((head.probabilities(asked).argmax(axis=1) == np.repeat([0, 1, 2], 200)).mean())

    known, asked = texts(8), texts(200)
    sentences = normalised(centres)
    alone = right(None)
    assert right(sentences) > alone + 0.03
    assert right(np.roll(sentences, 1, axis=0)) > alone - 0.05


def test_indistinguishable_labels_give_no_certain_predictions() -> None:
    generator = np.random.default_rng(0)
    known, asked = (normalised(1 + generator.normal(0, 1, (1200, 384))) for _ in range(2))
    wanted = generator.integers(0, 2, 1200)
    head = heads.fit("logistic", known, wanted.astype(str).tolist())
    probabilities = head.probabilities(asked)[np.arange(1200), generator.integers(0, 2, 1200)]
    assert np.log(probabilities).mean() > np.log(0.5) - 0.05


def test_one_example_of_each_label_is_enough_to_fit() -> None:
    head = heads.fit("logistic", clouds()[::8], ["a", "b", "😀"], label_vectors=clouds(2)[::8])
    assert [head.labels[at] for at in head.probabilities(clouds(1)).argmax(axis=1)] == LABELS


def test_one_label_and_a_single_example_are_refused() -> None:
    with pytest.raises(TooFewLabels):
        heads.single_example_labels(["a", "a"])
    with pytest.raises(TooFewExamples):
        heads.single_example_labels(["a", "a", "b"])
    assert heads.single_example_labels(["a", "a", "d", "b", "b", "c"]) == ("c", "d")


def test_a_column_of_all_different_values_is_not_taken_for_labels() -> None:
    with pytest.raises(TooManyLabels):
        heads.single_example_labels([str(at // 2) for at in range(2_000)])


def test_a_report_counts_predictions_of_each_label() -> None:
    truth = np.array([0, 0, 1, 1])
    probabilities = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.3, 0.7]], np.float32)
    report = metrics.report("svm", 8, ("a", "b"), truth, probabilities, ())
    assert report.confusion == ((1, 1), (0, 2))
    assert report.accuracy == 0.75
    assert report.macro_f1 == pytest.approx((2 / 3 + 0.8) / 2)
    assert report.coverage_curve[-6].accuracy == 1.0
    assert sum(confidence_bin.count for confidence_bin in report.bins) == 4


def test_mcnemar_is_the_binomials_two_tails() -> None:
    first, second = np.array([True] * 6 + [False]), np.array([False] * 6 + [True])
    assert metrics.mcnemar(first, second) == pytest.approx(2 * (1 + 7) / 2**7)
    assert metrics.mcnemar(first, first) == 1.0
