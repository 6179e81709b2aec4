"""System: the state of this machine, the health check, and backups of the library. Types only."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.method import Method
from engine.protocol.progress import Progress


class GetStatus(msgspec.Struct, frozen=True):
    pass


class Status(msgspec.Struct, frozen=True):
    """Bytes of the engine and its children; `internet_sockets` counted from the kernel's tables for those processes."""

    model: str
    loaded: bool
    memory_bytes: int
    total_memory_bytes: int
    gpu: str
    internet_sockets: int


class CheckHealth(msgspec.Struct, frozen=True):
    """`deep` also hashes every model file and runs the database's own integrity checks."""

    deep: bool = False


class CheckResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """`what` is a stable key (cpu, memory, gpu, providers, store, model:<id>, sockets…); `advice` empty when all is well.

    `text` and `advice` are English sources (context "library"); after translation `values` fill their braces.
    """

    what: str
    state: Literal["good", "warning", "bad"]
    text: str
    advice: str = ""
    values: dict[str, str] = {}


class HealthReport(msgspec.Struct, frozen=True):
    findings: tuple[CheckResult, ...]


class BackUp(msgspec.Struct, frozen=True):
    pass


class Backup(msgspec.Struct, frozen=True):
    path: str
    bytes: int


STATUS: Method[GetStatus, None, Status] = Method("system.status", GetStatus, None, Status)
HEALTH_CHECK: Method[CheckHealth, Progress, HealthReport] = Method("system.check_up", CheckHealth, Progress, HealthReport)
BACK_UP: Method[BackUp, None, Backup] = Method("system.back_up", BackUp, None, Backup)
