"""Projectors are paired with the model they fit, and tried in a child before they are said to be added."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.capabilities.models import api as models
from engine.capabilities.system.handlers import build
from engine.context import EngineContext
from engine.models.manifest import read_card, write_card
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol import errors
from engine.store.database import Store
from tests.engine.capabilities.chat.talk import NoIndexer
from tests.engine.capabilities.system.desk import Desk
from tests.support.colour_eyes import Floats, projector_bytes, seeing_models, words_of
from tests.support.tiny_models import gguf_bytes

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def words(models: Path) -> dict[str, Floats]:
    return words_of(next(models.glob("*/*.gguf")))


@pytest.fixture
def registry(models: Path, tmp_path: Path) -> ModelRegistry:
    """With the starter, which does not see yet."""
    folder = seeing_models(models, tmp_path / "models")
    manifest = read_card(folder / "colour-eyes")
    write_card(replace(manifest, files=manifest.files[:1], projector=""), folder / "colour-eyes")
    (folder / "colour-eyes" / "mmproj.gguf").unlink()
    return ModelRegistry([folder])


@pytest.fixture
def pool(registry: ModelRegistry) -> Iterator[LazyModelPool]:
    pool = LazyModelPool(registry, lambda kind: None, context=512)
    yield pool
    pool.close()


@pytest.fixture
def desk(home: Path, registry: ModelRegistry, pool: LazyModelPool) -> Iterator[Desk]:
    store = Store.open(home)
    yield Desk(build(EngineContext(home, store, registry, pool, NoIndexer())))
    store.close()


def add(desk: Desk, path: Path, **more: str) -> models.Model:
    added: models.Model = desk.call(models.ADD_MODEL, models.AddModel(str(path), **more))
    return added


def test_a_projector_goes_to_the_model_it_fits(
    desk: Desk, pool: LazyModelPool, words: dict[str, Floats], tmp_path: Path
) -> None:
    assert pool.seeing() is None
    (tmp_path / "eyes.gguf").write_bytes(projector_bytes(words))
    added = add(desk, tmp_path / "eyes.gguf")
    assert (added.id, added.state, added.sees) == ("colour-eyes", "ready", True)
    assert pool.seeing() == "colour-eyes"
    with pool.text() as model:
        assert model.sees
    assert pool.loaded() == "colour-eyes"


def test_a_model_and_its_projector_are_added_together(desk: Desk, words: dict[str, Floats], tmp_path: Path) -> None:
    (tmp_path / "Tiny.gguf").write_bytes(gguf_bytes({"llama.embedding_length": 576}))
    (tmp_path / "eyes.gguf").write_bytes(projector_bytes(words))
    with pytest.raises(errors.ModelDamaged):  # llama.cpp refuses weights of nothing, after both were paired
        add(desk, tmp_path / "Tiny.gguf", projector=str(tmp_path / "eyes.gguf"))
    tiny = next(one for one in desk.call(models.MODELS, models.ListModels()).models if one.id == "tiny")
    assert (tiny.sees, tiny.state) == (True, "set_aside")


def test_a_folder_brings_both(registry: ModelRegistry, words: dict[str, Floats], tmp_path: Path) -> None:
    (tmp_path / "Both").mkdir()
    (tmp_path / "Both" / "a.gguf").write_bytes(gguf_bytes({"llama.embedding_length": 576}))
    (tmp_path / "Both" / "0-mmproj.gguf").write_bytes(projector_bytes(words))
    adding = registry.add(tmp_path / "Both", "Both")
    with pytest.raises(StopIteration) as added:
        while True:
            next(adding)
    manifest = added.value.value.manifest
    assert (manifest.projector, manifest.file(".gguf")) == ("0-mmproj.gguf", "a.gguf")


def test_a_projector_of_another_width_fits_no_model(desk: Desk, words: dict[str, Floats], tmp_path: Path) -> None:
    (tmp_path / "eyes.gguf").write_bytes(projector_bytes({word: row[:288] for word, row in words.items()}))
    with pytest.raises(errors.ProjectorUnfit):
        add(desk, tmp_path / "eyes.gguf")
    (listed,) = desk.call(models.MODELS, models.ListModels()).models
    assert (listed.state, listed.sees) == ("ready", False)


BAD = {
    "truncated.gguf": (b"", errors.ModelDamaged),
    "pickled.gguf": (b"\x80\x04\x95cposix\nsystem\n", errors.ModelRefused),
    "model.gguf": (gguf_bytes(), errors.ProjectorUnfit),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_projector_is_refused(
    desk: Desk, registry: ModelRegistry, words: dict[str, Floats], tmp_path: Path, name: str
) -> None:
    data, error = BAD[name]
    (tmp_path / name).write_bytes(data or projector_bytes(words)[:5000])
    with pytest.raises(error):
        list(registry.give_eyes("colour-eyes", tmp_path / name, lambda: False))
    assert registry.get("colour-eyes").projector is None


def test_one_that_fails_its_trial_goes_and_the_model_stays(
    desk: Desk, registry: ModelRegistry, words: dict[str, Floats], tmp_path: Path
) -> None:
    (tmp_path / "eyes.gguf").write_bytes(projector_bytes(words, **{"clip.projector_type": "telescope"}))
    with pytest.raises(errors.ModelDamaged) as refused:
        add(desk, tmp_path / "eyes.gguf")
    assert refused.value.values["name"] == "eyes.gguf"
    (listed,) = desk.call(models.MODELS, models.ListModels()).models
    assert (listed.state, listed.sees) == ("ready", False)
    assert [file.name for file in registry.get("colour-eyes").folder.glob("*mmproj*")] == []


def test_a_second_projector_takes_the_place_of_the_first(
    registry: ModelRegistry, words: dict[str, Floats], tmp_path: Path
) -> None:
    for name in ("one.gguf", "two.gguf"):
        (tmp_path / name).write_bytes(projector_bytes(words))
        list(registry.give_eyes("colour-eyes", tmp_path / name, lambda: False))
    assert registry.get("colour-eyes").manifest.projector == "mmproj-two.gguf"
    assert [file.name for file in registry.get("colour-eyes").folder.glob("mmproj*")] == ["mmproj-two.gguf"]
