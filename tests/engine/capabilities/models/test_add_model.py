"""Added models are loaded in a probe child before they are reported as added: real pool, real probe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.models import api as models
from engine.models.registry import ModelRegistry
from engine.protocol.errors import ModelDamaged
from tests.support.harness import EngineHarness, NoIndexer
from tests.support.tiny_models import gguf_bytes, write_embedder


@pytest.fixture
def registry(tmp_path: Path) -> ModelRegistry:
    return ModelRegistry([tmp_path / "models"])


@pytest.fixture
def engine(home: Path, registry: ModelRegistry) -> Iterator[EngineHarness]:
    engine = EngineHarness(home, registry.folder, "models", "system", registry=registry, indexer=NoIndexer())
    yield engine
    engine.close()


def test_a_model_is_loaded_in_a_probe_child_before_it_is_reported_as_added(
    engine: EngineHarness, registry: ModelRegistry, tmp_path: Path
) -> None:
    added = engine.call(models.ADD_MODEL, models.AddModel(str(write_embedder(tmp_path / "words")), "Words"))
    assert (added.name, added.state, added.chosen) == ("Words", "ready", True)
    assert added.peak_bytes > 0
    assert registry.get(added.id).record.probed_with


def test_a_model_that_fails_the_probe_is_quarantined(engine: EngineHarness, tmp_path: Path) -> None:
    (tmp_path / "Tiny.gguf").write_bytes(gguf_bytes())  # whole by its header, and llama.cpp refuses it
    with pytest.raises(ModelDamaged):
        engine.call(models.ADD_MODEL, models.AddModel(str(tmp_path / "Tiny.gguf")))
    (listed,) = engine.call(models.LIST_MODELS, models.ListModels()).models
    assert (listed.state, listed.chosen) == ("quarantined", False)
    assert listed.note
    with pytest.raises(ModelDamaged):
        engine.call(models.RETRY_MODEL, models.RetryModel(listed.id))
    (again,) = engine.call(models.LIST_MODELS, models.ListModels()).models
    assert again.state == "quarantined" and again.note  # which tells the memory free at that moment


def test_a_retry_also_tries_a_gpu_that_failed_before(
    engine: EngineHarness, registry: ModelRegistry, tmp_path: Path
) -> None:
    added = engine.call(models.ADD_MODEL, models.AddModel(str(write_embedder(tmp_path / "words"))))
    registry.update_record(added.id, gpu_layers=0, gpu_error="out of memory")
    (listed,) = engine.call(models.LIST_MODELS, models.ListModels()).models
    assert (listed.state, listed.note) == ("ready", "out of memory")
    again = engine.call(models.RETRY_MODEL, models.RetryModel(added.id))
    assert (again.state, again.note) == ("ready", "")
    assert registry.get(added.id).record.gpu_layers is None
