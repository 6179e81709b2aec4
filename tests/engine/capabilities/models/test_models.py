"""Listing, choosing, verifying, removing and retrying installed models."""

from __future__ import annotations

import pytest

from engine.capabilities.models import api as models
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.models.selection import ModelSelection
from engine.protocol.errors import ModelChanged, ModelMissing
from engine.store.settings import LibrarySettings
from tests.support.harness import EngineHarness


def chosen_ids(engine: EngineHarness) -> list[str]:
    return [model.id for model in engine.call(models.LIST_MODELS, models.ListModels()).models if model.chosen]


def test_the_first_ready_model_of_a_kind_is_used_until_another_is_chosen(engine: EngineHarness) -> None:
    assert chosen_ids(engine) == ["alfa", "gama"]
    engine.call(models.CHOOSE_MODEL, models.ChooseModel("beta"))
    assert chosen_ids(engine) == ["beta", "gama"]
    assert LibrarySettings(engine.context.store).get("model.text") == "beta"
    with pytest.raises(ModelMissing):
        engine.call(models.CHOOSE_MODEL, models.ChooseModel("omega"))


def test_a_removed_model_is_replaced_by_another_and_can_be_restored(engine: EngineHarness) -> None:
    engine.call(models.CHOOSE_MODEL, models.ChooseModel("beta"))
    engine.call(models.REMOVE_MODEL, models.RemoveModel("beta"))
    assert chosen_ids(engine) == ["alfa", "gama"]
    engine.call(models.RESTORE_MODEL, models.RestoreModel("beta"))
    assert chosen_ids(engine) == ["beta", "gama"]
    engine.call(models.REMOVE_MODEL, models.RemoveModel("beta"))
    engine.rebuild()  # the next start
    with pytest.raises(ModelMissing):
        engine.call(models.RESTORE_MODEL, models.RestoreModel("beta"))


def test_verifying_notices_a_changed_file(engine: EngineHarness, registry: ModelRegistry) -> None:
    assert engine.call(models.VERIFY_MODEL, models.VerifyModel("alfa")).state == "ready"
    weights = registry.folder / "alfa" / "weights.gguf"
    weights.write_bytes(weights.read_bytes()[::-1])
    with pytest.raises(ModelChanged):
        engine.call(models.VERIFY_MODEL, models.VerifyModel("alfa"))
    (model,) = (model for model in engine.call(models.LIST_MODELS, models.ListModels()).models if model.id == "alfa")
    assert model.state == "changed"
    assert chosen_ids(engine) == ["beta", "gama"]


def test_a_quarantined_model_says_why_and_can_be_tried_again(engine: EngineHarness, registry: ModelRegistry) -> None:
    registry.quarantine("beta", "it crashed")
    beta = next(model for model in engine.call(models.LIST_MODELS, models.ListModels()).models if model.id == "beta")
    assert (beta.state, beta.note) == ("quarantined", "it crashed")
    again = engine.call(models.RETRY_MODEL, models.RetryModel("beta"))
    assert (again.state, again.note) == ("ready", "")
    with pytest.raises(ModelMissing):
        engine.call(models.RETRY_MODEL, models.RetryModel("nobody"))


def test_the_page_and_the_pool_agree_on_who_answers_for_a_quarantined_choice(
    engine: EngineHarness, registry: ModelRegistry
) -> None:
    pool = LazyModelPool(registry, ModelSelection(registry, LibrarySettings(engine.context.store)))
    engine.call(models.CHOOSE_MODEL, models.ChooseModel("beta"))
    assert pool.name() == "Beta"
    registry.quarantine("beta", "it crashed")
    listed = {model.id: model for model in engine.call(models.LIST_MODELS, models.ListModels()).models}
    assert (listed["alfa"].chosen, listed["beta"].chosen, pool.name()) == (True, False, listed["alfa"].name)
    assert (listed["beta"].stand_in, listed["beta"].note) == (listed["alfa"].name, "it crashed")
    assert listed["alfa"].stand_in == listed["gama"].stand_in == ""
    engine.call(models.RETRY_MODEL, models.RetryModel("beta"))
    assert (pool.name(), chosen_ids(engine)) == ("Beta", ["beta", "gama"])
