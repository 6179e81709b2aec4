"""The shelf: folders of models, each with its model.toml. Copies models in, checks them, sets bad ones aside; loads none."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Literal, NoReturn

import msgspec

from engine.models.importing.clip_export import export, needs_export
from engine.models.importing.model_import import (
    Meter,
    card_of,
    check_files,
    copied,
    fits,
    hashed,
    offered,
    offered_eyes,
)
from engine.models.llama.gguf import read_header
from engine.models.manifest import CARD, ModelFile, ModelManifest, read_card, slug, write_card
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.progress import Progress

State = Literal["ready", "damaged", "changed", "set_aside"]
RECORDS = "shelf.json"
BIN, ARRIVING = ".removed", ".arriving-"
SPARE = 50_000_000
"""Bytes a copy leaves free on the disk."""


class Stamp(msgspec.Struct, frozen=True):
    """A file's size and time when its SHA-256 was last found right."""

    bytes: int
    modified_ns: int


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was learnt of a model here. `tried`: the library that loaded it in a probe child, and how; `note`: for its user.

    `gpu_layers` 0: the GPU failed it (`gpu_why`), so it stays on the processor; None: not known yet.
    """

    stamps: dict[str, Stamp] = {}
    state: State = "ready"
    why: str = ""
    tried: str = ""
    peak_bytes: int = 0
    gpu_layers: int | None = None
    gpu_why: str = ""
    note: str = ""


class InstalledModel(msgspec.Struct, frozen=True):
    manifest: ModelManifest
    folder: Path
    record: Record

    @property
    def id(self) -> str:
        return self.manifest.id

    def path(self, ending: str) -> Path:
        return self.folder / self.manifest.file(ending)

    @property
    def projector(self) -> Path | None:
        return self.folder / self.manifest.projector if self.manifest.projector else None


def never() -> bool:
    return False


class ModelRegistry:
    """`folders`: the first is ours to write, the others are read. Nothing is created before something is written.

    `own` holds models that belong to something of the profile's: found by their id, never listed for a choice.
    """

    def __init__(self, folders: Sequence[Path], own: Path | None = None) -> None:
        self._folders, self._own = tuple(folders), own
        self._unwritten: dict[str, Record] = {}

    @property
    def folder(self) -> Path:
        return self._folders[0]

    def list(self) -> tuple[InstalledModel, ...]:
        """By name. A folder whose model.toml cannot be read is listed as damaged."""
        return self._found(self._folders)

    def owned(self) -> tuple[InstalledModel, ...]:
        return self._found([self._own] if self._own else [])

    def _found(self, folders: Sequence[Path]) -> tuple[InstalledModel, ...]:
        records = self._records()
        found: dict[str, InstalledModel] = {}
        for place in _places(folders):
            try:
                manifest, state = read_card(place), None
            except errors.ModelDamaged as damaged:
                manifest = ModelManifest(place.name, place.name, "text", ())
                state = Record(state="damaged", why=damaged.detail)
            found.setdefault(manifest.id, InstalledModel(manifest, place, state or records.get(manifest.id, Record())))
        return tuple(sorted(found.values(), key=lambda model: model.manifest.name.lower()))

    def get(self, model: str) -> InstalledModel:
        """Raises ModelMissing."""
        for installed in (*self.list(), *self.owned()):
            if installed.id == model:
                return installed
        raise errors.ModelMissing(f"no model {model}")

    def check(self, model: str, is_cancelled: IsCancelled = never) -> InstalledModel:
        """Its files are those its card names. SHA-256 is taken again only of a file whose size or time changed.

        Raises ModelMissing, ModelDamaged, ModelChanged, Cancelled.
        """
        for _ in self._checking(self.get(model), is_cancelled, known=True):
            pass
        return self.get(model)

    def verify(self, model: str, is_cancelled: IsCancelled = never) -> Generator[Progress, None, InstalledModel]:
        """Take every SHA-256 again. A model set aside stays so; one found right again is ready again."""
        installed = self.get(model)
        yield from self._checking(installed, is_cancelled, known=False)
        if installed.record.state in ("changed", "damaged"):
            self.note(model, state="ready", why="")
        return self.get(model)

    def add(
        self, path: Path, name: str = "", is_cancelled: IsCancelled = never, projector: Path | None = None
    ) -> Generator[Progress, None, InstalledModel]:
        """Copy a model in: a GGUF file, ONNX beside its tokenizer.json, or a folder with either, a model.toml, CLIP's weights.

        `projector` gives a text model eyes. Raises ProjectorUnfit, ModelRefused, ModelDamaged, ModelUnsupported, FileVanished,
        DiskFull, Cancelled. Nothing half-copied remains.
        """
        if not path.exists():
            raise errors.FileVanished(name=path.name)
        if needs_export(path):
            return (yield from self._added_after_export(path, name, is_cancelled))
        sources = offered(path)
        if projector is not None:
            sources |= offered_eyes(projector)
        check_files(sources)
        manifest = card_of(path, sources, name)
        arriving = self._make_room(sum(file.stat().st_size for file in sources.values()))
        try:
            files = yield from copied(sources, arriving, is_cancelled)
            _confirm(manifest, files, arriving)
            manifest = msgspec.structs.replace(manifest, id=slug(manifest.id, {m.id for m in self.list()}), files=files)
            write_card(manifest, arriving)
            arriving.rename(self.folder / manifest.id)
        finally:
            shutil.rmtree(arriving, ignore_errors=True)
        place = self.folder / manifest.id
        self._write(manifest.id, Record({file.path: _stamp(place / file.path) for file in files}))
        return self.get(manifest.id)

    def fitting(self, projector: Path) -> tuple[InstalledModel, ...]:
        """The text models a projector can give eyes to. Raises ProjectorUnfit, ModelRefused, ModelDamaged, FileVanished."""
        (path,) = offered_eyes(projector).values()
        eyes = read_header(path)
        texts = [one for one in self.list() if one.manifest.kind == "text" and one.record.state == "ready"]
        found = tuple(
            one for one in texts if one.path(".gguf").is_file() and fits(eyes, read_header(one.path(".gguf")))
        )
        if not found:
            raise errors.ProjectorUnfit(f"{eyes.projects} wide", name=path.name)
        return found

    def give_eyes(
        self, model: str, projector: Path, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, InstalledModel]:
        """Copy a projector into a text model's folder; one it had goes. Raises as `add`, and LibraryReadOnly."""
        installed = self.get(model)
        if installed not in self.fitting(projector):
            raise errors.ProjectorUnfit(f"not for {model}", name=projector.name)
        arriving = self._make_room(projector.stat().st_size)
        try:
            (file,) = yield from copied({f"mmproj-{projector.stem}.gguf": projector}, arriving, is_cancelled)
            check_files({file.path: arriving / file.path})
            self.take_eyes(model)
            (arriving / file.path).replace(installed.folder / file.path)
        except OSError as failed:
            raise errors.LibraryReadOnly(str(failed)) from None
        finally:
            shutil.rmtree(arriving, ignore_errors=True)
        manifest = self.get(model).manifest
        write_card(
            msgspec.structs.replace(manifest, projector=file.path, files=(*manifest.files, file)), installed.folder
        )
        return self.get(model)

    def take_eyes(self, model: str) -> None:
        """The model without its projector, to be tried anew."""
        installed = self.get(model)
        if not (projector := installed.manifest.projector):
            return
        files = tuple(file for file in installed.manifest.files if file.path != projector)
        write_card(msgspec.structs.replace(installed.manifest, projector="", files=files), installed.folder)
        (installed.folder / projector).unlink(missing_ok=True)
        self.retry(model)

    def _added_after_export(
        self, path: Path, name: str, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, InstalledModel]:
        """Through a folder of our own, where the export writes a form of the model that can be added."""
        weights = sum(file.stat().st_size for file in path.glob("*.safetensors"))
        room = self._make_room(3 * weights)
        try:
            yield Progress(0, 1, "model", path.name)
            (room / "pair").mkdir()
            export(path, room / "pair", is_cancelled)
            return (yield from self.add(room / "pair", name or path.name, is_cancelled))
        finally:
            shutil.rmtree(room, ignore_errors=True)

    def remove(self, model: str) -> None:
        """Moved aside; `restore` brings it back until `sweep`."""
        installed = self.get(model)
        aside = installed.folder.parent / BIN / installed.folder.name
        aside.parent.mkdir(exist_ok=True)
        shutil.rmtree(aside, ignore_errors=True)
        installed.folder.rename(aside)

    def restore(self, model: str) -> InstalledModel:
        """Raises ModelMissing when it was never removed, or swept since."""
        for aside in (folder / BIN for folder in self._folders if (folder / BIN).is_dir()):
            for place in aside.iterdir():
                if (place / CARD).is_file() and read_card(place).id == model:
                    place.rename(aside.parent / place.name)
                    return self.get(model)
        raise errors.ModelMissing(f"no removed model {model}")

    def sweep(self) -> None:
        """At the start of the program: what was removed, and what a killed copy left, goes for good."""
        for leftover in (*self.folder.glob(f"{ARRIVING}*"), self.folder / BIN):
            shutil.rmtree(leftover, ignore_errors=True)

    def set_aside(self, model: str, why: str) -> None:
        self.note(model, state="set_aside", why=why)

    def retry(self, model: str) -> None:
        """Forget that it was set aside or that a GPU failed it: a probe child tries it again. Raises ModelMissing."""
        self.note(self.get(model).id, state="ready", why="", tried="", gpu_layers=None, gpu_why="")

    def note(self, model: str, **learnt: object) -> None:
        """Change a model's record. On a shelf that cannot be written it is known until the program ends."""
        record = msgspec.structs.replace(self._records().get(model, Record()), **learnt)
        self._write(model, record)

    def _write(self, model: str, record: Record) -> None:
        records = self._records() | {model: record}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _replace(self.folder / RECORDS, msgspec.json.format(msgspec.json.encode(records)))
        except OSError:
            self._unwritten[model] = record

    def _records(self) -> dict[str, Record]:
        try:
            known = msgspec.json.decode((self.folder / RECORDS).read_bytes(), type=dict[str, Record])
        except (OSError, msgspec.MsgspecError):  # lost records cost one more hash and one more probe
            known = {}
        return known | self._unwritten

    def _checking(
        self, installed: InstalledModel, is_cancelled: IsCancelled, known: bool
    ) -> Generator[Progress, None, None]:
        meter = Meter(installed.manifest.bytes)
        right = dict(installed.record.stamps) if known else {}
        for file in installed.manifest.files:
            path = installed.folder / file.path
            stamp = self._stamp(installed, path, file)
            if right.get(file.path) != stamp:
                if (yield from hashed(path, meter, is_cancelled)) != file.sha256:
                    self._reject(installed, "changed", f"SHA-256 of {file.path}")
                right[file.path] = stamp
        if right != installed.record.stamps:
            self.note(installed.id, stamps=right)

    def _stamp(self, installed: InstalledModel, path: Path, file: ModelFile) -> Stamp:
        try:
            stamp = _stamp(path)
        except OSError as gone:
            self._reject(installed, "damaged", str(gone))
        if stamp.bytes != file.bytes:
            self._reject(installed, "damaged", f"{file.path}: {stamp.bytes} bytes, {file.bytes} expected")
        return stamp

    def _reject(self, installed: InstalledModel, state: State, why: str) -> NoReturn:
        self.note(installed.id, state=state, why=why)
        raise (errors.ModelChanged if state == "changed" else errors.ModelDamaged)(why, name=installed.manifest.name)

    def _make_room(self, size: int) -> Path:
        """An empty folder of the same file system, its name unseen by `list`."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self.folder).free
            if free < size + SPARE:
                raise errors.DiskFull(needed=f"{(size + SPARE - free) // 1_000_000 + 1} MB")
            return Path(tempfile.mkdtemp(prefix=ARRIVING, dir=self.folder))
        except OSError as failed:
            raise errors.LibraryReadOnly(str(failed)) from None


def _places(folders: Sequence[Path]) -> Sequence[Path]:
    return [
        place
        for folder in folders
        if folder.is_dir()
        for place in sorted(folder.iterdir())
        if not place.name.startswith(".") and (place / CARD).is_file()
    ]


def _confirm(manifest: ModelManifest, files: tuple[ModelFile, ...], folder: Path) -> None:
    """The copy is what was checked, and what its model.toml promised if it brought one."""
    check_files({file.path: folder / file.path for file in files})
    promised = {file.path: file.sha256 for file in manifest.files}
    for file in files:
        if promised.get(file.path, file.sha256) != file.sha256:
            raise errors.ModelChanged(f"SHA-256 of {file.path}", name=manifest.name)


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return Stamp(found.st_size, found.st_mtime_ns)


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    temporary.write_bytes(data)
    temporary.replace(path)
