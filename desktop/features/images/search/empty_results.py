"""Shown when a search has no convincing result: says so and offers what helps."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from engine.capabilities.images import api as images


class EmptyResults(TranslatedWidget):
    weaker_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._results: images.PictureSearchResults | None = None
        self._icon, self.title, self.sentence, self._more = QLabel(self), QLabel(self), QLabel(self), QPushButton(self)
        role(self.title, "title")
        role(self.sentence, "soft")
        self.sentence.setWordWrap(True)
        for label in (self._icon, self.title, self.sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._more.clicked.connect(self.weaker_clicked)
        column = QVBoxLayout(self)
        column.setSpacing(Space.M)
        column.addStretch(2)
        for widget in (self._icon, self.title, self.sentence):
            column.addWidget(widget)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()
        self.retranslate()

    def show_results(self, results: images.PictureSearchResults) -> None:
        self._results = results
        self.retranslate()

    def retranslate(self) -> None:
        self.title.setText(tr("images", "No picture matches for sure"))
        self.sentence.setText(self._advice())
        weaker = self._results.weaker if self._results else 0
        self._more.setText(tr("images", "Show %n weaker", weaker))
        self._more.setVisible(weaker > 0)

    def _advice(self) -> str:
        model = self._results.model if self._results else None
        if model is None:
            return tr("images", "Without an image model only names, dates and the text in pictures are searched.")
        if model.starter:
            return tr(
                "images",
                "No picture stands out for these words. The starter model knows things, not names or styles: "
                "try another word for it.",
            )
        return tr("images", "No picture stands out for these words. Try other words, or start from a picture like it.")

    def _apply_theme(self) -> None:
        side = self._theme.px(Size.ICON_HERO)
        self._icon.setPixmap(self._theme.icon("magnifying-glass", "faint").pixmap(QSize(side, side)))
