"""One run over files: what is unchanged is skipped, what is new is read by the indexer and committed in small groups."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from engine.capabilities.images import picture_store
from engine.capabilities.images.api import (
    FileOutcome,
    FileRunEvent,
    IndexPictures,
    PictureIndexReport,
    RetryFailedPictures,
)
from engine.capabilities.images.picture_store import Gallery, Known, Read, Stamp
from engine.files import changes
from engine.files.changes import ReadingRate, displayable
from engine.files.walk import absolute_path, walk_files
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.indexing import IMAGE_SUFFIXES, FileResult, Indexer, ReadImage
from engine.protocol.messages import ErrorData
from engine.store.database import Store

Events = Generator[FileRunEvent, None, PictureIndexReport]

TOGETHER = 64
LONGEST_UNSAVED = 0.5
"""Pictures, or seconds, in one commit: each waits for the disk."""


@dataclass
class _Tally:
    """What a run has done so far."""

    skipped: int = 0
    pace: ReadingRate = field(default_factory=ReadingRate)
    counts: Counter[str] = field(default_factory=Counter)

    def result(self, cancelled: bool) -> PictureIndexReport:
        counts = self.counts
        added, updated, unchanged = counts["added"], counts["updated"], counts["unchanged"]
        return PictureIndexReport(added, updated, unchanged, counts["failed"], counts["removed"], self.pace.seconds, cancelled)


@dataclass(frozen=True)
class _Pending:
    """A file to be read; `known` is what it replaces."""

    path: Path
    known: Known | None


@dataclass
class _Unsaved:
    """What was read since the last commit."""

    read: list[Read] = field(default_factory=list)
    since: float = 0.0

    def add(self, read: Read) -> None:
        self.since = self.since if self.read else time.monotonic()
        self.read.append(read)

    def due(self) -> bool:
        return len(self.read) >= TOGETHER or bool(self.read and time.monotonic() - self.since > LONGEST_UNSAVED)


class IndexRuns:
    def __init__(self, store: Store, kept: Gallery, indexer: Indexer, pool: ModelPool) -> None:
        self._store, self._gallery, self._indexer, self._pool = store, kept, indexer, pool

    def index(self, request: IndexPictures, is_cancelled: IsCancelled) -> Events:
        named = self._named(request)
        if request.paths:
            self._gallery.watch([displayable(path) for path in named if Path(path).is_dir()])
        found = list(walk_files(named, IMAGE_SUFFIXES, is_cancelled))
        encoder = self._pool.image_encoder_id() or ""
        outdated = self._gallery.outdated(encoder) if encoder else []
        if not request.paths:  # a change of model reaches pictures outside the watched folders too
            listed = {str(path) for path in found}
            found += [Path(path) for path in outdated if path not in listed]
        with self._store.read() as connection:
            known = picture_store.known_files(connection)
        there = [path for path, row in known.items() if not row.gone]
        gone = {path: known[path] for path in changes.find_missing(there, found, named)} if not is_cancelled() else {}
        to_read, skipped = self._sort_out(found, known, gone, set(named), is_cancelled)
        tally = _Tally(skipped=len(skipped))
        for done in skipped:
            tally.counts[done.outcome] += 1
            yield done
        yield from self._read(to_read, tally, is_cancelled)
        if gone and not is_cancelled():
            self._gallery.mark_gone([row.id for row in gone.values()], gone=True)
            tally.counts["removed"] = len(gone)
        self._gallery.end_change(encoder)
        return tally.result(is_cancelled())

    def retry(self, request: RetryFailedPictures, is_cancelled: IsCancelled) -> Events:
        with self._store.read() as connection:
            known = picture_store.known_files(connection)
        wanted = set(request.pictures)
        to_read = [
            _Pending(Path(path), row)
            for path, row in known.items()
            if row.state == "failed" and not row.deleted and not row.gone and (not wanted or row.id in wanted)
        ]
        tally = _Tally()
        yield from self._read(to_read, tally, is_cancelled)
        return tally.result(is_cancelled())

    def _named(self, request: IndexPictures) -> list[str]:
        """Absolute paths; without one, the watched folders. A listed folder that is not there is on a drive not plugged in."""
        with self._store.read() as connection:
            listed = picture_store.folders(connection)
        paths = [absolute_path(path) for path in request.paths] or [folder.path for folder in listed if folder.watched]
        away = {folder.path for folder in listed if not folder.exists}
        return [path for path in paths if path not in away]

    def _sort_out(
        self,
        found: Sequence[Path],
        known: dict[str, Known],
        gone: dict[str, Known],
        named: set[str],
        is_cancelled: IsCancelled,
    ) -> tuple[list[_Pending], list[FileOutcome]]:
        """What must be read, and what need not be: unchanged by size and time, or by content. Takes moved files out of `gone`.

        A picture that a person removed stays removed, unless its own path is named.
        """
        encoder = self._pool.image_encoder_id() or ""
        moved = {row.sha256: path for path, row in gone.items() if row.state != "failed"}
        to_read: list[_Pending] = []
        skipped: list[FileOutcome] = []
        for path in found:
            if is_cancelled():
                break
            row = known.get(str(path))
            if row is not None and row.deleted:
                if str(path) not in named:
                    continue
                self._gallery.hide([row.id], hidden=False)
            if row is not None and changes.has_same_stamp(path, row.size, row.modified_ns) and _settled(row, encoder):
                skipped.append(self._skip(path, row))
            elif (done := self._same_content(path, row, encoder, moved, gone)) is not None:
                skipped.append(done)
            else:
                to_read.append(_Pending(path, row))
        return to_read, skipped

    def _skip(self, path: Path, row: Known) -> FileOutcome:
        if row.gone:
            self._gallery.mark_gone([row.id], gone=False)
        if row.state == "failed":
            return FileOutcome(str(path), "failed", row.error.kind, row.error.values, row.error.detail)
        return FileOutcome(str(path), "unchanged")

    def _same_content(
        self, path: Path, row: Known | None, encoder: str, moved: dict[bytes, str], gone: dict[str, Known]
    ) -> FileOutcome | None:
        """Touched or moved, with its content as it was: only its row is changed."""
        if row is None and not moved:
            return None
        try:
            stamp, digest = _stamp(path), changes.hash_file(path)
            _ = str(path).encode()
        except (OSError, UnicodeEncodeError):
            return None
        if row is None:
            before = moved.pop(digest, None)
            row = gone.pop(before, None) if before else None
        if row is None or row.sha256 != digest or not _settled(row, encoder) or row.state == "failed":
            return None
        self._gallery.touch(row.id, str(path), stamp)
        return FileOutcome(str(path), "unchanged")

    def _read(
        self, to_read: Sequence[_Pending], tally: _Tally, is_cancelled: IsCancelled
    ) -> Generator[FileRunEvent, None, None]:
        encoder = self._pool.image_encoder_id() or ""
        stamps: dict[str, Stamp] = {}
        pending = {displayable(str(one.path)): one for one in to_read}
        unsaved = _Unsaved()
        note = ""
        with closing(self._indexer.read(self._asked(to_read, encoder, stamps, unsaved), is_cancelled)) as reading:
            for said in reading:
                if isinstance(said, FileResult):
                    note = Path(said.path).name
                    error = said.error or ErrorData("" if said.image else "internal")
                    unsaved.add(Read(said.path, stamps.pop(said.path), said.image, error, encoder))
                if unsaved.due():
                    saved = self._save(unsaved, pending, tally)
                    yield from () if is_cancelled() else saved  # a cancelled run is to end, not to tell what it did
                    yield tally.pace.progress(tally.skipped, len(to_read), "picture", note)
        saved = self._save(unsaved, pending, tally)
        yield from () if is_cancelled() else saved
        yield tally.pace.progress(tally.skipped, len(to_read), "picture", note)

    def _asked(
        self, to_read: Sequence[_Pending], encoder: str, stamps: dict[str, Stamp], unsaved: _Unsaved
    ) -> Iterator[ReadImage]:
        """Each file as the indexer has room for it; one that cannot even be named or opened fails here."""
        for one in to_read:
            path = str(one.path)
            try:
                path.encode()
                stamps[path] = _stamp(one.path)
            except (OSError, UnicodeEncodeError) as error:
                unsaved.add(_refused(one.path, error))
                continue
            yield ReadImage(path, encoder, str(self._gallery.thumbnails))

    def _save(self, unsaved: _Unsaved, pending: dict[str, _Pending], tally: _Tally) -> list[FileOutcome]:
        read, unsaved.read = unsaved.read, []
        if read:
            self._gallery.put(read)
        done = [_outcome(one, pending[one.path].known) for one in read]
        tally.pace.read += len(done)
        tally.counts.update(one.outcome for one in done)
        return done


def _outcome(read: Read, known: Known | None) -> FileOutcome:
    if read.contents is None:
        return FileOutcome(read.path, "failed", read.error.kind, read.error.values, read.error.detail)
    new = known is None or known.deleted or known.gone or known.state == "failed"
    return FileOutcome(read.path, "added" if new else "updated")


def _refused(path: Path, cause: Exception) -> Read:
    return Read(displayable(str(path)), Stamp(0, 0), None, changes.unreadable_error(path, cause), "")


def _settled(row: Known, encoder: str) -> bool:
    """Nothing is left to be done for it: its vector is that of the model in use, or its failure is final."""
    if row.state == "failed":
        return row.error.kind not in changes.TRANSIENT_ERRORS
    return not encoder or (row.state == "indexed" and row.encoder == encoder)


def _stamp(path: Path) -> Stamp:
    """Raises OSError."""
    status = path.stat()
    return Stamp(status.st_size, status.st_mtime_ns)
