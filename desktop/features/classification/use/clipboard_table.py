"""Copied text read as lines or as the rows of a spreadsheet, and the predictions for them as a table to paste back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import msgspec

from desktop.widgets.text import formatting
from engine.capabilities.classification.api import Classification

MAX_ROWS = 10_000
MAX_CELL_CHARACTERS = 10_000_000


class ClipboardTable(msgspec.Struct, frozen=True):
    """Rows with a text in the cell `column`, which is the column with most characters."""

    rows: tuple[tuple[str, ...], ...]
    column: int

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(row[self.column] for row in self.rows)

    def with_predictions(self, result: Classification, threshold: float) -> str:
        """Return tab-separated rows, each with its label (none below the threshold) and the label's probability.

        A spreadsheet in the user's language reads the probability as a number.
        """
        output = io.StringIO()
        writer = csv.writer(output, dialect="excel-tab", lineterminator="\n")
        for row, prediction in zip(self.rows, result.predictions, strict=True):
            probability = max(prediction.probabilities)
            label = result.labels[prediction.probabilities.index(probability)] if probability >= threshold else ""
            writer.writerow([*row, label, formatting.number(probability, 3)])
        return output.getvalue()


def read_clipboard(text: str) -> ClipboardTable:
    """Read copied text; rows without a text, and those after the first MAX_ROWS, are left out."""
    rows = _parse_table(text) if "\t" in text else [(line.strip(),) for line in text.splitlines()]
    width = max((len(row) for row in rows), default=1)
    filled = [(*row, *[""] * (width - len(row))) for row in rows]
    column = max(range(width), key=lambda index: sum(len(row[index]) for row in filled))
    return ClipboardTable(tuple(row for row in filled if row[column].strip())[:MAX_ROWS], column)


def _parse_table(text: str) -> Sequence[tuple[str, ...]]:
    """Parse cells as spreadsheets copy them: tabs between them, a cell of several lines in quotation marks."""
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    try:
        return _strip_cells(csv.reader(io.StringIO(text), dialect="excel-tab"))
    except csv.Error:
        return _strip_cells(line.split("\t") for line in text.splitlines())


def _strip_cells(rows: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in row) for row in rows]
