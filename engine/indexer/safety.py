"""Refuses what is built to exhaust or escape, before any parser sees it. Looks at declared sizes and raw bytes only."""

from __future__ import annotations

import os
import re
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath, PureWindowsPath

from engine.protocol.errors import FileTooLarge, FileUnreadable, FileUnsafe, FileVanished

MIB = 1024 * 1024
LARGEST_FILE = 512 * MIB
LARGEST_ARCHIVE = 200 * MIB
"""Bytes an archive may unfold to, all members together."""
HIGHEST_RATIO = 200
MOST_MEMBERS = 20_000

_ZIP = b"PK\x03\x04"
_MARKUP = (".xml", ".rels", ".svg", ".xhtml", ".html", ".opf", ".ncx")
_DOCTYPE = re.compile(rb"<!DOCTYPE\b", re.IGNORECASE)
_ENTITY = re.compile(rb"<!ENTITY\b|<!DOCTYPE[^>\[]*\[", re.IGNORECASE)
_OPEN_FORMATS = (".epub", ".xhtml", ".html", ".htm")
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}
)


def check(path: Path) -> None:
    """Raises FileVanished, FileUnsafe, FileTooLarge or FileUnreadable."""
    size = regular_size(path)
    if size > LARGEST_FILE:
        raise FileTooLarge(f"{size} bytes", name=path.name, limit=f"{LARGEST_FILE // MIB} MB")
    with path.open("rb") as file:
        head = file.read(64 * 1024)
    if head.startswith(_ZIP):
        _check_archive(path)
    elif path.suffix.lower() in (".xml", ".svg", ".xhtml", ".html", ".htm") and _ENTITY.search(head):
        raise FileUnsafe("declares entities", name=path.name)
    elif head.startswith(b"%PDF"):
        _check_pdf(path)


def regular_size(path: Path) -> int:
    """Bytes of a regular file; a FIFO, socket or device is never opened."""
    try:
        status = path.stat()
    except OSError as error:
        raise FileVanished(error.strerror or "", name=path.name) from error
    if not stat.S_ISREG(status.st_mode):
        raise FileUnsafe("not a regular file", name=path.name)
    if not os.access(path, os.R_OK):
        raise FileVanished("not readable", name=path.name)
    return status.st_size


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_sizes(path, members)
            for member in members:
                _check_member(path, archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise FileUnreadable(str(error), name=path.name) from error


def _check_sizes(path: Path, members: list[zipfile.ZipInfo]) -> None:
    unfolded = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    if len(members) > MOST_MEMBERS or unfolded > LARGEST_ARCHIVE:
        raise FileUnsafe(f"{len(members)} members of {unfolded} bytes", name=path.name)
    if unfolded > MIB and unfolded / packed > HIGHEST_RATIO:
        raise FileUnsafe(f"unfolds {unfolded / packed:.0f} times", name=path.name)


def _check_member(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    name = member.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    escapes = ".." in parts or name.startswith(("/", "\\")) or bool(PureWindowsPath(name).drive) or "\0" in name
    if escapes or stat.S_ISLNK(member.external_attr >> 16) or PurePosixPath(name).stem.lower() in _RESERVED:
        raise FileUnsafe("a member's name leaves the archive", name=path.name)
    if not name.lower().endswith((*_MARKUP, ".zip", ".docx", ".xlsx", ".pptx", ".odt")):
        return
    with archive.open(member) as content:
        head = content.read(64 * 1024)
        _check_declared(path, member, len(head) + _drain(content, member.file_size))
    if head.startswith(_ZIP):
        raise FileUnsafe("an archive within an archive", name=path.name)
    forbidden = _ENTITY if path.suffix.lower() in _OPEN_FORMATS else _DOCTYPE
    if forbidden.search(head):
        raise FileUnsafe("declares a document type", name=path.name)


def _drain(content: object, declared: int) -> int:
    """Bytes that follow, read in small pieces and never more than one piece beyond what was declared."""
    read = 0
    while read <= declared and (block := content.read(MIB)):  # type: ignore[attr-defined]
        read += len(block)
    return read


def _check_declared(path: Path, member: zipfile.ZipInfo, real: int) -> None:
    if real > member.file_size:
        raise FileUnsafe("a member is larger than it says", name=path.name)


_PAGE_COUNT = re.compile(rb"/Count\s+(\d+)")
_MEDIA_BOX = re.compile(rb"/MediaBox\s*\[\s*([-\d.]+)\s+([-\d.]+)\s+([-\d.]+)\s+([-\d.]+)")
_DOUBLE_FLATE = re.compile(rb"/Filter\s*\[\s*(?:/FlateDecode|/Fl)\s+(?:/FlateDecode|/Fl)\b")
MOST_PAGES = 20_000
LARGEST_SIDE = 200_000.0
"""Points: 70 metres."""


def _check_pdf(path: Path) -> None:
    """What a PDF declares in clear. Packed object streams escape this: the child's memory and time limits remain."""
    data = path.read_bytes()
    if any(int(match.group(1)) > MOST_PAGES for match in _PAGE_COUNT.finditer(data)):
        raise FileTooLarge("/Count", name=path.name, limit=f"{MOST_PAGES:,} p.")
    if _DOUBLE_FLATE.search(data):
        raise FileUnsafe("a stream deflated twice", name=path.name)
    for match in _MEDIA_BOX.finditer(data):
        try:
            left, low, right, high = (float(value) for value in match.groups())
        except ValueError:
            continue
        if max(abs(right - left), abs(high - low)) > LARGEST_SIDE:
            raise FileUnsafe("/MediaBox", name=path.name)
