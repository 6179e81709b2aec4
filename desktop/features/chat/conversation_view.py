"""Layout of the open conversation: its messages or the welcome, the find bar above, waiting questions and composer below."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.features.chat.attached.paste_offer import PasteOffer
from desktop.features.chat.queue.queue_panel import ChangeBar, QueuePanel
from desktop.features.chat.transcript.transcript import Transcript
from desktop.features.chat.welcome import Welcome
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.forms.composer import Composer
from desktop.widgets.layout.reading_column import stack_vertically
from desktop.widgets.text.find_bar import FindBar


class ConversationView(QWidget):
    """Holds the widgets and lays them out; controllers connect them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.welcome, self.transcript = Welcome(theme), Transcript(theme)
        self.find_bar, self.composer = FindBar(theme), Composer(theme)
        self.queue_panel, self.change_bar = QueuePanel(theme), ChangeBar()
        self.paste_offer = PasteOffer()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.welcome)
        self._stack.addWidget(self.transcript)
        self._bottom = QWidget()
        self._below = bottom = stack_vertically(
            self._bottom, self.queue_panel, self.change_bar, self.paste_offer, self.composer, growing=self.composer
        )
        bottom.setSpacing(Space.XS)
        self._bottom_row, self._top_row = _centred(self._bottom), _centred(self.find_bar)
        self._bottom_row.setContentsMargins(Space.XL, Space.S, Space.XL, Space.L)
        self._top_row.setContentsMargins(Space.XL, Space.M, Space.XL, Space.S)
        self._top = QWidget(self)  # hidden with the find bar, so that its margins take no room
        self._top.setLayout(self._top_row)
        self._top.hide()
        self.find_bar.opened.connect(self._top.show)
        self.find_bar.closed.connect(self._top.hide)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.NONE)
        column.addWidget(self._top)
        column.addWidget(self._stack, 1)
        column.addLayout(self._bottom_row)
        self.transcript.verticalScrollBar().rangeChanged.connect(lambda _, maximum: self._align_composer(maximum))
        theme.changed.connect(self._fit)
        self._fit()

    @property
    def room_for_writing(self) -> int:
        """Height in pixels of the composer and what belongs to it."""
        return self.height() - self._stack.geometry().bottom()

    def add_above_composer(self, widget: QWidget) -> None:
        self._below.insertWidget(self._below.indexOf(self.composer), widget)

    def add_below_composer(self, widget: QWidget) -> None:
        self._below.addWidget(widget)

    def show_welcome(self, welcome: bool) -> None:
        self._stack.setCurrentWidget(self.welcome if welcome else self.transcript)

    def _align_composer(self, scroll_maximum: int) -> None:
        """Keep the composer under the column of messages, which a scroll bar makes narrower."""
        bar = self.transcript.verticalScrollBar().sizeHint().width() if scroll_maximum else 0
        self._bottom_row.setContentsMargins(Space.XL, Space.S, Space.XL + bar, Space.L)

    def _fit(self) -> None:
        for widget in (self._bottom, self.find_bar):
            widget.setMaximumWidth(self._theme.px(Size.READING_COLUMN))


def _centred(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget, 100)
    row.addStretch(1)
    return row
