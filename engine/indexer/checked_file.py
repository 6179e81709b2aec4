"""A file that was found to be safe, and the archive that it may be: unpacked once for the check and for all who read it."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import IO, Protocol

import msgspec


class Archive(Protocol):
    """The part of zipfile.ZipFile that readers need."""

    def infolist(self) -> list[zipfile.ZipInfo]: ...

    def read(self, name: zipfile.ZipInfo) -> bytes:
        """Return a member's content. Raises zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError."""
        ...

    def open(self, name: zipfile.ZipInfo) -> IO[bytes]: ...

    def close(self) -> None: ...


class UnpackedArchive:
    """Implements Archive over members that are in memory already, by the place of each in the file."""

    def __init__(self, members: Sequence[zipfile.ZipInfo], contents: Mapping[int, bytes]) -> None:
        self._members, self._contents = list(members), contents

    def infolist(self) -> list[zipfile.ZipInfo]:
        return self._members

    def read(self, name: zipfile.ZipInfo) -> bytes:
        content = self._contents.get(name.header_offset, b"")
        if len(content) < name.file_size:
            raise EOFError
        if zlib.crc32(content) != name.CRC:
            raise zipfile.BadZipFile(f"Bad CRC-32 for file {name.filename!r}")
        return content

    def open(self, name: zipfile.ZipInfo) -> IO[bytes]:
        return BytesIO(self.read(name))

    def close(self) -> None:
        """Do nothing: no file is open."""


class CheckedFile(msgspec.Struct, frozen=True):
    """A file with its first bytes. `unpacked` is its archive where it is a small one."""

    path: Path
    head: bytes
    unpacked: UnpackedArchive | None = None

    @property
    def name(self) -> str:
        return self.path.name

    def open_archive(self) -> Archive:
        """Open the archive that the file is. Raises zipfile.BadZipFile, OSError."""
        return self.unpacked or zipfile.ZipFile(self.path)
