"""List model of a page's items by name, with rows that can be renamed, fixed rows and headings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, Generic, TypeVar

import msgspec
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Type

ItemT = TypeVar("ItemT")
Index = QModelIndex | QPersistentModelIndex


class RowKind(Enum):
    """Kind of a row: a name can be renamed and deleted, a fixed row only chosen, a heading only read."""

    NAME = "name"
    FIXED = "fixed"
    HEADING = "heading"


class NameRow(msgspec.Struct, frozen=True):
    """One row in the user's language. `text` is shown in place of `name`, which is what an editor starts with.

    `description` is what a screen reader adds to it.
    """

    name: str
    text: str = ""
    tooltip: str = ""
    icon: str = ""
    kind: RowKind = RowKind.NAME
    description: str = ""


class NameListModel(QStringListModel, Generic[ItemT]):
    """Holds `items` and describes each as a row when the view asks, so that rows follow the language by themselves.

    Qt keeps an empty string for each item: it counts the rows itself, which a view wants twice for each row that it lays out
    (20,000 rows: 55 ms while the count was asked of Python).

    `renamed` carries the item and the name typed for it; the model keeps the old one until the items are shown anew.
    """

    renamed = Signal(object, str)

    def __init__(self, theme: Theme, describe: Callable[[ItemT], NameRow], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._describe = describe
        self.items: Sequence[ItemT] = ()

    def show_items(self, items: Sequence[ItemT]) -> None:
        """Replace all rows; the view loses its selection."""
        self.items = items
        self.setStringList([""] * len(items))

    def insert_rows(self, items: Sequence[ItemT]) -> bool:
        """Show items where they are those before with one stretch of others between them, and return whether they are.

        The view keeps its place and its selection.
        """
        before, more = self.items, len(items) - len(self.items)
        pairs = enumerate(zip(before, items, strict=False))
        same = next((at for at, (a, b) in pairs if a is not b and a != b), len(before))
        if more <= 0 or items[same + more :] != before[same:]:
            return False
        self.items = items
        return self.insertRows(same, more)

    def item(self, index: Index) -> ItemT | None:
        return self.items[index.row()] if index.isValid() else None

    def find(self, matches: Callable[[ItemT], bool]) -> QModelIndex:
        """Index of the first item that matches, an invalid index when none does."""
        row = next((row for row, item in enumerate(self.items) if matches(item)), -1)
        return self.index(row) if row >= 0 else QModelIndex()

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        kind = self._row(index).kind
        if kind is RowKind.HEADING:
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if kind is RowKind.NAME else usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # any value, as Qt's roles have it
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(self._theme.px(Size.LIST) // 2, self._theme.px(Size.ROW))
        row = self._row(index)
        if row.kind is RowKind.HEADING:
            return self._heading(row, role)
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text or row.name
        if role == Qt.ItemDataRole.EditRole:
            return row.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tooltip or None
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return row.description or None
        if role == Qt.ItemDataRole.DecorationRole and row.icon:
            return self._theme.icon(row.icon)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # as Qt has it
        name = str(value).strip()
        if not self.flags(index) & Qt.ItemFlag.ItemIsEditable or not name or name == self._row(index).name:
            return False
        self.renamed.emit(self.item(index), name)
        return True

    def _row(self, index: Index) -> NameRow:
        return self._describe(self.items[index.row()])

    def _heading(self, row: NameRow, role: int) -> Any:  # any value, as Qt's roles have it
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.FontRole:
            return self._theme.font(Type.SMALL, strong=True)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._theme.colour("faint")
        return None
