"""Classifying a whole table, or a folder of documents, into a CSV file."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from engine.capabilities.classification import api
from engine.capabilities.classification.predictors.predictor import Predictor
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled
from engine.protocol.progress import Progress
from engine.rpc.generators import exhaust
from engine.tables.table_writer import ResumableTable, RowProgress
from engine.tables.tables import Table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

Probabilities = tuple[float, ...]
"""One for each label; none for a row without a text."""


def classify_file(
    predictor: Predictor, table: Table, request: api.ClassifyFile, is_cancelled: IsCancelled
) -> Generator[Progress, None, api.ExportResult]:
    """Write the table with a label and a probability for each label; an interrupted run is resumed.

    Probabilities are kept for resuming, so another threshold repeats no work. Raises ModelError and the errors of
    ResumableTable.
    """
    column = table.column_index(table.text_column)
    job = repr((table.text_column, predictor.id))
    size = predictor.batch_size
    with ResumableTable[Probabilities](table, request.path, job, Probabilities, size) as output:
        done, progress = output.resumed, RowProgress(output.total, output.resumed)
        yield Progress(done, output.total, "row")
        for batch in _batches(output.remaining_rows(), size):
            texts = [row[column].strip() for row in batch]
            try:
                output.add(_probabilities(predictor, texts, is_cancelled))
            except Cancelled:
                return api.ExportResult(str(output.target), done, output.resumed, cancelled=True)
            done += len(batch)
            if event := progress.after(done):
                yield event
        columns = ("predicted", *(f"score {label}" for label in predictor.labels))
        output.finish(columns, partial(_cells, predictor, request.threshold))
    return api.ExportResult(str(output.target), done, output.resumed)


def _probabilities(predictor: Predictor, texts: Sequence[str], is_cancelled: IsCancelled) -> Sequence[Probabilities]:
    """Raises Cancelled, ModelError."""
    if is_cancelled():
        raise Cancelled
    not_empty = [text for text in texts if text]
    rows: Iterator[Floats] = iter(exhaust(predictor.predict(not_empty, is_cancelled)) if not_empty else ())
    return [tuple(round(float(value), 6) for value in next(rows)) if text else () for text in texts]


def _cells(predictor: Predictor, threshold: float, probabilities: Probabilities) -> Sequence[str]:
    if not probabilities:
        return [""] * (len(predictor.labels) + 1)
    return [predictor.label(probabilities, threshold), *(f"{value:.4f}" for value in probabilities)]


def _batches(rows: Iterator[Sequence[str]], size: int) -> Iterator[list[Sequence[str]]]:
    while batch := list(islice(rows, size)):
        yield batch
