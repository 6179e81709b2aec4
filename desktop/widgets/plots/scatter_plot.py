"""Points on a map in groups told apart by colour, shape and number. What each is by pointer or arrow keys; Enter opens.

Drawn once into a picture, so that ten thousand points cost nothing while the pointer moves.
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
from desktop.theme.tokens import FIGURES, Opacity, Size, Space, Type

NOWHERE = NO_GROUP = -1
REACH = Space.L
"""How far from the pointer a point may be."""
CORNERS = (0, 4, 3, 6, -4, -5, 5, -3)
"""Of a group's shape: 0 a circle, below 0 a star of so many points."""
STAMP = 1.6
CROWDED = 1_500
"""Points from which on they are drawn smaller."""
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class MapPoint(NamedTuple):
    """Each axis from −1 to 1; `group` NO_GROUP: in none."""

    x: float
    y: float
    group: int


class ScatterPlot(QWidget):
    """`says` tells in words what a point is. `opened`: the group of the point chosen."""

    opened = Signal(int)

    def __init__(self, theme: Theme, says: Callable[[int], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._says = theme, says
        self._spots: Sequence[MapPoint] = ()
        self._order: Sequence[int] = ()
        self._drawn: QPixmap | None = None
        self._places: Sequence[QPointF] = ()
        self._cells: dict[tuple[int, int], list[int]] = {}
        self.current = NOWHERE
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._redraw)

    def show_points(self, spots: Sequence[MapPoint]) -> None:
        self._spots = spots
        self._order = sorted(range(len(spots)), key=lambda at: (spots[at].group, spots[at].x))
        self.current = NOWHERE
        self._redraw()

    @property
    def said(self) -> str:
        return self._says(self.current) if 0 <= self.current < len(self._spots) else ""

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(Size.FIELD), self._theme.px(Size.MAP))

    def at(self, point: QPointF) -> int:
        """The nearest point within reach."""
        self._ensure_drawn()
        column, row = _cell(point)
        near = [at for x in range(-1, 2) for y in range(-1, 2) for at in self._cells.get((column + x, row + y), ())]
        far = {at: (self.place(at) - point).manhattanLength() for at in near}
        best = min(far, key=far.__getitem__, default=NOWHERE)
        return best if best != NOWHERE and far[best] <= REACH else NOWHERE

    def place(self, at: int) -> QPointF:
        self._ensure_drawn()
        return self._places[at]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._ensure_drawn())
        painter.setFont(self._theme.font(Type.SMALL))
        painter.setPen(self._theme.colour("soft"))
        row = painter.fontMetrics().height()
        foot = QRectF(0, self.height() - row, self.width(), row)
        shown = painter.fontMetrics().elidedText(self.said, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, shown)
        if self.current != NOWHERE:
            painter.setPen(QPen(self._theme.colour("text"), 2))
            painter.drawEllipse(self.place(self.current), Size.DOT, Size.DOT)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._choose(self.at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._choose(self.at(event.position()))
        self._open()

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._choose(NOWHERE)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current == NOWHERE and self._order:
            self._choose(self._order[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        elif key in STEPS and self._order:
            now = self._order.index(self.current) if self.current != NOWHERE else 0
            self._choose(self._order[min(max(now + STEPS[key], 0), len(self._order) - 1)])
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if self.current != NOWHERE:
            self.opened.emit(self._spots[self.current].group)

    def _choose(self, at: int) -> None:
        if at != self.current:
            self.current = at
            self.setAccessibleName(self.said)
            self.setToolTip(self.said)
            self.update()

    def _redraw(self) -> None:
        self._drawn = None
        self.updateGeometry()
        self.update()

    def _ensure_drawn(self) -> QPixmap:
        if self._drawn is None or self._drawn.deviceIndependentSize().toSize() != self.size():
            self._lay_points()
            self._drawn = self._draw()
        return self._drawn

    def _lay_points(self) -> None:
        area = self._area()
        middle, wide, high = area.center(), area.width() / 2, area.height() / 2
        self._places = [QPointF(middle.x() + spot.x * wide, middle.y() - spot.y * high) for spot in self._spots]
        self._cells = defaultdict(list)
        for at, place in enumerate(self._places):
            self._cells[_cell(place)].append(at)

    def _draw(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(self.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("line"), Space.HAIR))
        painter.drawRect(QRectF(drawn.rect()).adjusted(0, 0, -1, -1 - self._foot()))
        radius = Size.DOT * (0.6 if len(self._spots) < CROWDED else 0.35)
        stamps = {group: group_mark(self._theme, group, radius, ratio) for group in {s.group for s in self._spots}}
        half = QPointF(radius, radius) * STAMP
        for at in self._order:
            painter.drawPixmap(self._places[at] - half, stamps[self._spots[at].group])
        self._draw_numbers(painter)
        painter.end()
        return drawn

    def _draw_numbers(self, painter: QPainter) -> None:
        """Each group's number in its middle."""
        painter.setFont(self._theme.font(Type.BODY, strong=True))
        groups: dict[int, list[QPointF]] = defaultdict(list)
        for at in self._order:
            groups[self._spots[at].group].append(self._places[at])
        side = painter.fontMetrics().height() + Space.XS
        for group, places in groups.items():
            if group == NO_GROUP:
                continue
            middle = QPointF(median(p.x() for p in places), median(p.y() for p in places))
            box = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
            painter.setPen(QPen(colour_of(group, self._theme), 1))
            painter.setBrush(self._theme.colour("card"))
            painter.drawEllipse(box)
            painter.setPen(self._theme.colour("text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(group + 1))

    def _foot(self) -> int:
        return self.fontMetrics().height() + Space.XS

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(Space.L, Space.L, -Space.L, -Space.L - self._foot())


def group_mark(theme: Theme, group: int, radius: float, ratio: float = 1.0) -> QPixmap:
    """A group's shape in its colour, a hollow one for none, in a square of STAMP radii from its middle."""
    side = math.ceil(2 * STAMP * radius * ratio)
    stamp = QPixmap(side, side)
    stamp.setDevicePixelRatio(ratio)
    stamp.fill(Qt.GlobalColor.transparent)
    painter = QPainter(stamp)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = colour_of(group, theme)
    painter.setPen(QPen(colour, 1))
    colour.setAlpha(Opacity.STRONG if group != NO_GROUP else 0)
    painter.setBrush(colour)
    shape = _shape(CORNERS[group % len(CORNERS)] if group != NO_GROUP else 0, radius)
    painter.drawPath(shape.translated(radius * STAMP, radius * STAMP))
    painter.end()
    return stamp


def colour_of(group: int, theme: Theme) -> QColor:
    return theme.colour(f"figure_{group % FIGURES + 1}" if group != NO_GROUP else "faint")


def _shape(corners: int, radius: float) -> QPainterPath:
    path = QPainterPath()
    if corners == 0:
        path.addEllipse(QPointF(0, 0), radius, radius)
        return path
    number = corners if corners > 0 else -2 * corners
    for at in range(number):
        far = radius * (1.25 if corners > 0 or at % 2 == 0 else 0.55)
        turn = 2 * math.pi * at / number - math.pi / 2
        point = QPointF(far * math.cos(turn), far * math.sin(turn))
        if at:
            path.lineTo(point)
        else:
            path.moveTo(point)
    path.closeSubpath()
    return path


def _cell(point: QPointF) -> tuple[int, int]:
    return int(point.x() // REACH), int(point.y() // REACH)
