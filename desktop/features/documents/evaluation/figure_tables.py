"""Tables of a measurement: the figures of each way to search with their intervals, and the questions that one of them misses."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop.i18n import tr
from desktop.widgets.text import formatting
from engine.capabilities.documents.api.evaluation import EvaluationMode, Figure, ModeFigures, QueryOutcome

MOST_MISSES = 500
"""Rows shown; the export has all."""
FIGURE_NAMES = ("Recall@1", "Recall@5", "MRR", "MAP", "nDCG@10")
SURE_RANK = 1


class PlainTable(QTableWidget):
    """A table to read and to copy from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)

    def show_rows(self, headers: Sequence[str], rows: Sequence[Sequence[str]], stretched: Sequence[int]) -> None:
        """Show texts; the columns `stretched` share the room that the others leave."""
        self.setColumnCount(len(headers))
        self.setHorizontalHeaderLabels(list(headers))
        self.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.setItem(at, column, item)
        for column in range(len(headers)):
            mode = QHeaderView.ResizeMode.Stretch if column in stretched else QHeaderView.ResizeMode.ResizeToContents
            self.horizontalHeader().setSectionResizeMode(column, mode)

    def fit_height(self) -> None:
        """Take as much height as the rows need."""
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth())


def mode_name(mode: EvaluationMode) -> str:
    """Return a way to search as a person knows it."""
    return {
        "dense": tr("documents", "By meaning"),
        "keyword": tr("documents", "By words"),
        "hybrid": tr("documents", "By words and meaning"),
        "hybrid+rerank": tr("documents", "The same, ordered anew by the best sentence"),
    }[mode]


def figure_rows(modes: Sequence[ModeFigures]) -> list[list[str]]:
    """Return a row for each way to search."""
    return [[mode_name(mode.mode), *(_cell(figure) for figure in figures_of(mode))] for mode in modes]


def figures_of(mode: ModeFigures) -> tuple[Figure, ...]:
    """Return the figures in the order of FIGURE_NAMES."""
    return mode.recall_1, mode.recall_5, mode.mrr, mode.map, mode.ndcg_10


def misses(queries: Sequence[QueryOutcome], mode: EvaluationMode) -> list[QueryOutcome]:
    """Return the questions whose right document does not come first, those that are not found at all before the others."""
    missed = [query for query in queries if query.ranks.get(mode, 0) != SURE_RANK]
    return sorted(missed, key=lambda query: -(query.ranks.get(mode, 0) or 10_000))


def miss_row(query: QueryOutcome, mode: EvaluationMode) -> list[str]:
    """Return a question, the right document, its place, and what came first."""
    rank = query.ranks.get(mode, 0)
    return [
        query.text,
        query.expected,
        formatting.number(rank) if rank else tr("documents", "not found"),
        query.first.get(mode, ""),
    ]


def _cell(figure: Figure) -> str:
    mean, low, high = (formatting.number(value, 3) for value in (figure.mean, figure.low, figure.high))
    return f"{mean} ({low}–{high})"
