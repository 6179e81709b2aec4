"""What was taken for what: a square a pair of labels. Values under the pointer and by the arrow keys; Enter or a click opens."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Radius, Size, Space, Type, contrast
from desktop.widgets import amounts
from desktop.words import Worded, tr

Cell = tuple[int, int]
STEPS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class ConfusionMatrix(Worded):
    """`counts[i][j]`: of label i, taken for label j. The shade is the share of the row."""

    opened = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: Sequence[str] = ()
        self._counts: Sequence[Sequence[int]] = ()
        self.cell: Cell = (0, 0)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_counts(self, labels: Sequence[str], counts: Sequence[Sequence[int]]) -> None:
        self._labels, self._counts, self.cell = labels, counts, (0, 0)
        self.updateGeometry()
        self.retranslate()

    @property
    def said(self) -> str:
        row, column = self.cell
        if not self._labels:
            return ""
        count, of = self._counts[row][column], sum(self._counts[row])
        return tr(
            "widgets",
            "{label} taken for {guess}: {n} of {of}",
            label=self._labels[row],
            guess=self._labels[column],
            n=amounts.number(count),
            of=amounts.number(of),
        )

    def retranslate(self) -> None:
        self.setAccessibleName(self.said)
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(Size.CONTROL)
        return QSize(self._theme.px(Size.FIELD), side * len(self._labels) + 3 * self._row() + Space.M)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._labels:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(Type.SMALL))
        self._draw_names(painter)
        for row in range(len(self._labels)):
            for column in range(len(self._labels)):
                self._draw_cell(painter, row, column)
        painter.setPen(self._theme.colour("soft"))
        foot = QRectF(0, self.height() - self._row(), self.width(), self._row())
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, self.said)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if (cell := self.at(event.position())) is not None:
            self._go(cell)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if (cell := self.at(event.position())) is not None:
            self._go(cell)
            self.opened.emit(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._labels:
            self.opened.emit(*self.cell)
        elif key in STEPS and self._labels:
            last = len(self._labels) - 1
            row, column = (min(max(now + step, 0), last) for now, step in zip(self.cell, STEPS[key], strict=True))
            self._go((row, column))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def at(self, point: QPointF) -> Cell | None:
        cells = ((row, column) for row in range(len(self._labels)) for column in range(len(self._labels)))
        return next((cell for cell in cells if self._box(*cell).contains(point)), None)

    def _go(self, cell: Cell) -> None:
        self.cell = cell
        self.retranslate()

    def _draw_names(self, painter: QPainter) -> None:
        painter.setPen(self._theme.colour("soft"))
        for at, label in enumerate(self._labels):
            left, top = self._box(at, 0), self._box(0, at)
            beside = QRectF(0, left.top(), left.left() - Space.S, left.height())
            above = QRectF(top.left(), self._row(), top.width(), self._row())
            _write(painter, beside, label, Qt.AlignmentFlag.AlignRight)
            _write(painter, above, label, Qt.AlignmentFlag.AlignHCenter)
        painter.setPen(self._theme.colour("faint"))
        corner, end = self._box(0, 0), self._box(0, len(self._labels) - 1)
        _write(
            painter,
            QRectF(0, self._row(), corner.left() - Space.S, self._row()),
            tr("widgets", "is"),
            Qt.AlignmentFlag.AlignRight,
        )
        _write(
            painter,
            QRectF(corner.left(), 0, end.right() - corner.left(), self._row()),
            tr("widgets", "taken for"),
            Qt.AlignmentFlag.AlignHCenter,
        )

    def _draw_cell(self, painter: QPainter, row: int, column: int) -> None:
        box, count = self._box(row, column), self._counts[row][column]
        share = count / max(sum(self._counts[row]), 1)
        fill = _blend(self._theme.colour("card"), self._theme.colour("accent" if row == column else "danger"), share)
        painter.setPen(QPen(self._theme.colour("line"), Space.HAIR))
        if (row, column) == self.cell and (self.hasFocus() or self.underMouse()):
            painter.setPen(QPen(self._theme.colour("text"), 2))
        painter.setBrush(fill)
        painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), Radius.CONTROL / 2, Radius.CONTROL / 2)
        inks = (self._theme.colour("text"), self._theme.colour("on_accent"))
        painter.setPen(max(inks, key=lambda ink: contrast(ink.name(), fill.name())))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, amounts.number(count))

    def _box(self, row: int, column: int) -> QRectF:
        names = min(self.width() * NAMES, self._theme.px(Size.LEGEND))
        side = self._theme.px(Size.CONTROL)
        wide = min((self.width() - names) / max(len(self._labels), 1), side * WIDEST)
        return QRectF(names + column * wide, 2 * self._row() + Space.XS + row * side, wide, side)

    def _row(self) -> int:
        return self._theme.px(Size.BADGE)


NAMES = 0.3
"""Of the width, at most, for the names beside the rows."""
WIDEST = 4
"""A cell is no wider than so many times its height."""


def _write(painter: QPainter, box: QRectF, text: str, how: Qt.AlignmentFlag) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(box.width()))
    painter.drawText(box, how | Qt.AlignmentFlag.AlignVCenter, shown)


def _blend(one: QColor, other: QColor, share: float) -> QColor:
    mixed = (round(a + (b - a) * share) for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))  # type: ignore[index]
    return QColor(*mixed)
