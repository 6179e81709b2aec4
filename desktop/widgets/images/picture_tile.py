"""One picture of a grid, and how it is drawn: the picture, its name when it is pointed at, the frame when it is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from desktop.theme.theme import Theme
from desktop.theme.tokens import Radius, Space, Type

CAPTION_OPACITY = 0.92


@dataclass(frozen=True)
class PictureTile:
    """`note` is said beside the name when the pointer rests on it: a score, a label."""

    id: int
    thumbnail: str
    name: str
    note: str = ""


class TilePainter:
    def __init__(self, theme: Theme, painter: QPainter) -> None:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._theme, self._painter = theme, painter

    def draw_picture(self, tile: PictureTile | None, pixmap: QPixmap | None, rect: QRect) -> None:
        """Without a tile or a pixmap it is still to come: its place is shown. One that cannot be read shows its name."""
        painter = self._painter
        if pixmap is not None and not pixmap.isNull():
            painter.drawPixmap(rect, pixmap)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("panel"))
        painter.drawRoundedRect(rect, Radius.CONTROL, Radius.CONTROL)
        if tile and (not tile.thumbnail or pixmap is not None):
            painter.setPen(self._theme.colour("faint"))
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWrapAnywhere
            painter.drawText(rect.adjusted(Space.S, Space.S, -Space.S, -Space.S), wrapped, tile.name)

    def draw_frame(self, rect: QRect, line: int) -> None:
        painter = self._painter
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.colour("accent"), line))
        half = line / 2
        painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), Radius.CONTROL, Radius.CONTROL)

    def draw_caption(self, tile: PictureTile, rect: QRect) -> None:
        """Name and score of the one that is pointed at, on a strip of its lower edge."""
        painter = self._painter
        painter.setFont(self._theme.font(Type.SMALL))
        metrics = painter.fontMetrics()
        lines = [tile.name, tile.note] if tile.note else [tile.name]
        room = rect.width() - 4 * Space.S
        strip = QRect(rect.left(), 0, rect.width(), metrics.height() * len(lines) + 2 * Space.XS)
        strip.moveBottom(rect.bottom())
        strip.adjust(Space.XS, -Space.XS, -Space.XS, -Space.XS)
        ground = self._theme.colour("card")
        ground.setAlphaF(CAPTION_OPACITY)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(strip, Radius.CONTROL, Radius.CONTROL)
        top = strip.top() + Space.XS + metrics.ascent()
        for line, colour in zip(lines, ("text", "soft"), strict=False):
            painter.setPen(self._theme.colour(colour))
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, room)
            painter.drawText(strip.left() + Space.S, top, shown)
            top += metrics.height()
