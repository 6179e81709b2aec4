"""A whole table, or a folder of texts, to a CSV file; what a run that was cut short has written is gone on from."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.capabilities.language import api
from engine.capabilities.language.answers import Answerer, finished
from engine.capabilities.language.tables import Table
from engine.protocol.errors import Cancelled as Stopped
from engine.protocol.errors import FileVanished
from engine.protocol.progress import Progress

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

Cancelled = Callable[[], bool]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
PART, NAMED_BY = ".part", 12


def classify_file(
    by: Answerer, request: api.ClassifyFile, cancelled: Cancelled
) -> Generator[Progress, None, api.Written]:
    """Written beside `path` first, lot by lot on the disk; the file appears when it is whole. Raises FileVanished."""
    table = Table(request.source)
    target = Path(request.path).expanduser()
    total, job = _counted(table, by, request.threshold)
    part = target.with_name(f"{target.name}.{job}{PART}")
    heading = [*table.columns, "predicted", *(f"score {label}" for label in by.labels)]
    try:
        kept = _kept(part, heading)
        with part.open("a" if kept >= 0 else "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            if kept < 0:
                writer.writerow(heading)
            done = kept = max(kept, 0)
            for lot in _lots(islice(table.values(), kept, None), by.together):
                yield Progress(done, total, "row")
                try:
                    writer.writerows(_answered(by, table, lot, request.threshold, cancelled))
                except Stopped:
                    return api.Written(str(part), done, kept, cancelled=True)
                file.flush()
                os.fsync(file.fileno())
                done += len(lot)
        part.replace(target)
    except OSError as error:
        raise FileVanished(str(error), name=target.name) from None
    yield Progress(done, total, "row")
    return api.Written(str(target), done, kept)


def _counted(table: Table, by: Answerer, threshold: float) -> tuple[int, str]:
    """Its rows, and a name for this job: by it alone is what an earlier run left known to be of the same one."""
    digest, total = hashlib.sha256(repr((table.text_column, by.id, threshold)).encode()), 0
    for values in table.values():
        digest.update(repr(values).encode("utf-8", "surrogatepass"))
        total += 1
    return total, digest.hexdigest()[:NAMED_BY]


def _answered(
    by: Answerer, table: Table, lot: Sequence[Sequence[str]], threshold: float, cancelled: Cancelled
) -> Iterator[list[object]]:
    """The rows with the label and its scores; a row without a text gets neither. Raises Cancelled."""
    if cancelled():
        raise Stopped
    column = table.columns.index(table.text_column)
    texts = [(values[column] if column < len(values) else "").strip() for values in lot]
    full = [text for text in texts if text]
    shares: Iterator[Floats] = iter(finished(by.answer(full, cancelled)) if full else ())
    width = len(table.columns)
    for values, text in zip(lot, texts, strict=True):
        cells: list[object] = [_safe(cell) for cell in (*values, *[""] * width)[:width]]
        if not text:
            yield [*cells, "", *[""] * len(by.labels)]
            continue
        row = next(shares)
        yield [*cells, _safe(by.label(row, threshold)), *(f"{share:.4f}" for share in row)]


def _lots(rows: Iterator[Sequence[str]], together: int) -> Iterator[list[Sequence[str]]]:
    while lot := list(islice(rows, together)):
        yield lot


def _kept(part: Path, heading: Sequence[str]) -> int:
    """Whole rows an earlier run of the same job left, -1 for none; a row that was cut in the middle is dropped."""
    if not part.is_file():
        return -1
    count, end = -1, 0
    with part.open(encoding="utf-8", newline="") as file:
        for row in _whole(file):
            if count < 0 and row[0] != list(heading):
                return -1
            count, end = count + 1, row[1]
    with part.open("rb+") as file:
        file.truncate(end)
    return count


def _whole(file: Iterator[str]) -> Iterator[tuple[list[str], int]]:
    """Rows that end with a line end, and the byte they end at."""
    at, pending = 0, ""
    for line in file:
        pending += line
        if pending.count('"') % 2 or not pending.endswith("\n"):
            continue
        at += len(pending.encode())
        yield next(csv.reader([pending])), at
        pending = ""


def _safe(cell: str) -> str:
    """A spreadsheet would run it as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
