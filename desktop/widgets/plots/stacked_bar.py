"""Bar of parts of a whole, each in its colour."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Radius, Size, Space


class BarSegment(msgspec.Struct, frozen=True):
    """A part of a whole; `colour` is the name of a colour of the palette."""

    name: str
    value: float
    colour: str


def draw_segments(painter: QPainter, theme: Theme, rect: QRectF, segments: Sequence[BarSegment], total: float) -> None:
    """Draw the bar: parts from the left, the rest of the `total` as an empty track."""
    outline = QPainterPath()
    outline.addRoundedRect(rect, Radius.CONTROL / 2, Radius.CONTROL / 2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipPath(outline)
    painter.fillRect(rect, theme.colour("line"))
    left, whole = rect.left(), max(total, sum(segment.value for segment in segments), 1.0)
    for segment in segments:
        width = rect.width() * segment.value / whole
        painter.fillRect(QRectF(left, rect.top(), width, rect.height()), theme.colour(segment.colour))
        left += width
    painter.restore()


class StackedBar(QWidget):
    """The bar as a widget; its accessible name lists the parts."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._segments: Sequence[BarSegment] = ()
        self._total = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_segments(self, segments: Sequence[BarSegment], total: float) -> None:
        self._segments, self._total = tuple(segments), total
        self.setAccessibleName(", ".join(f"{segment.name} {segment.value:.0f}" for segment in segments))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(Size.INSPECTOR_MIN, self._theme.px(Space.M))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        draw_segments(painter, self._theme, QRectF(self.rect()), self._segments, self._total)
