"""Libraries that were replaced, by a backup or an empty one: the newest are kept in home/replaced."""

from __future__ import annotations

import shutil
from pathlib import Path

from engine.protocol import paths
from engine.protocol.private_folder import make_private_folder
from engine.store.recovery.leftovers import erase_files

FOLDER, KEPT = "replaced", 3
LIBRARY_SUFFIXES = ("", "-wal", "-shm")


def move_aside(home: Path) -> Path:
    """Move the library's files to a new folder in home/replaced and return it; older ones go. Raises OSError.

    What models have computed of its conversations is deleted, with zeros over it: it holds their words.
    """
    folder = make_private_folder(home / FOLDER)
    older = replaced_libraries(home)
    replaced = make_private_folder(folder / f"{int(older[-1].name) + 1 if older else 1:04d}")
    library = paths.library(home)
    for suffix in LIBRARY_SUFFIXES:
        file = library.with_name(library.name + suffix)
        if file.exists():
            file.replace(replaced / file.name)
    erase_files(home, paths.CONVERSATION_STATES, "*")
    shutil.rmtree(home / paths.CONVERSATION_STATES, ignore_errors=True)
    for path in older[: -(KEPT - 1)]:
        shutil.rmtree(path, ignore_errors=True)
    return replaced


def replaced_libraries(home: Path) -> list[Path]:
    """Return the folders of replaced libraries, the oldest first."""
    folder = home / FOLDER
    if folder.is_symlink() or not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if path.name.isdecimal()), key=lambda path: int(path.name))
