"""Names of files as they come from a person, a list or another program. Some are names that no file can have."""

from __future__ import annotations

from pathlib import Path


def named_path(name: str) -> Path:
    """Return the path with that name, with "~" as this user's home folder; "~nobody" stays as it is.

    A NUL, which no name can have, becomes "\N{REPLACEMENT CHARACTER}": whoever looks for the file then finds none.
    """
    path = Path(name.replace("\0", "\N{REPLACEMENT CHARACTER}"))
    try:
        return path.expanduser()
    except RuntimeError:  # there is no such user
        return path


def is_folder(path: str | Path) -> bool:
    """Tell whether a folder is there; False also for a name that is too long for one. `Path.is_dir` raises OSError then."""
    try:
        return Path(path).is_dir()
    except OSError:
        return False


def is_file(path: str | Path) -> bool:
    """Tell whether an ordinary file is there, or a link to one; False also for a name that is too long."""
    try:
        return Path(path).is_file()
    except OSError:
        return False


def is_there(path: str | Path) -> bool:
    """Tell whether anything has that path; False also for a name that is too long."""
    try:
        return Path(path).exists()
    except OSError:
        return False
