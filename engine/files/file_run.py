"""One run over files: skip what is unchanged, let the indexer read what is new, commit as it goes.

The same for documents and pictures; where their rows are kept differs, so each gives a FileStore.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import msgspec

from engine.files import changes
from engine.files.changes import ReadingRate, displayable
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.indexing import FileResult, Indexer, IndexerRequest, ReadStage
from engine.protocol.errors import FileBeingWritten, FileVanished
from engine.protocol.file_run import FileOutcome, FileRunEvent
from engine.protocol.messages import ErrorData
from engine.protocol.progress import Progress, WaitsFor

WAIT_STAGES: Mapping[str, WaitsFor] = {"starved": "programs", "paused": "answer", "working": ""}
"""The thing that a run waits for, by the stage that the indexer tells of itself."""

PAGE_OF = "{name} · p. {page}/{pages}"
"""The note on a long document while it is read; the same in all languages."""

ContentsT = TypeVar("ContentsT")


class FileStamp(msgspec.Struct, frozen=True):
    """Size and time of a file, by which a change is noticed without reading it; `sha256` only where the store wants it."""

    size: int
    modified_ns: int
    sha256: bytes = b""


class KnownFile(msgspec.Struct, frozen=True):
    """A file as the library knows it.

    `model` made its vectors, empty for none. `removed`: a person took it out; `missing`: it was not there in the last run.
    `error.kind` is empty unless `state` is "failed".
    """

    id: int
    stamp: FileStamp
    sha256: bytes
    state: str
    model: str
    error: ErrorData
    removed: bool
    missing: bool
    reader: int = 0
    """The version of the reader that read it, see `FileStore.reader_version`."""


class ReadFileResult(msgspec.Struct, Generic[ContentsT], frozen=True):
    """A file as the indexer read it with `model`: its contents, or the error that says why there are none."""

    path: str
    stamp: FileStamp
    contents: ContentsT | None
    error: ErrorData
    model: str


class BatchLimits(msgspec.Struct, frozen=True):
    """Files, or seconds since the first of them was read, in one commit: each commit waits for the disk."""

    files: int
    seconds: float


class FileRunCounts(msgspec.Struct, frozen=True):
    """Files of a run by what became of them. A cancelled run counts what it finished."""

    added: int
    updated: int
    unchanged: int
    failed: int
    removed: int
    seconds: float
    cancelled: bool


class FileStore(Protocol[ContentsT]):
    """Store of the files of one kind, which also says how they are read. Its writing methods raise LibraryError."""

    unit: str
    """One file of this kind as the progress names it: "file", "picture"."""
    model: str
    """The id of the model whose vectors the files get, empty for none."""
    limits: BatchLimits

    def known_files(self) -> dict[str, KnownFile]:
        """Return what is known of each file by its path."""

    def is_current(self, known: KnownFile) -> bool:
        """Tell whether the vectors of a file that was read are those of `model`."""

    def reader_version(self, path: Path) -> int:
        """Return the version of the reader of such a file. Files read by another version are read again, changed or not."""
        return 0

    def stamp(self, path: Path) -> FileStamp:
        """Return the stamp of a file. Raises OSError."""

    def request(self, path: str) -> IndexerRequest:
        """Return the request that makes the indexer read this file."""

    def contents(self, result: FileResult) -> ContentsT | None:
        """Return the indexer's contents of this kind of file, None when there are none."""

    def put(self, results: Sequence[ReadFileResult[ContentsT]]) -> None:
        """Write what was read in place of what was known, failures with their reason; all in one transaction."""

    def move(self, id: int, path: str, stamp: FileStamp) -> None:
        """Note the new path or time of a file whose content is unchanged; it is no longer missing."""

    def set_missing(self, ids: Sequence[int], missing: bool) -> None:
        """Hide files that are no longer there, or show those that are back."""

    def restore(self, id: int) -> None:
        """Show a removed file again: a person named it outright."""


class _PendingFile(msgspec.Struct, frozen=True):
    """A file to be read; `known` is what it replaces."""

    path: Path
    known: KnownFile | None


class _RunProgress(msgspec.Struct):
    """Counts of a run so far."""

    unit: str
    skipped: int
    to_read: int
    note: str = ""
    waits_for: WaitsFor = ""
    counts: Counter[str] = msgspec.field(default_factory=Counter)
    rate: ReadingRate = msgspec.field(default_factory=ReadingRate)

    def event(self) -> Progress:
        return self.rate.progress(self.skipped, self.to_read, self.unit, self.note, self.waits_for)

    def result(self, cancelled: bool) -> FileRunCounts:
        counts = self.counts
        added, updated, unchanged = counts["added"], counts["updated"], counts["unchanged"]
        return FileRunCounts(
            added, updated, unchanged, counts["failed"], counts["removed"], self.rate.seconds, cancelled
        )


class _Batch(Generic[ContentsT]):
    """Files read since the last commit."""

    def __init__(self, limits: BatchLimits) -> None:
        self._limits, self._started = limits, 0.0
        self.results: list[ReadFileResult[ContentsT]] = []

    def add(self, result: ReadFileResult[ContentsT]) -> None:
        self._started = self._started if self.results else time.monotonic()
        self.results.append(result)

    def is_due(self) -> bool:
        waited = time.monotonic() - self._started
        return len(self.results) >= self._limits.files or bool(self.results and waited > self._limits.seconds)

    def take(self) -> list[ReadFileResult[ContentsT]]:
        taken, self.results = self.results, []
        return taken


class FileRun(Generic[ContentsT]):
    """One run over the files of a store. A cancelled run keeps what it committed; the next one goes on from there."""

    def __init__(self, files: FileStore[ContentsT], indexer: Indexer) -> None:
        self._files, self._indexer = files, indexer

    def index(
        self, paths: Sequence[Path], named: Sequence[str], is_cancelled: IsCancelled
    ) -> Generator[FileRunEvent, None, FileRunCounts]:
        """Bring the store up to date with `paths`, the files found at the paths and in the folders that a person `named`.

        Unchanged files are skipped by size and time, then by content; moved files keep their row; files that are no longer
        there are hidden.
        """
        known = self._files.known_files()
        missing = {} if is_cancelled() else _missing(known, paths, named)
        pending, skipped = self._sort(paths, known, missing, set(named), is_cancelled)
        progress = _RunProgress(self._files.unit, len(skipped), len(pending))
        progress.counts.update(event.outcome for event in skipped)
        yield from skipped
        yield from self._read(pending, progress, is_cancelled)
        if missing and not is_cancelled():
            self._files.set_missing([row.id for row in missing.values()], missing=True)
            progress.counts["removed"] = len(missing)
        return progress.result(is_cancelled())

    def retry(self, ids: Collection[int], is_cancelled: IsCancelled) -> Generator[FileRunEvent, None, FileRunCounts]:
        """Read quarantined files again: those with these ids, or all when `ids` is empty."""
        pending = [
            _PendingFile(Path(path), row)
            for path, row in self._files.known_files().items()
            if row.state == "failed" and not row.removed and not row.missing and (not ids or row.id in ids)
        ]
        progress = _RunProgress(self._files.unit, 0, len(pending))
        yield from self._read(pending, progress, is_cancelled)
        return progress.result(is_cancelled())

    def _sort(
        self,
        paths: Sequence[Path],
        known: Mapping[str, KnownFile],
        missing: dict[str, KnownFile],
        named: Collection[str],
        is_cancelled: IsCancelled,
    ) -> tuple[list[_PendingFile], list[FileOutcome]]:
        """Return the files to read and the outcomes of the others. Moved files leave `missing`."""
        moved = {row.sha256: path for path, row in missing.items() if row.state != "failed"}
        pending: list[_PendingFile] = []
        skipped: list[FileOutcome] = []
        for path in paths:
            if is_cancelled():
                break
            row = known.get(str(path))
            if row is not None and row.removed:
                if str(path) not in named:
                    continue
                self._files.restore(row.id)
            if row is not None and self._is_settled(path, row) and changes.has_same_stamp(path, *_size_and_time(row)):
                skipped.append(self._skip(path, row))
            elif self._has_same_content(path, row, moved, missing, is_cancelled):
                skipped.append(FileOutcome(str(path), "unchanged"))
            else:
                pending.append(_PendingFile(path, row))
        return pending, skipped

    def _is_settled(self, path: Path, row: KnownFile) -> bool:
        """Tell whether reading an unchanged file again would bring nothing: its vectors are current, or its failure is final."""
        if row.reader != self._files.reader_version(path):
            return False
        if row.state == "failed":
            return row.error.kind not in changes.TRANSIENT_ERRORS
        return self._files.is_current(row)

    def _skip(self, path: Path, row: KnownFile) -> FileOutcome:
        if row.missing:
            self._files.set_missing([row.id], missing=False)
        if row.state == "failed":
            return FileOutcome(str(path), "failed", row.error.kind, row.error.values, row.error.detail)
        return FileOutcome(str(path), "unchanged")

    def _has_same_content(
        self,
        path: Path,
        row: KnownFile | None,
        moved: dict[bytes, str],
        missing: dict[str, KnownFile],
        is_cancelled: IsCancelled,
    ) -> bool:
        """Tell whether a touched or moved file has the content it had, and note its new place or time if so."""
        if row is None and not moved:
            return False
        try:
            stamp, digest = _stat(path), changes.hash_file(path, is_cancelled)
            str(path).encode()
        except (OSError, UnicodeEncodeError):
            return False
        if row is None:
            before = moved.pop(digest, None)
            row = missing.pop(before, None) if before else None
        if row is None or row.sha256 != digest or row.state == "failed" or not self._is_settled(path, row):
            return False
        self._files.move(row.id, str(path), stamp)
        return True

    def _read(
        self,
        pending: Sequence[_PendingFile],
        progress: _RunProgress,
        is_cancelled: IsCancelled,
        is_last: bool = False,
    ) -> Generator[FileRunEvent, None, None]:
        """Read the files. One that changed meanwhile is read again, once: what was read may be half of the old and the new."""
        stamps: dict[str, FileStamp] = {}
        replaced = {displayable(str(file.path)): file.known for file in pending}
        changed: set[str] = set()
        batch: _Batch[ContentsT] = _Batch(self._files.limits)
        requests = self._requests(pending, stamps, batch)
        with closing(self._indexer.read(requests, is_cancelled)) as messages:
            for message in messages:
                if isinstance(message, FileResult):
                    progress.note = Path(message.path).name
                    result = self._result(message, stamps.pop(message.path))
                    if is_last or result.error.kind != FileBeingWritten.kind:
                        batch.add(result)
                    else:
                        changed.add(message.path)
                is_wait = isinstance(message, ReadStage) and message.stage in WAIT_STAGES
                if isinstance(message, ReadStage):
                    if message.done and message.path in stamps and message.stage == "reading":
                        progress.note = PAGE_OF.format(
                            name=Path(message.path).name, page=message.done, pages=message.total
                        )
                    progress.waits_for = WAIT_STAGES.get(message.stage, progress.waits_for)
                if batch.is_due():
                    yield from self._commit(batch, replaced, progress, is_cancelled)
                if is_wait or not batch.results:
                    yield progress.event()
        yield from self._commit(batch, replaced, progress, is_cancelled)
        yield progress.event()
        again = [file for file in pending if str(file.path) in changed]
        if again and not is_cancelled():
            yield from self._read(again, progress, is_cancelled, is_last=True)

    def _requests(
        self, pending: Sequence[_PendingFile], stamps: dict[str, FileStamp], batch: _Batch[ContentsT]
    ) -> Iterator[IndexerRequest]:
        """Yield each file when the indexer has room for it; a file that cannot be opened or named fails here."""
        for file in pending:
            path = str(file.path)
            try:
                path.encode()
                stamps[path] = self._files.stamp(file.path)
            except (OSError, UnicodeEncodeError) as cause:
                error = changes.unreadable_error(file.path, cause)
                batch.add(ReadFileResult(displayable(path), FileStamp(0, 0), None, error, ""))
                continue
            yield self._files.request(path)

    def _result(self, message: FileResult, stamp: FileStamp) -> ReadFileResult[ContentsT]:
        contents = self._files.contents(message)
        error = ErrorData("") if contents is not None else message.error or ErrorData("internal")
        if not changes.has_same_stamp(Path(message.path), stamp.size, stamp.modified_ns):
            contents, error = None, changes.changed_error(Path(message.path))
        return ReadFileResult(message.path, stamp, contents, error, self._files.model)

    def _commit(
        self,
        batch: _Batch[ContentsT],
        replaced: Mapping[str, KnownFile | None],
        progress: _RunProgress,
        is_cancelled: IsCancelled,
    ) -> Iterator[FileOutcome]:
        """Write the batch. A cancelled run ends without reporting what it wrote last."""
        results = batch.take()
        if not results:
            return
        self._store(results, replaced)
        outcomes = [_outcome(result, replaced[result.path]) for result in results]
        progress.rate.read += len(outcomes)
        progress.counts.update(event.outcome for event in outcomes)
        if not is_cancelled():
            yield from outcomes

    def _store(self, results: Sequence[ReadFileResult[ContentsT]], replaced: Mapping[str, KnownFile | None]) -> None:
        """Write what was read. What was known of a file that went is hidden; of one that is being written it stays as it is."""
        kept = {result.path: row for result in results if (row := replaced[result.path]) and row.state != "failed"}
        is_kept = {FileVanished.kind, FileBeingWritten.kind}
        self._files.put([r for r in results if r.path not in kept or r.error.kind not in is_kept])
        gone = [kept[r.path].id for r in results if r.path in kept and r.error.kind == FileVanished.kind]
        if gone:
            self._files.set_missing(gone, missing=True)


def _missing(known: Mapping[str, KnownFile], paths: Sequence[Path], named: Sequence[str]) -> dict[str, KnownFile]:
    there = [path for path, row in known.items() if not row.missing]
    return {path: known[path] for path in changes.find_missing(there, paths, named)}


def _outcome(result: ReadFileResult[ContentsT], known: KnownFile | None) -> FileOutcome:
    if result.contents is None:
        return FileOutcome(result.path, "failed", result.error.kind, result.error.values, result.error.detail)
    is_new = known is None or known.removed or known.missing or known.state == "failed"
    return FileOutcome(result.path, "added" if is_new else "updated")


def _size_and_time(row: KnownFile) -> tuple[int, int]:
    return row.stamp.size, row.stamp.modified_ns


def _stat(path: Path) -> FileStamp:
    status = path.stat()
    return FileStamp(status.st_size, status.st_mtime_ns)
