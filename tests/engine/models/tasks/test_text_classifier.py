"""Ready-made text classifiers, from their arrival on the shelf to what they say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.errors import (
    Cancelled,
    ModelDamaged,
    ModelKindMismatch,
    ModelMissing,
    ModelUnsupported,
    TextTooLong,
)
from tests.support.tiny_classifiers import write_entailment, write_text_classifier


@pytest.fixture
def registry(tmp_path: Path) -> ModelRegistry:
    return ModelRegistry([tmp_path / "models"])


@pytest.fixture
def pool(registry: ModelRegistry) -> Iterator[LazyModelPool]:
    pool = LazyModelPool(registry)
    yield pool
    pool.close()


def add(registry: ModelRegistry, folder: Path) -> str:
    """Its id."""
    there = {model.id for model in registry.list()}
    for _ in registry.add(folder):
        pass
    (added,) = (model for model in registry.list() if model.id not in there)
    assert added.manifest.kind == "text-classifier"
    return added.id


def test_a_published_folder_becomes_a_classifier_with_its_labels(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path
) -> None:
    id = add(registry, write_text_classifier(tmp_path / "sentiment"))
    (info,) = pool.text_classifiers()
    assert (info.id, info.labels, info.entails) == (id, ("negative", "positive"), False)
    with pool.text_classifier(id) as model:
        negative, positive = model.classify("a good film")
        assert positive == pytest.approx(0.9975, abs=1e-4)
        assert negative + positive == pytest.approx(1)
        assert not model.independent


def test_labels_of_which_several_fit_have_a_share_each(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path
) -> None:
    labels = {"rude": {"bad": 8.0}, "about films": {"film": 8.0}, "long": {}}
    add(registry, write_text_classifier(tmp_path / "m", labels, problem="multi_label_classification", bias=-4.0))
    with pool.text_classifier() as model:
        assert model.independent
        assert model.classify("a bad film") == pytest.approx((0.982, 0.982, 0.018), abs=1e-3)


def test_a_long_text_is_the_mean_of_its_windows(registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path) -> None:
    add(registry, write_text_classifier(tmp_path / "sentiment", positions=12))
    with pool.text_classifier() as model:
        sure = model.classify("good")[1]
        half = model.classify(" ".join(["good", *["film"] * 9, "bad", *["film"] * 9]))
        assert sure > 0.99
        assert half[1] < 0.8 and sum(half) == pytest.approx(1)
        looks = iter([False, True])
        with pytest.raises(Cancelled):
            model.classify("film " * 60, lambda: next(looks))


@pytest.mark.parametrize("labels", [("contradiction", "neutral", "entailment"), ("ENTAILMENT", "not_entailment")])
def test_what_follows_from_a_text_has_the_larger_logit(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path, labels: tuple[str, ...]
) -> None:
    add(registry, write_entailment(tmp_path / "nli", labels, positions=24))
    assert pool.text_classifiers()[0].entails
    text = "rain is good . " * 20
    with pool.text_classifier() as model:
        weather, music = (model.entailment(text, f"this is about {label}") for label in ("weather", "music"))
        assert weather > music
        with pytest.raises(TextTooLong):
            model.entailment(text, "weather " * 20)


def test_a_classifier_of_feelings_judges_no_entailment(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path
) -> None:
    add(registry, write_text_classifier(tmp_path / "sentiment"))
    with pool.text_classifier() as model, pytest.raises(ModelKindMismatch):
        model.entailment("a film", "this is good")


@pytest.mark.parametrize(
    ("named", "error"),
    [
        ({"problem_type": "regression"}, ModelUnsupported),
        ({"id2label": {str(n): str(n) for n in range(9)}}, ModelDamaged),
    ],
)
def test_a_network_that_is_not_what_its_config_says_is_refused(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path, named: dict[str, object], error: type[Exception]
) -> None:
    folder = write_text_classifier(tmp_path / "odd")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | named))
    with pytest.raises(error):
        add(registry, folder)
        with pool.text_classifier():
            pass


def test_one_label_alone_is_no_choice(registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path) -> None:
    add(registry, write_text_classifier(tmp_path / "one", {"rude": {"bad": 1.0}}))
    assert pool.text_classifiers() == ()
    with pytest.raises(ModelDamaged), pool.text_classifier():
        pass


def test_without_such_a_model_there_is_none(pool: LazyModelPool) -> None:
    assert pool.text_classifiers() == ()
    with pytest.raises(ModelMissing), pool.text_classifier():
        pass
