"""One file has a limit of memory and time. What it leaves behind is not the next one's: a fresh child goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from engine.files.limits import KEPT_BYTES, MIB, give_back_memory
from engine.indexer.client import IndexerClient
from engine.indexer.reader_memory import ReaderMemory
from engine.protocol.children.indexing import EmbedTexts, FileResult, ReadFile
from tests.support.long_documents import MB, write_huge_sheet, write_long_docx, write_long_text


def never() -> bool:
    return False


def read_all(indexer: IndexerClient, *paths: Path) -> dict[str, FileResult]:
    events = indexer.read([ReadFile(str(path)) for path in paths], never)
    return {Path(event.path).name: event for event in events if isinstance(event, FileResult)}


def errors(results: dict[str, FileResult]) -> dict[str, str]:
    return {name: result.error.kind for name, result in results.items() if result.error}


def small_files(folder: Path, count: int = 3) -> list[Path]:
    paths = [folder / f"small{number}.txt" for number in range(count)]
    for path in paths:
        path.write_text("La caldera se revisa en octubre.", "utf-8")
    return paths


def test_a_child_that_holds_too_much_while_it_reads_is_ended_and_the_file_to_blame_is_named(tmp_path: Path) -> None:
    """docs/faults.md 37: by its parent, where no limit of the system holds it."""
    indexer = IndexerClient(tmp_path / "models", tmp_path / "log", reader_bytes=40 * MIB)
    before, *after = small_files(tmp_path)
    results = read_all(indexer, before, write_long_text(tmp_path / "long.txt", 19 * MB), *after)
    indexer.close()
    assert errors(results) == {"long.txt": "file_out_of_memory"}
    assert len(results) == 4


@pytest.mark.slow
def test_a_huge_sheet_is_read_and_leaves_no_memory_behind(indexer: IndexerClient, tmp_path: Path) -> None:
    """docs/faults.md 37, 66. Its rows are read as a stream; the child that read them makes way for a fresh one."""
    huge = write_huge_sheet(tmp_path / "huge.xlsx", 60_000)
    results = read_all(indexer, huge, *small_files(tmp_path))
    assert errors(results) == {}
    assert len(results) == 4
    assert psutil.Process(indexer.pid).memory_info().rss < 256 * MIB


@pytest.mark.slow
def test_a_child_that_has_grown_makes_way_for_another_and_no_file_is_lost(
    indexer: IndexerClient, tmp_path: Path
) -> None:
    """docs/faults.md 66."""
    long = [write_long_docx(tmp_path / f"long{number}.docx", 20 * MB) for number in range(3)]
    small = small_files(tmp_path, 200)
    order = [long[0], *small[:100], long[1], *small[100:], long[2]]
    results = read_all(indexer, *order)
    assert errors(results) == {}
    assert len(results) == 203


def test_memory_that_reading_leaves_is_told_from_that_of_the_model() -> None:
    give_back_memory()  # of the tests before
    memory = ReaderMemory()
    with memory.of_model():
        model = b"x" * (2 * KEPT_BYTES)
    assert not memory.is_outgrown()
    left = b"y" * (2 * KEPT_BYTES)
    assert memory.is_outgrown()
    del left
    assert not memory.is_outgrown()
    assert len(model) == 2 * KEPT_BYTES


def test_few_batches_of_texts_are_asked_for_ahead(indexer: IndexerClient) -> None:
    """Each is read from the library when its turn comes, so that a long document is not held as a whole."""
    taken = 0

    def requests() -> Iterator[EmbedTexts]:
        nonlocal taken
        for number in range(50):
            taken += 1
            yield EmbedTexts(str(number), ("hola",), "no-such-embedder")

    reading = indexer.read(requests(), never)
    next(event for event in reading if isinstance(event, FileResult))
    assert taken <= 5
    assert sum(isinstance(event, FileResult) for event in reading) == 49
