"""Files that live no longer than the window. They are in the profile, so that the next window finds what a killed one left."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QTemporaryDir

from engine.protocol.paths import is_library_missing
from engine.protocol.private_folder import make_private_folder


def temporary_folder(parent: Path) -> QTemporaryDir:
    """Return a new folder in `parent`, which is deleted with the object.

    It is not valid, and nothing can be saved there, where the profile cannot be written or is not there.
    """
    if not is_library_missing(parent.parent):
        with suppress(OSError):
            make_private_folder(parent)
    return QTemporaryDir(str(parent / "XXXXXX"))


def remove_temporary_files(parent: Path) -> None:
    """Delete what this window, or one before it that was killed, has left."""
    shutil.rmtree(parent, ignore_errors=True)
