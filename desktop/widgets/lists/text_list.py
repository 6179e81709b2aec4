"""List of whole texts that wrap, under a line that says what they are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.tokens import Space
from desktop.widgets.layout.wrapping_delegate import WrappingDelegate


class TextList(TranslatedWidget):
    """For the inspector: `line` says what the texts in `list` are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line, self.list = QLabel(self), QListWidget(self)
        role(self.line, "soft")
        self.line.setWordWrap(True)
        self.list.setWordWrap(True)
        self.list.setItemDelegate(WrappingDelegate(2 * (Space.S + Space.M), self.list))
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSpacing(Space.XS)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.M)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        column.addStretch()
        self.retranslate()

    def retranslate(self) -> None:
        self.list.setAccessibleName(tr("widgets", "Texts"))

    def show_texts(self, texts: Sequence[str]) -> None:
        self.list.clear()
        self.list.addItems(list(texts))
        self.list.setVisible(bool(texts))
