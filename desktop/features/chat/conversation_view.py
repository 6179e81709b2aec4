"""Where a conversation is held: its messages or the welcome, the find bar above, the composer below. Lays out, no more."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.features.chat.transcript import Transcript
from desktop.features.chat.welcome import Welcome
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.forms.composer import Composer
from desktop.widgets.layout.column_page import fill
from desktop.widgets.text.find_bar import FindBar


class EditBar(TranslatedWidget):
    """Over the composer while it holds an earlier question."""

    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._end = QLabel(self), QPushButton(self)
        role(self._words, "soft")
        role(self._end, "link")
        self._end.clicked.connect(self.ended)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.NONE, Space.NONE, Space.NONE)
        row.addWidget(self._words, 1)
        row.addWidget(self._end)
        self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        self._words.setText(tr("chat", "You are changing an earlier question; the old one is kept."))
        self._end.setText(tr("chat", "Cancel"))


class Room(QWidget):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.welcome, self.transcript = Welcome(theme), Transcript(theme)
        self.find_bar, self.edit_bar, self.composer = FindBar(theme), EditBar(), Composer(theme)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.welcome)
        self._stack.addWidget(self.transcript)
        self._low = QWidget()
        fill(self._low, self.edit_bar, self.composer, growing=self.composer).setSpacing(Space.XS)
        self._below, self._above = _centred(self._low), _centred(self.find_bar)
        self._below.setContentsMargins(Space.XL, Space.S, Space.XL, Space.L)
        self._above.setContentsMargins(Space.XL, Space.M, Space.XL, Space.S)
        self._over = QWidget(self)  # its margins are seen only with the bar
        self._over.setLayout(self._above)
        self._over.hide()
        self.find_bar.opened.connect(self._over.show)
        self.find_bar.closed.connect(self._over.hide)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.NONE)
        column.addWidget(self._over)
        column.addWidget(self._stack, 1)
        column.addLayout(self._below)
        self.transcript.verticalScrollBar().rangeChanged.connect(lambda _, most: self._align(most))
        theme.changed.connect(self._fit)
        self._fit()

    def show_welcome(self, welcome: bool) -> None:
        self._stack.setCurrentWidget(self.welcome if welcome else self.transcript)

    def _align(self, most: int) -> None:
        """The composer stands under the column, also beside a scroll bar."""
        bar = self.transcript.verticalScrollBar().sizeHint().width() if most else 0
        self._below.setContentsMargins(Space.XL, Space.S, Space.XL + bar, Space.L)

    def _fit(self) -> None:
        for widget in (self._low, self.find_bar):
            widget.setMaximumWidth(self._theme.px(Size.READING_COLUMN))


def _centred(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget, 100)
    row.addStretch(1)
    return row
