"""docs/faults.md 76: added models are loaded in a probe child before they are reported as added: real pool, real probe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.models import api as models
from engine.models.registry import ModelRegistry
from engine.protocol.errors import ModelDamaged, ModelNewer, NotAModelFile
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


def test_a_model_newer_than_llama_cpp_is_not_called_damaged_and_not_kept(
    engine: EngineHarness, registry: ModelRegistry, tmp_path: Path
) -> None:
    (tmp_path / "Next.gguf").write_bytes(gguf_bytes({"general.architecture": "qwen99", "general.name": "Next"}))
    with pytest.raises(ModelNewer, match=r"Next\.gguf is a kind of model newer than this version of Ateneo knows"):
        engine.call(models.ADD_MODEL, models.AddModel(str(tmp_path / "Next.gguf")))
    assert registry.list() == ()
    assert [path.name for path in registry.folder.iterdir()] == ["records.json"]


def test_a_text_is_not_a_model_and_nothing_is_copied(
    engine: EngineHarness, registry: ModelRegistry, tmp_path: Path
) -> None:
    (tmp_path / "notes.gguf").write_text("milk and bread")
    with pytest.raises(NotAModelFile, match=r"notes\.gguf is not a model"):
        engine.call(models.ADD_MODEL, models.AddModel(str(tmp_path / "notes.gguf")))
    assert not registry.folder.exists()


def test_a_model_that_is_there_already_is_returned_and_said_to_be_there(engine: EngineHarness, tmp_path: Path) -> None:
    folder = write_embedder(tmp_path / "words")
    added = engine.call(models.ADD_MODEL, models.AddModel(str(folder)))
    again = engine.call(models.ADD_MODEL, models.AddModel(str(folder), "Another name"))
    assert (added.was_there, again.was_there, again.id, again.name) == (False, True, added.id, added.name)
    assert len(engine.call(models.LIST_MODELS, models.ListModels()).models) == 1


@pytest.mark.model
def test_the_first_load_measures_that_a_chat_model_ends_its_turn(
    engine: EngineHarness, registry: ModelRegistry, models: Path, tmp_path: Path
) -> None:
    from engine.capabilities.models import api

    source = next(models.glob("smollm2*/*.gguf"))
    (tmp_path / "unnamed.gguf").symlink_to(source)
    added = engine.call(api.ADD_MODEL, api.AddModel(str(tmp_path / "unnamed.gguf"), "Unnamed"))
    assert (added.is_base, added.chosen) == (False, True)
    assert (registry.get(added.id).record.end_of_turn or 0) > 0.3
