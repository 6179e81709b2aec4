"""What was copied elsewhere as texts, a line or a table row each, and their answers as a table to paste back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.capabilities.classification.api import Classification

MOST_COPIED = 10_000
LONGEST_CELL = 10_000_000


@dataclass(frozen=True)
class ClipboardTable:
    """`column` of the rows holds the texts: of a spreadsheet's the one with most to read."""

    rows: tuple[tuple[str, ...], ...]
    column: int

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(row[self.column] for row in self.rows)

    def answered(self, found: Classification, least: float) -> str:
        """Tab-separated: each row with its label (none below `least`) and how sure that is."""
        written = io.StringIO()
        writer = csv.writer(written, dialect="excel-tab", lineterminator="\n")
        for row, one in zip(self.rows, found.predictions, strict=True):
            share = max(one.probabilities)
            label = found.labels[one.probabilities.index(share)] if share >= least else ""
            writer.writerow([*row, label, f"{share:.3f}"])
        return written.getvalue()


def read_clipboard(text: str) -> ClipboardTable:
    """Rows without a text are left out, and what comes after the most that are taken."""
    rows = _table(text) if "\t" in text else [(line.strip(),) for line in text.splitlines()]
    width = max((len(row) for row in rows), default=1)
    filled = [(*row, *[""] * (width - len(row))) for row in rows]
    column = max(range(width), key=lambda at: sum(len(row[at]) for row in filled))
    return ClipboardTable(tuple(row for row in filled if row[column].strip())[:MOST_COPIED], column)


def _table(text: str) -> Sequence[tuple[str, ...]]:
    """As spreadsheets copy cells: tabs between them, a cell of several lines in quotation marks."""
    csv.field_size_limit(LONGEST_CELL)
    try:
        return _cells(csv.reader(io.StringIO(text), dialect="excel-tab"))
    except csv.Error:
        return _cells(line.split("\t") for line in text.splitlines())


def _cells(rows: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in row) for row in rows]
