"""Documents: folders and files indexed into named collections, searched by words and by meaning. Types only."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.capabilities.documents.api.explanation import SearchExplanation
from engine.capabilities.documents.api.search_filters import DocumentFilters, NamedDocument
from engine.protocol.answering.passage import Passage
from engine.protocol.done import Done, Purged
from engine.protocol.file_run import FileRunEvent
from engine.protocol.method import Method
from engine.protocol.progress import Progress

DOCUMENTS = "documents"
"""The noun of change: a page that shows documents reads them again."""

ATTACHED = "@attached"
"""The collection of the files attached to conversations, each once; a conversation searches only its own.

The window shows it in the person's language."""

DocumentState = Literal["indexed", "keywords", "failed"]
"""`keywords`: found by its words, and still without vectors of the embedder in use."""
SearchMode = Literal["hybrid", "dense", "keyword"]
"""`dense` compares embeddings, `keyword` ranks by BM25, `hybrid` fuses both."""


class Collection(msgspec.Struct, frozen=True):
    """A named set of documents; `waiting` of them are found by their words and still wait for their vectors.

    Those of `embeddable` documents are made by EMBED; the others have to be read again. `scanned` pages are pictures of text that
    READ_SCANS can read and has not. `to_cut` documents are cut otherwise than the person chose; RECHUNK cuts them.
    `gone` are folders that are not there now, whose documents stay: RELINK says where they are.
    """

    name: str
    documents: int
    chunks: int
    failed: int
    waiting: int
    folders: tuple[str, ...]
    changed_at: int
    embeddable: int = 0
    scanned: int = 0
    to_cut: int = 0
    is_followed: bool = True
    on_battery: bool = True
    gone: tuple[str, ...] = ()


class Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file of a collection. `reason` is an error kind, `values` fill its sentence; `notice` is what was left out of it.

    In state `keywords`, `is_embeddable` says that EMBED makes the vectors that are missing; `embedded` of its chunks have one.
    """

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
    is_embeddable: bool = False
    embedded: int = 0


class ListCollections(msgspec.Struct, frozen=True):
    """Ask for all collections."""


class Collections(msgspec.Struct, frozen=True):
    """The collections, by name."""

    collections: tuple[Collection, ...]


class ListDocuments(msgspec.Struct, frozen=True):
    """Ask for a page of the documents that pass `filters`; `collection` empty lists all, `query` is looked for in their paths."""

    collection: str = ""
    query: str = ""
    only_failed: bool = False
    limit: int = 200
    offset: int = 0
    filters: DocumentFilters = DocumentFilters()


class Documents(msgspec.Struct, frozen=True):
    """A page of documents, by path, of `total`."""

    documents: tuple[Document, ...]
    total: int


class IndexDocuments(msgspec.Struct, frozen=True):
    """Read files, and the files in folders, into a collection; without paths its own folders again.

    With `is_refresh` the paths are folders of the collection in which something changed: none is added, and one that is not there
    any more is no failure.

    Unchanged files are skipped by size and time, then by hash; files that are no longer there are removed.
    """

    paths: tuple[str, ...]
    collection: str = "default"
    is_refresh: bool = False


class UnreadKind(msgspec.Struct, frozen=True):
    """Files in the folders of a run that have no reader: their suffix, how many there are, and the name of the first."""

    suffix: str
    count: int
    example: str


class DocumentIndexReport(msgspec.Struct, frozen=True):
    """Files of a run by what became of them. A cancelled run counts what it finished.

    `embeddable` documents of the collection are long and still wait for their vectors, which EMBED makes. `scanned` pages of it
    are pictures of text that no OCR has read: READ_SCANS does where there is a model. `unread` are the kinds of files in the
    folders that have no reader.
    """

    collection: str
    added: int
    updated: int
    unchanged: int
    failed: int
    removed: int
    chunks: int
    seconds: float
    cancelled: bool = False
    embeddable: int = 0
    scanned: int = 0
    unread: tuple[UnreadKind, ...] = ()


class RetryFailedDocuments(msgspec.Struct, frozen=True):
    """Read quarantined files again; `documents` empty means all of the collection."""

    collection: str
    documents: tuple[int, ...] = ()


class EmbedDocuments(msgspec.Struct, frozen=True):
    """Make the vectors of long documents, whose words INDEX stored first. Each part is kept at once."""


class EmbeddingReport(msgspec.Struct, frozen=True):
    """Passages embedded by a run, and those still `left`. `cancelled`: it was stopped, or made way for another request."""

    passages: int
    left: int
    seconds: float
    cancelled: bool = False


class ReadScans(msgspec.Struct, frozen=True):
    """Read by OCR the pages of documents that are pictures of text. Each page is kept at once."""


class ScanReport(msgspec.Struct, frozen=True):
    """Pages read by a run, those of them with text, those that could not be read, and those still `left`.

    `cancelled`: it was stopped, or made way for another request. Without an OCR model all pages are left.
    """

    pages: int
    with_text: int
    failed: int
    left: int
    seconds: float
    cancelled: bool = False


class SearchDocuments(msgspec.Struct, frozen=True):
    """Ask for the relevant ones among the `k` best passages; `collections` empty searches all.

    With `files`, paths of documents and folders in the collection ATTACHED, those are searched with the collections named.
    A document that the query names is searched alone where `restrict_to_named`; phrases in quotation marks have to stand in a
    passage as they are where `exact_phrases`. `explain` asks for the candidates of every stage.
    """

    query: str
    collections: tuple[str, ...] = ()
    k: int = 10
    mode: SearchMode = "hybrid"
    files: tuple[str, ...] = ()
    filters: DocumentFilters = DocumentFilters()
    restrict_to_named: bool = True
    exact_phrases: bool = True
    explain: bool = False


class DocumentMatch(msgspec.Struct, frozen=True):
    """A passage that a search found: `is_sure`, or less sure to be what was meant.

    `words` are start and end of each word of the passage's text that is a word of the query.
    """

    passage: Passage
    is_sure: bool
    words: tuple[tuple[int, int], ...] = ()


class DocumentSearchResults(msgspec.Struct, frozen=True):
    """Relevant passages, best first, the sure ones before the others, and the milliseconds of each stage of the search.

    `named` are the documents that the query names, which alone were searched.
    """

    results: tuple[DocumentMatch, ...]
    milliseconds: dict[str, float] = {}
    named: tuple[NamedDocument, ...] = ()
    explanation: SearchExplanation | None = None


class RemoveDocuments(msgspec.Struct, frozen=True):
    """Hide documents at once; they are deleted after 30 days. The person's own files are never touched."""

    documents: tuple[int, ...]


class RestoreDocuments(msgspec.Struct, frozen=True):
    """Bring removed documents back."""

    documents: tuple[int, ...]


class PurgeDocuments(msgspec.Struct, frozen=True):
    """Delete the text, words and vectors of documents for good; without `documents`, of all that were removed.

    The person's own files, and what answers quote from them, stay.
    """

    documents: tuple[int, ...] | None = None


class RemoveCollection(msgspec.Struct, frozen=True):
    """Hide a collection with its documents; it is deleted after 30 days. Raises NotFound."""

    name: str


class RestoreCollection(msgspec.Struct, frozen=True):
    """Bring a removed collection back. Raises NotFound."""

    name: str


class RenameCollection(msgspec.Struct, frozen=True):
    """Give a collection another name. Raises NotFound, NameTaken."""

    name: str
    new_name: str


COLLECTIONS: Method[ListCollections, None, Collections] = Method(
    "documents.collections", ListCollections, None, Collections
)
LIST: Method[ListDocuments, None, Documents] = Method("documents.list", ListDocuments, None, Documents)
INDEX: Method[IndexDocuments, FileRunEvent, DocumentIndexReport] = Method(
    "documents.index", IndexDocuments, FileRunEvent, DocumentIndexReport
)
RETRY_FAILED: Method[RetryFailedDocuments, FileRunEvent, DocumentIndexReport] = Method(
    "documents.retry_failed", RetryFailedDocuments, FileRunEvent, DocumentIndexReport
)
EMBED: Method[EmbedDocuments, Progress, EmbeddingReport] = Method(
    "documents.embed", EmbedDocuments, Progress, EmbeddingReport
)
READ_SCANS: Method[ReadScans, Progress, ScanReport] = Method("documents.read_scans", ReadScans, Progress, ScanReport)
SEARCH: Method[SearchDocuments, None, DocumentSearchResults] = Method(
    "documents.search", SearchDocuments, None, DocumentSearchResults
)
REMOVE: Method[RemoveDocuments, None, Done] = Method("documents.remove", RemoveDocuments, None, Done)
RESTORE: Method[RestoreDocuments, None, Done] = Method("documents.restore", RestoreDocuments, None, Done)
PURGE: Method[PurgeDocuments, None, Purged] = Method("documents.purge", PurgeDocuments, None, Purged)
REMOVE_COLLECTION: Method[RemoveCollection, None, Done] = Method(
    "documents.remove_collection", RemoveCollection, None, Done
)
RESTORE_COLLECTION: Method[RestoreCollection, None, Done] = Method(
    "documents.restore_collection", RestoreCollection, None, Done
)
RENAME_COLLECTION: Method[RenameCollection, None, Done] = Method(
    "documents.rename_collection", RenameCollection, None, Done
)
