"""Heat map: shaded cells in rows and columns, described under the mouse or by the arrow keys, opened by Enter or click."""

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
MAX_NAMES_SHARE = 0.3
"""Share of the width for the names beside the rows, at most."""
MAX_CELL_ASPECT = 4
"""Width ÷ height of a cell, at most."""
SHADES = 200
"""Steps from the card's colour to a cell's full colour."""
MIN_CONTRAST = 4.5
"""Contrast that text needs on its background (WCAG)."""
MIN_SPACED_HEIGHT = Space.L
"""Cells lower than this touch each other."""


class HeatCell(NamedTuple):
    """One cell: `share` of `colour` from 0 to 1, with `text` in it when there is room."""

    text: str
    share: float
    colour: str


class AxisTitles(NamedTuple):
    """Titles of the rows and the columns."""

    rows: str = ""
    columns: str = ""


class HeatMap(TranslatedWidget):
    """`make_cell` and `describe` get row and column. All but the frame of the current cell is drawn once into a pixmap."""

    opened = Signal(int, int)

    def __init__(
        self,
        theme: Theme,
        make_cell: Callable[[int, int], HeatCell],
        describe: Callable[[int, int], str],
        axis_titles: Callable[[], AxisTitles] = AxisTitles,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._make_cell, self._describe, self._axis_titles = theme, make_cell, describe, axis_titles
        self._names: Sequence[str] = ()
        self._column_names: Sequence[str] = ()
        self._pixmap: QPixmap | None = None
        self._shades: dict[str, list[QColor]] = {}
        self.cell: Cell = (0, 0)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.retranslate)

    def show_names(self, names: Sequence[str], column_names: Sequence[str]) -> None:
        """Show a row for each name and a column for each of `column_names`."""
        self._names, self._column_names, self.cell = names, column_names, (0, 0)
        self.retranslate()

    @property
    def description(self) -> str:
        return self._describe(*self.cell) if self._names else ""

    def retranslate(self) -> None:
        self._pixmap, self._shades = None, {}
        self.setAccessibleName(self.description)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(
            self._theme.px(Size.FIELD),
            round(self._cell_height() * len(self._names)) + 3 * self._line_height() + Space.M,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._names:
            return
        if self._pixmap is None or self._pixmap.deviceIndependentSize().toSize() != self.size():
            self._pixmap = self._draw()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._pixmap)
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(self._theme.colour("text"), 2))
            painter.drawRoundedRect(self._without_gap(self.cell_rect(*self.cell)), self._radius(), self._radius())
        painter.setFont(self._theme.font(Type.SMALL))
        painter.setPen(self._theme.colour("soft"))
        foot = QRectF(0, self.height() - self._line_height(), self.width(), self._line_height())
        _draw_text(painter, foot, self.description, Qt.AlignmentFlag.AlignLeft)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if (cell := self.cell_at(event.position())) is not None:
            self.select(cell)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if (cell := self.cell_at(event.position())) is not None:
            self.select(cell)
            self.opened.emit(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._names:
            self.opened.emit(*self.cell)
        elif key in STEPS and self._names:
            ends = (len(self._names) - 1, len(self._column_names) - 1)
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

    def cell_at(self, point: QPointF) -> Cell | None:
        """Return row and column of the cell at a point, None outside the cells."""
        if not self._names:
            return None
        first = self.cell_rect(0, 0)
        row, column = (
            int((point.y() - first.top()) // first.height()),
            int((point.x() - first.left()) // first.width()),
        )
        return (row, column) if 0 <= row < len(self._names) and 0 <= column < len(self._column_names) else None

    def select(self, cell: Cell) -> None:
        """Make a cell the current one, whose description is shown."""
        if cell != self.cell:
            self.cell = cell
            self.setAccessibleName(self.description)
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
        if self._cell_height() < MIN_SPACED_HEIGHT:
            self._draw_shades(painter)
        else:
            for row, column in self._cells():
                self._draw_cell(painter, self.cell_rect(row, column), self._make_cell(row, column))
        painter.end()
        return drawn

    def _draw_names(self, painter: QPainter) -> None:
        painter.setPen(self._theme.colour("soft"))
        corner, end = self.cell_rect(0, 0), self.cell_rect(0, len(self._column_names) - 1)
        if self._cell_height() >= painter.fontMetrics().height():
            for row, name in enumerate(self._names):
                top = self.cell_rect(row, 0)
                beside = QRectF(0, top.top(), top.left() - Space.S, top.height())
                _draw_text(painter, beside, name, Qt.AlignmentFlag.AlignRight)
        if corner.width() >= self._line_height():
            for column, column_name in enumerate(self._column_names):
                above = QRectF(
                    self.cell_rect(0, column).left(), self._line_height(), corner.width(), self._line_height()
                )
                _draw_text(painter, above, column_name, Qt.AlignmentFlag.AlignHCenter)
        painter.setPen(self._theme.colour("faint"))
        titles, left = self._axis_titles(), QRectF(0, self._line_height(), corner.left() - Space.S, self._line_height())
        across = QRectF(corner.left(), 0, end.right() - corner.left(), self._line_height())
        _draw_text(painter, left, titles.rows, Qt.AlignmentFlag.AlignRight)
        _draw_text(painter, across, titles.columns, Qt.AlignmentFlag.AlignHCenter)

    def _draw_cell(self, painter: QPainter, box: QRectF, cell: HeatCell) -> None:
        fill = self.shade(cell)
        painter.setPen(QPen(self._theme.colour("line"), Space.HAIR))
        painter.setBrush(fill)
        painter.drawRoundedRect(self._without_gap(box), self._radius(), self._radius())
        if painter.fontMetrics().horizontalAdvance(cell.text) <= box.width() - Space.XS:
            painter.setPen(self._text_colour(fill))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, cell.text)

    def _draw_shades(self, painter: QPainter) -> None:
        """Draw very many cells as an image of one pixel each, scaled up."""
        shades = QImage(len(self._column_names), len(self._names), QImage.Format.Format_RGB32)
        colours: dict[tuple[str, int], int] = {}
        for row, column in self._cells():
            cell = self._make_cell(row, column)
            key = (cell.colour, round(cell.share * 255))
            shades.setPixel(column, row, colours.get(key) or colours.setdefault(key, self.shade(cell).rgb()))
        last = self.cell_rect(len(self._names) - 1, len(self._column_names) - 1)
        painter.drawImage(QRectF(self.cell_rect(0, 0).topLeft(), last.bottomRight()), shades)

    def shade(self, cell: HeatCell) -> QColor:
        """Return the cell's colour, deeper with its share. Shades on which no text could be read are left out."""
        if cell.colour not in self._shades:
            card, full = self._theme.colour("card"), self._theme.colour(cell.colour)
            steps = (_blend(card, full, step / SHADES) for step in range(SHADES + 1))
            self._shades[cell.colour] = [
                shade for shade in steps if contrast(self._text_colour(shade).name(), shade.name()) >= MIN_CONTRAST
            ]
        shades = self._shades[cell.colour]
        return shades[round(min(max(cell.share, 0.0), 1.0) * (len(shades) - 1))]

    def _text_colour(self, fill: QColor) -> QColor:
        colours = (self._theme.colour("text"), self._theme.colour("on_accent"))
        return max(colours, key=lambda colour: contrast(colour.name(), fill.name()))

    def _cells(self) -> Iterator[Cell]:
        return product(range(len(self._names)), range(len(self._column_names)))

    def _without_gap(self, box: QRectF) -> QRectF:
        return box if box.height() < MIN_SPACED_HEIGHT else box.adjusted(2, 2, -2, -2)

    def _radius(self) -> float:
        return Radius.CONTROL / 2 if self._cell_height() >= MIN_SPACED_HEIGHT else 0.0

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Return where a cell is drawn, its gap included."""
        names = min(self.width() * MAX_NAMES_SHARE, self._theme.px(Size.LEGEND))
        side = self._cell_height()
        cell_width = min((self.width() - names) / max(len(self._column_names), 1), side * MAX_CELL_ASPECT)
        return QRectF(names + column * cell_width, 2 * self._line_height() + Space.XS + row * side, cell_width, side)

    def _cell_height(self) -> float:
        """Return the height of a cell: that of a control, less when there are many rows."""
        fitting = self._theme.px(Size.MATRIX) / max(len(self._names), 1)
        return min(float(self._theme.px(Size.CONTROL)), max(fitting, float(Space.XS)))

    def _line_height(self) -> int:
        return self._theme.px(Size.BADGE)


def _draw_text(painter: QPainter, box: QRectF, text: str, alignment: Qt.AlignmentFlag) -> None:
    elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(box.width()))
    painter.drawText(box, alignment | Qt.AlignmentFlag.AlignVCenter, elided)


def _blend(first: QColor, second: QColor, share: float) -> QColor:
    mixed = (round(a + (b - a) * share) for a, b in zip(first.getRgb()[:3], second.getRgb()[:3], strict=True))  # type: ignore[index]  # PySide types a tuple as object
    return QColor(*mixed)
