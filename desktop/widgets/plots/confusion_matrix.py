"""Confusion matrix: a cell for each pair of true and predicted label."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.i18n import tr
from desktop.theme.theme import Theme
from desktop.widgets.plots.heat_map import AxisTitles, HeatCell, HeatMap
from desktop.widgets.text import formatting


class ConfusionMatrix(HeatMap):
    """`counts[i][j]` is the number of texts of label i that were taken for label j. The shade is its share of the row."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._labels: Sequence[str] = ()
        self._counts: Sequence[Sequence[int]] = ()
        super().__init__(theme, self._make_cell, self._describe_cell, _axis_titles, parent)

    def show_counts(self, labels: Sequence[str], counts: Sequence[Sequence[int]]) -> None:
        self._labels, self._counts = labels, counts
        self.show_names(labels, labels)

    def _make_cell(self, row: int, column: int) -> HeatCell:
        count, total = self._counts[row][column], sum(self._counts[row])
        return HeatCell(formatting.number(count), count / max(total, 1), "accent" if row == column else "danger")

    def _describe_cell(self, row: int, column: int) -> str:
        return tr(
            "widgets",
            "{label} taken for {guess}: {n} of {of}",
            label=self._labels[row],
            guess=self._labels[column],
            n=formatting.number(self._counts[row][column]),
            of=formatting.number(sum(self._counts[row])),
        )


def _axis_titles() -> AxisTitles:
    return AxisTitles(tr("widgets", "is"), tr("widgets", "taken for"))
