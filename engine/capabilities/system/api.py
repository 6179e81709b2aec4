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
    IPv6 sockets of those processes, counted by the kernel.
    """

    model: str
    loaded: bool
    memory_bytes: int
    total_memory_bytes: int
    gpu: str
    internet_sockets: int


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
    """Make a checked copy of the library. Raises DiskFull, LibraryDamaged."""


class BackupFile(msgspec.Struct, frozen=True):
    """The copy that was made, and its size."""

    path: str
    bytes: int


class BackupMissing(LibraryError):
    """`ateneo restore` was given a path without a backup. The library is as it was."""

    kind = "backup_missing"
    sentence = "No backup was found there. Choose the file of a backup."


STATUS: Method[GetStatus, None, Status] = Method("system.status", GetStatus, None, Status)
HEALTH_CHECK: Method[CheckHealth, Progress, HealthReport] = Method(
    "system.health_check", CheckHealth, Progress, HealthReport
)
BACK_UP: Method[BackUp, None, BackupFile] = Method("system.back_up", BackUp, None, BackupFile)
