"""The view of facts: which fields to look for, the table while it fills, and the tables of before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.features.documents.extraction.fact_table import FactTableView
from desktop.features.documents.tasks.task_view import TaskView
from desktop.i18n import tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.widgets.controls.labelled_field import LabelledField
from desktop.widgets.forms.fields import ComboField
from engine.capabilities.documents.api.extraction import FactRow, FactTable, FactTableInfo

NEW = ""


class FactsView(TaskView):
    """Shows what the controller gives it. `begun` carries the text of the fields, `opened` the number of a saved table."""

    begun = Signal(str)
    opened = Signal(int)
    exported = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.facts: FactTable | None = None
        self._documents = 0
        self._saved: tuple[FactTableInfo, ...] = ()
        self.fields = QLineEdit(self)
        self._fields_label = LabelledField(self.fields, self)
        self._hint = QLabel(self)
        self._hint.setWordWrap(True)
        role(self._hint, "soft")
        self.begin_button, self._export, self._remove = self.add_button("primary"), self.add_button(), self.add_button()
        self.saved = ComboField((NEW,), NEW, self._on_saved_chosen)
        self._buttons.addWidget(self.saved)
        self.table = FactTableView(theme, self)
        self.column.insertWidget(1, self._fields_label)
        self.column.insertWidget(2, self._hint)
        self.column.addWidget(self.table, 1)
        self.fields.returnPressed.connect(self._begin)
        self.fields.textChanged.connect(lambda: self._update())
        self.begin_button.clicked.connect(self._begin)
        self._export.clicked.connect(self.exported)
        self._remove.clicked.connect(self.removed)
        self.retranslate()

    def show_chosen(self, documents: int) -> None:
        """Show an empty table for so many documents."""
        self.facts, self._documents = None, documents
        self.table.facts.show_rows((), ())
        self.retranslate()

    def show_facts(self, facts: FactTable) -> None:
        """Show a table as it is kept."""
        self.facts, self._documents = facts, facts.total
        self.table.facts.show_rows(facts.fields, facts.rows)
        named = (f"{field.name}: {field.description}" if field.description else field.name for field in facts.fields)
        self.fields.setText(", ".join(named))
        self.retranslate()

    def put_rows(self, rows: Sequence[FactRow]) -> None:
        """Show the rows of a document that was just read."""
        self.table.facts.put_rows(rows)

    def show_saved(self, tables: Sequence[FactTableInfo]) -> None:
        """Show the tables of before in the list of them."""
        self._saved = tuple(tables)
        self.retranslate()

    def focus_first(self) -> None:
        self.fields.setFocus()

    def show_running(self, running: bool) -> None:
        super().show_running(running)
        if hasattr(self, "table"):
            self._update()

    def retranslate(self) -> None:
        super().retranslate()
        self.set_title(tr("documents", "Facts of %n document(s)", self._documents))
        self._fields_label.set_name(tr("documents", "Look for, with commas between"))
        self.fields.setPlaceholderText(tr("documents", "supplier, date, total, VAT number"))
        self._hint.setText(
            tr(
                "documents",
                "After a colon you can say what is meant: deadline: the last day for claims. Each value is quoted from its "
                "document; what a document does not state stays empty.",
            )
        )
        is_stopped = self.facts is not None and self.facts.done < self.facts.total
        self.begin_button.setText(tr("documents", "Go on") if is_stopped else tr("documents", "Extract"))
        self._export.setText(tr("documents", "Export…"))
        self._remove.setText(tr("documents", "Remove this table"))
        self.saved.setAccessibleName(tr("documents", "Tables of before"))
        self._show_saved_names()
        self.show_remark(self._remark_text())
        self._update()

    def _show_saved_names(self) -> None:
        shown = self.facts.id if self.facts else 0
        values = [NEW, *(str(info.id) for info in self._saved)]
        texts = [
            tr("documents", "Tables of before…"),
            *(f"{info.name} ({info.done}/{info.total})" for info in self._saved),
        ]
        self.saved.set_values(values, texts, str(shown) if str(shown) in values else NEW)
        self.saved.setVisible(bool(self._saved))

    def _remark_text(self) -> str:
        if self.facts is None or self.facts.done < self.facts.total:
            return ""
        if self.facts.model == "missing":
            return tr("documents", "There is no chat model, so only labels, tables and forms were read.")
        if self.facts.model == "weak":
            return tr(
                "documents", "The chat model is too small to quote facts, so only labels, tables and forms were read."
            )
        return ""

    def _on_saved_chosen(self, value: str) -> None:
        if value != NEW:
            self.opened.emit(int(value))

    def _begin(self) -> None:
        if self.begin_button.isEnabled():
            self.begun.emit(self.fields.text())

    def _update(self) -> None:
        self.begin_button.setEnabled(bool(self.fields.text().strip()) and not self.is_running)
        self.fields.setReadOnly(self.is_running)
        self.saved.setEnabled(not self.is_running)
        for button in (self._export, self._remove):
            button.setEnabled(self.facts is not None and not self.is_running)
