"""Reads Outlook's letters (.msg): streams in a compound file, named by the tags of their properties (MS-OXMSG, MS-OXPROPS)."""

from __future__ import annotations

import datetime
import struct
from pathlib import Path

from engine.files.opening import open_ordinary_file
from engine.indexer.documents.containers.inner_files import InnerFiles
from engine.indexer.documents.containers.message import is_stub
from engine.indexer.documents.containers.packed_rtf import LARGEST_TEXT, unpack_rtf
from engine.indexer.documents.contents import DocumentContents, cut_pages
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.html import read_html
from engine.indexer.documents.office.binary.compound_file import CompoundFile
from engine.indexer.documents.office.rtf.reader import rtf_text
from engine.indexer.documents.plain_text import clean, decode
from engine.protocol.errors import FileUnreadable

SUBJECT, SENDER, ADDRESS, TO, CC = 0x0037, 0x0C1A, 0x5D01, 0x0E04, 0x0E03
BODY, HTML, RTF, DATA, LONG_NAME, SHORT_NAME, SENT = 0x1000, 0x1013, 0x1009, 0x3701, 0x3707, 0x3704, 0x00390040
MOST_ATTACHMENTS = 200
DEEPEST = 3
LARGEST_ATTACHMENT = 100 * 1024 * 1024
_UTF16, _BYTES, _OBJECT, _EIGHT_BIT = "001F", "0102", "000D", "001E"
_PROPERTIES = "__properties_version1.0"
_ENTRY, _NONE = 128, 0xFFFFFFFF
_EPOCH = datetime.datetime(1601, 1, 1, tzinfo=datetime.UTC)


class _OutlookFile(CompoundFile):
    """A compound file whose streams are named by the storages that they are in, "storage/stream"."""

    def _read_directory(self, start: int) -> dict[str, tuple[int, int, int]]:
        data = b"".join(map(self._sector, self._chain(start, self._next, 100_000)))
        entries: dict[str, tuple[int, int, int]] = {}
        waiting, seen = [(0, "")], set[int]()
        while waiting:
            number, folder = waiting.pop()
            at = number * _ENTRY
            if number == _NONE or number in seen or at + _ENTRY > len(data):
                continue
            seen.add(number)
            length = struct.unpack_from("<H", data, at + 64)[0]
            name = data[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace") if number else ""
            left, right, child = struct.unpack_from("<III", data, at + 68)
            first, size = struct.unpack_from("<II", data, at + 116)
            entries[folder + name] = (data[at + 66], first, size)
            inside = f"{folder}{name}/" if name else ""
            waiting += [(left, folder), (right, folder), (child, inside)]
        return entries


def read_outlook(path: Path, deadline: Deadline, inner: InnerFiles) -> DocumentContents:
    """Read one letter. Raises FileUnreadable."""
    with open_ordinary_file(path) as file:
        try:
            return _OutlookLetter(_OutlookFile(file, path.name), "", deadline).contents(inner, 0)
        except (struct.error, OverflowError, IndexError) as error:
            raise FileUnreadable(type(error).__name__, name=path.name) from error


class _OutlookLetter:
    """The letter in one storage: the outermost, or that of an attached letter."""

    def __init__(self, tree: _OutlookFile, folder: str, deadline: Deadline) -> None:
        self._tree, self._folder, self._deadline = tree, folder, deadline
        self._names = tree.names()

    def contents(self, inner: InnerFiles, level: int) -> DocumentContents:
        subject = self._text(SUBJECT)
        sender = " ".join(
            filter(None, (self._text(SENDER), f"<{address}>" if (address := self._text(ADDRESS)) else ""))
        )
        heading = {
            "Subject": subject,
            "From": sender,
            "To": self._text(TO),
            "Cc": self._text(CC),
            "Date": self._date(level),
        }
        lines = [f"{name}: {' '.join(value.split())}" for name, value in heading.items() if value.strip()]
        self._add_attachments(inner, level)
        text = "\n".join(lines) + "\n\n" + self._body()
        return DocumentContents(" ".join(subject.split())[:200], cut_pages(clean(text).strip()))

    def _body(self) -> str:
        plain = self._text(BODY)
        html = self._bytes(f"{HTML:04X}{_BYTES}") or self._text(HTML).encode()
        shown = read_html(html, self._deadline).text if html else ""
        if plain.strip() or shown:
            return shown if is_stub(plain, shown) and shown else plain
        return rtf_text(unpack_rtf(self._bytes(f"{RTF:04X}{_BYTES}")), self._deadline)

    def _add_attachments(self, inner: InnerFiles, level: int) -> None:
        start = f"{self._folder}__attach_version1.0_#"
        folders = sorted({name[: len(start) + 8] for name in self._names if name.startswith(start)})
        for number, folder in enumerate(folders[:MOST_ATTACHMENTS], 1):
            attached = _OutlookLetter(self._tree, f"{folder}/", self._deadline)
            name = attached._text(LONG_NAME) or attached._text(SHORT_NAME)
            letter = f"{folder}/__substg1.0_{DATA:04X}{_OBJECT}"
            if letter in self._names and level < DEEPEST:
                below = inner.below()
                contents = _OutlookLetter(self._tree, f"{letter}/", self._deadline).contents(below, level + 1)
                inner.add_contents(name or f"{contents.title or number}.msg", below.attach(contents))
            elif data := attached._bytes(f"{DATA:04X}{_BYTES}", LARGEST_ATTACHMENT):
                inner.add(name or f"{number}.bin", data)

    def _text(self, tag: int) -> str:
        wide = self._bytes(f"{tag:04X}{_UTF16}")
        return wide.decode("utf-16-le", "replace") if wide else decode(self._bytes(f"{tag:04X}{_EIGHT_BIT}"))

    def _bytes(self, tag: str, most: int = LARGEST_TEXT) -> bytes:
        return self._tree.read(f"{self._folder}__substg1.0_{tag}", most)

    def _date(self, level: int) -> str:
        """Return the time it was sent, which stands in a list of values of fixed size."""
        properties = self._tree.read(self._folder + _PROPERTIES, LARGEST_TEXT)
        for at in range(24 if level else 32, len(properties) - 15, 16):
            tag, value = struct.unpack_from("<I4xQ", properties, at)
            if tag == SENT:
                return (_EPOCH + datetime.timedelta(microseconds=value // 10)).strftime("%Y-%m-%d %H:%M UTC")
        return ""
