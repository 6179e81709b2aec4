"""Removes from the profile what killed processes left half written."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from engine.protocol import paths
from engine.store.profile_files import delete_stored_file

HALF_WRITTEN = (
    "*.part",
    "backups/*.part",
    "attachments/*.part",
    "pasted/*/*.part",
    "thumbnails/*.part",
    "tuned/.staging-*",
    "tuning-*",
    "library.arriving*",
)
"""Patterns in the profile. Whoever writes one of these has the library's lock, or belongs to an engine that had it."""


def remove_leftovers(home: Path) -> None:
    """Remove leftovers; the caller holds the library's lock. What cannot be removed stays for another time."""
    erase_files(home, paths.CONVERSATION_STATES, "*.part")
    erase_files(home, "", "words-*.part")
    for pattern in HALF_WRITTEN:
        for path in home.glob(pattern):
            remove_tree(path)


def erase_files(home: Path, folder: str, pattern: str) -> None:
    """Delete the files of a folder of the profile that fit a pattern, with zeros over them: they hold a person's words."""
    for path in (home / folder).glob(pattern):
        delete_stored_file(home, folder, path.name)


def remove_tree(path: Path) -> None:
    """Remove a file, a link or a folder with all that is in it, as far as that can be done."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
