"""Bars of scores from 0 to 1 with their names, such as the probabilities of labels."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Radius, Size, Space, Type
from desktop.widgets.text import formatting

Score = tuple[str, float]
"""Name and score."""
NAMES_SHARE = 0.42
"""Share of the width for the names."""


class ScoreBars(QWidget):
    """The bar with index `chosen`, by default the first, takes the accent colour."""

    def __init__(self, theme: Theme, scores: Sequence[Score], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        self.show_scores(scores)

    def show_scores(self, scores: Sequence[Score], chosen: int = 0) -> None:
        self._scores, self._chosen = scores, chosen
        self.setAccessibleName(", ".join(f"{name} {formatting.percent(score)}" for name, score in scores))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(Size.INSPECTOR_MIN, self._row_height() * len(self._scores))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(Type.SMALL))
        for index, score in enumerate(self._scores):
            self._draw(painter, index, score)

    def _draw(self, painter: QPainter, index: int, score: Score) -> None:
        metrics, row = painter.fontMetrics(), QRect(0, index * self._row_height(), self.width(), self._row_height())
        names, number = round(self.width() * NAMES_SHARE), metrics.horizontalAdvance(formatting.percent(1.0)) + Space.S
        painter.setPen(self._theme.colour("text" if index == self._chosen else "soft"))
        name = metrics.elidedText(score[0], Qt.TextElideMode.ElideRight, names - Space.S)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, name)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, formatting.percent(score[1]))
        height = self._theme.px(Space.M)
        track = QRectF(names, row.center().y() - height / 2 + 1, max(0, self.width() - names - number), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("line"))
        painter.drawRoundedRect(track, Radius.CONTROL / 2, Radius.CONTROL / 2)
        track.setWidth(max(Space.XS, track.width() * min(max(score[1], 0.0), 1.0)))
        painter.setBrush(self._theme.colour("accent" if index == self._chosen else "faint"))
        painter.drawRoundedRect(track, Radius.CONTROL / 2, Radius.CONTROL / 2)

    def _row_height(self) -> int:
        return QFontMetrics(self._theme.font(Type.SMALL)).height() + Space.S
