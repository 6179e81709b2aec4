"""Plot of lines over two axes from 0 to 100 %, with values under the mouse or by the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import SERIES_COLOURS, Size, Space, Type
from desktop.widgets.text import formatting

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
NO_POINT = -1


class PlotLine(msgspec.Struct, frozen=True):
    """`points` are (x, y) shares from left to right; `values` are shown in place of the y shares when given."""

    name: str
    points: Sequence[tuple[float, float]]
    values: Sequence[str] = ()

    def describe(self, index: int) -> str:
        return f"{self.name} {self.values[index] if self.values else formatting.percent(self.points[index][1])}"


class LinePlot(QWidget):
    """With `diagonal` it also draws the line where x equals y; `mark` draws a vertical line."""

    def __init__(self, theme: Theme, diagonal: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._diagonal = theme, diagonal
        self._lines: Sequence[PlotLine] = ()
        self._x_title = self._y_title = ""
        self._names: Sequence[str] = ()
        self._marked_x: float | None = None
        self._current = NO_POINT
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_lines(self, lines: Sequence[PlotLine], x_title: str, y_title: str, names: Sequence[str] = ()) -> None:
        """`names` label the points on the x axis when they are not shares."""
        self._lines, self._x_title, self._y_title, self._names = lines, x_title, y_title, names
        self._select(NO_POINT)

    def mark(self, x: float | None) -> None:
        """Draw a vertical line at a share of the x axis; None removes it."""
        self._marked_x = x
        self.update()

    @property
    def description(self) -> str:
        """Values at the current point; empty when there is none."""
        lines = [line for line in self._lines if 0 <= self._current < len(line.points)]
        if not lines:
            return ""
        x = self._names[self._current] if self._names else formatting.percent(lines[0].points[self._current][0])
        return f"{self._x_title} {x}: {', '.join(line.describe(self._current) for line in lines)}"

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(Size.FIELD), self._theme.px(Size.PLOT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(Type.SMALL))
        area = self._area()
        self._draw_axes(painter, area)
        if self._diagonal:
            painter.setPen(QPen(self._theme.colour("faint"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(_position(area, 0, 0), _position(area, 1, 1))
        if self._marked_x is not None:
            painter.setPen(QPen(self._theme.colour("text"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(_position(area, self._marked_x, 0), _position(area, self._marked_x, 1))
        for number, line in enumerate(self._lines):
            self._draw_line(painter, area, number, line)
        self._draw_legend(painter, area)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        area = self._area()
        share = (event.position().x() - area.left()) / max(area.width(), 1)
        points = self._lines[0].points if self._lines else ()
        nearest = min(range(len(points)), key=lambda n: abs(points[n][0] - share), default=NO_POINT)
        self._select(nearest)

    def leaveEvent(self, event: QEvent) -> None:
        self._select(NO_POINT)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._select(max(self._current, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        last = max((len(line.points) for line in self._lines), default=0) - 1
        self._select(min(max(self._current + step, 0), last))

    def _select(self, point: int) -> None:
        self._current = point
        self.setAccessibleName(self.description or f"{self._x_title} · {self._y_title}")
        self.update()

    def _draw_axes(self, painter: QPainter, area: QRectF) -> None:
        row = painter.fontMetrics().height()
        for tick in TICKS:
            left, foot = _position(area, 0, tick), _position(area, tick, 0)
            painter.setPen(self._theme.colour("line"))
            painter.drawLine(left, _position(area, 1, tick))
            painter.setPen(self._theme.colour("faint"))
            there = QRectF(0, left.y() - row / 2, area.left() - Space.S, row)
            painter.drawText(
                there, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, formatting.percent(tick)
            )
            if not self._names:
                below = QRectF(foot.x() - row * 2, area.bottom() + Space.XS, row * 4, row)
                painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, formatting.percent(tick))
        self._draw_names(painter, area)
        painter.setPen(self._theme.colour("soft"))
        foot_row = QRectF(area.left(), area.bottom() + Space.XS + row, area.width(), row)
        painter.drawText(foot_row, Qt.AlignmentFlag.AlignHCenter, self._x_title)

    def _draw_names(self, painter: QPainter, area: QRectF) -> None:
        """As many of the points across as there is room for."""
        points = self._lines[0].points if self._lines else ()
        row, free_from = painter.fontMetrics().height(), area.left() - area.width()
        painter.setPen(self._theme.colour("faint"))
        for name, (across, _) in zip(self._names, points, strict=False):
            x = _position(area, across, 0).x()
            if x >= free_from:
                below = QRectF(x - row * 2, area.bottom() + Space.XS, row * 4, row)
                painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, name)
                free_from = x + row * 2

    def _draw_line(self, painter: QPainter, area: QRectF, number: int, line: PlotLine) -> None:
        colour = self._theme.colour(f"series_{number % SERIES_COLOURS + 1}")
        painter.setPen(QPen(colour, 2))
        positions = [_position(area, x, y) for x, y in line.points]
        painter.drawPolyline(positions)
        painter.setBrush(colour)
        for index, position in enumerate(positions):
            radius = Size.DOT * (0.75 if index == self._current else 0.35)
            painter.drawEllipse(position, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_legend(self, painter: QPainter, area: QRectF) -> None:
        """Draw the values at the current point, or else the names of the lines."""
        row = QRectF(area.left(), 0, area.width(), painter.fontMetrics().height())
        if self.description:
            painter.setPen(self._theme.colour("text"))
            painter.drawText(row, Qt.AlignmentFlag.AlignLeft, self.description)
            return
        left = row.left()
        for number, line in enumerate(self._lines):
            painter.setPen(self._theme.colour(f"series_{number % SERIES_COLOURS + 1}"))
            text = f"● {line.name}"
            painter.drawText(QPointF(left, painter.fontMetrics().ascent()), text)
            left += painter.fontMetrics().horizontalAdvance(text) + Space.L

    def _area(self) -> QRectF:
        metrics = self.fontMetrics()
        left, row = metrics.horizontalAdvance(formatting.percent(1)) + Space.M, metrics.height()
        right = max(left // 2, Space.XL)  # half of the last number is beyond the axis
        return QRectF(self.rect()).adjusted(left, row + Space.M, -right, -2 * row - Space.S)


def _position(area: QRectF, x: float, y: float) -> QPointF:
    return QPointF(area.left() + area.width() * x, area.bottom() - area.height() * y)
