"""Names with their share of one, as bars: what a classifier sees, how sure each label is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Radius, Size, Space, Type
from desktop.widgets.text import formatting

Score = tuple[str, float]


class ScoreBars(QWidget):
    """The one that is `chosen`, as a rule the first and surest, takes the accent colour."""

    def __init__(self, theme: Theme, scores: Sequence[Score], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        self.show_scores(scores)

    def show_scores(self, scores: Sequence[Score], chosen: int = 0) -> None:
        self._scores, self._chosen = scores, chosen
        self.setAccessibleName(", ".join(f"{name} {formatting.percent(share)}" for name, share in scores))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(Size.INSPECTOR_MIN, self._row() * len(self._scores))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(Type.SMALL))
        for at, score in enumerate(self._scores):
            self._draw(painter, at, score)

    def _draw(self, painter: QPainter, at: int, score: Score) -> None:
        metrics, row = painter.fontMetrics(), QRect(0, at * self._row(), self.width(), self._row())
        names, number = round(self.width() * NAMES), metrics.horizontalAdvance(formatting.percent(1.0)) + Space.S
        painter.setPen(self._theme.colour("text" if at == self._chosen else "soft"))
        name = metrics.elidedText(score[0], Qt.TextElideMode.ElideRight, names - Space.S)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, name)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, formatting.percent(score[1]))
        high = self._theme.px(Space.M)
        track = QRectF(names, row.center().y() - high / 2 + 1, max(0, self.width() - names - number), high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("line"))
        painter.drawRoundedRect(track, Radius.CONTROL / 2, Radius.CONTROL / 2)
        track.setWidth(max(Space.XS, track.width() * min(max(score[1], 0.0), 1.0)))
        painter.setBrush(self._theme.colour("accent" if at == self._chosen else "faint"))
        painter.drawRoundedRect(track, Radius.CONTROL / 2, Radius.CONTROL / 2)

    def _row(self) -> int:
        return QFontMetrics(self._theme.font(Type.SMALL)).height() + Space.S


NAMES = 0.42
"""Of the width."""
