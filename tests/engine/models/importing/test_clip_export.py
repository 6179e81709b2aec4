"""A small real CLIP model of coloured shapes, saved as its library saves it, is added to the registry and searched with."""

from __future__ import annotations

import importlib.util
import random
import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest

from engine.models.importing.clip_export import MIN_COSINE, export, needs_export
from engine.models.importing.vision_import import IMAGE_NETWORK, TEXT_NETWORK, dual_encoder_files
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.errors import Cancelled, ModelRefused, ModelUnsupported, StudioMissing
from engine.rpc.generators import exhaust
from tests.support import shapes_clip
from tests.support.shapes_clip import ALL, HELD_OUT, SIDE, draw

STUDIO = all(importlib.util.find_spec(name) for name in ("torch", "transformers"))
studio = [
    pytest.mark.studio,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not STUDIO, reason="torch and transformers are not installed"),
    pytest.mark.filterwarnings("default"),  # of the libraries' own making
]


def test_without_the_studio_the_way_out_is_named(tmp_path: Path) -> None:
    if STUDIO:
        pytest.skip("the studio is installed")
    with pytest.raises(StudioMissing, match="--studio"):
        exhaust(ModelRegistry([tmp_path / "models"]).add(written(tmp_path / "clip", "clip")))
    assert list((tmp_path / "models").glob("*")) == []


@pytest.mark.parametrize("kind", ["clip", "siglip", "siglip2", "chinese_clip", "altclip"])
def test_a_folder_of_the_family_needs_an_export(tmp_path: Path, kind: str) -> None:
    assert needs_export(written(tmp_path / "clip", kind))


@pytest.mark.parametrize("kind", ["llava", "bert", "clip_vision_model.but_not", ""])
def test_another_model_in_safetensors_is_refused_as_before(tmp_path: Path, kind: str) -> None:
    if kind.startswith("clip"):
        (tmp_path / "clip").mkdir()
        (tmp_path / "clip" / "pytorch_model.bin").write_bytes(b"\x80\x04")
    else:
        written(tmp_path / "clip", kind)
    assert not needs_export(tmp_path / "clip")
    with pytest.raises(ModelRefused):
        exhaust(ModelRegistry([tmp_path / "models"]).add(tmp_path / "clip"))


@pytest.fixture(scope="module")
def clip() -> Path:
    return shapes_clip.trained_clip()


@pytest.fixture(scope="module")
def registry(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> ModelRegistry:
    """With the model, exported."""
    registry = ModelRegistry([tmp_path_factory.mktemp("clip") / "models"])
    exhaust(registry.add(clip))
    return registry


class TestTrained:
    pytestmark = studio

    def test_words_find_compositions_never_seen_together(self, registry: ModelRegistry) -> None:
        (added,) = registry.list()
        assert (added.id, added.manifest.kind, added.manifest.dimensions) == ("shapes-clip", "image-encoder", 32)
        assert added.manifest.dual_encoder is not None
        assert added.manifest.dual_encoder.input.side == SIDE
        pool = LazyModelPool(registry)
        pool.probe(added.id)
        images, captions = zip(*(draw(*drawing, random.Random(n)) for n in range(5) for drawing in ALL), strict=True)
        with pool.image_encoder() as encoder, pool.clip_text_encoder() as texts:
            vectors = encoder.embed([encoder.prepare(image) for image in images])
            queries = [f"a {colour} {shape}" for colour, shape in sorted(HELD_OUT)]
            best = np.argsort(-(texts.embed(queries) @ vectors.T), axis=1)[:, :5]
        pool.close()
        hits = np.array([[captions[index] == text for index in row] for text, row in zip(queries, best, strict=True)])
        assert hits[:, 0].mean() >= 0.75  # chance is 0.05
        assert hits.mean() >= 0.75

    def test_the_export_agrees_with_the_original_and_is_the_same_each_time(
        self, clip: Path, registry: ModelRegistry, tmp_path: Path
    ) -> None:
        report = export(clip, tmp_path, lambda: False)
        assert min(report.images, report.texts) >= MIN_COSINE
        for file in (IMAGE_NETWORK, TEXT_NETWORK, "config.json"):
            assert (tmp_path / file).read_bytes() == (registry.get(clip.name).folder / file).read_bytes()
        assert dual_encoder_files(tmp_path)

    def test_weights_that_are_damaged_are_said_to_be_and_leave_nothing(self, clip: Path, tmp_path: Path) -> None:
        shutil.copytree(clip, tmp_path / "cut")
        whole = (tmp_path / "cut" / "model.safetensors").read_bytes()
        (tmp_path / "cut" / "model.safetensors").write_bytes(whole[: len(whole) // 2])
        with pytest.raises(ModelUnsupported):
            exhaust(ModelRegistry([tmp_path / "models"]).add(tmp_path / "cut"))
        assert list((tmp_path / "models").glob("*")) == []

    def test_cancelling_ends_the_child_and_leaves_nothing(self, clip: Path, tmp_path: Path) -> None:
        with pytest.raises(Cancelled):
            exhaust(ModelRegistry([tmp_path / "models"]).add(clip, is_cancelled=lambda: True))
        assert list((tmp_path / "models").glob("*")) == []

    def test_a_sigmoid_model_keeps_its_fixed_padding_and_squeezed_pictures(self, tmp_path: Path) -> None:
        added = exhaust(ModelRegistry([tmp_path / "models"]).add(shapes_clip.untrained_siglip()))
        dual_encoder = added.manifest.dual_encoder
        assert dual_encoder is not None
        assert (dual_encoder.text_padding, dual_encoder.input.resize, added.manifest.context) == (0, "squash", 8)


def written(folder: Path, kind: str) -> Path:
    folder.mkdir()
    (folder / "config.json").write_bytes(msgspec.json.encode({"model_type": kind}))
    (folder / "model.safetensors").write_bytes(b"\x02\0\0\0\0\0\0\0{}")
    return folder
