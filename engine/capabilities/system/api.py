"""Types and methods of the system capability: status of this machine, health check, backup."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.errors import LibraryError
from engine.protocol.method import Method
from engine.protocol.progress import Progress


class GetStatus(msgspec.Struct, frozen=True):
    """Ask for the model, the memory and the connections of this moment."""


class Status(msgspec.Struct, frozen=True):
    """The engine now.

    `model` is the id of the loaded text model, otherwise of the chosen one; empty where there is none. `memory_bytes` is the
    memory of the engine and its children, `total_memory_bytes` that of the machine. `internet_sockets` are the open IPv4 and
    IPv6 sockets of those processes, counted by the kernel. `is_damaged`: an automatic backup found the library damaged.
    `networked` are the names of the tool servers that the person lets use the network; these are not among the processes.
    """

    model: str
    loaded: bool
    memory_bytes: int
    total_memory_bytes: int
    gpu: str
    internet_sockets: int
    is_damaged: bool = False
    networked: tuple[str, ...] = ()


class CheckHealth(msgspec.Struct, frozen=True):
    """Run all checks. `deep` also hashes every model file and runs the database's own integrity checks."""

    deep: bool = False


class CheckResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """The result of one check.

    `check` is a stable key (cpu, memory, gpu, packages, store, model:<id>, sockets…). `text` and `advice` are English sources
    of the translation context "system" (or "errors"), with braces that `values` fill; `advice` is empty when all is well.
    """

    check: str = msgspec.field(name="what")  # the key that `ateneo doctor --json` prints
    state: Literal["good", "warning", "bad"]
    text: str
    advice: str = ""
    values: dict[str, str] = {}


class HealthReport(msgspec.Struct, frozen=True):
    """The results in the order of the checks; those so far when the run was cancelled."""

    results: tuple[CheckResult, ...]


class BackUp(msgspec.Struct, frozen=True):
    """Make a checked backup of library, pictures of conversations, fine-tuned encoders and settings.

    Raises DiskFull, LibraryDamaged, LibraryReadOnly, LibraryGone.
    """


class BackupMade(msgspec.Struct, frozen=True):
    """The folder of the backup that was made, and the size of its files, some of which it may share with older ones."""

    path: str
    bytes: int


class GetBackups(msgspec.Struct, frozen=True):
    """Ask which backups there are and whether they are made automatically."""


class BackupList(msgspec.Struct, frozen=True, omit_defaults=True):
    """The backups in `folder`.

    `made_at` (ms since 1970) and `path` are those of the newest; 0 and empty where there is none. `failure` is the kind of the
    error that kept the last automatic backup from being made, with its `failure_values`; empty when all is well.
    """

    automatic: bool
    folder: str
    count: int = 0
    path: str = ""
    made_at: int = 0
    failure: str = ""
    failure_values: dict[str, str] = {}


class SetAutomaticBackups(msgspec.Struct, frozen=True):
    """Make backups automatically, or no longer. Raises DiskFull, LibraryReadOnly."""

    automatic: bool


class SaveCopy(msgspec.Struct, frozen=True):
    """Write a checked copy of the library to a new folder in `folder`, also when the profile was deleted or its drive removed.

    Raises DiskFull, LibraryDamaged, LibraryReadOnly.
    """

    folder: str


class SavedCopy(msgspec.Struct, frozen=True):
    """The folder with the copy, which `ateneo restore` takes."""

    path: str


class CleanBackups(msgspec.Struct, frozen=True):
    """Make a backup and delete all older ones, which may hold what was deleted since. Raises DiskFull, LibraryDamaged."""


class BackupsCleaned(msgspec.Struct, frozen=True):
    """The new backup, and how many older ones and replaced libraries were deleted."""

    path: str
    deleted: int


class BackupMissing(LibraryError):
    """`ateneo restore` was given a path without a backup. The library is as it was."""

    kind = "backup_missing"
    sentence = "No backup was found there. Choose the folder of a backup."


class GetKeptStates(msgspec.Struct, frozen=True):
    """Ask how much is kept on disk of what models have computed of conversations."""


class LimitKeptStates(msgspec.Struct, frozen=True):
    """Keep at most so many bytes; what is too much is deleted at once, the longest unused first. 0 keeps none."""

    limit: int


class KeptStates(msgspec.Struct, frozen=True):
    """Bytes that are kept now, and the most that may be."""

    used: int
    limit: int


STATUS: Method[GetStatus, None, Status] = Method("system.status", GetStatus, None, Status)
HEALTH_CHECK: Method[CheckHealth, Progress, HealthReport] = Method(
    "system.health_check", CheckHealth, Progress, HealthReport
)
CLEAN_BACKUPS: Method[CleanBackups, None, BackupsCleaned] = Method(
    "system.clean_backups", CleanBackups, None, BackupsCleaned
)
BACK_UP: Method[BackUp, None, BackupMade] = Method("system.back_up", BackUp, None, BackupMade)
BACKUPS: Method[GetBackups, None, BackupList] = Method("system.backups", GetBackups, None, BackupList)
SET_AUTOMATIC_BACKUPS: Method[SetAutomaticBackups, None, BackupList] = Method(
    "system.set_automatic_backups", SetAutomaticBackups, None, BackupList
)
SAVE_COPY: Method[SaveCopy, None, SavedCopy] = Method("system.save_copy", SaveCopy, None, SavedCopy)
KEPT_STATES: Method[GetKeptStates, None, KeptStates] = Method("system.kept_states", GetKeptStates, None, KeptStates)
LIMIT_KEPT_STATES: Method[LimitKeptStates, None, KeptStates] = Method(
    "system.limit_kept_states", LimitKeptStates, None, KeptStates
)
