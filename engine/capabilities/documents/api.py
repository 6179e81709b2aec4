"""Documents: folders and files indexed into named collections, searched by words and by meaning. Types only."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.method import Method
from engine.protocol.passage import Passage
from engine.protocol.progress import Progress

DocumentState = Literal["indexed", "keywords", "failed"]
SearchMode = Literal["hybrid", "dense", "keyword"]


class Collection(msgspec.Struct, frozen=True):
    """`waiting` documents are searchable by keywords and still wait for their vectors."""

    name: str
    documents: int
    chunks: int
    failed: int
    waiting: int
    folders: tuple[str, ...]
    changed_at: int


class Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """`reason` is an error kind, `values` fill its sentence; `notice` says what was left out of a file that was read."""

    id: int
    collection: str
    path: str
    title: str
    state: DocumentState
    pages: int
    chunks: int
    bytes: int
    indexed_at: int
    reason: str = ""
    values: dict[str, str] = {}
    detail: str = ""
    notice: str = ""


class ListCollections(msgspec.Struct, frozen=True):
    pass


class Collections(msgspec.Struct, frozen=True):
    collections: tuple[Collection, ...]


class ListDocuments(msgspec.Struct, frozen=True):
    """`collection` empty lists all; `query` filters by name."""

    collection: str = ""
    query: str = ""
    only_failed: bool = False
    limit: int = 200
    offset: int = 0


class Documents(msgspec.Struct, frozen=True):
    documents: tuple[Document, ...]
    total: int


class Index(msgspec.Struct, frozen=True):
    """Files and folders (walked). Unchanged files are skipped by size and time, then by hash; files gone are removed."""

    paths: tuple[str, ...]
    collection: str = "default"


class FileDone(msgspec.Struct, frozen=True, tag="file", omit_defaults=True):
    """One file is committed, or set aside with its reason (an error kind and its values)."""

    path: str
    outcome: Literal["added", "updated", "unchanged", "failed"]
    reason: str = ""
    values: dict[str, str] = {}
    detail: str = ""


IndexEvent = Progress | FileDone


class Indexed(msgspec.Struct, frozen=True):
    """Counts of files; a cancelled run returns what it finished, with `cancelled` set."""

    collection: str
    added: int
    updated: int
    unchanged: int
    failed: int
    removed: int
    chunks: int
    seconds: float
    cancelled: bool = False


class RetryFailed(msgspec.Struct, frozen=True):
    """Read set-aside files again; `documents` empty means all of the collection."""

    collection: str
    documents: tuple[int, ...] = ()


class Search(msgspec.Struct, frozen=True):
    """`collections` empty searches all."""

    query: str
    collections: tuple[str, ...] = ()
    k: int = 10
    mode: SearchMode = "hybrid"


class Found(msgspec.Struct, frozen=True):
    """Best first; milliseconds of each stage."""

    results: tuple[Passage, ...]
    milliseconds: dict[str, float] = {}


class RemoveDocuments(msgspec.Struct, frozen=True):
    """Hidden at once, purged after 30 days. The user's own files are never touched."""

    documents: tuple[int, ...]


class RestoreDocuments(msgspec.Struct, frozen=True):
    documents: tuple[int, ...]


class RemoveCollection(msgspec.Struct, frozen=True):
    name: str


class RestoreCollection(msgspec.Struct, frozen=True):
    name: str


class RenameCollection(msgspec.Struct, frozen=True):
    name: str
    new_name: str


class Done(msgspec.Struct, frozen=True):
    pass


COLLECTIONS: Method[ListCollections, None, Collections] = Method(
    "documents.collections", ListCollections, None, Collections
)
LIST: Method[ListDocuments, None, Documents] = Method("documents.list", ListDocuments, None, Documents)
INDEX: Method[Index, IndexEvent, Indexed] = Method("documents.index", Index, IndexEvent, Indexed)
RETRY_FAILED: Method[RetryFailed, IndexEvent, Indexed] = Method(
    "documents.retry_failed", RetryFailed, IndexEvent, Indexed
)
SEARCH: Method[Search, None, Found] = Method("documents.search", Search, None, Found)
REMOVE: Method[RemoveDocuments, None, Done] = Method("documents.remove", RemoveDocuments, None, Done)
RESTORE: Method[RestoreDocuments, None, Done] = Method("documents.restore", RestoreDocuments, None, Done)
REMOVE_COLLECTION: Method[RemoveCollection, None, Done] = Method(
    "documents.remove_collection", RemoveCollection, None, Done
)
RESTORE_COLLECTION: Method[RestoreCollection, None, Done] = Method(
    "documents.restore_collection", RestoreCollection, None, Done
)
RENAME_COLLECTION: Method[RenameCollection, None, Done] = Method(
    "documents.rename_collection", RenameCollection, None, Done
)
