"""Files of the profile that rows name. A row may come from a stranger's backup: its name never leads out of the profile."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

NO_LINK = getattr(os, "O_NOFOLLOW", 0)
"""Flag of `os.open`: a file that is a link is not opened, where the system can tell."""
_BLOCK = 1024 * 1024
_FORBIDDEN = "\0\\:" if os.name == "nt" else "\0"


def stored_file(home: Path, folder: str, name: str) -> Path | None:
    """Return the path of the file `name` in `folder` of the profile; it need not exist.

    None for a name that could lead elsewhere: empty, absolute, with "..", on Windows with a drive or a backslash, or through
    a link at any place below the profile. Every stored file is opened, shown and deleted by way of this function.
    """
    parts = name.split("/")
    if any(part in ("", ".", "..") for part in parts) or any(sign in name for sign in _FORBIDDEN):
        return None
    path = home / folder
    for part in ("", *parts):
        path = path / part
        if path.is_symlink():
            return None
    return path


def stored_path(home: Path, folder: str, name: str) -> str:
    """Return the path of a stored file as text, empty for a name that `stored_file` refuses."""
    path = stored_file(home, folder, name)
    return "" if path is None else str(path)


def stored_name(home: Path, folder: str, path: str) -> str:
    """Return the name by which `path` is stored in `folder` of the profile, empty for a path that is not in it."""
    with suppress(ValueError):
        name = Path(path).relative_to(home / folder).as_posix()
        return name if stored_file(home, folder, name) else ""
    return ""


def delete_stored_file(home: Path, folder: str, name: str) -> None:
    """Delete a stored file after zeros were written over it, so that its bytes are not left where that can be helped.

    A name that `stored_file` refuses is left alone, as is what is no regular file. One that has a second name elsewhere (a
    hard link) loses this name only.
    """
    path = stored_file(home, folder, name)
    if path is None:
        return
    with suppress(OSError):
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            return
        if found.st_nlink == 1:
            _overwrite(path)
        path.unlink()


def _overwrite(path: Path) -> None:
    """Write zeros over a file. Raises OSError, also when the name stands for something else by now."""
    descriptor = os.open(path, os.O_WRONLY | NO_LINK | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "wb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
            raise OSError("the file was exchanged")
        for start in range(0, found.st_size, _BLOCK):
            file.write(bytes(min(_BLOCK, found.st_size - start)))
        file.flush()
        os.fsync(descriptor)
