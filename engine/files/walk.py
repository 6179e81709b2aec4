"""Which files a person means by the paths they name. Opens nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence, Set
from pathlib import Path


def files_under(paths: Sequence[str], suffixes: Set[str], is_cancelled: Callable[[], bool]) -> Iterator[Path]:
    """Absolute paths in a stable order, each once: files named outright, whatever their kind, and such kinds in folders.

    Links to folders are not followed, so no loop can hold it; hidden files and folders one may not enter are passed over.
    Stops where it is when cancelled.
    """
    seen: set[str] = set()
    for path in paths:
        named = absolute(path)
        found = _folder(named, suffixes, is_cancelled) if Path(named).is_dir() else iter([named])
        for name in found:
            if is_cancelled():
                return
            if name not in seen:
                seen.add(name)
                yield Path(name)


def absolute(path: str) -> str:
    """Without "~", "." and "..", links left as they are: the path a person would recognise."""
    return os.path.normpath(Path(path).expanduser().absolute())


def is_under(path: str, folders: Sequence[str]) -> bool:
    return any(path == folder or path.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders)


def _folder(folder: str, suffixes: Set[str], is_cancelled: Callable[[], bool]) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in inside:
        if is_cancelled():
            return
        if entry.name.startswith((".", "~$")):
            continue
        if _is_folder(entry):
            yield from _folder(entry.path, suffixes, is_cancelled)
        elif Path(entry.name).suffix.lower() in suffixes:
            yield entry.path


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
