"""One run over files, with a store in memory and an indexer that reads at once."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path

import pytest

from engine.files.file_run import BatchLimits, FileRun, FileRunCounts, FileStamp, KnownFile, ReadFileResult
from engine.protocol.children.indexing import FileContents, FileResult, IndexerRequest, ReadFile, ReadStage
from engine.protocol.file_run import FileOutcome
from engine.protocol.messages import ErrorData
from engine.protocol.progress import Progress
from tests.support.harness import never

EMPTY = FileContents("", (), (), 0, b"")


class InstantIndexer:
    """Reads every file it is given; one whose name begins with "bad" fails."""

    def read(
        self, files: Iterable[IndexerRequest], is_cancelled: Callable[[], bool]
    ) -> Generator[ReadStage | FileResult, None, None]:
        for request in files:
            if is_cancelled():
                return
            is_bad = Path(request.path).name.startswith("bad")
            error = ErrorData("file_unreadable", "", {"name": "bad"}) if is_bad else None
            yield FileResult(request.path, None if is_bad else EMPTY, error)

    def close(self) -> None: ...


class MemoryStore:
    """Implements FileStore; `batches` are the sizes of what was written together, `requested` the names of files to read."""

    unit, model = "file", "m"

    def __init__(self, files: int = 1) -> None:
        self.limits = BatchLimits(files, seconds=3600.0)
        self.rows: dict[str, KnownFile] = {}
        self.batches: list[int] = []
        self.requested: list[str] = []
        self.readers: dict[str, int] = {}

    def known_files(self) -> dict[str, KnownFile]:
        return dict(self.rows)

    def is_current(self, known: KnownFile) -> bool:
        return known.model == self.model

    def reader_version(self, path: Path) -> int:
        return self.readers.get(path.suffix, 0)

    def stamp(self, path: Path) -> FileStamp:
        status = path.stat()
        return FileStamp(status.st_size, status.st_mtime_ns)

    def request(self, path: str) -> ReadFile:
        self.requested.append(Path(path).name)
        return ReadFile(path, self.model)

    def contents(self, result: FileResult) -> FileContents | None:
        return result.contents

    def put(self, results: Sequence[ReadFileResult[FileContents]]) -> None:
        self.batches.append(len(results))
        for result in results:
            state = "failed" if result.contents is None else "indexed"
            id = len(self.rows) + 1
            known = KnownFile(
                id,
                result.stamp,
                b"",
                state,
                result.model,
                result.error,
                removed=False,
                missing=False,
                reader=self.reader_version(Path(result.path)),
            )
            self.rows[result.path] = known

    def move(self, id: int, path: str, stamp: FileStamp) -> None:
        raise AssertionError("no file was moved")

    def set_missing(self, ids: Sequence[int], missing: bool) -> None:
        self.rows = {path: row for path, row in self.rows.items() if row.id not in ids}

    def restore(self, id: int) -> None:
        raise AssertionError("no file was removed")


class Run:
    """A run that was followed to its end."""

    def __init__(self, store: MemoryStore, folder: Path, is_cancelled: Callable[[], bool] = never) -> None:
        self.events: list[Progress | FileOutcome] = []
        run = FileRun(store, InstantIndexer()).index(sorted(folder.iterdir()), [str(folder)], is_cancelled)
        while True:
            try:
                self.events.append(next(run))
            except StopIteration as end:
                self.counts: FileRunCounts = end.value
                return

    def outcomes(self) -> list[str]:
        return [event.outcome for event in self.events if isinstance(event, FileOutcome)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(str(number))
    (tmp_path / "bad.txt").touch()
    return tmp_path


@pytest.mark.parametrize(("files", "batches"), [(1, [1] * 6), (4, [4, 2]), (100, [6])])
def test_files_are_committed_in_batches_of_the_stores_size(folder: Path, files: int, batches: list[int]) -> None:
    store = MemoryStore(files)
    run = Run(store, folder)
    assert store.batches == batches
    assert sorted(run.outcomes()) == ["added"] * 5 + ["failed"]
    assert (run.counts.added, run.counts.failed, run.counts.cancelled) == (5, 1, False)


def test_a_second_run_reads_nothing_and_reports_failures_again(folder: Path) -> None:
    store = MemoryStore()
    Run(store, folder)
    store.batches.clear()
    run = Run(store, folder)
    assert store.batches == []
    assert sorted(run.outcomes()) == ["failed"] + ["unchanged"] * 5


def test_files_that_another_version_of_their_reader_read_or_refused_are_read_again(folder: Path) -> None:
    store = MemoryStore()
    (folder / "other.md").write_text("other")
    Run(store, folder)
    store.batches.clear()
    store.readers[".txt"] = 1
    run = Run(store, folder)
    assert sorted(run.outcomes()) == ["failed", "unchanged"] + ["updated"] * 5
    assert store.batches == [1] * 6
    assert Run(store, folder).counts.unchanged == 6


def test_a_cancelled_run_hides_no_file(folder: Path) -> None:
    store = MemoryStore()
    Run(store, folder)
    (folder / "0.txt").unlink()
    run = Run(store, folder, lambda: True)
    assert (run.counts.removed, run.counts.cancelled, len(store.rows)) == (0, True, 6)
    assert Run(store, folder).counts.removed == 1


def test_what_a_cancelled_run_read_is_written_and_counted_without_a_word(folder: Path) -> None:
    store = MemoryStore(files=100)
    run = Run(store, folder, lambda: "3.txt" in store.requested)
    assert (run.counts.cancelled, run.counts.added, store.batches) == (True, 3, [3])
    assert run.outcomes() == []


def test_progress_names_the_last_file_and_ends_at_the_total(folder: Path) -> None:
    progress = [event for event in Run(MemoryStore(), folder).events if isinstance(event, Progress)]
    assert progress[0].note == "0.txt"
    assert (progress[-1].done, progress[-1].total, progress[-1].unit) == (6, 6, "file")


def test_quarantined_files_are_read_again_when_that_is_requested(folder: Path) -> None:
    store = MemoryStore()
    Run(store, folder)
    store.batches.clear()
    run = FileRun(store, InstantIndexer()).retry((), never)
    assert [event.outcome for event in run if isinstance(event, FileOutcome)] == ["failed"]
    assert store.batches == [1]


class PagingIndexer(InstantIndexer):
    """Reads every file as a document of sixty pages."""

    def read(
        self, files: Iterable[IndexerRequest], is_cancelled: Callable[[], bool]
    ) -> Generator[ReadStage | FileResult, None, None]:
        for request in files:
            yield ReadStage("reading", 0, 1, request.path)
            yield ReadStage("reading", 25, 60, request.path)
            yield FileResult(request.path, EMPTY)


def test_the_note_on_a_long_document_says_which_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "informe.pdf"
    path.touch()
    events = list(FileRun(MemoryStore(), PagingIndexer()).index([path], [str(path)], never))
    notes = [event.note for event in events if isinstance(event, Progress)]
    assert "informe.pdf · p. 25/60" in notes
    assert notes[-1] == "informe.pdf"
