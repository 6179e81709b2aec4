"""Writes a file that a person named: whole, or not at all. Every export goes through here."""

from __future__ import annotations

import errno
import glob
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import IO, BinaryIO

from engine.protocol.errors import DiskFull, FileUnwritable, TargetNotAFile

NEEDED_SPACE = "64 MB"
_DISK_FULL_CODES = (errno.ENOSPC, errno.EDQUOT)
_NAME_CHARACTERS, _RANDOM_BYTES = 40, 8
_STRAY_SECONDS = 24 * 3600
"""The age of a half-written file that a killed process left: its next export to that name removes it."""
_PERMISSIONS = 0o777
_OF_THE_SYSTEM = re.compile(r"/(dev(?!/shm/)|proc|sys)/")
"""/dev/stdout is a link to whatever this process writes to."""


def writable_target(path: str | Path) -> Path:
    """Return the regular file that writing to `path` writes: where it is a link, the file at the link's end.

    It need not exist. Raises TargetNotAFile for a folder, a device or a pipe, which a file moved over it would destroy, and
    FileUnwritable for one that may not be written.
    """
    named = _expanded(path)
    if not named.name:
        raise FileUnwritable(name=str(path))
    with write_errors(named):
        target = Path(os.path.realpath(named)) if named.is_symlink() else named
        if any(_OF_THE_SYSTEM.match(str(path.absolute())) for path in (named, target)):
            raise TargetNotAFile(name=named.name)
        try:
            found = target.stat()
        except FileNotFoundError:
            return target
        if not stat.S_ISREG(found.st_mode):
            raise TargetNotAFile(name=named.name)
        if not os.access(target, os.W_OK):
            raise FileUnwritable(name=named.name)
    return target


@contextmanager
def write_text_atomically(path: str | Path, encoding: str = "utf-8", newline: str | None = None) -> Iterator[IO[str]]:
    """Give a text file that takes the place of `path`, as write_file_atomically does; half a character becomes "?"."""
    with write_file_atomically(path) as file:
        text = TextIOWrapper(file, encoding, "replace", newline)
        try:
            yield text
        finally:
            text.detach()  # writes the rest, and leaves the file open


@contextmanager
def write_file_atomically(path: str | Path) -> Iterator[BinaryIO]:
    """Give a file that takes the place of `path` when the block ends without an error, and is gone otherwise.

    A link stays, and the file at its end is replaced; a file's permissions and owner are kept. Raises TargetNotAFile,
    FileUnwritable, DiskFull; an OSError of the block becomes one of these.
    """
    target = writable_target(path)
    beginning = f".{target.name[:_NAME_CHARACTERS]}."
    part = target.with_name(f"{beginning}{secrets.token_hex(_RANDOM_BYTES)}.part")
    with write_errors(target):
        _remove_strays(target.parent, beginning)
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
                yield file
                file.flush()
                _keep_permissions(target, file.fileno())
                os.fsync(file.fileno())
            part.replace(target)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)


@contextmanager
def write_errors(target: Path) -> Iterator[None]:
    """Turn an OSError into DiskFull or FileUnwritable."""
    try:
        yield
    except OSError as error:
        if error.errno in _DISK_FULL_CODES:
            raise DiskFull(str(error), needed=NEEDED_SPACE) from None
        raise FileUnwritable(str(error), name=target.name) from None


def _expanded(path: str | Path) -> Path:
    """Return the path with the person's home for "~". Raises FileUnwritable for a name that no file can have."""
    try:
        os.fsencode(path)
        if "\0" in str(path):
            raise ValueError("a NUL in the name")
        return Path(path).expanduser()
    except (ValueError, RuntimeError) as error:  # half a character; the home of nobody
        raise FileUnwritable(
            str(error), name=str(path).encode("utf-8", "replace").decode().replace("\0", "?")
        ) from None


def _remove_strays(folder: Path, beginning: str) -> None:
    for stray in folder.glob(f"{glob.escape(beginning)}{'[0-9a-f]' * 2 * _RANDOM_BYTES}.part"):
        with suppress(OSError):
            if time.time() - stray.lstat().st_mtime > _STRAY_SECONDS:
                stray.unlink()


def _keep_permissions(target: Path, descriptor: int) -> None:
    with suppress(OSError):
        found = target.stat()
        if hasattr(os, "fchown"):
            with suppress(PermissionError):
                os.fchown(descriptor, found.st_uid, found.st_gid)
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, stat.S_IMODE(found.st_mode) & _PERMISSIONS)
