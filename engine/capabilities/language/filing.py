"""A whole table, or a folder of texts, to a CSV file with the label and a score for each."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from engine.capabilities.language import api
from engine.capabilities.language.answers import Answerer, finished
from engine.capabilities.language.copies import Pace, TableCopy
from engine.capabilities.language.space import Space
from engine.capabilities.language.tables import Table
from engine.protocol.errors import Cancelled as Stopped
from engine.protocol.progress import Progress

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

Cancelled = Callable[[], bool]
Shares = tuple[float, ...]
"""One a label; none for a row without a text."""
ROWS_TOGETHER = 512


def classify_file(
    space: Space, by: Answerer, table: Table, request: api.ClassifyFile, cancelled: Cancelled
) -> Generator[Progress, None, api.Written]:
    """Raises what `TableCopy` raises, ModelError. The threshold decides at the end: another one costs no work anew."""
    column = table.place(table.text_column)
    job = repr((table.text_column, by.id))
    with TableCopy[Shares](table, request.path, job, Shares, ROWS_TOGETHER) as copy:
        done, pace = copy.kept, Pace(copy.total, copy.kept)
        yield Progress(done, copy.total, "row")
        for lot in _lots(copy.left()):
            try:
                copy.add(_shares(space, by, [values[column].strip() for values in lot], cancelled))
            except Stopped:
                return api.Written(str(copy.target), done, copy.kept, cancelled=True)
            done += len(lot)
            if progress := pace.after(done):
                yield progress
        names = ("predicted", *(f"score {label}" for label in by.labels))
        copy.finish(names, partial(_cells, by.labels, request.threshold))
    return api.Written(str(copy.target), done, copy.kept)


def _shares(space: Space, by: Answerer, texts: Sequence[str], cancelled: Cancelled) -> Sequence[Shares]:
    """Raises Cancelled."""
    if cancelled():
        raise Stopped
    full = [text for text in texts if text]
    rows: Iterator[Floats] = iter(by.shares(finished(space.computed(full, cancelled))) if full else ())
    return [tuple(round(float(share), 6) for share in next(rows)) if text else () for text in texts]


def _cells(labels: Sequence[str], threshold: float, shares: Shares) -> Sequence[str]:
    if not shares:
        return [""] * (len(labels) + 1)
    best = max(range(len(shares)), key=shares.__getitem__)
    return [labels[best] if shares[best] >= threshold else "", *(f"{share:.4f}" for share in shares)]


def _lots(rows: Iterator[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    while lot := list(islice(rows, ROWS_TOGETHER)):
        yield lot
