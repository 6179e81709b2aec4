"""A whole table, or a folder of texts, to a CSV file with the label and a score for each."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from engine.capabilities.classification import api
from engine.capabilities.classification.predictors.predictors import Answerer, finished
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled
from engine.protocol.progress import Progress
from engine.tables.table_writer import Pace, TableCopy
from engine.tables.tables import Table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

Shares = tuple[float, ...]
"""One a label; none for a row without a text."""


def classify_file(
    by: Answerer, table: Table, request: api.ClassifyFile, is_cancelled: IsCancelled
) -> Generator[Progress, None, api.ExportResult]:
    """Raises what `TableCopy` raises, ModelError. The threshold decides at the end: another one costs no work anew."""
    column = table.place(table.text_column)
    job = repr((table.text_column, by.id))
    with TableCopy[Shares](table, request.path, job, Shares, by.together) as copy:
        done, pace = copy.kept, Pace(copy.total, copy.kept)
        yield Progress(done, copy.total, "row")
        for lot in _lots(copy.left(), by.together):
            try:
                copy.add(_shares(by, [values[column].strip() for values in lot], is_cancelled))
            except Cancelled:
                return api.ExportResult(str(copy.target), done, copy.kept, cancelled=True)
            done += len(lot)
            if progress := pace.after(done):
                yield progress
        names = ("predicted", *(f"score {label}" for label in by.labels))
        copy.finish(names, partial(_cells, by, request.threshold))
    return api.ExportResult(str(copy.target), done, copy.kept)


def _shares(by: Answerer, texts: Sequence[str], is_cancelled: IsCancelled) -> Sequence[Shares]:
    """Raises Cancelled."""
    if is_cancelled():
        raise Cancelled
    full = [text for text in texts if text]
    rows: Iterator[Floats] = iter(finished(by.answer(full, is_cancelled)) if full else ())
    return [tuple(round(float(share), 6) for share in next(rows)) if text else () for text in texts]


def _cells(by: Answerer, threshold: float, shares: Shares) -> Sequence[str]:
    if not shares:
        return [""] * (len(by.labels) + 1)
    return [by.label(shares, threshold), *(f"{share:.4f}" for share in shares)]


def _lots(rows: Iterator[Sequence[str]], together: int) -> Iterator[list[Sequence[str]]]:
    while lot := list(islice(rows, together)):
        yield lot
