"""Reads the files inside another file: each is checked and read like a file of its own, within bounds for all of them."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from engine.indexer.documents.contents import PATH_SEPARATOR, DocumentContents, DocumentPart
from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.plain_text import MOST_CHARACTERS, clean
from engine.protocol.children.indexing import DOCUMENT_SUFFIXES
from engine.protocol.errors import FileError, FileUnsupported
from engine.protocol.messages import ErrorData

DEEPEST = 3
"""Levels of files in each other: the letter in a mailbox has an attachment, which is a letter with attachments."""
MOST_PARTS = 20_000
MOST_BYTES = 200 * 1024 * 1024
"""Bytes of all files inside one."""
LONGEST_NAME = 120
MOST_NAMES = 10
"""Names in one notice."""
NOT_READ = "Not read, because of their kind: {names}."
NOT_ALL_READ = "Of the files in it the first {count} were read."
"""Notices. The window translates them."""
_FOLDER, _STEM = "ateneo-part-", "part"
_MEMORY = Path("/dev/shm")
"""Files there are never on a disk."""
_FORBIDDEN = re.compile(r"[\x00-\x1f/\\]+")


class InnerFiles:
    """Collects the documents inside a file. `read` reads a file at a level below it."""

    def __init__(self, read: Callable[[Path, int], DocumentContents], deadline: Deadline, level: int) -> None:
        self._read, self._deadline, self._level = read, deadline, level
        self._parts: list[DocumentPart] = []
        self._names: set[str] = set()
        self._unread: list[str] = []
        self._bytes = self._characters = 0
        self._is_full = False

    @property
    def is_full(self) -> bool:
        """Whether no more files are read."""
        too_many = len(self._parts) >= MOST_PARTS or self._bytes > MOST_BYTES or self._characters > MOST_CHARACTERS
        return too_many or self._deadline.is_over

    def add(self, name: str, data: bytes) -> None:
        """Read a file, unless it is of a kind that has no reader, or the bounds are reached."""
        name = self._unique(name)
        if Path(name).suffix.lower() not in DOCUMENT_SUFFIXES or self._level >= DEEPEST:
            self._unread.append(name)
            return
        if self._is_over(len(data)):
            return
        with temporary_file(name, data) as path:
            try:
                contents = self._read(path, self._level + 1)
            except FileUnsupported:
                self._unread.append(name)
            except FileError as error:
                values = {**error.values, "name": name}
                self._parts.append(DocumentPart(name, None, ErrorData(error.kind, error.detail, values)))
            else:
                title = Path(name).stem if contents.title == _STEM else contents.title
                self._keep(name, contents._replace(title=title))

    def add_contents(self, name: str, contents: DocumentContents) -> None:
        """Add a document that is read already."""
        if not self._is_over(0):
            self._keep(self._unique(name), contents)

    def below(self) -> InnerFiles:
        """Return a collector for the files inside one of these, within what is left of the bounds."""
        inner = InnerFiles(self._read, self._deadline, self._level + 1)
        inner._bytes, inner._characters = self._bytes, self._characters
        return inner

    def attach(self, contents: DocumentContents) -> DocumentContents:
        """Return the contents of the outer file with the documents inside it, and a notice of what was left out."""
        notices = [contents.notice] if contents.notice else []
        if self._unread:
            names = ", ".join(self._unread[:MOST_NAMES]) + (" …" if len(self._unread) > MOST_NAMES else "")
            notices.append(NOT_READ.format(names=names))
        if self._is_full:
            notices.append(NOT_ALL_READ.format(count=len(self._parts)))
        return contents._replace(parts=(*contents.parts, *self._parts), notice="\n".join(notices))

    def _keep(self, name: str, contents: DocumentContents) -> None:
        """Keep a document, and beside it those inside it, by names that say where they are."""
        self._characters += sum(len(page.text) for page in contents.pages)
        self._parts.append(DocumentPart(name, contents._replace(parts=())))
        for part in contents.parts:
            self._parts.append(part._replace(name=f"{name}{PATH_SEPARATOR}{part.name}"))
            self._characters += sum(len(page.text) for page in part.contents.pages) if part.contents else 0

    def _is_over(self, size: int) -> bool:
        self._is_full = self._is_full or self.is_full or self._bytes + size > MOST_BYTES
        self._bytes += size
        return self._is_full

    def _unique(self, name: str) -> str:
        """Return a name without signs of folders that no other file in this one has."""
        plain = " ".join(_FORBIDDEN.sub(" ", clean(name)).split()).strip(". ") or "?"
        stem, suffix = Path(plain).stem[:LONGEST_NAME], Path(plain).suffix[:12]
        plain, count = stem + suffix, 1
        while plain in self._names:
            count += 1
            plain = f"{stem} ({count}){suffix}"
        self._names.add(plain)
        return plain


@contextmanager
def temporary_file(name: str, data: bytes) -> Iterator[Path]:
    """Give the bytes a path while they are read. What an ended process left behind is removed."""
    parent = _MEMORY if _MEMORY.is_dir() else Path(tempfile.gettempdir())
    for left in parent.glob(f"{_FOLDER}*"):
        owner = left.name.removeprefix(_FOLDER).partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
    own = psutil.Process().pid
    with tempfile.TemporaryDirectory(prefix=f"{_FOLDER}{own}-", dir=parent) as folder:
        path = Path(folder, f"{_STEM}{Path(name).suffix}")
        path.write_bytes(data)
        yield path
