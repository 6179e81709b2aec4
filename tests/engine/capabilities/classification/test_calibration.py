"""Calibration: one temperature that leaves the order as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.bootstrap import Engine, bootstrap
from engine.capabilities.classification import api
from engine.capabilities.classification.api import HEAD_METHODS, HeadMethod
from engine.capabilities.classification.evaluation import metrics
from engine.capabilities.classification.heads import calibration, heads, model_selection
from engine.protocol import tables
from engine.rpc.generators import exhaust

LABELS = [label for label in ("a", "b", "c") for _ in range(30)]
TRUTH = np.repeat(np.arange(3), 30)


@pytest.fixture
def engine(home: Path, models: Path) -> Iterator[Engine]:
    with bootstrap(home, models) as classifier:
        yield classifier


def clouds(seed: int) -> np.ndarray:
    """Three clouds that overlap: no one can tell them apart without mistakes."""
    noise = np.random.default_rng(seed).normal(0, 0.6, (90, 16))
    return (np.repeat(np.eye(3, 16), 30, axis=0) + noise).astype(np.float32)


def overconfident(seed: int = 0) -> np.ndarray:
    """Right in 6 of 10 texts, and 99 % sure each time."""
    places = np.where(np.random.default_rng(seed).random(90) < 0.6, TRUTH, (TRUTH + 1) % 3)
    return np.where(np.eye(3)[places] == 1, 0.99, 0.005).astype(np.float32)


def calibration_error(probabilities: np.ndarray) -> float:
    return metrics.report("", 0, ("a", "b", "c"), TRUTH, probabilities, ()).calibration_error


def cross_entropy(probabilities: np.ndarray) -> float:
    return float(-np.log(probabilities[np.arange(90), TRUTH]).mean())


def test_overconfident_probabilities_are_lowered_to_the_accuracy() -> None:
    result = calibration.fit_temperature(overconfident(0), TRUTH)
    assert result > 2
    assert calibration_error(overconfident(1)) > 0.3
    assert calibration_error(calibration.apply_temperature(overconfident(1), result)) < 0.15


def test_the_temperature_is_the_likeliest_one() -> None:
    probabilities, result = overconfident(), calibration.fit_temperature(overconfident(), TRUTH)

    def loss(temperature: float) -> float:
        own = calibration.apply_temperature(probabilities, temperature)[np.arange(90), TRUTH]
        return float(np.log(temperature) ** 2 / 2 - np.log(own).sum())

    assert loss(result) <= min(loss(result * 1.2), loss(result / 1.2), loss(1.0))


@pytest.mark.parametrize("temperature", [0.02, 0.5, 1.0, 3.0, 50.0])
def test_no_temperature_changes_the_order(temperature: float) -> None:
    probabilities = np.random.default_rng(0).dirichlet(np.ones(7) / 2, 200)
    after = calibration.apply_temperature(probabilities, temperature)
    assert np.array_equal(after.argmax(axis=1), probabilities.argmax(axis=1))
    assert np.allclose(after.sum(axis=1), 1, atol=1e-5)
    placed = np.take_along_axis(after, probabilities.argsort(axis=1), axis=1)
    assert (np.diff(placed, axis=1) >= 0).all()


def test_a_few_right_predictions_do_not_become_certain() -> None:
    probabilities = np.full((12, 2), 0.4, np.float32)
    probabilities[:, 0] = 0.6
    truth = np.zeros(12, np.int64)
    assert (
        0.75
        < calibration.apply_temperature(probabilities, calibration.fit_temperature(probabilities, truth)).max()
        < 0.96
    )
    assert calibration.fit_temperature(probabilities[:9], truth[:9]) == 1.0


@pytest.mark.parametrize("method", HEAD_METHODS)
def test_every_head_keeps_its_temperature_and_its_predictions(method: HeadMethod) -> None:
    score = exhaust(model_selection.cross_validate(clouds(0), LABELS, 0)).score_of(method)
    bare = heads.fit(method, clouds(0), LABELS)
    head = heads.FittedHead.from_bytes(bare.with_temperature(score.temperature).to_bytes())
    before, after = bare.probabilities(clouds(1)), head.probabilities(clouds(1))
    assert np.array_equal(before.argmax(axis=1), after.argmax(axis=1))
    assert cross_entropy(after) <= cross_entropy(before) + 0.05


def test_zero_shot_probabilities_are_calibrated_by_labelled_examples(engine: Engine) -> None:
    labels = (api.Label("music"), api.Label("weather"))
    classifier = engine.call(api.CREATE_CLASSIFIER, api.CreateClassifier("commands", labels))
    request = api.Classify(("play a waltz",), classifier.id)
    before = engine.call(api.CLASSIFY, request).predictions[0]
    wrong = "\n".join(f"play song number {n}\t{('music', 'weather')[n % 2]}" for n in range(40))
    engine.call(api.ADD_EXAMPLES, api.AddExamples(classifier.id, tables.Source(lines=wrong)))
    after = engine.call(api.CLASSIFY, request).predictions[0]
    assert before.label == after.label == "music"
    assert max(after.probabilities) < max(before.probabilities)
