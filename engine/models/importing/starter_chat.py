"""Install the standard chat model: a file that the installer joined from the parts in its packages, moved into the registry."""

from __future__ import annotations

import shutil
import time
from collections.abc import Generator
from pathlib import Path
from typing import Literal

import msgspec

from engine.files.staging import StagingFolder
from engine.models.importing.copying import ByteProgress, hash_file
from engine.models.importing.duplicates import installed_manifests
from engine.models.manifest import ModelFile, ModelManifest, write_manifest
from engine.models.records import ModelRecord, ModelRecords, file_stamp
from engine.protocol.cancellation import IsCancelled, never_cancelled
from engine.protocol.errors import ModelChanged
from engine.protocol.progress import Progress

RECIPE = Path(__file__).parents[3] / "resources" / "starter_chat.toml"
ARRIVING = ".arriving"
"""Folder inside the folder of models where the installer joins the parts: the file is moved from it, never copied."""
Presence = Literal["installed", "removed", "missing"]


class ChatStarter(msgspec.Struct, frozen=True):
    """The part of resources/starter_chat.toml that describes the model; the rest tells the installer how to fetch it."""

    id: str
    name: str
    licence: str
    source: str
    description: str
    context: int
    languages: tuple[str, ...]
    file: str
    bytes: int
    sha256: str


def read_recipe(path: Path = RECIPE) -> ChatStarter:
    """Return the standard chat model as resources/starter_chat.toml describes it."""
    return msgspec.toml.decode(path.read_bytes(), type=ChatStarter)


def chat_starter_presence(models: Path, recipe: Path = RECIPE) -> Presence:
    """Return whether a folder of models has the standard chat model, whatever its name there, or had it and lost it."""
    starter = read_recipe(recipe)
    if any(file.sha256 == starter.sha256 for manifest in installed_manifests(models) for file in manifest.files):
        return "installed"
    return "removed" if starter.id in ModelRecords(models).all() else "missing"


def install_chat_starter(
    models: Path, recipe: Path = RECIPE, is_cancelled: IsCancelled = never_cancelled
) -> Generator[Progress, None, Presence]:
    """Move the file that the installer joined inside a folder of models to its place; nothing happens while parts are missing.

    Its SHA-256 is checked first; another file is deleted, since it would be joined no better next time. Returns the model's
    presence, as `chat_starter_presence`. Raises ModelChanged, Cancelled, OSError.
    """
    starter = read_recipe(recipe)
    joined = models / ARRIVING / starter.file
    if not joined.is_file() or joined.stat().st_size < starter.bytes:
        return chat_starter_presence(models, recipe)
    progress = ByteProgress(joined.stat().st_size)
    if (yield from hash_file(joined, progress, is_cancelled)) != starter.sha256:
        joined.unlink()
        raise ModelChanged("SHA-256 of the joined parts", name=starter.name)
    _move_in(joined, starter, models / starter.id)
    shutil.rmtree(models / ARRIVING, ignore_errors=True)
    stamps = {starter.file: file_stamp(models / starter.id / starter.file)}
    ModelRecords(models).put(starter.id, ModelRecord(stamps, added_ns=time.time_ns()))
    return "installed"


def _move_in(joined: Path, starter: ChatStarter, folder: Path) -> None:
    """Put the file and its manifest into a folder that is seen only when complete."""
    with StagingFolder(folder.parent) as staging:
        write_manifest(_manifest(starter), staging)
        staging.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        joined.rename(staging / starter.file)
        staging.rename(folder)


def _manifest(starter: ChatStarter) -> ModelManifest:
    file = ModelFile(starter.file, starter.bytes, starter.sha256)
    return ModelManifest(
        starter.id, starter.name, "text", (file,), starter.licence, starter.source, starter.description, starter.context,
        languages=starter.languages, starter=True,
    )  # fmt: skip
