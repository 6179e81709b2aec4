"""Projectors are paired with the model they fit and loaded in a probe child before they are reported as added."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.capabilities.models import api as models
from engine.models.manifest import read_manifest, write_manifest
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol import errors
from tests.support.colour_projector import Floats, multimodal_models, projector_bytes, words_of
from tests.support.harness import EngineHarness, NoIndexer
from tests.support.tiny_models import gguf_bytes

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def words(models: Path) -> dict[str, Floats]:
    return words_of(next(models.glob("*/*.gguf")))


@pytest.fixture
def registry(models: Path, tmp_path: Path) -> ModelRegistry:
    """A copy of the starter whose projector is taken away."""
    folder = multimodal_models(models, tmp_path / "models")
    manifest = read_manifest(folder / "colour-eyes")
    write_manifest(replace(manifest, files=manifest.files[:1], projector=""), folder / "colour-eyes")
    (folder / "colour-eyes" / "mmproj.gguf").unlink()
    return ModelRegistry([folder])


@pytest.fixture
def pool(registry: ModelRegistry) -> Iterator[LazyModelPool]:
    pool = LazyModelPool(registry, context=512)
    yield pool
    pool.close()


@pytest.fixture
def engine(home: Path, registry: ModelRegistry, pool: LazyModelPool) -> Iterator[EngineHarness]:
    engine = EngineHarness(home, registry.folder, "models", "system", pool=pool, registry=registry, indexer=NoIndexer())
    yield engine
    engine.close()


def add(engine: EngineHarness, path: Path, **more: str) -> models.ModelInfo:
    added: models.ModelInfo = engine.call(models.ADD_MODEL, models.AddModel(str(path), **more))
    return added


def test_a_projector_goes_to_the_model_it_fits(
    engine: EngineHarness, pool: LazyModelPool, words: dict[str, Floats], tmp_path: Path
) -> None:
    assert pool.multimodal_id() is None
    (tmp_path / "eyes.gguf").write_bytes(projector_bytes(words))
    added = add(engine, tmp_path / "eyes.gguf")
    assert (added.id, added.state, added.is_multimodal) == ("colour-eyes", "ready", True)
    assert pool.multimodal_id() == "colour-eyes"
    with pool.text_model() as model:
        assert model.is_multimodal
    assert pool.loaded_text_model_id() == "colour-eyes"


def test_a_model_and_its_projector_are_added_together(
    engine: EngineHarness, words: dict[str, Floats], tmp_path: Path
) -> None:
    (tmp_path / "Tiny.gguf").write_bytes(gguf_bytes({"llama.embedding_length": 576}))
    (tmp_path / "eyes.gguf").write_bytes(projector_bytes(words))
    with pytest.raises(errors.ModelDamaged):  # llama.cpp refuses weights of nothing, after both were paired
        add(engine, tmp_path / "Tiny.gguf", projector=str(tmp_path / "eyes.gguf"))
    tiny = next(model for model in engine.call(models.LIST_MODELS, models.ListModels()).models if model.id == "tiny")
    assert (tiny.is_multimodal, tiny.state) == (True, "quarantined")


def test_a_folder_with_a_model_and_its_projector_is_added_as_both(
    registry: ModelRegistry, words: dict[str, Floats], tmp_path: Path
) -> None:
    (tmp_path / "Both").mkdir()
    (tmp_path / "Both" / "a.gguf").write_bytes(gguf_bytes({"llama.embedding_length": 576}))
    (tmp_path / "Both" / "0-mmproj.gguf").write_bytes(projector_bytes(words))
    adding = registry.add(tmp_path / "Both", "Both")
    with pytest.raises(StopIteration) as added:
        while True:
            next(adding)
    manifest = added.value.value.manifest
    assert (manifest.projector, manifest.file(".gguf")) == ("0-mmproj.gguf", "a.gguf")


def test_a_projector_of_another_width_fits_no_model(
    engine: EngineHarness, words: dict[str, Floats], tmp_path: Path
) -> None:
    (tmp_path / "eyes.gguf").write_bytes(projector_bytes({word: row[:288] for word, row in words.items()}))
    with pytest.raises(errors.ProjectorMismatch):
        add(engine, tmp_path / "eyes.gguf")
    (listed,) = engine.call(models.LIST_MODELS, models.ListModels()).models
    assert (listed.state, listed.is_multimodal) == ("ready", False)


BAD = {
    "truncated.gguf": (b"", errors.ModelDamaged),
    "pickled.gguf": (b"\x80\x04\x95cposix\nsystem\n", errors.ModelRefused),
    "model.gguf": (gguf_bytes(), errors.ProjectorMismatch),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_projector_is_refused(
    engine: EngineHarness, registry: ModelRegistry, words: dict[str, Floats], tmp_path: Path, name: str
) -> None:
    data, error = BAD[name]
    (tmp_path / name).write_bytes(data or projector_bytes(words)[:5000])
    with pytest.raises(error):
        list(registry.attach_projector("colour-eyes", tmp_path / name, lambda: False))
    assert registry.get("colour-eyes").projector is None


def test_a_projector_that_fails_the_probe_is_removed_and_the_model_stays(
    engine: EngineHarness, registry: ModelRegistry, words: dict[str, Floats], tmp_path: Path
) -> None:
    (tmp_path / "eyes.gguf").write_bytes(projector_bytes(words, **{"clip.projector_type": "telescope"}))
    with pytest.raises(errors.ModelDamaged) as refused:
        add(engine, tmp_path / "eyes.gguf")
    assert refused.value.values["name"] == "eyes.gguf"
    (listed,) = engine.call(models.LIST_MODELS, models.ListModels()).models
    assert (listed.state, listed.is_multimodal) == ("ready", False)
    assert [file.name for file in registry.get("colour-eyes").folder.glob("*mmproj*")] == []


def test_a_second_projector_takes_the_place_of_the_first(
    registry: ModelRegistry, words: dict[str, Floats], tmp_path: Path
) -> None:
    for name in ("one.gguf", "two.gguf"):
        (tmp_path / name).write_bytes(projector_bytes(words))
        list(registry.attach_projector("colour-eyes", tmp_path / name, lambda: False))
    assert registry.get("colour-eyes").manifest.projector == "mmproj-two.gguf"
    assert [file.name for file in registry.get("colour-eyes").folder.glob("mmproj*")] == ["mmproj-two.gguf"]
