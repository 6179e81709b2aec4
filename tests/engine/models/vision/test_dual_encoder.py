"""The starter's image encoder and any exported dual encoder: images drawn here, real texts, one vector space."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.models.manifest import DualEncoderSpec, ImageInput, ModelManifest, read_manifest, write_manifest
from engine.models.opening import open_image_encoder
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.models.vision.dual_encoder import EmbedderClipText, OnnxClipTextEncoder, OnnxImageEncoder
from engine.protocol.errors import ModelDamaged, ModelMissing, ModelRefused
from engine.rpc.generators import exhaust
from tests.engine.models.vision.striped_image import stripes
from tests.support.tiny_dual_encoder import write_dual_encoder

STARTER = "efficientnet-lite0-e5"


@pytest.fixture
def pool(models: Path) -> Iterator[LazyModelPool]:
    if not (models / STARTER).is_dir():
        pytest.skip("the starter's image encoder is not built")
    pool = LazyModelPool(ModelRegistry([models]))
    yield pool
    pool.close()


def test_both_encoders_of_the_starter_share_one_id_and_one_space(pool: LazyModelPool) -> None:
    with pool.image_encoder() as encoder:
        vectors = encoder.embed([encoder.prepare(stripes()), encoder.prepare(Image.new("RGB", (640, 480), "white"))])
    with pool.clip_text_encoder() as texts:
        vectors_of_texts = texts.embed(["cebra", "zebra", "un barco de vela"])
        assert texts.embed([]).shape == (0, texts.dimensions)
    assert encoder.id == texts.id == pool.image_encoder_id() == STARTER
    assert vectors.shape[1] == vectors_of_texts.shape[1] == encoder.dimensions == texts.dimensions
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert np.allclose(np.linalg.norm(vectors_of_texts, axis=1), 1, atol=1e-4)
    assert vectors_of_texts[0] @ vectors_of_texts[1] > vectors_of_texts[0] @ vectors_of_texts[2] + 0.2


def test_the_same_image_gives_the_same_vector_alone_and_in_a_batch(pool: LazyModelPool) -> None:
    with pool.image_encoder() as encoder:
        images = [encoder.prepare(stripes(n)) for n in range(2, 14)]
        together, alone = encoder.embed(images), np.concatenate([encoder.embed([image]) for image in images])
    assert ((together * alone).sum(1) > 0.999).all()


def test_image_search_and_documents_use_one_embedder_in_memory(pool: LazyModelPool) -> None:
    with pool.embedder() as embedder:
        pass
    with pool.clip_text_encoder() as texts:
        assert isinstance(texts, EmbedderClipText) and texts.embedder is embedder


def test_the_indexer_opens_the_same_encoder_by_its_id(pool: LazyModelPool, models: Path) -> None:
    encoder = open_image_encoder(models, STARTER)
    with pool.image_encoder() as lent:
        ours, theirs = (model.embed([model.prepare(stripes())]) for model in (encoder, lent))
    encoder.close()
    assert (ours * theirs).sum() > 0.9999
    with pytest.raises(ModelMissing):
        open_image_encoder(models, "multilingual-e5-small-int8")


def test_without_its_embedder_the_model_is_missing_not_broken(models: Path, tmp_path: Path) -> None:
    if not (models / STARTER).is_dir():
        pytest.skip("the starter's image encoder is not built")
    registry = tmp_path / "models"
    registry.mkdir()
    (registry / STARTER).symlink_to(models / STARTER)
    pool = LazyModelPool(ModelRegistry([registry]))
    with pytest.raises(ModelMissing), pool.clip_text_encoder():
        pass
    pool.close()


def test_a_dual_encoder_is_added_probed_and_used(tmp_path: Path) -> None:
    registry = ModelRegistry([tmp_path / "models"])
    added = exhaust(registry.add(write_dual_encoder(tmp_path / "Tiny CLIP")))
    assert (added.manifest.kind, added.manifest.dimensions, added.manifest.context) == ("image-encoder", 3, 8)
    assert added.manifest.dual_encoder is not None
    assert added.manifest.dual_encoder.input == ImageInput(
        32, "center_crop", 1.0, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), "bilinear"
    )
    pool = LazyModelPool(registry)
    pool.probe(added.id)
    with pool.image_encoder() as encoder, pool.clip_text_encoder() as texts:
        images = encoder.embed([encoder.prepare(Image.new("RGB", (50, 40), c)) for c in ("red", "lime", "blue")])
        assert (images @ texts.embed(["red", "green", "blue"]).T).argmax(1).tolist() == [0, 1, 2]
        assert texts.embed(["red"]) == pytest.approx(texts.embed(["red", "a green green blue"])[:1], abs=1e-5)
        assert texts.logit_scale == pytest.approx(50.0)
    pool.close()


def test_a_dual_encoder_is_found_in_the_onnx_folder_of_an_export_too(tmp_path: Path) -> None:
    folder = write_dual_encoder(tmp_path / "clip")
    (folder / "onnx").mkdir()
    for name in ("vision_model.onnx", "text_model.onnx"):
        (folder / name).rename(folder / "onnx" / name)
    added = exhaust(ModelRegistry([tmp_path / "models"]).add(folder))
    assert {file.path for file in added.manifest.files} >= {"vision_model.onnx", "text_model.onnx", "tokenizer.json"}


@pytest.mark.parametrize(
    ("file", "content", "error"),
    [
        ("vision_model.onnx", b"not a network", ModelDamaged),
        ("text_model.onnx", b"\x80\x04pickle", ModelRefused),
        ("preprocessor_config.json", b'{"size": {"shortest_edge": 1000000000}}', ModelDamaged),
        ("preprocessor_config.json", b'{"size": 32, "image_std": [0, 0, 0]}', ModelDamaged),
        ("preprocessor_config.json", b'{"size": 32, "image_mean": ["a", "b", "c"]}', ModelDamaged),
        ("preprocessor_config.json", b'{"size": 32, "crop_size": -5, "do_center_crop": true}', ModelDamaged),
        ("preprocessor_config.json", b'{"size": 32, "image_mean": [NaN, 0, 0]}', ModelDamaged),
        ("preprocessor_config.json", b"[]", ModelDamaged),
        ("tokenizer.json", b"{}", ModelDamaged),
        ("config.json", b'{"logit_scale": 1e300}', ModelDamaged),
    ],
)
def test_a_damaged_or_hostile_dual_encoder_is_refused_and_leaves_nothing(
    tmp_path: Path, file: str, content: bytes, error: type[Exception]
) -> None:
    folder = write_dual_encoder(tmp_path / "clip")
    (folder / file).write_bytes(content)
    registry = ModelRegistry([tmp_path / "models"])
    with pytest.raises(error):
        exhaust(registry.add(folder))
    assert registry.list() == ()


@pytest.mark.parametrize("missing", ["tokenizer.json", "text_model.onnx", "preprocessor_config.json"])
def test_half_a_dual_encoder_is_refused_by_the_name_of_what_is_missing(tmp_path: Path, missing: str) -> None:
    folder = write_dual_encoder(tmp_path / "clip")
    (folder / missing).unlink()
    with pytest.raises(ModelRefused) as refused:
        exhaust(ModelRegistry([tmp_path / "models"]).add(folder))
    assert missing in refused.value.detail


def test_a_pickle_beside_the_pair_is_not_copied(tmp_path: Path) -> None:
    folder = write_dual_encoder(tmp_path / "clip")
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04}.")
    added = exhaust(ModelRegistry([tmp_path / "models"]).add(folder))
    assert not (added.folder / "pytorch_model.bin").exists()


def test_encoders_of_different_dimensions_are_refused(tmp_path: Path) -> None:
    folder = write_dual_encoder(tmp_path / "clip", text_dimensions=4)
    with pytest.raises(ModelDamaged):
        exhaust(ModelRegistry([tmp_path / "models"]).add(folder))


def test_an_output_of_other_dimensions_than_its_manifest_is_damage(tmp_path: Path) -> None:
    folder = exhaust(ModelRegistry([tmp_path / "models"]).add(write_dual_encoder(tmp_path / "clip"))).folder
    manifest = read_manifest(folder)
    wrong = ModelManifest(**{name: getattr(manifest, name) for name in manifest.__struct_fields__} | {"dimensions": 7})
    encoder, texts = OnnxImageEncoder(wrong, folder, 1), OnnxClipTextEncoder(wrong, folder, 1)
    with pytest.raises(ModelDamaged):
        encoder.embed([encoder.prepare(Image.new("RGB", (9, 9)))])
    with pytest.raises(ModelDamaged):
        texts.embed(["red"])


def test_a_manifest_that_names_a_file_it_does_not_list_is_damage(tmp_path: Path) -> None:
    folder = exhaust(ModelRegistry([tmp_path / "models"]).add(write_dual_encoder(tmp_path / "clip"))).folder
    manifest = read_manifest(folder)
    with pytest.raises(ModelDamaged):
        OnnxImageEncoder(
            ModelManifest(
                "x", "X", "image-encoder", manifest.files, dual_encoder=DualEncoderSpec(ImageInput(32), "../other.onnx")
            ),
            folder,
            1,
        )


@pytest.mark.parametrize("value", ["side = 1000000000", "side = 0", "side = 32\ncrop = 0", 'side = 32\nresize = "odd"'])
def test_a_manifest_with_absurd_preprocessing_is_damage(tmp_path: Path, value: str) -> None:
    write_manifest(ModelManifest("x", "X", "image-encoder", ()), tmp_path)
    with (tmp_path / "model.toml").open("a") as file:
        file.write(f'\n[dual_encoder]\nimage_file = "v.onnx"\n[dual_encoder.input]\n{value}\n')
    with pytest.raises(ModelDamaged):
        read_manifest(tmp_path)
