"""The records of installed models on this computer, kept as one JSON file beside the models."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import msgspec

from engine.protocol.model_kinds import ModelState

RECORDS = "records.json"


class VerifiedStamp(msgspec.Struct, frozen=True):
    """A file's size and modification time when its SHA-256 was last found right."""

    bytes: int
    modified_ns: int


class ModelRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """The state of a model on this computer, and how it was loaded. `reason` says why it is not ready.

    `probed_with`: library and plan of the last load that a probe child survived, which took `peak_bytes`. `gpu_layers` 0: a GPU
    failed it for the reason `gpu_error`, so it stays on the processor; None: not known yet. `template_note`: why the model's
    own chat template is not used. `added_ns`: when it was added, in nanoseconds since 1970; 0: not known, or before all others.
    `end_of_turn`: how sure a text model is that its turn ends after a complete answer, from 0 to 1; None: not measured.
    `proven_with`: the `probed_with` of a load after which the engine itself did a job with the model. `deaths`: how often the
    engine was killed before that while it worked on the model. `too_large`: the memory was not enough when it was added.
    """

    stamps: dict[str, VerifiedStamp] = {}
    state: ModelState = "ready"
    reason: str = ""
    probed_with: str = ""
    peak_bytes: int = 0
    gpu_layers: int | None = None
    gpu_error: str = ""
    template_note: str = ""
    added_ns: int = 0
    end_of_turn: float | None = None
    proven_with: str = ""
    deaths: int = 0
    too_large: bool = False

    @property
    def is_proven(self) -> bool:
        """Whether the engine has done a job with the model since the last probe."""
        return bool(self.probed_with) and self.proven_with == self.probed_with

    def untried(self) -> ModelRecord:
        """Return the record without what came of the loads so far, except what was measured."""
        return ModelRecord(
            self.stamps,
            peak_bytes=self.peak_bytes,
            template_note=self.template_note,
            added_ns=self.added_ns,
            end_of_turn=self.end_of_turn,
        )


class ModelRecords:
    """The records by model id. In a folder that cannot be written they last until the program ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / RECORDS
        self._unwritten: dict[str, ModelRecord] = {}
        self._read: tuple[tuple[int, int, int], dict[str, ModelRecord]] | None = None

    def all(self) -> dict[str, ModelRecord]:
        """Return all records; none from a file that is missing or broken, which costs one more hash and probe of each model."""
        try:
            stat = self._path.stat()
            stamp = stat.st_ino, stat.st_size, stat.st_mtime_ns
            if self._read is None or self._read[0] != stamp:  # each job asks
                self._read = stamp, msgspec.json.decode(self._path.read_bytes(), type=dict[str, ModelRecord])
            records = self._read[1]
        except (OSError, msgspec.MsgspecError):
            records = {}
        return records | self._unwritten

    def drop(self, model: str) -> None:
        """Forget the record of a model."""
        records = self.all()
        records.pop(model, None)
        self._unwritten.pop(model, None)
        self._write(records)

    def put(self, model: str, record: ModelRecord) -> None:
        """Replace the record of a model."""
        if not self._write(self.all() | {model: record}):
            self._unwritten[model] = record

    def _write(self, records: dict[str, ModelRecord]) -> bool:
        """Return whether the folder can be written."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _replace(self._path, msgspec.json.format(msgspec.json.encode(records)))
        except OSError:
            return False
        return True


def file_stamp(path: Path) -> VerifiedStamp:
    """Return the size and modification time of a file. Raises OSError."""
    stat = path.stat()
    return VerifiedStamp(stat.st_size, stat.st_mtime_ns)


def _replace(path: Path, data: bytes) -> None:
    """Write a file completely or not at all."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    temporary.write_bytes(data)
    temporary.replace(path)
