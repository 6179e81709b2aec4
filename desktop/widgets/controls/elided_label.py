"""Label of one line that ends in an ellipsis when there is no room; its tooltip then shows the full text."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """Set the text with `show_text`; `text()` is what is visible, `full_text` all of it."""

    def __init__(
        self, text: str = "", parent: QWidget | None = None, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight
    ) -> None:
        super().__init__(parent)
        self._full_text = ""
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.show_text(text)

    @property
    def full_text(self) -> str:
        return self._full_text

    def show_text(self, text: str) -> None:
        self._full_text = " ".join(text.split())
        self.setAccessibleName(self._full_text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._full_text), super().sizeHint().height())

    def _elide(self) -> None:
        elided = self.fontMetrics().elidedText(self._full_text, self._mode, self.width())
        if elided != self.text():
            self.setText(elided)
            self.setToolTip(self._full_text if elided != self._full_text else "")
