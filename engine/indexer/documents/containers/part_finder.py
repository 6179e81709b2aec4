"""Finds one of the documents inside a file again by its name there: only its bytes, nothing is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.indexer.documents.containers.inner_files import InnerFiles, temporary_file
from engine.indexer.documents.contents import PATH_SEPARATOR, DocumentContents
from engine.indexer.documents.deadline import Deadline

FindPart = Callable[[Path, str, Deadline, int], bytes | None]


class PartFinder(InnerFiles):
    """Takes what a container gives, as InnerFiles does, and keeps the document with the name that is `wanted`.

    A letter is named only after its attachments were given: without `wanted` all files are kept until then.
    """

    def __init__(self, wanted: str | None, find: FindPart, deadline: Deadline, level: int) -> None:
        super().__init__(_unread, deadline, level)
        self._wanted, self._find, self._deadline, self._level = wanted, find, deadline, level
        self._files: dict[str, bytes] = {}
        self._letters: dict[str, PartFinder] = {}
        self._last: PartFinder | None = None
        self.found: bytes | None = None

    @property
    def is_full(self) -> bool:
        """Whether nothing more is looked at."""
        return self.found is not None or super().is_full

    def add(self, name: str, data: bytes) -> None:
        """Keep a file where it is the one, or look for the one in it."""
        name = self._unique(name)
        if self._wanted is None:
            self._files[name] = data
        elif self.found is None:
            self.found = self._within(name, data, self._wanted)

    def add_contents(self, name: str, contents: DocumentContents) -> None:
        """Note the name of the letter whose attachments were given last."""
        name, letter = self._unique(name), self._last
        self._last = None
        if letter is None:
            return
        if self._wanted is None:
            self._letters[name] = letter
        elif self.found is None and self._wanted.startswith(name + PATH_SEPARATOR):
            self.found = letter.file(self._wanted.removeprefix(name + PATH_SEPARATOR))

    def below(self) -> PartFinder:
        """Return a finder for the attachments of a letter that is named later."""
        self._last = PartFinder(None, self._find, self._deadline, self._level + 1)
        return self._last

    def file(self, wanted: str) -> bytes | None:
        """Return the file with this name of those that were kept, or of those inside them."""
        for name, data in self._files.items():
            if (found := self._within(name, data, wanted)) is not None:
                return found
        for name, letter in self._letters.items():
            if wanted.startswith(name + PATH_SEPARATOR):
                return letter.file(wanted.removeprefix(name + PATH_SEPARATOR))
        return None

    def _within(self, name: str, data: bytes, wanted: str) -> bytes | None:
        if name == wanted:
            return data
        if not wanted.startswith(name + PATH_SEPARATOR):
            return None
        with temporary_file(name, data) as path:
            return self._find(path, wanted.removeprefix(name + PATH_SEPARATOR), self._deadline, self._level + 1)


def _unread(path: Path, level: int) -> DocumentContents:
    raise AssertionError(path)
