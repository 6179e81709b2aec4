"""Two lines of a text, from a given place or the first of its bold words on; what is left out is marked by an ellipsis."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space, Type

LINES = 2
MAX_CHARACTERS = 600
"""Laid out of a long text."""
LEAD = 60
"""Characters before the first bold word, where the excerpt does not begin with the text."""
ELLIPSIS = "…"

Span = tuple[int, int]


class Excerpt(QWidget):
    """Shows a text as wide as there is room, in two lines; `bold` are start and end of words, `begin` where to begin."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        bold: Sequence[Span] = (),
        parent: QWidget | None = None,
        begin: int | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text, self._bold = excerpt(text, bold, begin)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """The text as it is laid out, from the beginning of the excerpt on."""
        return self._text

    @property
    def bold_words(self) -> list[str]:
        return [self._text[start:end] for start, end in self._bold]

    def shown_text(self) -> str:
        """Return what is seen in the two lines."""
        return self._layout().text()

    def sizeHint(self) -> QSize:
        return QSize(Size.CARD_MIN, LINES * self._line_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, LINES * self._line_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.colour("soft"))
        self._layout().draw(painter, QPointF(0, 0))

    def _line_height(self) -> int:
        return QFontMetrics(self._theme.font(Type.SMALL)).height() + Space.HAIR * 2

    def _layout(self) -> QTextLayout:
        """Return the lines, shortened word by word until the ellipsis has room in the last one."""
        layout = self._lines(self._text)
        if layout.lineCount() <= LINES:
            return layout
        last = layout.lineAt(LINES - 1)
        text = self._text[: last.textStart() + last.textLength()].rstrip()
        while (layout := self._lines(text + ELLIPSIS)).lineCount() > LINES and text:
            text = text.rpartition(" ")[0].rstrip() if " " in text else text[:-1]
        return layout

    def _lines(self, text: str) -> QTextLayout:
        layout = QTextLayout(text, self._theme.font(Type.SMALL))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats([self._format(start, end) for start, end in self._bold if end <= len(text)])
        layout.beginLayout()
        for number in range(LINES + 1):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(max(self.width(), 1))
            line.setPosition(QPointF(0, number * self._line_height()))
        layout.endLayout()
        return layout

    def _format(self, start: int, end: int) -> QTextLayout.FormatRange:
        span = QTextLayout.FormatRange()
        span.start, span.length = start, end - start
        span.format = QTextCharFormat()
        span.format.setFontWeight(QFont.Weight.DemiBold)
        span.format.setForeground(self._theme.colour("text"))
        return span


def excerpt(text: str, bold: Sequence[Span], begin: int | None = None) -> tuple[str, list[Span]]:
    """Return the text from `begin` on, with single spaces, and the bold words' places in it.

    Where that is None it begins a little before the first bold word.
    """
    if begin is None:
        first = min((start for start, _ in bold), default=0)
        begin = 0 if first <= LEAD else max(text.rfind(" ", 0, first - LEAD // 2) + 1, first - LEAD)
    shown = ELLIPSIS + " " if begin else ""
    places: list[Span] = []
    words = {start: end for start, end in bold if start >= begin}
    at = begin
    for word in text[begin : begin + MAX_CHARACTERS].split():
        at = text.index(word, at)
        shown += " " if shown and not shown.endswith(" ") else ""
        places += [
            (len(shown) + start - at, len(shown) + min(end, at + len(word)) - at)
            for start, end in words.items()
            if at <= start < at + len(word)
        ]
        shown += word
        at += len(word)
    return shown, places
