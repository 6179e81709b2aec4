"""Shares that mean what they say: one temperature that leaves the order as it is."""

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
    with bootstrap(home, models) as made:
        yield made


def clouds(seed: int) -> np.ndarray:
    """Three clouds that overlap: no one can tell them apart without mistakes."""
    noise = np.random.default_rng(seed).normal(0, 0.6, (90, 16))
    return (np.repeat(np.eye(3, 16), 30, axis=0) + noise).astype(np.float32)


def overconfident(seed: int = 0) -> np.ndarray:
    """Right in 6 of 10 texts, and 99 % sure each time."""
    places = np.where(np.random.default_rng(seed).random(90) < 0.6, TRUTH, (TRUTH + 1) % 3)
    return np.where(np.eye(3)[places] == 1, 0.99, 0.005).astype(np.float32)


def error(shares: np.ndarray) -> float:
    return metrics.report("", 0, ("a", "b", "c"), TRUTH, shares, ()).calibration_error


def surprise(shares: np.ndarray) -> float:
    return float(-np.log(shares[np.arange(90), TRUTH]).mean())


def test_answers_too_sure_of_themselves_are_brought_down_to_how_often_they_are_right() -> None:
    found = calibration.fit_temperature(overconfident(0), TRUTH)
    assert found > 2
    assert error(overconfident(1)) > 0.3
    assert error(calibration.apply_temperature(overconfident(1), found)) < 0.15


def test_the_temperature_is_the_likeliest_one() -> None:
    shares, found = overconfident(), calibration.fit_temperature(overconfident(), TRUTH)

    def loss(temperature: float) -> float:
        own = calibration.apply_temperature(shares, temperature)[np.arange(90), TRUTH]
        return float(np.log(temperature) ** 2 / 2 - np.log(own).sum())

    assert loss(found) <= min(loss(found * 1.2), loss(found / 1.2), loss(1.0))


@pytest.mark.parametrize("temperature", [0.02, 0.5, 1.0, 3.0, 50.0])
def test_no_temperature_changes_the_order(temperature: float) -> None:
    shares = np.random.default_rng(0).dirichlet(np.ones(7) / 2, 200)
    after = calibration.apply_temperature(shares, temperature)
    assert np.array_equal(after.argmax(axis=1), shares.argmax(axis=1))
    assert np.allclose(after.sum(axis=1), 1, atol=1e-5)
    placed = np.take_along_axis(after, shares.argsort(axis=1), axis=1)
    assert (np.diff(placed, axis=1) >= 0).all()


def test_of_few_answers_that_are_all_right_none_becomes_certain() -> None:
    shares = np.full((12, 2), 0.4, np.float32)
    shares[:, 0] = 0.6
    truth = np.zeros(12, np.int64)
    assert 0.75 < calibration.apply_temperature(shares, calibration.fit_temperature(shares, truth)).max() < 0.96
    assert calibration.fit_temperature(shares[:9], truth[:9]) == 1.0


@pytest.mark.parametrize("method", HEAD_METHODS)
def test_every_head_keeps_its_temperature_and_its_answers(method: HeadMethod) -> None:
    score = exhaust(model_selection.cross_validate(clouds(0), LABELS, 0)).score_of(method)
    bare = heads.fit(method, clouds(0), LABELS)
    head = heads.FittedHead.from_bytes(bare.with_temperature(score.temperature).to_bytes())
    before, after = bare.probabilities(clouds(1)), head.probabilities(clouds(1))
    assert np.array_equal(before.argmax(axis=1), after.argmax(axis=1))
    assert surprise(after) <= surprise(before) + 0.05


def test_without_training_labelled_examples_say_how_sure_to_be(engine: Engine) -> None:
    labels = (api.Label("music"), api.Label("weather"))
    made = engine.call(api.CREATE_CLASSIFIER, api.CreateClassifier("commands", labels))
    asked = api.Classify(("play a waltz",), made.id)
    before = engine.call(api.CLASSIFY, asked).predictions[0]
    wrong = "\n".join(f"play song number {n}\t{('music', 'weather')[n % 2]}" for n in range(40))
    engine.call(api.ADD_EXAMPLES, api.AddExamples(made.id, tables.Source(lines=wrong)))
    after = engine.call(api.CLASSIFY, asked).predictions[0]
    assert before.label == after.label == "music"
    assert max(after.probabilities) < max(before.probabilities)
