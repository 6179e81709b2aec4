"""Squares of shade over rows and columns. Values under the pointer and by the arrow keys; Enter or a click opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import TranslatedWidget
from desktop.theme.theme import Theme
from desktop.theme.tokens import Radius, Size, Space, Type, contrast

Cell = tuple[int, int]
STEPS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
NAMES = 0.3
"""Of the width, at most, for the names beside the rows."""
WIDEST = 4
"""A cell is no wider than so many times its height."""
SHADES, READ = 200, 4.5
"""Steps from the card's colour to a square's, and the contrast that words need."""
GAPLESS = Space.L
"""Cells lower than this touch each other."""


class HeatCell(NamedTuple):
    """`share` of `colour` from 0 to 1. `text` stands in it where there is room."""

    text: str
    share: float
    colour: str


class AxisTitles(NamedTuple):
    """What the rows are, and what the columns are."""

    rows: str = ""
    columns: str = ""


class HeatMap(TranslatedWidget):
    """`says` puts a cell into words. Everything but the frame of the current cell is drawn once."""

    opened = Signal(int, int)

    def __init__(
        self,
        theme: Theme,
        square: Callable[[int, int], HeatCell],
        says: Callable[[int, int], str],
        axes: Callable[[], AxisTitles] = AxisTitles,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._square, self._says, self._axes = theme, square, says, axes
        self._names: Sequence[str] = ()
        self._heads: Sequence[str] = ()
        self._drawn: QPixmap | None = None
        self._shades: dict[str, list[QColor]] = {}
        self.cell: Cell = (0, 0)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.retranslate)

    def show_names(self, names: Sequence[str], heads: Sequence[str]) -> None:
        """As many squares are asked for; `heads` stand above the columns."""
        self._names, self._heads, self.cell = names, heads, (0, 0)
        self.retranslate()

    @property
    def said(self) -> str:
        return self._says(*self.cell) if self._names else ""

    def retranslate(self) -> None:
        self._drawn, self._shades = None, {}
        self.setAccessibleName(self.said)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(Size.FIELD), round(self._side() * len(self._names)) + 3 * self._row() + Space.M)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._names:
            return
        if self._drawn is None or self._drawn.deviceIndependentSize().toSize() != self.size():
            self._drawn = self._draw()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._drawn)
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(self._theme.colour("text"), 2))
            painter.drawRoundedRect(self._inside(self._box(*self.cell)), self._radius(), self._radius())
        painter.setFont(self._theme.font(Type.SMALL))
        painter.setPen(self._theme.colour("soft"))
        foot = QRectF(0, self.height() - self._row(), self.width(), self._row())
        _write(painter, foot, self.said, Qt.AlignmentFlag.AlignLeft)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if (cell := self.at(event.position())) is not None:
            self.select(cell)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if (cell := self.at(event.position())) is not None:
            self.select(cell)
            self.opened.emit(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._names:
            self.opened.emit(*self.cell)
        elif key in STEPS and self._names:
            ends = (len(self._names) - 1, len(self._heads) - 1)
            row, column = (
                min(max(now + step, 0), end) for now, step, end in zip(self.cell, STEPS[key], ends, strict=True)
            )
            self.select((row, column))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def at(self, point: QPointF) -> Cell | None:
        if not self._names:
            return None
        first = self._box(0, 0)
        row, column = (
            int((point.y() - first.top()) // first.height()),
            int((point.x() - first.left()) // first.width()),
        )
        return (row, column) if 0 <= row < len(self._names) and 0 <= column < len(self._heads) else None

    def select(self, cell: Cell) -> None:
        if cell != self.cell:
            self.cell = cell
            self.setAccessibleName(self.said)
            self.update()

    def _draw(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(self.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(Type.SMALL))
        self._draw_names(painter)
        if self._side() < GAPLESS:
            self._draw_shades(painter)
        else:
            for row, column in self._cells():
                self._draw_cell(painter, self._box(row, column), self._square(row, column))
        painter.end()
        return drawn

    def _draw_names(self, painter: QPainter) -> None:
        painter.setPen(self._theme.colour("soft"))
        corner, end = self._box(0, 0), self._box(0, len(self._heads) - 1)
        if self._side() >= painter.fontMetrics().height():
            for at, name in enumerate(self._names):
                top = self._box(at, 0)
                beside = QRectF(0, top.top(), top.left() - Space.S, top.height())
                _write(painter, beside, name, Qt.AlignmentFlag.AlignRight)
        if corner.width() >= self._row():
            for at, head in enumerate(self._heads):
                above = QRectF(self._box(0, at).left(), self._row(), corner.width(), self._row())
                _write(painter, above, head, Qt.AlignmentFlag.AlignHCenter)
        painter.setPen(self._theme.colour("faint"))
        axes, left = self._axes(), QRectF(0, self._row(), corner.left() - Space.S, self._row())
        across = QRectF(corner.left(), 0, end.right() - corner.left(), self._row())
        _write(painter, left, axes.rows, Qt.AlignmentFlag.AlignRight)
        _write(painter, across, axes.columns, Qt.AlignmentFlag.AlignHCenter)

    def _draw_cell(self, painter: QPainter, box: QRectF, square: HeatCell) -> None:
        fill = self.shade(square)
        painter.setPen(QPen(self._theme.colour("line"), Space.HAIR))
        painter.setBrush(fill)
        painter.drawRoundedRect(self._inside(box), self._radius(), self._radius())
        if painter.fontMetrics().horizontalAdvance(square.text) <= box.width() - Space.XS:
            painter.setPen(self._ink(fill))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, square.text)

    def _draw_shades(self, painter: QPainter) -> None:
        """Of very many cells: a picture with a pixel a cell, made larger."""
        shades = QImage(len(self._heads), len(self._names), QImage.Format.Format_RGB32)
        known: dict[tuple[str, int], int] = {}
        for row, column in self._cells():
            square = self._square(row, column)
            key = (square.colour, round(square.share * 255))
            shades.setPixel(column, row, known.get(key) or known.setdefault(key, self.shade(square).rgb()))
        last = self._box(len(self._names) - 1, len(self._heads) - 1)
        painter.drawImage(QRectF(self._box(0, 0).topLeft(), last.bottomRight()), shades)

    def shade(self, square: HeatCell) -> QColor:
        """Deeper with its share, leaving out the shades on which neither ink can be read."""
        if square.colour not in self._shades:
            card, full = self._theme.colour("card"), self._theme.colour(square.colour)
            every = (_blend(card, full, step / SHADES) for step in range(SHADES + 1))
            self._shades[square.colour] = [one for one in every if contrast(self._ink(one).name(), one.name()) >= READ]
        shades = self._shades[square.colour]
        return shades[round(min(max(square.share, 0.0), 1.0) * (len(shades) - 1))]

    def _ink(self, fill: QColor) -> QColor:
        inks = (self._theme.colour("text"), self._theme.colour("on_accent"))
        return max(inks, key=lambda ink: contrast(ink.name(), fill.name()))

    def _cells(self) -> Iterator[Cell]:
        return product(range(len(self._names)), range(len(self._heads)))

    def _inside(self, box: QRectF) -> QRectF:
        return box if box.height() < GAPLESS else box.adjusted(2, 2, -2, -2)

    def _radius(self) -> float:
        return Radius.CONTROL / 2 if self._side() >= GAPLESS else 0.0

    def _box(self, row: int, column: int) -> QRectF:
        names = min(self.width() * NAMES, self._theme.px(Size.LEGEND))
        side = self._side()
        wide = min((self.width() - names) / max(len(self._heads), 1), side * WIDEST)
        return QRectF(names + column * wide, 2 * self._row() + Space.XS + row * side, wide, side)

    def _side(self) -> float:
        """As high as a control, lower where there are many."""
        fitting = self._theme.px(Size.MATRIX) / max(len(self._names), 1)
        return min(float(self._theme.px(Size.CONTROL)), max(fitting, float(Space.XS)))

    def _row(self) -> int:
        return self._theme.px(Size.BADGE)


def _write(painter: QPainter, box: QRectF, text: str, how: Qt.AlignmentFlag) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(box.width()))
    painter.drawText(box, how | Qt.AlignmentFlag.AlignVCenter, shown)


def _blend(one: QColor, other: QColor, share: float) -> QColor:
    mixed = (round(a + (b - a) * share) for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))  # type: ignore[index]
    return QColor(*mixed)
