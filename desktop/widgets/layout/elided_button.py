"""A button whose words are cut with an ellipsis where there is no room; a button of Qt's loses both their ends."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

WORDS = 200
"""Any width that no style widens."""


class ElidedButton(QPushButton):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self._whole) + 1  # elidedText counts parts of a pixel
        return QSize(words + self._frame(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._frame(), super().minimumSizeHint().height())

    def _frame(self) -> int:
        """What the style puts beside the words."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        words = QSize(WORDS, self.fontMetrics().height())
        size = self.style().sizeFromContents(QStyle.ContentsType.CT_PushButton, option, words, self)
        return size.width() - WORDS

    def _elide(self) -> None:
        room = max(self.width() - self._frame(), 0)
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))  # a name's own, no shortcut
