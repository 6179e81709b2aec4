"""Contents of a page that has nothing to show yet: one sentence, buttons to add something, and samples to try."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.reading_column import ReadingColumn


class EmptyPageTexts(NamedTuple):
    """Texts of an empty page in the user's language; `samples` is empty when there are none to try."""

    title: str
    sentence: str
    folder: str
    files: str
    samples: str = ""


class EmptyPage(TranslatedMixin, ReadingColumn):
    """`make_texts` is called again when the language changes."""

    folder_clicked = Signal()
    files_clicked = Signal()
    samples_clicked = Signal()

    def __init__(
        self, theme: Theme, icon: str, make_texts: Callable[[], EmptyPageTexts], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        self._icon_name, self._make_texts = icon, make_texts
        self._card = QFrame(self)
        role(self._card, "card")
        self._icon, self._title, self._sentence = QLabel(self), QLabel(self), QLabel(self)
        role(self._title, "title")
        role(self._sentence, "soft")
        self._title.setWordWrap(True)
        self._sentence.setWordWrap(True)
        for label in (self._icon, self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._folder, self._files, self._samples = QPushButton(self), QPushButton(self), QPushButton(self)
        role(self._folder, "primary")
        role(self._samples, "link")
        self._folder.clicked.connect(self.folder_clicked)
        self._files.clicked.connect(self.files_clicked)
        self._samples.clicked.connect(self.samples_clicked)
        self._lay_out()
        theme.changed.connect(self._update_icon)
        self._update_icon()
        self.retranslate()

    def retranslate(self) -> None:
        texts = self._make_texts()
        self._title.setText(texts.title)
        self._sentence.setText(texts.sentence)
        self._folder.setText(texts.folder)
        self._files.setText(texts.files)
        self._samples.setText(texts.samples)
        self._samples.setVisible(bool(texts.samples))

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._folder)
        buttons.addWidget(self._files)
        buttons.addStretch(1)
        content = QVBoxLayout(self._card)
        content.setContentsMargins(Space.XXL, Space.XXL * 2, Space.XXL, Space.XXL * 2)
        content.setSpacing(Space.M)
        for label in (self._icon, self._title, self._sentence):
            content.addWidget(label)
        content.addSpacing(Space.S)
        content.addLayout(buttons)
        content.addWidget(self._samples, 0, Qt.AlignmentFlag.AlignHCenter)
        self.items.addSpacing(Space.XXL)
        self.items.addWidget(self._card)

    def _update_icon(self) -> None:
        side = self._theme.px(Size.ICON_HERO)
        self._icon.setPixmap(self._theme.icon(self._icon_name, "accent").pixmap(QSize(side, side)))
