"""A source as a card: its number, its file, its place, two lines of what it says. And a row of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QTextLayout,
)
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space, Type
from desktop.widgets.cards.number_chip import number_chip
from desktop.widgets.controls.elided_label import ElidedLabel
from engine.protocol.passage import Citation, Passage

LINES = 2
_NARROWEST = 180


@dataclass(frozen=True)
class SourcePassage:
    """`number` 0 is not shown; `start` and `end` are the quoted span of the page."""

    number: int
    document: int
    path: str
    title: str
    page: int
    start: int
    end: int
    text: str
    label: str = ""
    score: str = ""

    @property
    def name(self) -> str:
        return PurePath(self.path.replace("\\", "/")).name or self.title

    @property
    def place(self) -> str:
        return self.label or tr("widgets", "p. {page}", page=self.page)


def source_of(found: Citation | Passage, number: int, score: str = "") -> SourcePassage:
    return SourcePassage(
        number, found.document, found.path, found.title, found.page, found.start, found.end, found.text,
        found.label, score,
    )  # fmt: skip


class SourceCard(TranslatedMixin, QFrame):
    clicked = Signal(object)

    def __init__(self, theme: Theme, source: SourcePassage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self._theme, self.source = theme, source
        self._chip = QLabel(self)
        self._name, self._place = ElidedLabel(source.name, self), QLabel(self)
        role(self._name, "strong")
        role(self._place, "faint")
        self._score = QLabel(source.score, self)
        role(self._score, "faint")
        self._score.setVisible(bool(source.score))
        self._quote = _Lines(theme, source.text, self)
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(source.text[:1500])
        self._draw()
        theme.changed.connect(self._draw)
        self.retranslate()

    def retranslate(self) -> None:
        self._place.setText(f"· {self.source.place}")
        said: dict[str, object] = {"name": self.source.name, "place": self.source.place, "text": self.source.text[:300]}
        if self.source.number:
            named = tr("widgets", "Source {number}: {name}, {place}. {text}", number=self.source.number, **said)
        else:
            named = tr("widgets", "Source: {name}, {place}. {text}", **said)
        self.setAccessibleName(named)

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
        top.setStretch(1, 1000)
        top.addStretch(1)
        top.addWidget(self._score)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.XS)
        column.addLayout(top)
        column.addWidget(self._quote)

    def _draw(self) -> None:
        words = QFontMetrics(self._theme.font(strong=True)).horizontalAdvance(self.source.name)
        self._name.setMaximumWidth(words + Space.XS)
        if self.source.number:
            self._chip.setPixmap(QPixmap.fromImage(number_chip(self._theme, self.source.number)))


class _Lines(QWidget):
    """Two lines of a text, the second ending in an ellipsis where there is more."""

    def __init__(self, theme: Theme, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = " ".join(text[:600].split())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(Size.CARD_MIN, LINES * self._line())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, LINES * self._line())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = self._theme.font(Type.SMALL)
        painter.setFont(font)
        painter.setPen(self._theme.colour("soft"))
        ascent = QFontMetrics(font).ascent()
        for at, line in enumerate(self._lines()):
            painter.drawText(0, at * self._line() + ascent, line)

    def _line(self) -> int:
        return QFontMetrics(self._theme.font(Type.SMALL)).height() + Space.HAIR * 2

    def _lines(self) -> list[str]:
        font = self._theme.font(Type.SMALL)
        layout = QTextLayout(self._text, font)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(self.width())
        first = line.textLength()
        layout.endLayout()
        rest = QFontMetrics(font).elidedText(self._text[first:], Qt.TextElideMode.ElideRight, self.width())
        return [self._text[:first], rest]


class SourceCards(QWidget):
    """Up to three beside each other, as many rows as it takes; fewer beside each other where there is little room."""

    clicked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cards: list[SourceCard] = []
        self._columns = 3
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._grid.setSpacing(Space.S)

    def show_sources(self, sources: Sequence[SourcePassage], columns: int = 3) -> None:
        if [card.source for card in self._cards] == list(sources):
            return
        for card in self._cards:
            card.hide()
            card.deleteLater()
        self._columns = columns
        self._cards = [SourceCard(self._theme, source, self) for source in sources]
        for card in self._cards:
            card.clicked.connect(self.clicked)
        self._place()
        self.setVisible(bool(sources))

    @property
    def sources(self) -> list[SourcePassage]:
        return [card.source for card in self._cards]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        room = max(1, self.width() // self._theme.px(_NARROWEST))
        columns = min(self._columns, room, max(2, len(self._cards)))
        for at, card in enumerate(self._cards):
            self._grid.addWidget(card, at // columns, at % columns)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
