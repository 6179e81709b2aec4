"""Notices that a profile's library is gone, so that no empty one hides the loss."""

from __future__ import annotations

from pathlib import Path

from engine.protocol import paths

_SIGNS = (
    "library.db-wal", "backups/*", "replaced/*", "rescued/*", "attachments/*", "pasted/*", "queued/*", "thumbnails/*", "tuned/*",
    "vectors-*", "words-*", "reserve",
)  # fmt: skip
"""Patterns that only a profile with a library has. Models, logs and settings of the window may come before it."""


def is_lost(home: Path) -> bool:
    """Tell whether `home` has no library, or an empty file, although it had one: it is remembered, or something is left of it."""
    try:
        if paths.library(home).stat().st_size:
            return False
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError:  # the store says why the folder cannot be read
        return False
    return paths.had_library(home) or any(any(home.glob(pattern)) for pattern in _SIGNS)
