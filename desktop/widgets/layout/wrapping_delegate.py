"""Item delegate that makes rows as tall as their wrapped text needs."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem


class WrappingDelegate(QStyledItemDelegate):
    """`padding` is what the style puts left and right of the text: Qt forgets it and cuts a line that just fits without it."""

    def __init__(self, padding: int, parent: QObject) -> None:
        super().__init__(parent)
        self._padding = padding

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        narrower = QStyleOptionViewItem(option)
        narrower.rect = narrower.rect.adjusted(0, 0, -self._padding, 0)
        return super().sizeHint(narrower, index)
