"""Office files: the cells of tables with their row and column, and how fast the files are read beside kreuzberg alone."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import kreuzberg

from engine.indexer.documents.readers import read_file
from tests.benchmarks.table import Row, alternately, ratio, seconds, spread
from tests.support import long_documents
from tests.support.office_files import write_odf
from tests.support.office_grids import OFFICE_GRIDS

LEAST_CELLS, LEAST_SPEED, ROUNDS = 0.95, 0.9, 5
CHARACTERS, SHEET_ROWS = 1_000_000, 5_000


def run(_: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        yield cells(Path(folder))
        yield from speed(Path(folder))


def cells(folder: Path) -> Row:
    """Each table counts the same, however long it is."""
    shares, found, total = [], 0, 0
    for number, grid in enumerate(OFFICE_GRIDS):
        path = folder / f"{number}{grid.suffix}"
        grid.write(path, grid.rows)
        right, every = grid.found("\n\n".join(page.text for page in read_file(path).pages))
        shares.append(right / every)
        found, total = found + right, total + every
    detail = f"{found:,} of {total:,} cells of {len(OFFICE_GRIDS)} files; the worst table {min(shares):.2f}"
    return Row(
        "Word and Excel cells with row, column and value", f"{statistics.mean(shares):.3f}", f"≥ {LEAST_CELLS}", detail
    )


def speed(folder: Path) -> Iterator[Row]:
    """Read one long file of each kind, and the twenty short ones of the tables, in turns with kreuzberg."""
    files: dict[str, Callable[[Path], object]] = {
        "a.docx": lambda path: long_documents.write_long_docx(path, CHARACTERS),
        "a.xlsx": lambda path: long_documents.write_huge_sheet(path, SHEET_ROWS),
        "a.html": lambda path: path.write_text(
            "<html><body>" + "".join(f"<p>{text}</p>" for text in long_documents.long_text(CHARACTERS)), "utf-8"
        ),
        "a.rtf": lambda path: path.write_text(
            r"{\rtf1\ansi " + "".join(rf"{_ascii(text)}\par " for text in long_documents.long_text(CHARACTERS)) + "}",
            "ascii",
        ),
        "a.odt": lambda path: write_odf(
            path, "text", "".join(f"<text:p>{text}</text:p>" for text in long_documents.long_text(CHARACTERS))
        ),
    }
    for name, write in files.items():
        write(folder / name)
    short = [folder / f"{number}{grid.suffix}" for number, grid in enumerate(OFFICE_GRIDS)]
    for what, paths in {**{name: [folder / name] for name in files}, "20 short files with tables": short}.items():
        ours, theirs = alternately(
            ROUNDS, lambda paths=paths: _timed(paths, read_file), lambda paths=paths: _timed(paths, _kreuzberg)
        )
        value = f"{1 / ratio(ours, theirs):.2f}"
        detail = f"{spread(ours, 'ms')}, kreuzberg {spread(theirs, 'ms')}"
        yield Row(f"Speed of reading {what} ÷ kreuzberg", value, f"≥ {LEAST_SPEED}", detail)


def _timed(paths: list[Path], read: Callable[[Path], object]) -> float:
    return 1000 * seconds(lambda: [read(path) for path in paths])


def _kreuzberg(path: Path) -> object:
    config = kreuzberg.ExtractionConfig(use_cache=False, pages=kreuzberg.PageConfig(extract_pages=True))
    return kreuzberg.extract_file_sync(path, config=config).content


def _ascii(text: str) -> str:
    return "".join(character if ord(character) < 128 else f"\\'{ord(character):02x}" for character in text)
