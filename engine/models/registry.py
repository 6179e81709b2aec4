"""The registry of installed models: folders with a model.toml each. It copies models in and checks them; it loads none."""

from __future__ import annotations

import shutil
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal, NoReturn

import msgspec

from engine.files.names import is_there
from engine.files.staging import StagingFolder, sweep_staging
from engine.models.importing.clip_export import export, needs_export
from engine.models.importing.copying import ByteProgress, copy_files, hash_file
from engine.models.importing.duplicates import find_duplicate, replace_files
from engine.models.importing.gguf_import import is_base_model, projector_fits
from engine.models.importing.known_models import described
from engine.models.importing.model_import import (
    check_files,
    is_projector_file,
    manifest_of,
    model_files,
    projector_files,
)
from engine.models.llama.gguf import read_header
from engine.models.manifest import MANIFEST, ModelFile, ModelManifest, read_manifest, slug, write_manifest
from engine.models.records import ModelRecord, ModelRecords, VerifiedStamp, file_stamp
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled, never_cancelled
from engine.protocol.progress import Progress

REMOVED = ".removed"
SPARE = 50_000_000
"""Bytes a copy leaves free on the disk."""


class InstalledModel(msgspec.Struct, frozen=True):
    """A model in a folder of the registry."""

    manifest: ModelManifest
    folder: Path
    record: ModelRecord

    @property
    def id(self) -> str:
        """Id of its manifest, by which it is chosen and loaded."""
        return self.manifest.id

    @property
    def is_ready(self) -> bool:
        """Whether it may be loaded: it is not damaged, changed or quarantined."""
        return self.record.state == "ready"

    def path(self, ending: str) -> Path:
        """Return the path of its first file whose name ends so. Raises ModelDamaged."""
        return self.folder / self.manifest.file(ending)

    @property
    def is_base(self) -> bool:
        """Whether this is a base model: it continues a text, and is used for chat only where the person says so."""
        return is_base_model(self.manifest, self.record.end_of_turn)

    @property
    def added_ns(self) -> int:
        """When it came, in nanoseconds since 1970; 0 where neither its record nor its folder says it."""
        with suppress(OSError):
            return self.record.added_ns or (self.folder / MANIFEST).stat().st_mtime_ns
        return 0

    @property
    def projector(self) -> Path | None:
        """Path of the file that lets a text model take images; None when it has none."""
        return self.folder / self.manifest.projector if self.manifest.projector else None


class ModelRegistry:
    """The models in `folders`: the first is ours to write, the others are read. Nothing is created before it is written.

    `private_folder` holds models that belong to something in the profile, such as a classifier's fine-tuned encoder: they are
    found by their id and never listed for a choice.
    """

    def __init__(self, folders: Sequence[Path], private_folder: Path | None = None) -> None:
        self._folders, self._private_folder = tuple(folders), private_folder
        self._records = ModelRecords(self._folders[0]) if folders else None

    @property
    def folder(self) -> Path:
        """The folder that models are added to."""
        return self._folders[0]

    def list(self) -> tuple[InstalledModel, ...]:
        """Return the models by name. A folder whose model.toml cannot be read is listed as damaged."""
        return self._models_in(self._folders)

    def private(self) -> tuple[InstalledModel, ...]:
        """Return the models of the private folder, by name."""
        return self._models_in([self._private_folder] if self._private_folder else [])

    def get(self, model: str) -> InstalledModel:
        """Return the model of that id, listed or private. Raises ModelUnknown; ModelMissing when there is no model at all."""
        listed = self.list()
        for installed in (*listed, *self.private()):
            if installed.id == model:
                return installed
        raise unknown_model(model, listed)

    def check(self, model: str, is_cancelled: IsCancelled = never_cancelled) -> InstalledModel:
        """Compare a model's files with its manifest and return it; only files whose size or time changed are hashed again.

        Raises ModelMissing, ModelDamaged, ModelChanged, Cancelled.
        """
        for _ in _compare_files(self, self.get(model), is_cancelled, trust_stamps=True):
            pass
        return self.get(model)

    def verify(
        self, model: str, is_cancelled: IsCancelled = never_cancelled
    ) -> Generator[Progress, None, InstalledModel]:
        """Hash every file again. A changed model that is right again becomes ready; a quarantined one stays quarantined.

        Raises as `check`.
        """
        installed = self.get(model)
        yield from _compare_files(self, installed, is_cancelled, trust_stamps=False)
        if installed.record.state in ("changed", "damaged"):
            self.update_record(model, state="ready", reason="")
        return self.get(model)

    def add(
        self,
        path: Path,
        name: str = "",
        is_cancelled: IsCancelled = never_cancelled,
        projector: Path | None = None,
    ) -> Generator[Progress, None, InstalledModel]:
        """Copy a model in. `path` is a GGUF file, an ONNX file beside its tokenizer.json, or a folder.

        The folder has one of these, a model.toml, or the weights of a CLIP model. `projector` makes a text model multimodal.
        Nothing half copied remains. A model that is there already, by the SHA-256 of its files, is not added a second time: it
        is returned, repaired where it was damaged.

        Raises ProjectorMismatch, ModelRefused, ModelDamaged, ModelUnsupported, FileVanished, DiskFull, LibraryReadOnly,
        Cancelled.
        """
        if not is_there(path):
            raise errors.FileVanished(name=path.name)
        if needs_export(path):
            return (yield from self._add_exported(path, name, is_cancelled))
        sources = model_files(path)
        if projector is not None:
            sources |= projector_files(projector)
        check_files(sources)
        main, projectors = _without_projectors(sources)
        duplicate = yield from find_duplicate((model.manifest for model in self.list()), main, is_cancelled)
        if duplicate is not None:
            return (yield from self._add_again(self.get(duplicate.id), main, projectors, is_cancelled))
        manifest = manifest_of(path, sources, name)
        with self._staging_folder(sum(file.stat().st_size for file in sources.values())) as staging:
            files = yield from copy_files(sources, staging, is_cancelled)
            _check_copy(manifest, files, staging)
            manifest = described(msgspec.structs.replace(manifest, files=files), keep_name=bool(name))
            manifest = msgspec.structs.replace(manifest, id=slug(manifest.id, {m.id for m in self.list()}))
            write_manifest(manifest, staging)
            staging.rename(self.folder / manifest.id)
        folder = self.folder / manifest.id
        stamps = {file.path: file_stamp(folder / file.path) for file in files}
        self._put(manifest.id, ModelRecord(stamps, added_ns=time.time_ns()))
        return self.get(manifest.id)

    def models_fitting(self, projector: Path) -> tuple[InstalledModel, ...]:
        """Return the text models that a projector fits, by name.

        Raises ProjectorMismatch when there is none, ModelRefused, ModelDamaged, FileVanished.
        """
        (path,) = projector_files(projector).values()
        header = read_header(path)
        models = tuple(
            model
            for model in self.list()
            if model.manifest.kind == "text"
            and model.is_ready
            and model.path(".gguf").is_file()
            and projector_fits(header, read_header(model.path(".gguf")))
        )
        if not models:
            raise errors.ProjectorMismatch(f"{header.projection_width} wide", name=path.name)
        return models

    def attach_projector(
        self, model: str, projector: Path, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, InstalledModel]:
        """Copy a projector into a text model's folder; it replaces an earlier one. Raises ModelMissing, and as `add`."""
        installed = self.get(model)
        if installed not in self.models_fitting(projector):
            raise errors.ProjectorMismatch(f"not for {model}", name=projector.name)
        try:
            with self._staging_folder(projector.stat().st_size) as staging:
                (file,) = yield from copy_files({f"mmproj-{projector.stem}.gguf": projector}, staging, is_cancelled)
                check_files({file.path: staging / file.path})
                self.detach_projector(model)
                (staging / file.path).replace(installed.folder / file.path)
        except OSError as failed:
            raise errors.LibraryReadOnly(str(failed)) from None
        manifest = self.get(model).manifest
        write_manifest(
            msgspec.structs.replace(manifest, projector=file.path, files=(*manifest.files, file)), installed.folder
        )
        return self.get(model)

    def detach_projector(self, model: str) -> None:
        """Remove a text model's projector. The model is probed again before its next load. Raises ModelMissing."""
        installed = self.get(model)
        if not (projector := installed.manifest.projector):
            return
        files = tuple(file for file in installed.manifest.files if file.path != projector)
        write_manifest(msgspec.structs.replace(installed.manifest, projector="", files=files), installed.folder)
        (installed.folder / projector).unlink(missing_ok=True)
        self.retry(model)

    def remove(self, model: str) -> None:
        """Move a model aside; `restore` brings it back until `sweep`. Raises ModelMissing."""
        installed = self.get(model)
        aside = installed.folder.parent / REMOVED / installed.folder.name
        aside.parent.mkdir(exist_ok=True)
        shutil.rmtree(aside, ignore_errors=True)
        installed.folder.rename(aside)

    def discard(self, model: str) -> None:
        """Delete a model for good, and its record. Raises ModelMissing."""
        shutil.rmtree(self.get(model).folder, ignore_errors=True)
        if self._records:
            self._records.drop(model)

    def restore(self, model: str) -> InstalledModel:
        """Bring a removed model back. Raises ModelMissing when it was never removed, or was swept since."""
        for aside in (folder / REMOVED for folder in self._folders if (folder / REMOVED).is_dir()):
            for folder in aside.iterdir():
                if (folder / MANIFEST).is_file() and read_manifest(folder).id == model:
                    folder.rename(aside.parent / folder.name)
                    return self.get(model)
        raise errors.ModelMissing(f"no removed model {model}")

    def sweep(self) -> None:
        """Delete removed models, and what an interrupted copy left, for good. Called at the start of the program."""
        sweep_staging(self.folder)
        shutil.rmtree(self.folder / REMOVED, ignore_errors=True)

    def quarantine(self, model: str, reason: str) -> None:
        """Stop using a model whose load failed, until `retry`."""
        self.update_record(model, state="quarantined", reason=reason, deaths=0)

    def retry(self, model: str) -> None:
        """Forget that a model was quarantined or that a GPU failed it: it is probed again. Raises ModelMissing."""
        self._put(model, self.get(model).record.untried())

    def update_record(self, model: str, **changes: object) -> None:
        """Change fields of a model's record."""
        record = msgspec.structs.replace(self._all_records().get(model, ModelRecord()), **changes)
        self._put(model, record)

    def _models_in(self, folders: Sequence[Path]) -> tuple[InstalledModel, ...]:
        records = self._all_records()
        models: dict[str, InstalledModel] = {}
        for folder in _model_folders(folders):
            try:
                manifest, damaged_record = read_manifest(folder), None
            except errors.ModelDamaged as damaged:
                manifest = ModelManifest(folder.name, folder.name, "text", ())
                damaged_record = ModelRecord(state="damaged", reason=damaged.detail)
            record = damaged_record or records.get(manifest.id, ModelRecord())
            models.setdefault(manifest.id, InstalledModel(manifest, folder, record))
        return tuple(sorted(models.values(), key=lambda model: model.manifest.name.lower()))

    def _all_records(self) -> dict[str, ModelRecord]:
        return self._records.all() if self._records else {}

    def _put(self, model: str, record: ModelRecord) -> None:
        if self._records:
            self._records.put(model, record)

    def _add_exported(
        self, path: Path, name: str, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, InstalledModel]:
        """Export a CLIP model to ONNX in a folder of our own, and add that."""
        weight_bytes = sum(file.stat().st_size for file in path.glob("*.safetensors"))
        with self._staging_folder(3 * weight_bytes) as staging:
            yield Progress(0, 1, "model", path.name)
            (staging / "export").mkdir()
            export(path, staging / "export", is_cancelled)
            return (yield from self.add(staging / "export", name or path.name, is_cancelled))

    def _add_again(
        self, installed: InstalledModel, main: Mapping[str, Path], projectors: Sequence[Path], is_cancelled: IsCancelled
    ) -> Generator[Progress, None, InstalledModel]:
        """Repair a model whose files are offered again, and give it the projector that came with them."""
        if installed.record.state in ("damaged", "changed"):
            with self._staging_folder(installed.manifest.bytes) as staging:
                yield from replace_files(installed.manifest, installed.folder, main, staging, is_cancelled)
            self.update_record(installed.id, state="ready", reason="", stamps={})
        for projector in projectors[: 0 if installed.projector else 1]:
            yield from self.attach_projector(installed.id, projector, is_cancelled)
        return self.get(installed.id)

    def _staging_folder(self, size: int) -> StagingFolder:
        """Return an empty folder on the same file system that `list` does not see. Raises DiskFull, LibraryReadOnly."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self.folder).free
            if free < size + SPARE:
                raise errors.DiskFull(needed=f"{(size + SPARE - free) // 1_000_000 + 1} MB")
            return StagingFolder(self.folder)
        except OSError as failed:
            raise errors.LibraryReadOnly(str(failed)) from None


def unknown_model(model: str, candidates: Sequence[InstalledModel]) -> errors.ModelMissing:
    """Return the error for a name that no model has; it lists the ids of those that could have been meant."""
    if not candidates:
        return errors.ModelMissing(f"no model {model}")
    return errors.ModelUnknown(model=model, models=", ".join(candidate.id for candidate in candidates))


def _without_projectors(sources: Mapping[str, Path]) -> tuple[dict[str, Path], list[Path]]:
    """Return a model's files by name without its projectors, and these."""
    projectors = {name: path for name, path in sources.items() if is_projector_file(path)}
    return {name: path for name, path in sources.items() if name not in projectors}, list(projectors.values())


def _model_folders(folders: Sequence[Path]) -> Sequence[Path]:
    return [
        model
        for folder in folders
        if folder.is_dir()
        for model in sorted(folder.iterdir())
        if not model.name.startswith(".") and (model / MANIFEST).is_file()
    ]


def _compare_files(
    registry: ModelRegistry, installed: InstalledModel, is_cancelled: IsCancelled, trust_stamps: bool
) -> Generator[Progress, None, None]:
    progress = ByteProgress(installed.manifest.bytes)
    stamps = dict(installed.record.stamps) if trust_stamps else {}
    for file in installed.manifest.files:
        path = installed.folder / file.path
        stamp = _current_stamp(registry, installed, path, file)
        if stamps.get(file.path) != stamp:
            if (yield from hash_file(path, progress, is_cancelled)) != file.sha256:
                _reject(registry, installed, "changed", f"SHA-256 of {file.path}")
            stamps[file.path] = stamp
    if stamps != installed.record.stamps:
        registry.update_record(installed.id, stamps=stamps)


def _current_stamp(registry: ModelRegistry, installed: InstalledModel, path: Path, file: ModelFile) -> VerifiedStamp:
    try:
        stamp = file_stamp(path)
    except OSError as gone:
        _reject(registry, installed, "damaged", str(gone))
    if stamp.bytes != file.bytes:
        _reject(registry, installed, "damaged", f"{file.path}: {stamp.bytes} bytes, {file.bytes} expected")
    return stamp


def _reject(
    registry: ModelRegistry, installed: InstalledModel, state: Literal["changed", "damaged"], reason: str
) -> NoReturn:
    registry.update_record(installed.id, state=state, reason=reason)
    error = errors.ModelChanged if state == "changed" else errors.ModelDamaged
    raise error(reason, name=installed.manifest.name)


def _check_copy(manifest: ModelManifest, files: tuple[ModelFile, ...], folder: Path) -> None:
    """Check that the copy is what was offered, and what its model.toml promised if it brought one."""
    check_files({file.path: folder / file.path for file in files})
    promised = {file.path: file.sha256 for file in manifest.files}
    for file in files:
        if promised.get(file.path, file.sha256) != file.sha256:
            raise errors.ModelChanged(f"SHA-256 of {file.path}", name=manifest.name)
