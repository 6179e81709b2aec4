"""Button whose text ends in an ellipsis when there is no room, where a plain QPushButton cuts both ends."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

SAMPLE_WIDTH = 200
"""Width of a sample text; wide enough that no style makes it wider."""


class ElidedButton(QPushButton):
    """Set the text with `show_text`; the accessible name is the full text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full_text = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        self._full_text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def sizeHint(self) -> QSize:
        text_width = self.fontMetrics().horizontalAdvance(self._full_text) + 1  # elidedText counts parts of a pixel
        return QSize(text_width + self._frame_width(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._frame_width(), super().minimumSizeHint().height())

    def _frame_width(self) -> int:
        """Width that the style adds to the text: padding and borders."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        sample = QSize(SAMPLE_WIDTH, self.fontMetrics().height())
        size = self.style().sizeFromContents(QStyle.ContentsType.CT_PushButton, option, sample, self)
        return size.width() - SAMPLE_WIDTH

    def _elide(self) -> None:
        width = max(self.width() - self._frame_width(), 0)
        elided = self.fontMetrics().elidedText(self._full_text, Qt.TextElideMode.ElideRight, width)
        self.setText(elided.replace("&", "&&"))  # an ampersand of the name is no shortcut
