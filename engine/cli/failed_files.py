"""Files that a run could not read, as commands print them."""

from __future__ import annotations

import msgspec

from engine.cli.console import Console
from engine.protocol import errors
from engine.protocol.file_run import FileOutcome


class FailedFile(msgspec.Struct, frozen=True):
    """A file, the kind of its error and the error's sentence in the person's language."""

    path: str
    reason: str
    sentence: str


def failed_file(console: Console, event: FileOutcome) -> FailedFile:
    """Return the entry for an event whose outcome is "failed"."""
    return FailedFile(event.path, event.reason, _sentence(console, event))


def _sentence(console: Console, event: FileOutcome) -> str:
    for kind in errors.FileError.__subclasses__():
        if kind.kind == event.reason:
            return console.tr("errors", kind.sentence, **{"name": event.path, "limit": "", **event.values})
    return f"{event.path}: {event.reason}"
