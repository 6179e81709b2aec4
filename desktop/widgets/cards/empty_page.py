"""What a page says while nothing is indexed: drop something here."""

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
    """In the user's language; `samples` empty where there are none to try."""

    title: str
    sentence: str
    folder: str
    files: str
    samples: str = ""


class EmptyPage(TranslatedMixin, ReadingColumn):
    folder_clicked = Signal()
    files_clicked = Signal()
    samples_clicked = Signal()

    def __init__(
        self, theme: Theme, icon: str, words: Callable[[], EmptyPageTexts], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        self._name, self._words = icon, words
        self._area = QFrame(self)
        role(self._area, "card")
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
        theme.changed.connect(self._draw)
        self._draw()
        self.retranslate()

    def retranslate(self) -> None:
        words = self._words()
        self._title.setText(words.title)
        self._sentence.setText(words.sentence)
        self._folder.setText(words.folder)
        self._files.setText(words.files)
        self._samples.setText(words.samples)
        self._samples.setVisible(bool(words.samples))

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._folder)
        buttons.addWidget(self._files)
        buttons.addStretch(1)
        inside = QVBoxLayout(self._area)
        inside.setContentsMargins(Space.XXL, Space.XXL * 2, Space.XXL, Space.XXL * 2)
        inside.setSpacing(Space.M)
        for label in (self._icon, self._title, self._sentence):
            inside.addWidget(label)
        inside.addSpacing(Space.S)
        inside.addLayout(buttons)
        inside.addWidget(self._samples, 0, Qt.AlignmentFlag.AlignHCenter)
        self.items.addSpacing(Space.XXL)
        self.items.addWidget(self._area)

    def _draw(self) -> None:
        side = self._theme.px(Size.ICON_HERO)
        self._icon.setPixmap(self._theme.icon(self._name, "accent").pixmap(QSize(side, side)))
