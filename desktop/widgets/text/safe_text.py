"""Rich text that opens nothing by itself: no file, no address, no picture that the text names."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QTextBrowser, QWidget


class SafeText(QTextBrowser):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Qt would open any local path or device that a document names (QTextDocument's own look-up included)."""
        return ""
