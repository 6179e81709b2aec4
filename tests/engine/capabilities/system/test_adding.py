"""Models are tried in a child before they are said to be added: real residents, real probe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.models import api as models
from engine.capabilities.system.handlers import build
from engine.context import EngineContext
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.errors import ModelDamaged
from engine.store.database import Store
from tests.engine.capabilities.chat.talk import NoIndexer
from tests.engine.capabilities.system.desk import Desk
from tests.support.tiny_models import gguf_bytes, write_embedder


@pytest.fixture
def registry(tmp_path: Path) -> ModelRegistry:
    return ModelRegistry([tmp_path / "models"])


@pytest.fixture
def desk(home: Path, registry: ModelRegistry) -> Iterator[Desk]:
    store = Store.open(home)
    pool = LazyModelPool(registry, lambda kind: None)
    yield Desk(build(EngineContext(home, store, registry, pool, NoIndexer())))
    pool.close()
    store.close()


def test_a_model_is_loaded_in_a_child_before_it_is_said_to_be_added(
    desk: Desk, registry: ModelRegistry, tmp_path: Path
) -> None:
    added = desk.call(models.ADD_MODEL, models.AddModel(str(write_embedder(tmp_path / "words")), "Words"))
    assert (added.name, added.state, added.chosen) == ("Words", "ready", True)
    assert added.peak_bytes > 0
    assert registry.get(added.id).record.tried


def test_a_model_that_fails_its_trial_is_not_said_to_be_added(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "Tiny.gguf").write_bytes(gguf_bytes())  # whole by its header, and llama.cpp refuses it
    with pytest.raises(ModelDamaged):
        desk.call(models.ADD_MODEL, models.AddModel(str(tmp_path / "Tiny.gguf")))
    (listed,) = desk.call(models.MODELS, models.ListModels()).models
    assert (listed.state, listed.chosen) == ("set_aside", False)
    assert listed.note
    with pytest.raises(ModelDamaged):
        desk.call(models.RETRY_MODEL, models.RetryModel(listed.id))
    (again,) = desk.call(models.MODELS, models.ListModels()).models
    assert again.state == "set_aside" and again.note  # which tells the memory free at that moment


def test_trying_again_asks_a_gpu_again_that_failed_the_model(
    desk: Desk, registry: ModelRegistry, tmp_path: Path
) -> None:
    added = desk.call(models.ADD_MODEL, models.AddModel(str(write_embedder(tmp_path / "words"))))
    registry.note(added.id, gpu_layers=0, gpu_why="out of memory")
    (listed,) = desk.call(models.MODELS, models.ListModels()).models
    assert (listed.state, listed.note) == ("ready", "out of memory")
    again = desk.call(models.RETRY_MODEL, models.RetryModel(added.id))
    assert (again.state, again.note) == ("ready", "")
    assert registry.get(added.id).record.gpu_layers is None
