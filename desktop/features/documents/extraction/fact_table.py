"""The table of facts: a row for each document, a column for each field; a click shows where a value stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any  # the value that Qt asks for depends on the role

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size
from desktop.widgets.tables.name_delegate import NameDelegate
from engine.capabilities.documents.api.extraction import FactCell, FactField, FactRow

Index = QModelIndex | QPersistentModelIndex
EMPTY = "—"


class FactTableModel(QAbstractTableModel):
    """`edited` carries the row, the number of the field and the person's own text."""

    edited = Signal(object, int, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._fields: Sequence[FactField] = ()
        self._rows: list[FactRow] = []
        self._cells: list[dict[int, FactCell]] = []

    def show_rows(self, fields: Sequence[FactField], rows: Sequence[FactRow]) -> None:
        """Show a table anew."""
        self.beginResetModel()
        self._fields, self._rows = fields, list(rows)
        self._cells = [_by_field(row) for row in rows]
        self.endResetModel()

    def put_rows(self, rows: Sequence[FactRow]) -> None:
        """Show the rows of a document that was just read in the place of its waiting row, or at the end."""
        for row in rows:
            at = next((at for at, known in enumerate(self._rows) if _key(known) == _key(row)), None)
            if at is not None:
                self._rows[at], self._cells[at] = row, _by_field(row)
                self.dataChanged.emit(self.index(at, 0), self.index(at, len(self._fields)))
                continue
            end = next(
                (at + 1 for at in reversed(range(len(self._rows))) if self._rows[at].position <= row.position), 0
            )
            self.beginInsertRows(QModelIndex(), end, end)
            self._rows.insert(end, row)
            self._cells.insert(end, _by_field(row))
            self.endInsertRows()

    def row(self, index: Index) -> FactRow | None:
        """Return the row of an index."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def cell(self, index: Index) -> FactCell | None:
        """Return the value at an index; None for none, and for the file's own column."""
        if not index.isValid() or index.row() >= len(self._cells) or index.column() == 0:
            return None
        return self._cells[index.row()].get(index.column() - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or not self._fields else len(self._fields) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() > 0 else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        if section == 0:
            return tr("documents", "File")
        field = self._fields[section - 1]
        return field.description or field.name if role == Qt.ItemDataRole.ToolTipRole else field.name

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index)
        if row is None:
            return None
        if index.column() == 0:
            if role == Qt.ItemDataRole.DisplayRole:
                return PurePath(row.path.replace("\\", "/")).name
            return row.path if role == Qt.ItemDataRole.ToolTipRole else None
        cell = self.cell(index)
        if role == Qt.ItemDataRole.EditRole:
            return cell.text if cell else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text if cell and cell.text else "…" if row.state == "waiting" else EMPTY
        if role == Qt.ItemDataRole.ToolTipRole:
            return origin_text(cell) if cell and cell.text else self._empty_text(row)
        if role == Qt.ItemDataRole.FontRole and cell and cell.origin == "person":
            font = QFont()
            font.setItalic(True)
            return font
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row, cell = self.row(index), self.cell(index)
        text = " ".join(str(value).split())
        if row is None or role != Qt.ItemDataRole.EditRole or text == (cell.text if cell else ""):
            return False
        self.edited.emit(row, index.column() - 1, text)
        return True

    def _empty_text(self, row: FactRow) -> str:
        if row.state == "waiting":
            return tr("documents", "Not read yet")
        if row.state == "failed":
            return tr("documents", "This document has no text")
        return tr("documents", "The document does not state it. Double-click to write it yourself.")


class FactTableView(TranslatedMixin, QTableView):
    """`source_clicked` carries the row and the cell whose place is to be shown."""

    source_clicked = Signal(object, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.facts = FactTableModel(self)
        self.setModel(self.facts)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        self.setItemDelegateForColumn(0, NameDelegate(self))
        self.clicked.connect(self._show_source)
        self.activated.connect(self._show_source)
        self.facts.modelReset.connect(self._fit_columns)
        theme.changed.connect(self._fit_columns)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("documents", "Facts of the documents"))
        self.facts.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, self.facts.columnCount() - 1))
        self.viewport().update()

    def _show_source(self, index: QModelIndex) -> None:
        row, cell = self.facts.row(index), self.facts.cell(index)
        if row is not None and index.column() == 0:
            self.source_clicked.emit(row, FactCell(0, page=1))
        elif row is not None and cell is not None and cell.page:
            self.source_clicked.emit(row, cell)

    def _fit_columns(self) -> None:
        """Give the file more room than the facts, and these all the same, so that nothing moves while the rows fill."""
        for column in range(self.facts.columnCount()):
            width = Size.FIELD_MIN if column else Size.CARD_MIN
            self.horizontalHeader().resizeSection(column, self._theme.px(width))


def origin_text(cell: FactCell) -> str:
    """Return where a value comes from."""
    if cell.origin == "person":
        return tr("documents", "Written by you")
    page = tr("documents", "p. {page}", page=cell.page)
    if cell.origin == "model":
        return tr("documents", "Quoted by the model, {page}. Check it: click to see the page.", page=page)
    return tr("documents", "Found in the document, {page}. Click to see it.", page=page)


def _by_field(row: FactRow) -> dict[int, FactCell]:
    return {cell.field: cell for cell in row.cells}


def _key(row: FactRow) -> tuple[int, int]:
    return row.position, row.record
