"""What the page says when a search found nothing that convinces: plainly, with what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from engine.capabilities.images import api as images


class Nothing(TranslatedWidget):
    weaker_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._found: images.PictureSearchResults | None = None
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
        theme.changed.connect(self._draw)
        self._draw()
        self.retranslate()

    def show_found(self, found: images.PictureSearchResults) -> None:
        self._found = found
        self.retranslate()

    def retranslate(self) -> None:
        self.title.setText(tr("images", "Nothing convincing."))
        self.sentence.setText(self._advice())
        weaker = self._found.weaker if self._found else 0
        self._more.setText(tr("images", "Show %n weaker", weaker))
        self._more.setVisible(weaker > 0)

    def _advice(self) -> str:
        model = self._found.model if self._found else None
        if model is None:
            return tr(
                "images", "Without a picture model only names, dates and what is written in pictures are searched."
            )
        if model.starter:
            return tr(
                "images",
                "No picture stands out for these words. The starter model knows things, not names or styles: "
                "try another word for it.",
            )
        return tr("images", "No picture stands out for these words. Try other words, or start from a picture like it.")

    def _draw(self) -> None:
        side = self._theme.px(Size.ICON_HERO)
        self._icon.setPixmap(self._theme.icon("magnifying-glass", "faint").pixmap(QSize(side, side)))
