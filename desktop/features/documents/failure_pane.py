"""Why a document could not be read, in full, in the inspector."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.features.documents.document_model import folder_text, note
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from engine.capabilities.documents.api import Document


class FailurePane(TranslatedWidget):
    """`retry_clicked` asks for the document to be read again."""

    retry_clicked = Signal()

    def __init__(self, theme: Theme, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "panel")
        self._document = document
        self._title, self.reason, self.detail, self._folder = QLabel(self), QLabel(self), QLabel(self), QLabel(self)
        role(self._title, "danger")
        role(self.detail, "mono")
        role(self._folder, "faint")
        for label in (self._title, self.reason, self.detail, self._folder):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._retry = QPushButton(self)
        self._retry.setIcon(theme.icon("arrow-clockwise"))
        self._retry.clicked.connect(self.retry_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.NONE, Space.L, Space.L)
        column.setSpacing(Space.M)
        for widget in (self._title, self.reason, self.detail, self._folder):
            column.addWidget(widget)
        column.addWidget(self._retry, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(tr("documents", "Not read"))
        self.reason.setText(note(self._document))
        self.detail.setText(self._document.detail)
        self.detail.setVisible(bool(self._document.detail) and self._document.detail != self.reason.text())
        self._folder.setText(folder_text(self._document))
        self._retry.setText(tr("documents", "Read it again"))
