"""Refuses files that are built to exhaust or attack a parser, before one sees them, by declared sizes and raw bytes only."""

from __future__ import annotations

import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from engine.files.opening import open_ordinary_file
from engine.indexer.checked_file import CheckedFile, UnpackedArchive
from engine.indexer.markup_safety import MarkupCheck
from engine.protocol.errors import (
    FileBlank,
    FileEncrypted,
    FileNotOrdinary,
    FileTooLarge,
    FileUnreadable,
    FileUnsafe,
    FileVanished,
)

MIB = 1024 * 1024
LARGEST_FILE = 512 * MIB
LARGEST_ARCHIVE = 200 * MIB
"""Bytes that an archive may unpack to: all members together, those of archives inside it too."""
HIGHEST_RATIO = 200
MOST_MEMBERS = 20_000
MOST_KEPT = 8 * MIB
"""Bytes that an archive may unpack to for its members to be kept for their reader, who unpacks a larger one again."""
DEEPEST = 2
"""Levels of archives: a presentation holds its charts as workbooks; no honest file goes deeper."""

DEEPEST_FOLDERS = 3
"""Packed folders in each other that may hold such files."""

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Microsoft's older container; also that of every password-protected document of the newer formats."""
PDF = b"%PDF-"
HEAD = 64 * 1024
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_NEWER_OFFICE = (".docx", ".xlsx", ".xlsm", ".pptx")
_BEFORE_MARKUP = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
"""Byte order marks and white space that may stand before the first tag of a file."""
_MARKUP = (".xml", ".rels", ".vml", ".svg", ".xhtml", ".html", ".htm", ".opf", ".ncx")
_USUAL_NAME = re.compile(r"(?!.*\.\.)[\w\[.][\w./\[\] -]*")
"""A member's name that leads nowhere but below its archive, as nearly all are."""
_OVERLAP = 1024
"""Bytes of one piece searched again with the next, so that no declaration hides across the border."""


def check_file(path: Path) -> CheckedFile:
    """Check a document, and return what of it is in memory already.

    Raises FileVanished, FileNotOrdinary, FileBlank, FileUnsafe, FileTooLarge, FileEncrypted or FileUnreadable.
    """
    size = regular_size(path)
    if size > LARGEST_FILE:
        raise FileTooLarge(f"{size} bytes", name=path.name, limit=f"{LARGEST_FILE // MIB} MB")
    unpacked: UnpackedArchive | None = None
    try:
        with open_ordinary_file(path) as file:
            head = file.read(HEAD)
            if not head:
                raise FileBlank(name=path.name)
            if head.startswith(ZIP):
                unpacked = _Archive(path, size).check(file)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError) as error:
        raise FileUnreadable(str(error), name=path.name) from error
    except OSError as error:
        raise FileVanished(error.strerror or "", name=path.name) from error
    if head.startswith(COMPOUND) and path.suffix.lower() in _NEWER_OFFICE and _contains(path, _ENCRYPTED_PACKAGE):
        raise FileEncrypted(name=path.name)
    if path.suffix.lower() in _MARKUP or head.lstrip(_BEFORE_MARKUP).startswith(b"<"):
        _check_markup(path, head)
    if head.lstrip().startswith(PDF):
        _check_pdf(path)
    return CheckedFile(path, head, unpacked)


def regular_size(path: Path) -> int:
    """Return the bytes of a regular file; a FIFO, socket or device is never opened. Raises FileVanished, FileNotOrdinary."""
    try:
        status = path.stat()
    except OSError as error:
        raise FileVanished(error.strerror or "", name=path.name) from error
    if not stat.S_ISREG(status.st_mode):
        raise FileNotOrdinary(stat.filemode(status.st_mode), name=path.name)
    if not os.access(path, os.R_OK):
        raise FileVanished("not readable", name=path.name)
    return status.st_size


def _check_markup(path: Path, head: bytes) -> None:
    """Check the document type of a file of markup; it stands at the beginning."""
    check = MarkupCheck()
    check.feed(head)
    check.finish()
    if check.problem:
        raise FileUnsafe(check.problem, name=path.name)


def _contains(path: Path, signature: bytes) -> bool:
    return any(signature in piece for piece in _overlapping_pieces(path))


def _overlapping_pieces(path: Path) -> Iterator[bytes]:
    """Yield a file in pieces of about 1 MiB, each after the end of the one before. Files of 512 MB are never in memory whole."""
    before, left = b"", LARGEST_FILE
    with open_ordinary_file(path) as file:
        while left > 0 and (read := file.read(MIB)):
            left -= len(read)
            piece = before + read
            yield piece
            before = piece[-_OVERLAP:]


class _Archive:
    """A file's archive with the archives in it. Every member is unpacked once, in pieces, and its real size is counted."""

    def __init__(self, path: Path, size: int) -> None:
        self._path, self._size = path, size
        self._unpacked = 0
        self._deepest = DEEPEST + (DEEPEST_FOLDERS if path.suffix.lower() == ".zip" else 0)

    def check(self, file: BinaryIO, depth: int = 1) -> UnpackedArchive | None:
        """Check all members; return them unpacked where they are small."""
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
        unpacked = self._check_declared(members)
        kept: dict[int, bytes] | None = {} if depth == 1 and unpacked <= MOST_KEPT else None
        for member in members:
            self._check_name(member)
            if not member.is_dir():
                self._check_content(file, member, depth, kept)
        return None if kept is None else UnpackedArchive(members, kept)

    def _check_declared(self, members: list[zipfile.ZipInfo]) -> int:
        """Return the bytes of all members by what they declare."""
        unpacked = sum(member.file_size for member in members)
        packed = sum(member.compress_size for member in members)
        if len(members) > MOST_MEMBERS or unpacked > LARGEST_ARCHIVE:
            raise self._unsafe(f"{len(members)} members of {unpacked} bytes")
        if unpacked > MIB and unpacked / max(packed, 1) > HIGHEST_RATIO:
            raise self._unsafe(f"unpacks to {unpacked / max(packed, 1):.0f} times its size")
        if packed > max(self._size, self._unpacked):
            raise self._unsafe("members overlap")
        return unpacked

    def _check_name(self, member: zipfile.ZipInfo) -> None:
        """Refuse names that leave the archive: this module writes no member anywhere, but a parser might."""
        name = member.orig_filename
        if member.flag_bits & 1:
            raise FileEncrypted(name=self._path.name)
        is_link = stat.S_ISLNK(member.external_attr >> 16)
        if _USUAL_NAME.fullmatch(name) and not is_link:
            return
        parts = PurePosixPath(name.replace("\\", "/")).parts
        escapes = ".." in parts or name.startswith(("/", "\\")) or bool(PureWindowsPath(name).drive) or "\0" in name
        if escapes or is_link:
            raise self._unsafe("a member's name leaves the archive")

    def _check_content(
        self, file: BinaryIO, member: zipfile.ZipInfo, depth: int, kept: dict[int, bytes] | None
    ) -> None:
        size = 0
        pieces: list[bytes] = []
        nested: BytesIO | None = None
        markup = MarkupCheck() if member.filename.lower().endswith(_MARKUP) else None
        for piece in _unpack(file, member):
            if size == 0 and piece.startswith(ZIP):
                nested = self._start_nested(depth)
            size += len(piece)
            self._unpacked += len(piece)
            if size > member.file_size or self._unpacked > LARGEST_ARCHIVE:
                raise self._unsafe("a member is larger than it declares")
            if kept is not None:
                pieces.append(piece)
            if nested is not None:
                nested.write(piece)
            if markup is not None:
                markup.feed(piece)
                if markup.problem:
                    raise self._unsafe(markup.problem)
        if markup is not None:
            markup.finish()
            if markup.problem:
                raise self._unsafe(markup.problem)
        if kept is not None:
            kept[member.header_offset] = b"".join(pieces)
        if nested is not None:
            nested.seek(0)
            self.check(nested, depth + 1)

    def _start_nested(self, depth: int) -> BytesIO:
        if depth >= self._deepest:
            raise self._unsafe("an archive within an archive within an archive")
        return BytesIO()

    def _unsafe(self, detail: str) -> FileUnsafe:
        return FileUnsafe(detail, name=self._path.name)


def _unpack(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member's content in pieces of at most 1 MiB, by its local header, whatever size it claims to have."""
    file.seek(member.header_offset)
    signature, name_length, extra_length = struct.unpack("<4s22xHH", file.read(30))
    if signature != ZIP or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(f"member packed by method {member.compress_type}")
    file.seek(name_length + extra_length, os.SEEK_CUR)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if member.compress_type == zipfile.ZIP_DEFLATED else None
    left = member.compress_size
    while left > 0 and (packed := file.read(min(left, HEAD))):
        left -= len(packed)
        if inflater is None:
            yield packed
            continue
        while packed:
            yield inflater.decompress(packed, MIB)
            packed = inflater.unconsumed_tail


_PAGE_COUNT = re.compile(rb"/Count\s+(\d+)")
_MEDIA_BOX = re.compile(rb"/MediaBox\s*\[\s*([-\d.]+)\s+([-\d.]+)\s+([-\d.]+)\s+([-\d.]+)")
_DOUBLE_FLATE = re.compile(rb"/Filter\s*\[\s*(?:/FlateDecode|/Fl)\s+(?:/FlateDecode|/Fl)\b")
MOST_PAGES = 20_000
LARGEST_SIDE = 200_000.0
"""Points: 70 metres."""


def _check_pdf(path: Path) -> None:
    """Check the sizes that a PDF declares uncompressed. Compressed object streams escape this; the child's limits remain."""
    for piece in _overlapping_pieces(path):
        _check_declared_sizes(path, piece)


def _check_declared_sizes(path: Path, piece: bytes) -> None:
    if any(int(match.group(1)) > MOST_PAGES for match in _PAGE_COUNT.finditer(piece)):
        raise FileTooLarge("/Count", name=path.name, limit=f"{MOST_PAGES:,} p.")
    if _DOUBLE_FLATE.search(piece):
        raise FileUnsafe("a stream deflated twice", name=path.name)
    for match in _MEDIA_BOX.finditer(piece):
        try:
            left, low, right, high = (float(value) for value in match.groups())
        except ValueError:
            continue
        if max(abs(right - left), abs(high - low)) > LARGEST_SIDE:
            raise FileUnsafe("/MediaBox", name=path.name)
