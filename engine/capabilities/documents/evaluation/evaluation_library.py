"""Libraries that only measuring uses: a corpus is read, cut and embedded as a person's files are, apart from these."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from engine.capabilities.documents.active_runs import ActiveRuns
from engine.capabilities.documents.api import EmbedDocuments, IndexDocuments
from engine.capabilities.documents.api.sentences import EmbedSentences
from engine.capabilities.documents.document_store import DocumentStore
from engine.capabilities.documents.document_vectors import DocumentVectors
from engine.capabilities.documents.embedding_run import EmbeddingRun
from engine.capabilities.documents.evaluation.beir_files import CorpusDocument
from engine.capabilities.documents.indexing import DocumentIndexer
from engine.capabilities.documents.searching.document_search import DocumentSearch
from engine.capabilities.documents.sentences.sentence_run import SentenceRun
from engine.capabilities.documents.sentences.sentence_vectors import SentenceVectors
from engine.capabilities.documents.vector_table import CHUNK_VECTORS
from engine.files.opening import open_ordinary_file
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled, raise_if_cancelled
from engine.protocol.children.indexing import Indexer
from engine.protocol.private_folder import make_private_folder
from engine.protocol.progress import Progress
from engine.store.database import Store
from engine.store.vectors import VectorStore

FOLDER = "evaluation"
"""Folder of the profile; all in it is made anew when it is needed."""
SLOTS = 3
"""Corpora that are kept, those used last."""
KEY, FILES = "corpus.txt", "files"
COLLECTION = "corpus"
TEMPORARY = "arriving"


class EvaluationLibrary(msgspec.Struct, frozen=True):
    """A library with one corpus; `ids` are those of the documents by the name of their file, several where texts are alike."""

    store: Store
    search: DocumentSearch
    ids: Mapping[str, tuple[str, ...]]

    def documents_of(self, paths: Iterable[str]) -> list[str]:
        """Return the ids of the documents in these files, each once, in their order."""
        return list(dict.fromkeys(id for path in paths for id in self.ids.get(Path(path).stem, ())))


class EvaluationLibraries:
    """Makes and keeps them. One is open at a time, in the lane that feeds the indexer."""

    def __init__(self, home: Path, indexer: Indexer, pool: ModelPool) -> None:
        self._folder, self._indexer, self._pool = home / FOLDER, indexer, pool

    @contextmanager
    def open(self, corpus: str) -> Iterator[EvaluationLibraryBuilder]:
        """Give the library of a corpus, which may hold what an earlier run stored. Raises LibraryError."""
        make_private_folder(self._folder)
        home = self._slot(corpus)
        make_private_folder(home)
        (home / KEY).write_text(corpus, "utf-8", "replace")
        store = Store.open(home, backups=False, new=True)
        try:
            yield EvaluationLibraryBuilder(home, store, self._indexer, self._pool)
        finally:
            store.close()

    @contextmanager
    def temporary_folder(self) -> Iterator[Path]:
        """Give a folder that is gone afterwards; one that a killed process left is emptied."""
        folder = self._folder / TEMPORARY
        shutil.rmtree(folder, ignore_errors=True)
        make_private_folder(self._folder)
        make_private_folder(folder)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def clear(self) -> None:
        """Delete all of them."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _slot(self, corpus: str) -> Path:
        """Return the folder that has this corpus already, else a free one or that used longest ago."""
        slots = [self._folder / str(number) for number in range(1, SLOTS + 1)]
        for slot in slots:
            if _key(slot) == corpus.encode("utf-8", "replace"):
                return slot
        return min(slots, key=_used_at)


class EvaluationLibraryBuilder:
    """Fills an open library with a corpus."""

    def __init__(self, home: Path, store: Store, indexer: Indexer, pool: ModelPool) -> None:
        self._files, self._store, self._indexer, self._pool = home / FILES, store, indexer, pool
        self._vectors = VectorStore(store, CHUNK_VECTORS)

    def fill(
        self, documents: Mapping[str, CorpusDocument], is_cancelled: IsCancelled
    ) -> Generator[Progress, None, EvaluationLibrary]:
        """Bring the library up to date: only texts that it does not have are read and embedded. Raises Cancelled."""
        ids = self._write_files(documents, is_cancelled)
        store = DocumentStore(self._store, self._vectors)
        indexer = DocumentIndexer(self._store, store, self._indexer, self._pool, ActiveRuns(self._store))
        for event in indexer.index(IndexDocuments((str(self._files),), COLLECTION), is_cancelled):
            if isinstance(event, Progress):
                yield event
        raise_if_cancelled(is_cancelled)
        store.purge_removed()  # a corpus that was here before would count in the frequencies of words
        embedding = EmbeddingRun(DocumentVectors(self._store, self._vectors), self._indexer, self._pool)
        yield from embedding.run(EmbedDocuments(), is_cancelled)
        raise_if_cancelled(is_cancelled)
        chosen = self._chosen_embedder
        sentences = SentenceRun(SentenceVectors(self._store), self._indexer, chosen, chosen)
        yield from sentences.run(EmbedSentences(), is_cancelled)
        raise_if_cancelled(is_cancelled)
        return EvaluationLibrary(self._store, DocumentSearch(self._store, self._vectors, self._pool), ids)

    def _chosen_embedder(self) -> str:
        return self._pool.embedder_id() or ""

    def _write_files(
        self, documents: Mapping[str, CorpusDocument], is_cancelled: IsCancelled
    ) -> dict[str, tuple[str, ...]]:
        """Write each text as a file named after it, so that the run knows those that it has read. Return the ids by name."""
        make_private_folder(self._files)
        ids: dict[str, tuple[str, ...]] = {}
        for id, document in documents.items():
            raise_if_cancelled(is_cancelled)
            text = document.whole.encode("utf-8", "replace")
            name = hashlib.sha256(text).hexdigest()[:40]
            ids[name] = (*ids.get(name, ()), id)
            path = self._files / f"{name}.txt"
            if not path.exists():
                path.write_bytes(text)
                os.utime(path, (0, 0))
        for path in self._files.iterdir():
            if path.stem not in ids:
                path.unlink()
        return ids


def _key(slot: Path) -> bytes:
    try:
        with open_ordinary_file(slot / KEY) as file:
            return file.read()
    except OSError:
        return b""


def _used_at(slot: Path) -> float:
    try:
        return (slot / KEY).stat().st_mtime
    except OSError:
        return 0.0
