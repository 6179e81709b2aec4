"""The starter's picture model and any two-tower pair: real pictures drawn here, real words, one space."""

from __future__ import annotations

import io
import pickle
import struct
from collections import OrderedDict
from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.models.importing.starter_images import read_classes
from engine.models.importing.torch_tensors import MAGIC, PROTOCOL, read_tensors
from engine.models.manifest import DualEncoderSpec, ImageInput, ModelManifest, read_manifest, write_manifest
from engine.models.pool import LazyModelPool
from engine.models.registry import InstalledModel, ModelRegistry
from engine.models.vision.dual_encoder import OnnxClipTextEncoder, OnnxImageEncoder, open_image_encoder, prepared
from engine.protocol.errors import ModelDamaged, ModelMissing, ModelRefused
from engine.protocol.progress import Progress
from tests.engine.models.two_spec import write_pair

STARTER = "efficientnet-lite0-e5"


@pytest.fixture
def pool(models: Path) -> Iterator[LazyModelPool]:
    if not (models / STARTER).is_dir():
        pytest.skip("the starter's picture model is not built")
    made = LazyModelPool(ModelRegistry([models]), chosen=lambda kind: None)
    yield made
    made.close()


def test_every_class_has_names_in_both_languages_and_no_two_share_all_of_them() -> None:
    classes = read_classes()
    assert len(classes) == 1000
    assert all(one.names["en"] and one.names["es"] for one in classes)
    assert all(len(one.kinds["en"]) > 0 or not one.kinds["es"] for one in classes)
    assert len({(one.names["en"], one.names["es"]) for one in classes}) == 1000


def test_both_towers_of_the_starter_share_one_id_and_one_space(pool: LazyModelPool) -> None:
    with pool.image_encoder() as encoder:
        vectors = encoder.embed([encoder.prepare(stripes()), encoder.prepare(Image.new("RGB", (640, 480), "white"))])
    with pool.clip_text_encoder() as words:
        described = words.embed(["cebra", "zebra", "un barco de vela"])
        assert words.embed([]).shape == (0, words.dimensions)
    assert encoder.id == words.id == pool.image_encoder_id() == STARTER
    assert vectors.shape[1] == described.shape[1] == encoder.dimensions == words.dimensions
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert np.allclose(np.linalg.norm(described, axis=1), 1, atol=1e-4)
    assert described[0] @ described[1] > described[0] @ described[2] + 0.2


def test_the_same_picture_gives_the_same_vector_alone_and_in_a_batch(pool: LazyModelPool) -> None:
    with pool.image_encoder() as encoder:
        pictures = [encoder.prepare(stripes(n)) for n in range(2, 14)]
        together, alone = encoder.embed(pictures), np.concatenate([encoder.embed([one]) for one in pictures])
    assert ((together * alone).sum(1) > 0.999).all()


def test_words_and_documents_use_one_embedder_in_memory(pool: LazyModelPool) -> None:
    with pool.embedder() as embedder:
        pass
    with pool.clip_text_encoder() as words:
        assert words._embedder is embedder  # type: ignore[attr-defined]


def test_the_indexer_opens_the_same_tower_by_its_id(pool: LazyModelPool, models: Path) -> None:
    encoder = open_image_encoder(models, STARTER)
    with pool.image_encoder() as resident:
        ours, theirs = (one.embed([one.prepare(stripes())]) for one in (encoder, resident))
    encoder.close()
    assert (ours * theirs).sum() > 0.9999
    with pytest.raises(ModelMissing):
        open_image_encoder(models, "multilingual-e5-small-int8")


def test_without_its_embedder_the_model_is_missing_not_broken(models: Path, tmp_path: Path) -> None:
    if not (models / STARTER).is_dir():
        pytest.skip("the starter's picture model is not built")
    registry = tmp_path / "shelf"
    registry.mkdir()
    (registry / STARTER).symlink_to(models / STARTER)
    pool = LazyModelPool(ModelRegistry([registry]), chosen=lambda kind: None)
    with pytest.raises(ModelMissing), pool.clip_text_encoder():
        pass
    pool.close()


def test_a_picture_is_cut_in_the_middle_or_squeezed_as_its_model_was_trained() -> None:
    picture = Image.new("RGB", (300, 100), "red")
    picture.paste("lime", (100, 0, 200, 100))
    cut = prepared(picture, ImageInput(32, mean=(0, 0, 0), std=(1, 1, 1)))
    squeezed = prepared(
        picture, ImageInput(33, "squash", mean=(0, 0, 0), std=(1, 1, 1), interpolation="nearest")
    )
    assert cut.shape == (3, 32, 32)
    assert cut.dtype == squeezed.dtype == np.float32
    assert cut[1].min() > 0.9
    assert cut[0].max() < 0.1
    assert squeezed[0, 0, 0] == squeezed[1, 0, 16] == squeezed[0, 0, 32] == 1


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (3000, 2), (224, 224)])
def test_a_picture_of_any_shape_can_be_prepared(size: tuple[int, int]) -> None:
    for rule in ("center_crop", "squash"):
        made = prepared(Image.new("RGB", size, "navy"), ImageInput(64, rule, crop=0.875))
        assert made.shape == (3, 64, 64)
        assert np.isfinite(made).all()


def test_a_pair_of_networks_is_added_tried_and_used(tmp_path: Path) -> None:
    registry = ModelRegistry([tmp_path / "shelf"])
    added = finish(registry.add(write_pair(tmp_path / "Tiny CLIP")))
    assert (added.manifest.kind, added.manifest.dimensions, added.manifest.context) == ("image-encoder", 3, 8)
    assert added.manifest.dual_encoder is not None
    assert added.manifest.dual_encoder.input == ImageInput(32, "center_crop", 1.0, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), "bilinear")
    pool = LazyModelPool(registry, chosen=lambda kind: None)
    pool.try_out(added.id)
    with pool.image_encoder() as encoder, pool.clip_text_encoder() as words:
        pictures = encoder.embed([encoder.prepare(Image.new("RGB", (50, 40), c)) for c in ("red", "lime", "blue")])
        assert (pictures @ words.embed(["red", "green", "blue"]).T).argmax(1).tolist() == [0, 1, 2]
        assert words.embed(["red"]) == pytest.approx(words.embed(["red", "a green green blue"])[:1], abs=1e-5)
        assert words.logit_scale == pytest.approx(50.0)
    pool.close()


def test_a_pair_is_offered_from_the_onnx_folder_of_an_export_too(tmp_path: Path) -> None:
    folder = write_pair(tmp_path / "clip")
    (folder / "onnx").mkdir()
    for name in ("vision_model.onnx", "text_model.onnx"):
        (folder / name).rename(folder / "onnx" / name)
    added = finish(ModelRegistry([tmp_path / "shelf"]).add(folder))
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
def test_a_damaged_or_hostile_pair_is_refused_and_leaves_nothing(
    tmp_path: Path, file: str, content: bytes, error: type[Exception]
) -> None:
    folder = write_pair(tmp_path / "clip")
    (folder / file).write_bytes(content)
    registry = ModelRegistry([tmp_path / "shelf"])
    with pytest.raises(error):
        finish(registry.add(folder))
    assert registry.list() == ()


@pytest.mark.parametrize("missing", ["tokenizer.json", "text_model.onnx", "preprocessor_config.json"])
def test_half_a_pair_is_refused_by_name(tmp_path: Path, missing: str) -> None:
    folder = write_pair(tmp_path / "clip")
    (folder / missing).unlink()
    with pytest.raises(ModelRefused) as refused:
        finish(ModelRegistry([tmp_path / "shelf"]).add(folder))
    assert missing in refused.value.detail


def test_a_pickle_beside_the_pair_is_not_copied(tmp_path: Path) -> None:
    folder = write_pair(tmp_path / "clip")
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps({"a": 1}))
    added = finish(ModelRegistry([tmp_path / "shelf"]).add(folder))
    assert not (added.folder / "pytorch_model.bin").exists()


def test_towers_of_different_spaces_are_refused(tmp_path: Path) -> None:
    folder = write_pair(tmp_path / "clip", words=4)
    with pytest.raises(ModelDamaged):
        finish(ModelRegistry([tmp_path / "shelf"]).add(folder))


def test_an_output_of_other_dimensions_than_its_card_is_damage(tmp_path: Path) -> None:
    folder = finish(ModelRegistry([tmp_path / "shelf"]).add(write_pair(tmp_path / "clip"))).folder
    manifest = read_manifest(folder)
    lying = ModelManifest(**{name: getattr(manifest, name) for name in manifest.__struct_fields__} | {"dimensions": 7})
    encoder, words = OnnxImageEncoder(lying, folder, 1), OnnxClipTextEncoder(lying, folder, 1)
    with pytest.raises(ModelDamaged):
        encoder.embed([encoder.prepare(Image.new("RGB", (9, 9)))])
    with pytest.raises(ModelDamaged):
        words.embed(["red"])


def test_a_card_that_names_a_file_it_does_not_list_is_damage(tmp_path: Path) -> None:
    folder = finish(ModelRegistry([tmp_path / "shelf"]).add(write_pair(tmp_path / "clip"))).folder
    manifest = read_manifest(folder)
    with pytest.raises(ModelDamaged):
        OnnxImageEncoder(
            ModelManifest("x", "X", "image-encoder", manifest.files, dual_encoder=DualEncoderSpec(ImageInput(32), "../other.onnx")),
            folder,
            1,
        )


@pytest.mark.parametrize("value", ["side = 1000000000", "side = 0", "side = 32\ncrop = 0", 'side = 32\nresize = "odd"'])
def test_a_card_with_absurd_preprocessing_is_damage(tmp_path: Path, value: str) -> None:
    write_manifest(ModelManifest("x", "X", "image-encoder", ()), tmp_path)
    with (tmp_path / "model.toml").open("a") as file:
        file.write(f'\n[dual_encoder]\nimage_file = "v.onnx"\n[dual_encoder.input]\n{value}\n')
    with pytest.raises(ModelDamaged):
        read_manifest(tmp_path)


class Calls:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("opened",)


def test_tensors_are_read_and_nothing_else_is(capsys: pytest.CaptureFixture[str]) -> None:
    for nasty in (Calls(), {"weight": Calls()}, {"weight": [1.0]}, OrderedDict(a=print)):
        with pytest.raises(ModelDamaged):
            read_tensors(torch_file(pickle.dumps(nasty, protocol=2)), "weights.pth")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "offset,shape,stride", [(0, (3,), (1,)), (-1, (2,), (1,)), (0, (2, 2), (1, 1 << 60)), (0, (0,), (1,))]
)
def test_a_tensor_outside_its_storage_is_refused(offset: int, shape: tuple[int, ...], stride: tuple[int, ...]) -> None:
    with pytest.raises(ModelDamaged):
        read_tensors(torch_file(tensor(offset, shape, stride)), "weights.pth")


def test_a_turned_tensor_is_read_by_its_strides() -> None:
    found = read_tensors(torch_file(tensor(0, (1, 2), (2, 1))), "weights.pth")
    assert found["w"].tolist() == [[1.0, 2.0]]
    assert read_tensors(torch_file(tensor(0, (2, 1), (1, 9))), "weights.pth")["w"].tolist() == [[1.0], [2.0]]


@pytest.mark.parametrize("cut", [0, 1, 20, 100, -1, -9])
def test_a_torch_file_cut_short_is_damage(cut: int) -> None:
    with pytest.raises(ModelDamaged):
        read_tensors(torch_file(tensor(0, (2,), (1,)))[:cut], "weights.pth")


def tensor(offset: int, shape: tuple[int, ...], stride: tuple[int, ...]) -> bytes:
    """A pickle that says {"w": tensor of one storage of two numbers}, written by hand as torch writes it."""

    def numbers(values: tuple[int, ...]) -> bytes:
        return b"(" + b"".join(b"I%d\n" % value for value in values) + b"t"

    storage = (
        b"(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x02Ntq" + b"\x01Q"
    )
    call = b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + b"I%d\n" % offset + numbers(shape) + numbers(stride)
    return b"\x80\x02}X\x01\x00\x00\x00w" + call + b"\x89}tRs."


def torch_file(tensors: bytes) -> bytes:
    file = io.BytesIO()
    for value in (MAGIC, PROTOCOL, {}):
        pickle.dump(value, file, protocol=2)
    file.write(tensors)
    pickle.dump(["0"], file, protocol=2)
    file.write(struct.pack("<q2f", 2, 1.0, 2.0))
    return file.getvalue()


def stripes(width: int = 8) -> Image.Image:
    picture = Image.new("RGB", (320, 240), "white")
    for left in range(0, 320, 2 * width):
        picture.paste("black", (left, 0, left + width, 240))
    return picture


def finish(adding: Generator[Progress, None, InstalledModel]) -> InstalledModel:
    while True:
        try:
            next(adding)
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]
