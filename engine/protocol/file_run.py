"""Events of a run over files, the same for documents and pictures. Types only."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.progress import Progress

FileChange = Literal["added", "updated", "unchanged", "failed"]


class FileOutcome(msgspec.Struct, frozen=True, tag="file", omit_defaults=True):
    """One file is stored, or quarantined with its reason: an error kind, the values of its sentence, technical detail."""

    path: str
    outcome: FileChange
    reason: str = ""
    values: dict[str, str] = {}
    detail: str = ""


FileRunEvent = Progress | FileOutcome
