"""Lists the files in the folders and paths that a person named. Opens none of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence, Set
from pathlib import Path

from engine.files.names import is_folder, named_path
from engine.protocol.children.indexing import INSIDE


def walk_files(
    paths: Sequence[str],
    suffixes: Set[str],
    is_cancelled: Callable[[], bool],
    pass_over: Callable[[str], object] = lambda _: None,
) -> Iterator[Path]:
    """Yield absolute paths in a stable order, each once: files named outright whatever their kind, and those in folders whose
    lower-case suffix is in `suffixes`.

    Links to folders are not followed, so there can be no loop; hidden files and folders without permission are skipped.
    Stops early when cancelled. `pass_over` is given the paths of the other files.
    """
    yielded: set[str] = set()
    for path in paths:
        root = absolute_path(path)
        names = _walk_folder(root, suffixes, is_cancelled, pass_over) if is_folder(root) else iter([root])
        for name in names:
            if is_cancelled():
                return
            if name not in yielded:
                yielded.add(name)
                yield Path(name)


def absolute_path(path: str) -> str:
    """Return a path without "~", "." and ".."; links stay as they are, so that a person recognises it."""
    return os.path.normpath(named_path(path).absolute())


def is_under(path: str, folders: Sequence[str]) -> bool:
    """Tell whether a path is one of these folders or files, or lies in one: the path of an attachment does in its letter."""
    return any(
        path == folder or path.startswith((folder.rstrip(os.sep) + os.sep, folder + INSIDE)) for folder in folders
    )


def _walk_folder(
    folder: str, suffixes: Set[str], is_cancelled: Callable[[], bool], pass_over: Callable[[str], object]
) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            ordered = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in ordered:
        if is_cancelled():
            return
        if entry.name.startswith((".", "~$")):
            continue
        if _is_folder(entry):
            yield from _walk_folder(entry.path, suffixes, is_cancelled, pass_over)
        elif Path(entry.name).suffix.lower() in suffixes:
            yield entry.path
        else:
            pass_over(entry.path)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
