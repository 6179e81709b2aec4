"""Scatter plot of points in groups, told apart by colour, shape and number; described under the mouse or by arrow keys.

The points are drawn once into a pixmap, so that ten thousand of them cost nothing while the mouse moves.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import SERIES_COLOURS, Opacity, Size, Space, Type

NO_POINT = NO_GROUP = -1
REACH = Space.L
"""Distance from the mouse within which a point is found."""
CORNERS = (0, 4, 3, 6, -4, -5, 5, -3)
"""Corners of each group's shape: 0 is a circle, a negative number a star with so many points."""
STAMP = 1.6
"""Half the side of a point's image, in radii."""
CROWDED = 1_500
"""From this number on the points are drawn smaller."""
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class MapPoint(NamedTuple):
    """Point with coordinates from −1 to 1; `group` may be NO_GROUP."""

    x: float
    y: float
    group: int


class ScatterPlot(QWidget):
    """`describe` gets the index of a point. `opened` carries the group of the point that was clicked."""

    opened = Signal(int)

    def __init__(self, theme: Theme, describe: Callable[[int], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._describe = theme, describe
        self._points: Sequence[MapPoint] = ()
        self._order: Sequence[int] = ()
        self._pixmap: QPixmap | None = None
        self._positions: Sequence[QPointF] = ()
        self.drawings = 0
        """Number of times the points were drawn."""
        self._cells: dict[tuple[int, int], list[int]] = {}
        self.current = NO_POINT
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._redraw)

    def show_points(self, points: Sequence[MapPoint]) -> None:
        self._points = points
        self._order = sorted(range(len(points)), key=lambda index: (points[index].group, points[index].x))
        self.current = NO_POINT
        self._redraw()

    @property
    def description(self) -> str:
        return self._describe(self.current) if 0 <= self.current < len(self._points) else ""

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(Size.FIELD), self._theme.px(Size.MAP))

    def point_at(self, position: QPointF) -> int:
        """Return the index of the nearest point within reach, or NO_POINT."""
        self._ensure_drawn()
        column, row = _cell(position)
        near = [
            index for x in range(-1, 2) for y in range(-1, 2) for index in self._cells.get((column + x, row + y), ())
        ]
        distances = {index: (self.position(index) - position).manhattanLength() for index in near}
        best = min(distances, key=distances.__getitem__, default=NO_POINT)
        return best if best != NO_POINT and distances[best] <= REACH else NO_POINT

    def position(self, index: int) -> QPointF:
        """Return where a point is drawn."""
        self._ensure_drawn()
        return self._positions[index]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._ensure_drawn())
        painter.setFont(self._theme.font(Type.SMALL))
        painter.setPen(self._theme.colour("soft"))
        row = painter.fontMetrics().height()
        foot = QRectF(0, self.height() - row, self.width(), row)
        elided = painter.fontMetrics().elidedText(self.description, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, elided)
        if self.current != NO_POINT:
            painter.setPen(QPen(self._theme.colour("text"), 2))
            painter.drawEllipse(self.position(self.current), Size.DOT, Size.DOT)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._select(self.point_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._select(self.point_at(event.position()))
        self._open()

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._select(NO_POINT)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current == NO_POINT and self._order:
            self._select(self._order[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        elif key in STEPS and self._order:
            position = self._order.index(self.current) if self.current != NO_POINT else 0
            self._select(self._order[min(max(position + STEPS[key], 0), len(self._order) - 1)])
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if self.current != NO_POINT:
            self.opened.emit(self._points[self.current].group)

    def _select(self, index: int) -> None:
        if index != self.current:
            self.current = index
            self.setAccessibleName(self.description)
            self.setToolTip(self.description)
            self.update()

    def _redraw(self) -> None:
        self._pixmap = None
        self.updateGeometry()
        self.update()

    def _ensure_drawn(self) -> QPixmap:
        if self._pixmap is None or self._pixmap.deviceIndependentSize().toSize() != self.size():
            self._place_points()
            self._pixmap = self._draw()
        return self._pixmap

    def _place_points(self) -> None:
        area = self._area()
        middle, half_width, half_height = area.center(), area.width() / 2, area.height() / 2
        self._positions = [
            QPointF(middle.x() + point.x * half_width, middle.y() - point.y * half_height) for point in self._points
        ]
        self._cells = defaultdict(list)
        for index, position in enumerate(self._positions):
            self._cells[_cell(position)].append(index)

    def _draw(self) -> QPixmap:
        self.drawings += 1
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(self.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("line"), Space.HAIR))
        painter.drawRect(QRectF(drawn.rect()).adjusted(0, 0, -1, -1 - self._foot()))
        radius = Size.DOT * (0.6 if len(self._points) < CROWDED else 0.35)
        stamps = {
            group: group_mark(self._theme, group, radius, ratio) for group in {point.group for point in self._points}
        }
        half = QPointF(radius, radius) * STAMP
        for index in self._order:
            painter.drawPixmap(self._positions[index] - half, stamps[self._points[index].group])
        self._draw_numbers(painter)
        painter.end()
        return drawn

    def _draw_numbers(self, painter: QPainter) -> None:
        """Draw each group's number at its median."""
        painter.setFont(self._theme.font(Type.BODY, strong=True))
        groups: dict[int, list[QPointF]] = defaultdict(list)
        for index in self._order:
            groups[self._points[index].group].append(self._positions[index])
        side = painter.fontMetrics().height() + Space.XS
        for group, places in groups.items():
            if group == NO_GROUP:
                continue
            middle = QPointF(median(p.x() for p in places), median(p.y() for p in places))
            box = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
            painter.setPen(QPen(group_colour(group, self._theme), 1))
            painter.setBrush(self._theme.colour("card"))
            painter.drawEllipse(box)
            painter.setPen(self._theme.colour("text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(group + 1))

    def _foot(self) -> int:
        return self.fontMetrics().height() + Space.XS

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(Space.L, Space.L, -Space.L, -Space.L - self._foot())


def group_mark(theme: Theme, group: int, radius: float, ratio: float = 1.0) -> QPixmap:
    """Return the image of a group's points: a shape in its colour, hollow for NO_GROUP, STAMP radii around its middle."""
    side = math.ceil(2 * STAMP * radius * ratio)
    stamp = QPixmap(side, side)
    stamp.setDevicePixelRatio(ratio)
    stamp.fill(Qt.GlobalColor.transparent)
    painter = QPainter(stamp)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = group_colour(group, theme)
    painter.setPen(QPen(colour, 1))
    colour.setAlpha(Opacity.STRONG if group != NO_GROUP else 0)
    painter.setBrush(colour)
    shape = _shape(CORNERS[group % len(CORNERS)] if group != NO_GROUP else 0, radius)
    painter.drawPath(shape.translated(radius * STAMP, radius * STAMP))
    painter.end()
    return stamp


def group_colour(group: int, theme: Theme) -> QColor:
    return theme.colour(f"series_{group % SERIES_COLOURS + 1}" if group != NO_GROUP else "faint")


def _shape(corners: int, radius: float) -> QPainterPath:
    path = QPainterPath()
    if corners == 0:
        path.addEllipse(QPointF(0, 0), radius, radius)
        return path
    number = corners if corners > 0 else -2 * corners
    for corner in range(number):
        distance = radius * (1.25 if corners > 0 or corner % 2 == 0 else 0.55)
        angle = 2 * math.pi * corner / number - math.pi / 2
        point = QPointF(distance * math.cos(angle), distance * math.sin(angle))
        if corner:
            path.lineTo(point)
        else:
            path.moveTo(point)
    path.closeSubpath()
    return path


def _cell(point: QPointF) -> tuple[int, int]:
    return int(point.x() // REACH), int(point.y() // REACH)
