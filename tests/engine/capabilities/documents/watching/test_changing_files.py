"""Files that another program changes while they are read: nothing half-read is kept, and a true sentence says what happened."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path

import pytest

from engine.indexer.client import IndexerClient
from engine.protocol.children.indexing import FileResult, IndexerRequest, ReadFile, ReadStage
from tests.engine.capabilities.documents.conftest import write
from tests.support import document_files
from tests.support.harness import DocumentsHarness


class OtherProgram:
    """The real indexer on a disk where another program works: it changes a file after the run has looked at it."""

    def __init__(self, indexer: IndexerClient) -> None:
        self._indexer = indexer
        self.change: Callable[[Path], object] = lambda path: None

    def read(
        self, files: Iterable[IndexerRequest], is_cancelled: Callable[[], bool]
    ) -> Generator[ReadStage | FileResult, None, None]:
        yield from self._indexer.read(self._changing(files), is_cancelled)

    def close(self) -> None:
        self._indexer.close()

    def _changing(self, files: Iterable[IndexerRequest]) -> Iterator[IndexerRequest]:
        for request in files:
            if isinstance(request, ReadFile):
                self.change(Path(request.path))
            yield request


@pytest.fixture
def other(home: Path, tmp_path: Path) -> Iterator[OtherProgram]:
    other = OtherProgram(IndexerClient(tmp_path / "no-models", home / "logs" / "indexer.log"))
    yield other
    other.close()


@pytest.fixture
def engine(home: Path, tmp_path: Path, other: OtherProgram) -> Iterator[DocumentsHarness]:
    engine = DocumentsHarness(home, tmp_path / "no-models", indexer=other)
    yield engine
    engine.close()


def only(name: str, change: Callable[[Path], object]) -> Callable[[Path], object]:
    return lambda path: change(path) if path.name == name else None


def once(change: Callable[[Path], object]) -> Callable[[Path], object]:
    """Change each file the first time only."""
    changed: set[Path] = set()

    def change_once(path: Path) -> None:
        if path not in changed:
            changed.add(path)
            change(path)

    return change_once


def grow(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(" Y una línea más.")


def states(engine: DocumentsHarness) -> dict[str, str]:
    return {Path(document.path).name: document.reason or document.state for document in engine.documents()}


def test_a_file_replaced_while_it_is_read_is_read_again_and_kept_as_it_is_now(
    engine: DocumentsHarness, other: OtherProgram, folder: Path
) -> None:
    other.change = only("3.txt", once(lambda path: write(path, 77)))
    report = engine.index(folder)
    assert (report.added, report.failed) == (5, 0)
    assert engine.names("palabra77") == ["3.txt"]
    other.change = lambda path: None
    assert engine.index(folder).unchanged == 5


def test_a_file_that_keeps_growing_is_told_and_read_when_it_is_whole(
    engine: DocumentsHarness, other: OtherProgram, folder: Path
) -> None:
    other.change = only("3.txt", grow)
    report = engine.index(folder)
    assert (report.added, report.failed) == (4, 1)
    assert states(engine)["3.txt"] == "file_being_written"
    assert not engine.search("palabra3", mode="keyword")
    other.change = lambda path: None
    assert engine.index(folder).added == 1
    assert states(engine)["3.txt"] == "keywords"


def test_what_was_read_before_stays_while_a_file_is_being_written(
    engine: DocumentsHarness, other: OtherProgram, folder: Path
) -> None:
    engine.index(folder)
    write(folder / "3.txt", 88)
    other.change = only("3.txt", grow)
    report = engine.index(folder)
    assert (report.updated, report.failed) == (0, 1)
    assert engine.outcomes()["3.txt"] == "failed"
    assert engine.names("palabra3") == ["3.txt"]
    assert not engine.search("palabra88", mode="keyword")
    other.change = lambda path: None
    assert engine.index(folder).updated == 1
    assert engine.names("palabra88") == ["3.txt"]


def test_a_file_that_goes_while_it_is_read_is_hidden_and_comes_back(
    engine: DocumentsHarness, other: OtherProgram, folder: Path
) -> None:
    engine.index(folder)
    write(folder / "3.txt", 88)
    other.change = only("3.txt", Path.unlink)
    report = engine.index(folder)
    assert report.failed == 1
    assert not engine.search("palabra3", mode="keyword")
    assert "3.txt" not in states(engine)
    other.change = lambda path: None
    write(folder / "3.txt", 99)
    assert engine.index(folder).failed == 0
    assert engine.names("palabra99") == ["3.txt"]


def test_a_new_file_that_goes_while_it_is_read_is_told(
    engine: DocumentsHarness, other: OtherProgram, folder: Path
) -> None:
    other.change = only("3.txt", Path.unlink)
    assert engine.index(folder).failed == 1
    assert states(engine)["3.txt"] == "file_vanished"
    assert states(engine)["4.txt"] == "keywords"


def test_a_damaged_look_of_a_half_written_file_is_not_called_damage(
    engine: DocumentsHarness, other: OtherProgram, folder: Path
) -> None:
    whole = document_files.write_pdf(folder / "whole.pdf", [["Aquí está palabra55."]]).read_bytes()
    (folder / "whole.pdf").write_bytes(whole[:300])
    other.change = only("whole.pdf", once(lambda path: path.write_bytes(whole)))
    report = engine.index(folder)
    assert (report.added, report.failed) == (6, 0)
    assert engine.names("palabra55") == ["whole.pdf"]
