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
    """Return the sentence of the error, or its kind where no error has this kind or a value is missing."""
    error = errors.error_class(event.reason)
    try:
        if error is not None:
            return console.tr("errors", error.sentence, **{"name": event.path, **event.values})
    except KeyError:
        pass
    return f"{event.path}: {event.reason}"
