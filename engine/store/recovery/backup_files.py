"""The files that a backup carries beside the library: pictures of conversations, fine-tuned encoders, settings of the window.

Unchanged files are hard links to those of the backup before, so that ten backups take the space of one; they are never links to
the profile's own files, which would be damaged or overwritten together with them.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from engine.protocol.cancellation import IsCancelled, never_cancelled, raise_if_cancelled
from engine.protocol.errors import BackupUnsafe
from engine.protocol.private_folder import make_private_folder
from engine.store.profile_files import NO_LINK, stored_file

SETTINGS = "settings.toml"
FOLDERS = ("attachments", "pasted", "queued", "tuned")
UNFINISHED = (".part", ".new")
MOST_FILES, MOST_BYTES = 100_000, 64 * 1024**3
"""Of a backup that is restored: it may come from anyone."""
LARGEST_SETTINGS = BLOCK = 1024 * 1024


def carried_files(folder: Path) -> Iterator[str]:
    """Yield the names of the files of a profile, or of a backup, that a backup carries; links are left out."""
    for top in (name for name in FOLDERS if not (folder / name).is_symlink()):
        for parent, folders, files in os.walk(folder / top):
            folders.sort()
            for file in sorted(files):
                if not file.endswith(UNFINISHED) and _is_regular(Path(parent, file)):
                    yield Path(parent, file).relative_to(folder).as_posix()
    if _is_regular(folder / SETTINGS):
        yield SETTINGS


def copy_files(home: Path, target: Path, previous: Path | None, is_cancelled: IsCancelled = never_cancelled) -> None:
    """Copy the files of a profile into a backup, as links to those of the `previous` one where nothing changed.

    A file that is deleted meanwhile is left out. Raises OSError, Cancelled.
    """
    for name in carried_files(home):
        raise_if_cancelled(is_cancelled)
        make_private_folder((target / name).parent)
        with suppress(FileNotFoundError):
            if previous is None or not _link(home / name, previous / name, target / name):
                copy_file(home / name, target / name, is_cancelled)


def bytes_to_copy(home: Path, previous: Path | None) -> int:
    """Return how much space the files of a new backup need."""
    total = 0
    for name in carried_files(home):
        with suppress(OSError):
            if previous is None or not _is_same(home / name, previous / name):
                total += (home / name).stat().st_size
    return total


def restore_files(source: Path, home: Path) -> None:
    """Copy pictures and encoders that the profile does not have from a backup; those that it has stay as they are.

    Names that lead elsewhere, links and what is no regular file are left out. Raises OSError, and BackupUnsafe for more than a
    profile can have.
    """
    total = 0
    for count, name in enumerate(carried_files(source)):
        total += (source / name).lstat().st_size
        if count >= MOST_FILES or total > MOST_BYTES:
            raise BackupUnsafe(f"more than {MOST_FILES} files or {MOST_BYTES} bytes")
        top, _, inner = name.partition("/")
        target = stored_file(home, top, inner) if inner else None
        if target is not None and not target.exists():
            make_private_folder(target.parent)
            copy_file(source / name, target)


def restore_settings(source: Path, home: Path, replaced: Path) -> None:
    """Put the settings of a backup in the place of the profile's, which go to the folder `replaced`. Raises OSError."""
    new, settings = source / SETTINGS, home / SETTINGS
    if not _is_regular(new) or new.lstat().st_size > LARGEST_SETTINGS:
        return
    if settings.exists():
        settings.replace(replaced / SETTINGS)
    copy_file(new, settings)


def _link(original: Path, backed_up: Path, target: Path) -> bool:
    """Link a file of the previous backup that is the same as the original, where the file system can."""
    if not _is_same(original, backed_up):
        return False
    try:
        os.link(backed_up, target)
    except OSError:
        return False
    return True


def _is_same(original: Path, backed_up: Path) -> bool:
    try:
        ours, theirs = original.stat(), backed_up.lstat()
    except OSError:
        return False
    return stat.S_ISREG(theirs.st_mode) and (ours.st_size, ours.st_mtime_ns) == (theirs.st_size, theirs.st_mtime_ns)


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def copy_file(source: Path, target: Path, is_cancelled: IsCancelled = never_cancelled) -> None:
    """Copy a regular file for its owner only, with its time of change, and wait until it is on the disk.

    Raises Cancelled, and OSError, also for a link and for what is no regular file.
    """
    part = target.with_name(target.name + UNFINISHED[0])
    descriptor = os.open(source, os.O_RDONLY | NO_LINK | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(source))
        copy = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | NO_LINK, 0o600)
        try:
            with os.fdopen(copy, "wb") as out:
                while block := file.read(BLOCK):
                    out.write(block)
                    raise_if_cancelled(is_cancelled)
                out.flush()
                os.fsync(out.fileno())
            os.utime(part, ns=(found.st_atime_ns, found.st_mtime_ns))
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
