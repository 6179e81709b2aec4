"""What was taken for what: a square a pair of labels."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.i18n import tr
from desktop.theme.theme import Theme
from desktop.widgets.plots.heat_map import AxisTitles, HeatCell, HeatMap
from desktop.widgets.text import formatting


class ConfusionMatrix(HeatMap):
    """`counts[i][j]`: of label i, taken for label j. The shade is the share of the row."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._labels: Sequence[str] = ()
        self._counts: Sequence[Sequence[int]] = ()
        axes = lambda: AxisTitles(tr("widgets", "is"), tr("widgets", "taken for"))  # noqa: E731
        super().__init__(theme, self._shade, self._in_words, axes, parent)

    def show_counts(self, labels: Sequence[str], counts: Sequence[Sequence[int]]) -> None:
        self._labels, self._counts = labels, counts
        self.show_names(labels, labels)

    def _shade(self, row: int, column: int) -> HeatCell:
        count, of = self._counts[row][column], sum(self._counts[row])
        return HeatCell(formatting.number(count), count / max(of, 1), "accent" if row == column else "danger")

    def _in_words(self, row: int, column: int) -> str:
        return tr(
            "widgets",
            "{label} taken for {guess}: {n} of {of}",
            label=self._labels[row],
            guess=self._labels[column],
            n=formatting.number(self._counts[row][column]),
            of=formatting.number(sum(self._counts[row])),
        )
