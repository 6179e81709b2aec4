"""The files of an export: one file, a folder, or a ZIP archive. Names in it are compared and never written anywhere."""

from __future__ import annotations

import base64
import binascii
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from engine.files.opening import open_ordinary_file
from engine.indexer.conversations.drafts import DraftPicture
from engine.indexer.safety import HIGHEST_RATIO, MIB, ZIP, regular_size
from engine.protocol.errors import FileEncrypted, FileNotOrdinary, FileUnreadable, FileUnsafe, FileVanished

LARGEST_EXPORT = 8 * 1024 * MIB
"""Bytes that the files of an archive may unpack to."""
LARGEST_PICTURE = 64 * MIB
MOST_FILES = 200_000
DEEPEST = 4
"""Levels of folders."""
PICTURE_SUFFIXES = frozenset((".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".heic", ".avif", ".tif", ".tiff"))
PICTURE_FOLDERS = ("", "user-files", "../user-files")
"""Where pictures lie beside a single file."""

FindPicture = Callable[[str], DraftPicture]


class ExportFiles(Protocol):
    """`name` is what a person calls the whole."""

    name: str

    def names(self) -> Iterator[str]:
        """Yield the paths of the files, with "/" between their parts."""

    def size(self, name: str) -> int:
        """Return a file's bytes. Raises FileVanished."""

    def open(self, name: str) -> BinaryIO:
        """Open a file. Raises FileVanished, FileNotOrdinary, FileEncrypted, FileUnreadable."""


@contextmanager
def open_export(path: Path) -> Iterator[ExportFiles]:
    """Give the files of an export. Raises FileVanished, FileNotOrdinary, FileUnsafe, FileEncrypted, FileUnreadable."""
    if path.is_dir():
        yield ExportFolder(path)
        return
    regular_size(path)
    with _opened(path) as file:
        if file.read(len(ZIP)) != ZIP:
            yield SingleFile(path)
            return
        file.seek(0)
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
            raise FileUnreadable(str(error), name=path.name) from error
        with closing(archive):
            yield ExportArchive(path.name, archive)


class SingleFile:
    """One file; pictures may lie beside it."""

    def __init__(self, path: Path) -> None:
        self.name, self._path = path.name, path

    def names(self) -> Iterator[str]:
        yield self._path.name
        for folder in PICTURE_FOLDERS:
            yield from (name for name in _listed(self._path.parent / folder, folder) if _is_picture(name))

    def size(self, name: str) -> int:
        return regular_size(self._path.parent / name)

    def open(self, name: str) -> BinaryIO:
        return _open(self._path.parent / name)


class ExportFolder:
    """A folder with the files of one export; links in it are not followed."""

    def __init__(self, path: Path) -> None:
        self.name, self._path = path.name, path

    def names(self) -> Iterator[str]:
        count = 0
        for folder, folders, files in os.walk(self._path):
            within = Path(folder).relative_to(self._path)
            if len(within.parts) >= DEEPEST:
                folders.clear()
            folders.sort()
            for file in sorted(files):
                count += 1
                if count > MOST_FILES:
                    return
                if not (Path(folder) / file).is_symlink():
                    yield (within / file).as_posix()

    def size(self, name: str) -> int:
        return regular_size(self._path / name)

    def open(self, name: str) -> BinaryIO:
        return _open(self._path / name)


class ExportArchive:
    """A ZIP archive, refused as a whole when it declares too much."""

    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self.name, self._archive = name, archive
        members = [member for member in archive.infolist() if not member.is_dir()]
        unpacked = sum(member.file_size for member in members)
        packed = sum(member.compress_size for member in members)
        if len(members) > MOST_FILES or unpacked > LARGEST_EXPORT:
            raise FileUnsafe(f"{len(members)} members of {unpacked} bytes", name=name)
        if unpacked > MIB and unpacked > HIGHEST_RATIO * max(packed, 1):
            raise FileUnsafe(f"unpacks to {unpacked // max(packed, 1)} times its size", name=name)
        self._members = {member.filename: member for member in members}

    def names(self) -> Iterator[str]:
        yield from sorted(self._members)

    def size(self, name: str) -> int:
        if name not in self._members:
            raise FileVanished(name=name)
        return self._members[name].file_size

    def open(self, name: str) -> BinaryIO:
        if self._members[name].flag_bits & 1:
            raise FileEncrypted(name=self.name)
        try:
            return self._archive.open(self._members[name])  # type: ignore[return-value]  # it reads as a BinaryIO does
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
            raise FileUnreadable(str(error), name=self.name) from error


class PictureFinder:
    """Finds pictures of an export by a part of their names: programs add their own before and after it."""

    def __init__(self, files: ExportFiles) -> None:
        self._files = files
        self._names: list[str] | None = None

    def find(self, id: str) -> DraftPicture:
        """Return the picture whose file name begins with `id`, or contains it; looked for when it is loaded."""
        return DraftPicture(PurePosixPath(id).name or "picture", lambda: self._load(id))

    def _load(self, id: str) -> bytes | None:
        if self._names is None:
            self._names = [name for name in self._files.names() if _is_picture(name) or name.endswith(".dat")]
        wanted = PurePosixPath(id).name
        found = next((n for n in self._names if wanted and PurePosixPath(n).name.startswith(wanted)), None)
        if found is None or self._files.size(found) > LARGEST_PICTURE:
            return None
        with self._files.open(found) as file:
            return file.read(LARGEST_PICTURE)


def picture_of_address(address: str, find: FindPicture) -> DraftPicture:
    """Return a picture that stands in its own address (data:image/png;base64,…), or one of the export's files."""
    if address.startswith("data:image/"):
        kind, _, data = address.removeprefix("data:image/").partition(";base64,")
        suffix = kind if kind.isalnum() else "png"
        return DraftPicture(f"picture.{suffix}", lambda: _decoded(data))
    return find(address)


def _decoded(data: str) -> bytes | None:
    with suppress(binascii.Error, ValueError):
        return base64.b64decode(data, validate=False) or None
    return None


def _is_picture(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in PICTURE_SUFFIXES


def _listed(folder: Path, prefix: str) -> Iterator[str]:
    """Yield the files directly in a folder; none where it cannot be listed."""
    with suppress(OSError), os.scandir(folder) as entries:
        for count, entry in enumerate(entries):
            if count >= MOST_FILES:
                return
            if entry.is_file(follow_symlinks=False):
                yield f"{prefix}/{entry.name}" if prefix else entry.name


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with _open(path) as file:
        yield file


def _open(path: Path) -> BinaryIO:
    try:
        return open_ordinary_file(path)
    except FileNotOrdinary:
        raise
    except OSError as error:
        raise FileVanished(error.strerror or "", name=path.name) from error
