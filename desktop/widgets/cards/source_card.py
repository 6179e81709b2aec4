"""Card of a source passage: its number, file, place and two lines of its text; and rows of such cards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.controls.number_chip import number_chip
from desktop.widgets.passages.excerpt import Excerpt
from desktop.widgets.passages.place_text import place_text
from desktop.widgets.passages.row_excerpt import RowExcerpt, found_row
from desktop.widgets.tables.passage_tooltip import passage_tooltip

MAX_COLUMNS = 3
MIN_CARD_WIDTH = 180
PLACE_WIDTH = 72
"""Pixels that a place has in any case: its end, the nearest heading, tells most."""


class SourcePassage(msgspec.Struct, frozen=True):
    """A passage of a document's page. `number` 0 is not shown; `start` and `end` are the quoted characters of the page.

    `label` names a place that is no page, such as a sheet, or the day of a message; `bold` are start and end of the words of
    `text` that are printed bold. `message` is the id of the message of a conversation that holds it, 0 for a document. The
    excerpt of the text begins at `begin`, with the first bold words where that is None.
    """

    number: int
    document: int
    path: str
    title: str
    page: int
    start: int
    end: int
    text: str
    label: str = ""
    bold: tuple[tuple[int, int], ...] = ()
    conversation: int = 0
    message: int = 0
    begin: int | None = None

    @property
    def name(self) -> str:
        return PurePath(self.path.replace("\\", "/")).name or self.title

    @property
    def place(self) -> str:
        return place_text(self.path or self.title, self.page, self.label)


class SourceCard(TranslatedMixin, QFrame):
    clicked = Signal(object)

    def __init__(self, theme: Theme, source: SourcePassage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self._theme, self.source = theme, source
        self._chip = QLabel(self)
        self._name, self._place = ElidedLabel(source.name, self), ElidedLabel("", self, Qt.TextElideMode.ElideLeft)
        role(self._name, "strong")
        role(self._place, "faint")
        row = found_row(source.text, source.bold)
        self._quote = (
            RowExcerpt(theme, row, self) if row else Excerpt(theme, source.text, source.bold, self, source.begin)
        )
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(passage_tooltip(source.text))
        theme.changed.connect(self._update_for_theme)
        self.retranslate()

    def retranslate(self) -> None:
        self._place.show_text(f"· {self.source.place}" if self.source.place else "")
        self._update_for_theme()
        names = ", ".join(filter(None, (self.source.name, self.source.place)))
        values: dict[str, object] = {"name": names, "text": self.source.text[:300]}
        if self.source.number:
            name = tr("widgets", "Source {number}: {name}. {text}", number=self.source.number, **values)
        else:
            name = tr("widgets", "Source: {name}. {text}", **values)
        self.setAccessibleName(name)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.clicked.emit(self.source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit(self.source)
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(Space.XS + 2)
        self._chip.setVisible(self.source.number > 0)
        for widget in (self._chip, self._name, self._place):
            top.addWidget(widget)
        for at, stretch in ((1, 10_000), (2, 100)):  # the name is shortened last
            top.setStretch(at, stretch)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.XS)
        column.addLayout(top)
        column.addWidget(self._quote)

    def _update_for_theme(self) -> None:
        for label, is_strong in ((self._name, True), (self._place, False)):
            width = QFontMetrics(self._theme.font(strong=is_strong)).horizontalAdvance(label.full_text)
            label.setMaximumWidth(width + Space.XS)
        room = self._theme.px(PLACE_WIDTH)
        self._place.setMinimumWidth(min(self._place.maximumWidth(), room) if self._place.full_text else 0)
        if self.source.number:
            self._chip.setPixmap(QPixmap.fromImage(number_chip(self._theme, self.source.number)))


class SourceCards(QWidget):
    """Cards in rows of up to three; fewer in a row when there is little room."""

    clicked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cards: list[SourceCard] = []
        self._columns = MAX_COLUMNS
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._grid.setSpacing(Space.S)

    def show_sources(self, sources: Sequence[SourcePassage], columns: int = MAX_COLUMNS) -> None:
        if [card.source for card in self._cards] == list(sources):
            return
        for card in self._cards:
            card.hide()
            card.deleteLater()
        self._columns = columns
        self._cards = [SourceCard(self._theme, source, self) for source in sources]
        for card in self._cards:
            card.clicked.connect(self.clicked)
        self._arrange()
        self.setVisible(bool(sources))

    @property
    def sources(self) -> list[SourcePassage]:
        return [card.source for card in self._cards]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        fitting = max(1, self.width() // self._theme.px(MIN_CARD_WIDTH))
        columns = min(self._columns, fitting, max(2, len(self._cards)))
        for index, card in enumerate(self._cards):
            self._grid.addWidget(card, index // columns, index % columns)
        for column in range(MAX_COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
