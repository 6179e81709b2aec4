"""The view of a comparison of two documents: how much differs, what the model says of it, and the differences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.features.documents.comparison.difference_table import DifferenceTable
from desktop.features.documents.tasks.task_view import TaskView
from desktop.i18n import tr
from desktop.theme.theme import Theme
from desktop.widgets.forms.fields import ComboField
from desktop.widgets.text import formatting
from engine.capabilities.documents.api.comparison import Difference, DifferencesSummary, DocumentComparison

FILTERS = ("", "values", "changed", "added", "dropped", "moved")


class DocumentComparisonView(TaskView):
    """Shows what the controller gives it. `passage_clicked` is that of the table."""

    exported = Signal()
    summary_clicked = Signal()
    swap_clicked = Signal()
    passage_clicked = Signal(bool, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.comparison: DocumentComparison | None = None
        self.summary: DifferencesSummary | None = None
        self._names = ("", "")
        self.filter = ComboField(FILTERS, "", lambda _: self._show_rows())
        self._buttons.addWidget(self.filter)
        self._swap, self._summarise, self._export = (self.add_button() for _ in range(3))
        self._sentences = QLabel(self)
        self._sentences.setWordWrap(True)
        self.table = DifferenceTable(theme, self)
        self.column.addWidget(self._sentences)
        self.column.addWidget(self.table, 1)
        self.table.passage_clicked.connect(self.passage_clicked)
        self._export.clicked.connect(self.exported)
        self._summarise.clicked.connect(self.summary_clicked)
        self._swap.clicked.connect(self.swap_clicked)
        self.retranslate()

    @property
    def summary_text(self) -> str:
        return self._sentences.text()

    def show_waiting(self, first: str, second: str) -> None:
        """Show which documents are being compared; `first` and `second` are their paths."""
        self.comparison, self.summary = None, None
        self._names = (_name(first), _name(second))
        self._show_rows()
        self.retranslate()

    def show_comparison(self, comparison: DocumentComparison) -> None:
        self.comparison, self.summary = comparison, None
        self._names = (_name(comparison.first.path), _name(comparison.second.path))
        self.filter.show_value("")
        self._show_rows()
        self.retranslate()

    def show_summary(self, summary: DifferencesSummary) -> None:
        self.summary = summary
        self.retranslate()

    def focus_first(self) -> None:
        self.table.setFocus()

    def retranslate(self) -> None:
        super().retranslate()
        self.set_title(tr("documents", "{first} compared with {second}", first=self._names[0], second=self._names[1]))
        self._swap.setText(tr("documents", "Swap the two"))
        self._swap.setToolTip(tr("documents", "The one on the left is taken for the older one."))
        self._summarise.setText(tr("documents", "Say what changed"))
        self._export.setText(tr("documents", "Export…"))
        self.filter.set_texts(
            (
                tr("documents", "All differences"),
                tr("documents", "Numbers, dates and amounts"),
                tr("documents", "Changed"),
                tr("documents", "Added"),
                tr("documents", "Dropped"),
                tr("documents", "Moved"),
            )
        )
        self.filter.setAccessibleName(tr("documents", "Differences shown"))
        self.show_remark(self._counts_sentence())
        self._sentences.setText(self._summary_sentences())
        self._sentences.setVisible(bool(self._sentences.text()))
        self._update()

    def show_running(self, running: bool) -> None:
        super().show_running(running)
        if hasattr(self, "table"):
            self._update()

    def _show_rows(self) -> None:
        self.table.rows.show_differences(self._chosen(), *self._names)

    def _chosen(self) -> Sequence[Difference]:
        if self.comparison is None:
            return ()
        chosen = FILTERS[self.filter.currentIndex()]
        if not chosen:
            return self.comparison.differences
        if chosen == "values":
            return [d for d in self.comparison.differences if d.values and d.kind == "changed"]
        return [d for d in self.comparison.differences if d.kind == chosen]

    def _counts_sentence(self) -> str:
        if self.comparison is None:
            return ""
        if not self.comparison.differences:
            return tr("documents", "The two documents say the same.")
        counts = Counter(difference.kind for difference in self.comparison.differences)
        parts = [
            tr("documents", "{n} changed", n=formatting.number(counts["changed"])),
            tr("documents", "{n} added", n=formatting.number(counts["added"])),
            tr("documents", "{n} dropped", n=formatting.number(counts["dropped"])),
            tr("documents", "{n} moved", n=formatting.number(counts["moved"])),
            tr("documents", "{n} the same", n=formatting.number(self.comparison.unchanged)),
        ]
        if self.comparison.left_out:
            parts.append(tr("documents", "{n} more are not listed", n=formatting.number(self.comparison.left_out)))
        return " · ".join(parts)

    def _summary_sentences(self) -> str:
        if self.summary is None:
            return ""
        weak = tr("documents", "The model is small: check this against the list.") if self.summary.is_weak else ""
        return "\n".join(filter(None, (self.summary.text, weak)))

    def _update(self) -> None:
        has_rows = self.comparison is not None and bool(self.comparison.differences)
        for button in (self._summarise, self._export):
            button.setEnabled(has_rows and not self.is_running)
        self._swap.setEnabled(self.comparison is not None and not self.is_running)
        self.filter.setEnabled(has_rows)


def _name(path: str) -> str:
    return PurePath(path.replace("\\", "/")).name
