"""The starter models are built from wheels whose content is data: checked by its hash, and never imported."""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image

from engine.models.encoders import bert_graph, onnx_embedder, onnx_network, tokenizer
from engine.models.encoders.onnx_embedder import OnnxEmbedder
from engine.models.importing import e5, starter_images, torch_tensors
from engine.models.importing.starter import STARTER, Starter, StarterFile, build_starter
from engine.models.manifest import read_manifest
from engine.models.registry import ModelRegistry
from engine.models.vision import efficientnet
from engine.models.vision.dual_encoder import OnnxImageEncoder
from engine.protocol.errors import FileVanished, ModelDamaged
from engine.rpc.generators import exhaust
from tests.support.cache import built_once, cache_folder

GGUF = b"GGUF and so on"
RECIPE = """
[[packages]]
name = "tiny"
version = "1.0"
wheel = "tiny-1.0-py3-none-any.whl"
sha256 = ""
licence = "MIT"

[[models]]
id = "tiny-model"
name = "Tiny"
kind = "text"
licence = "MIT"
source = "tiny 1.0"
description = "For a test."
context = 64
languages = ["en"]
build = "copy"

[[models.parts]]
package = "tiny"
member = "tiny/tiny.gguf"
sha256 = "SHA"
file = "tiny.gguf"
"""


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    folder = tmp_path / "packages"
    folder.mkdir()
    with zipfile.ZipFile(folder / "tiny-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny/tiny.gguf", GGUF)
        wheel.writestr("tiny/__init__.py", "raise AssertionError('imported')")
    return folder


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "starter.toml"
    path.write_text(RECIPE.replace("SHA", hashlib.sha256(GGUF).hexdigest()))
    return path


def build(packages: Path, models: Path, recipe: Path) -> tuple[str, ...]:
    return exhaust(build_starter(packages, models, recipe))


def test_a_model_is_unpacked_from_its_wheel_and_installed(packages: Path, tmp_path: Path, recipe: Path) -> None:
    assert build(packages, tmp_path / "models", recipe) == ("tiny-model",)
    installed = ModelRegistry([tmp_path / "models"]).check("tiny-model")
    assert installed.manifest.starter
    assert installed.path(".gguf").read_bytes() == GGUF
    assert "tiny" not in sys.modules


def test_a_second_run_needs_no_packages(packages: Path, tmp_path: Path, recipe: Path) -> None:
    build(packages, tmp_path / "models", recipe)
    before = (tmp_path / "models" / "tiny-model" / "tiny.gguf").stat().st_mtime_ns
    assert build(tmp_path / "nowhere", tmp_path / "models", recipe) == ("tiny-model",)
    assert (tmp_path / "models" / "tiny-model" / "tiny.gguf").stat().st_mtime_ns == before


def test_a_model_half_there_is_built_again(packages: Path, tmp_path: Path, recipe: Path) -> None:
    build(packages, tmp_path / "models", recipe)
    (tmp_path / "models" / "tiny-model" / "tiny.gguf").write_bytes(b"")
    build(packages, tmp_path / "models", recipe)
    assert (tmp_path / "models" / "tiny-model" / "tiny.gguf").read_bytes() == GGUF


def test_another_hash_is_one_sentence_and_leaves_nothing(packages: Path, tmp_path: Path, recipe: Path) -> None:
    with zipfile.ZipFile(packages / "tiny-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny/tiny.gguf", b"something else")
    with pytest.raises(ModelDamaged, match=r"tiny-1\.0-py3-none-any\.whl is damaged"):
        build(packages, tmp_path / "models", recipe)
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"not a zip"])
def test_a_broken_package_is_one_sentence(packages: Path, tmp_path: Path, recipe: Path, content: bytes) -> None:
    (packages / "tiny-1.0-py3-none-any.whl").write_bytes(content)
    with pytest.raises(ModelDamaged):
        build(packages, tmp_path / "models", recipe)


def test_a_missing_package_is_named(tmp_path: Path, recipe: Path) -> None:
    with pytest.raises(FileVanished, match=r"tiny-1\.0"):
        build(tmp_path / "nowhere", tmp_path / "models", recipe)


def test_every_entry_of_the_real_list_is_pinned() -> None:
    known = starter()
    hashes = [package.sha256 for package in known.packages] + [p.sha256 for model in known.models for p in model.parts]
    assert all(len(value) == 64 for value in hashes)
    assert {part.package for model in known.models for part in model.parts} <= {p.name for p in known.packages}
    assert all(package.version in package.wheel for package in known.packages)


E5, EFFICIENTNET = "e5-small-q4.bin", "efficientnet-lite0-57934424.pth"
TEXTS = ["El contrato vence en junio.", "Gatos", "The lease ends in June, as agreed upon. " * 20]


@pytest.mark.slow
def test_the_int8_embedder_is_near_the_float_one_and_built_the_same_each_time(models: Path, tmp_path: Path) -> None:
    """Cosine at least 0.985 to the float32 form of the same weights: 0.995 to 0.997 measured, 0.989 with AVX2 alone."""
    made = models / "multilingual-e5-small-int8"
    built = built_once(
        "e5", lambda folder: build_embedder(made, folder), bert_graph, e5,
        package_part(E5).sha256.encode(), "".join(TEXTS).encode(), onnxruntime_version(),
        packages=("onnx", "numpy", "tokenizers"),
    )  # fmt: skip
    (tmp_path / "model.onnx").symlink_to(built / "model.onnx")
    (tmp_path / "tokenizer.json").symlink_to(made / "tokenizer.json")
    again, small = embed_texts(made, tmp_path), embed_texts(made, made)
    assert ((np.load(built / "float32.npy") * small).sum(1) > 0.985).all()
    assert ((again * small).sum(1) > 0.999).all()


def build_embedder(made: Path, folder: Path) -> None:
    """Convert the embedder, and embed the texts by its float32 form."""
    source = package_member(E5)
    e5.convert(source, folder / "model.onnx")
    with tempfile.TemporaryDirectory() as float32:
        model = bert_graph.BertGraph(e5.E5Container(source)).embedder()
        Path(float32, "model.onnx").write_bytes(model.SerializeToString())
        shutil.copy(made / "tokenizer.json", float32)
        np.save(folder / "float32.npy", embed_texts(made, Path(float32)))


def embed_texts(made: Path, folder: Path) -> np.ndarray:
    return OnnxEmbedder(read_manifest(made), folder, threads=1).embed_passages(TEXTS)


@pytest.mark.slow
def test_the_image_encoder_is_built_the_same_each_time(models: Path) -> None:
    made = models / "efficientnet-lite0-e5"
    if not made.is_dir():
        pytest.skip("the starter's image encoder is not built")
    dual_encoder = next(recipe.dual_encoder for recipe in starter().models if recipe.build == "efficientnet")
    assert dual_encoder is not None
    embedder = read_manifest(models / dual_encoder.embedder)
    again = built_once(
        "efficientnet",
        lambda folder: starter_images.build(
            package_member(EFFICIENTNET), folder / dual_encoder.image_file, dual_encoder, models
        ),
        starter_images, efficientnet, torch_tensors, onnx_embedder, onnx_network, tokenizer,
        starter_images.CLASSES.read_bytes(), package_part(EFFICIENTNET).sha256.encode(),
        msgspec.json.encode((dual_encoder, embedder.files)), onnxruntime_version(),
        packages=("onnx", "numpy", "tokenizers"),
    )  # fmt: skip
    manifest = read_manifest(made)
    assert sorted(path.name for path in again.iterdir() if path.is_file()) == sorted(
        file.path for file in manifest.files
    )
    assert all((again / name).read_text() == (made / name).read_text() for name in ("labels.txt", "labels.es.txt"))
    encoders = [OnnxImageEncoder(manifest, folder, threads=1) for folder in (again, made)]
    pictures = [Image.radial_gradient("L").convert("RGB"), Image.effect_mandelbrot((300, 200), (-3, -2.5, 2, 2.5), 50)]
    vectors, before = (
        encoder.embed([encoder.prepare(picture.convert("RGB")) for picture in pictures]) for encoder in encoders
    )
    assert ((vectors * before).sum(1) > 0.99).all()  # int8 words differ a little between processors


def onnxruntime_version() -> bytes:
    """Its distribution has one name with a GPU and another without."""
    return str(onnx_network.import_onnxruntime().__version__).encode()


def package_part(name: str) -> StarterFile:
    """The entry of the list of starter models for a file in one of the packages."""
    return next(part for model in starter().models for part in model.parts if part.member.endswith(name))


def package_member(name: str) -> bytes:
    """A file out of the downloaded packages; skips where set-up never ran."""
    part = package_part(name)
    wheel = next(package.wheel for package in starter().packages if package.name == part.package)
    path = cache_folder() / "packages" / wheel
    if not path.is_file():
        pytest.skip(f"{path} is not there: run `python3 -m installer test`")
    with zipfile.ZipFile(path) as archive:
        return archive.read(part.member)


def starter() -> Starter:
    return msgspec.toml.decode(STARTER.read_bytes(), type=Starter)
