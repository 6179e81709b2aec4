"""The files of a person's library as a whole: how many there are, of which kinds, and pages of one. Types only."""

from __future__ import annotations

from typing import Literal

import msgspec

FileOrder = Literal["name", "newest", "oldest", "largest"]


class FileQuery(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ask for files of collections, or of the attached `files`; without both, of all collections.

    `kind` is a suffix such as "pdf"; `name` is a part of the path.
    """

    collections: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    kind: str = ""
    name: str = ""
    order: FileOrder = "name"
    limit: int = 20
    offset: int = 0


class FileEntry(msgspec.Struct, frozen=True):
    """A file; `modified_at` is in milliseconds since 1970. `document` is its id for reading a page."""

    document: int
    path: str
    bytes: int
    modified_at: int
    pages: int


class FileListing(msgspec.Struct, frozen=True):
    """A part of the files; the other figures are of all `total` of them. `kinds` are suffixes and how often each occurs."""

    entries: tuple[FileEntry, ...]
    total: int
    bytes: int = 0
    kinds: tuple[tuple[str, int], ...] = ()
    oldest_at: int = 0
    newest_at: int = 0
