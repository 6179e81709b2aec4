"""One run over files: what is unchanged is skipped, what is new is read by the indexer and committed file by file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from engine.capabilities.documents import document_store as shelves
from engine.capabilities.documents.api import FileDone, Index, Indexed, IndexEvent, RetryFailed
from engine.capabilities.documents.document_store import Known, Shelves, Stamp
from engine.files import changes
from engine.files.changes import Pace, utf8
from engine.files.walk import absolute, files_under
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.indexing import SUFFIXES, FileRead, Indexer, ReadFile
from engine.protocol.messages import ErrorData
from engine.store.database import Store

Events = Generator[IndexEvent, None, Indexed]


@dataclass
class _Tally:
    """What a run has done so far."""

    collection: str
    skipped: int = 0
    pace: Pace = field(default_factory=Pace)
    counts: Counter[str] = field(default_factory=Counter)

    def result(self, cancelled: bool) -> Indexed:
        counts = self.counts
        return Indexed(
            self.collection,
            counts["added"],
            counts["updated"],
            counts["unchanged"],
            counts["failed"],
            counts["removed"],
            counts["chunks"],
            self.pace.seconds,
            cancelled,
        )


@dataclass(frozen=True)
class _Pending:
    """A file to be read; `known` is what it replaces."""

    path: Path
    known: Known | None


class IndexRuns:
    def __init__(self, store: Store, shelves: Shelves, indexer: Indexer, pool: ModelPool) -> None:
        self._store, self._shelves, self._indexer, self._pool = store, shelves, indexer, pool

    def index(self, request: Index, is_cancelled: IsCancelled) -> Events:
        folders = [absolute(path) for path in request.paths]
        with self._store.write() as connection:
            collection = shelves.ensure_collection(connection, request.collection, [utf8(f) for f in folders])
        found = list(files_under(request.paths, SUFFIXES, is_cancelled))
        with self._store.read() as connection:
            known = shelves.known_files(connection, collection)
        there = [path for path, row in known.items() if not row.deleted]
        gone = {path: known[path] for path in changes.missing(there, found, folders)} if not is_cancelled() else {}
        to_read, skipped = self._sort_out(found, known, gone, is_cancelled)
        tally = _Tally(request.collection, len(skipped))
        for done in skipped:
            tally.counts[done.outcome] += 1
            yield done
        yield from self._read(collection, to_read, tally, is_cancelled)
        if gone and not is_cancelled():
            self._shelves.hide([k.id for k in gone.values()], hidden=True)
            tally.counts["removed"] = len(gone)
        return tally.result(is_cancelled())

    def retry(self, request: RetryFailed, is_cancelled: IsCancelled) -> Events:
        with self._store.read() as connection:
            collection = shelves.collection_id(connection, request.collection)
            known = shelves.known_files(connection, collection)
        wanted = set(request.documents)
        to_read = [
            _Pending(Path(path), row)
            for path, row in known.items()
            if row.state == "failed" and not row.deleted and (not wanted or row.id in wanted)
        ]
        tally = _Tally(request.collection)
        yield from self._read(collection, to_read, tally, is_cancelled)
        return tally.result(is_cancelled())

    def _sort_out(
        self, found: Sequence[Path], known: dict[str, Known], gone: dict[str, Known], is_cancelled: IsCancelled
    ) -> tuple[list[_Pending], list[FileDone]]:
        """What must be read, and what need not be: unchanged by size and time, or by content. Takes moved files out of `gone`."""
        embedder = self._pool.embedder_id() or ""
        moved = {row.sha256: path for path, row in gone.items() if row.state != "failed"}
        to_read: list[_Pending] = []
        skipped: list[FileDone] = []
        for path in found:
            if is_cancelled():
                break
            row = known.get(str(path))
            if row is not None and changes.same_stamp(path, row.size, row.modified_ns) and _settled(row, embedder):
                skipped.append(self._skip(path, row))
            elif (done := self._same_content(path, row, embedder, moved, gone)) is not None:
                skipped.append(done)
            else:
                to_read.append(_Pending(path, row))
        return to_read, skipped

    def _skip(self, path: Path, row: Known) -> FileDone:
        if row.deleted:
            self._shelves.hide([row.id], hidden=False)
        if row.state == "failed":
            return FileDone(str(path), "failed", row.error.kind, row.error.values, row.error.detail)
        return FileDone(str(path), "unchanged")

    def _same_content(
        self, path: Path, row: Known | None, embedder: str, moved: dict[bytes, str], gone: dict[str, Known]
    ) -> FileDone | None:
        """Touched or moved, with its content as it was: only its row is changed."""
        if row is None and not moved:
            return None
        try:
            stamp = _stamp(path)
        except OSError:
            return None
        if row is None:
            before = moved.pop(stamp.sha256, None)
            row = gone.pop(before, None) if before else None
        if row is None or row.sha256 != stamp.sha256 or not _settled(row, embedder) or row.state == "failed":
            return None
        self._shelves.touch(row.id, str(path), stamp)
        return FileDone(str(path), "unchanged")

    def _read(
        self, collection: int, to_read: Sequence[_Pending], tally: _Tally, is_cancelled: IsCancelled
    ) -> Generator[IndexEvent, None, None]:
        embedder = self._pool.embedder_id() or ""
        stamps: dict[str, Stamp] = {}
        pending = {str(one.path): one for one in to_read}
        refused: list[FileDone] = []
        asked = self._asked(collection, to_read, embedder, stamps, refused)
        note = ""
        with closing(self._indexer.read(asked, is_cancelled)) as reading:
            for said in reading:
                if isinstance(said, FileRead):
                    done = self._commit(collection, said, stamps[said.path], pending[said.path], embedder, tally)
                    note = Path(said.path).name
                    yield done
                yield from _drain(refused, tally)
                yield tally.pace.progress(tally.skipped, len(to_read), "file", note)
        yield from _drain(refused, tally)

    def _asked(
        self,
        collection: int,
        to_read: Sequence[_Pending],
        embedder: str,
        stamps: dict[str, Stamp],
        refused: list[FileDone],
    ) -> Iterator[ReadFile]:
        """Each file as the indexer has room for it; one that cannot even be opened or named goes to `refused`."""
        for one in to_read:
            path = str(one.path)
            try:
                path.encode()
                stamps[path] = _stamp(one.path)
            except (OSError, UnicodeEncodeError) as error:
                refused.append(self._refuse(collection, one.path, error))
                continue
            yield ReadFile(path, embedder)

    def _refuse(self, collection: int, path: Path, cause: Exception) -> FileDone:
        data = changes.refusal(path, cause)
        self._shelves.put_failure(collection, utf8(str(path)), Stamp(0, 0, b""), utf8(path.name), data)
        return FileDone(utf8(str(path)), "failed", data.kind, data.values, data.detail)

    def _commit(
        self, collection: int, read: FileRead, stamp: Stamp, pending: _Pending, embedder: str, tally: _Tally
    ) -> FileDone:
        tally.pace.read += 1
        if read.contents is None:
            error = read.error or ErrorData("internal")
            self._shelves.put_failure(collection, read.path, stamp, pending.path.name, error)
            tally.counts["failed"] += 1
            return FileDone(read.path, "failed", error.kind, error.values, error.detail)
        tally.counts["chunks"] += self._shelves.put(collection, read.path, stamp, read.contents, embedder)
        known = pending.known
        if known is None or known.deleted or known.state == "failed":
            tally.counts["added"] += 1
            return FileDone(read.path, "added")
        tally.counts["updated"] += 1
        return FileDone(read.path, "updated")


def _drain(refused: list[FileDone], tally: _Tally) -> Iterator[FileDone]:
    while refused:
        tally.counts["failed"] += 1
        tally.pace.read += 1
        yield refused.pop(0)


def _settled(row: Known, embedder: str) -> bool:
    """Nothing is left to be done for it: its vectors are those of the embedder in use, or its failure is final."""
    if row.state == "failed":
        return row.error.kind not in changes.PASSING
    return row.embedder == embedder and (row.state == "indexed" or not embedder)


def _stamp(path: Path) -> Stamp:
    """Raises OSError."""
    status = path.stat()
    return Stamp(status.st_size, status.st_mtime_ns, changes.digest(path))
