"""Rows as tall as their text needs. Qt forgets an item's padding and gap: a line that would fit without them was cut."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem


class Wrapping(QStyledItemDelegate):
    """`room`: what stands left and right of the text."""

    def __init__(self, room: int, parent: QObject) -> None:
        super().__init__(parent)
        self._room = room

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        inside = QStyleOptionViewItem(option)
        inside.rect = inside.rect.adjusted(0, 0, -self._room, 0)
        return super().sizeHint(inside, index)
