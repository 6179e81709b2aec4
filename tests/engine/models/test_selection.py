"""One rule says which model does the jobs of a kind: the chosen one while it is ready, else another that is."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.models.manifest import ModelManifest, write_manifest
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.models.selection import ModelSelection
from engine.protocol.errors import ModelChanged, ModelCrashed, ModelDamaged, ModelMissing


@pytest.fixture
def registry(tmp_path: Path) -> ModelRegistry:
    """Three embedders without files: the starter, and two that were added."""
    for id, starter in (("added", False), ("other", False), ("starter", True)):
        (tmp_path / id).mkdir()
        write_manifest(ModelManifest(id, id.title(), "embedding", (), starter=starter), tmp_path / id)
    return ModelRegistry([tmp_path])


@pytest.fixture
def selection(registry: ModelRegistry) -> ModelSelection:
    return ModelSelection(registry)


def test_an_added_model_comes_before_the_starter_until_one_is_chosen(selection: ModelSelection) -> None:
    assert selection.find("embedding").id == "added"
    selection.choose("starter")
    assert selection.find("embedding").id == "starter"
    assert selection.in_use("text") is None


@pytest.mark.parametrize("state", ["quarantined", "changed", "damaged"])
def test_another_model_stands_in_for_a_chosen_one_that_is_not_ready(
    registry: ModelRegistry, selection: ModelSelection, state: str
) -> None:
    selection.choose("starter")
    registry.update_record("starter", state=state, reason="a bad day")
    pool = LazyModelPool(registry, selection)
    assert selection.find("embedding").id == pool.embedder_id() == "added"
    unavailable = selection.unavailable_choice("embedding")
    assert unavailable is not None and (unavailable.id, unavailable.record.reason) == ("starter", "a bad day")
    registry.retry("starter")
    assert selection.find("embedding").id == pool.embedder_id() == "starter"
    assert selection.unavailable_choice("embedding") is None


@pytest.mark.parametrize(
    ("state", "error"), [("quarantined", ModelCrashed), ("changed", ModelChanged), ("damaged", ModelDamaged)]
)
def test_a_chosen_model_that_none_can_stand_in_for_says_why_it_cannot_be_used(
    registry: ModelRegistry, selection: ModelSelection, state: str, error: type[Exception]
) -> None:
    selection.choose("starter")
    for id in ("added", "other"):
        registry.remove(id)
    registry.update_record("starter", state=state, reason="a bad day")
    with pytest.raises(error, match="Starter"):
        selection.find("embedding")
    assert LazyModelPool(registry, selection).embedder_id() is None


def test_a_named_model_is_the_one_or_none(registry: ModelRegistry, selection: ModelSelection) -> None:
    assert selection.find("embedding", "other").id == "other"
    for id, kind in (("gone", "embedding"), ("other", "text")):
        with pytest.raises(ModelMissing):
            selection.find(kind, id)  # type: ignore[arg-type]
    registry.quarantine("other", "it crashed")
    with pytest.raises(ModelCrashed, match="Other"):
        selection.find("embedding", "other")


def test_a_chosen_model_that_was_removed_is_forgotten_while_it_is_away(
    registry: ModelRegistry, selection: ModelSelection
) -> None:
    selection.choose("other")
    registry.remove("other")
    assert selection.find("embedding").id == "added"
    assert selection.unavailable_choice("embedding") is None
    registry.restore("other")
    assert selection.find("embedding").id == "other"
