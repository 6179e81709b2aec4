"""Tile of a picture grid, and its painter: the picture, a caption under the mouse, a frame when chosen."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from desktop.theme.theme import Theme
from desktop.theme.tokens import Radius, Space, Type

CAPTION_OPACITY = 0.92


class PictureTile(msgspec.Struct, frozen=True):
    """`note`, such as a score or label, is shown with the name under the mouse."""

    id: int
    thumbnail: str
    name: str
    note: str = ""


class TilePainter:
    def __init__(self, theme: Theme, painter: QPainter) -> None:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._theme, self._painter = theme, painter

    def draw_picture(self, tile: PictureTile | None, pixmap: QPixmap | None, rect: QRect) -> None:
        """Draw the picture, or a blank place while it is being loaded, or its name if it cannot be read."""
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

    def draw_heading(self, text: str, rect: QRect) -> None:
        """Write the heading of the pictures below."""
        painter = self._painter
        painter.setFont(self._theme.font(strong=True))
        painter.setPen(self._theme.colour("soft"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def draw_caption(self, tile: PictureTile, rect: QRect) -> None:
        """Draw name and note on a strip along the lower edge."""
        painter = self._painter
        painter.setFont(self._theme.font(Type.SMALL))
        metrics = painter.fontMetrics()
        lines = [tile.name, tile.note] if tile.note else [tile.name]
        room = rect.width() - 4 * Space.S
        strip = QRect(rect.left(), 0, rect.width(), metrics.height() * len(lines) + 2 * Space.XS)
        strip.moveBottom(rect.bottom())
        strip.adjust(Space.XS, -Space.XS, -Space.XS, -Space.XS)
        background = self._theme.colour("card")
        background.setAlphaF(CAPTION_OPACITY)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(background)
        painter.drawRoundedRect(strip, Radius.CONTROL, Radius.CONTROL)
        top = strip.top() + Space.XS + metrics.ascent()
        for line, colour in zip(lines, ("text", "soft"), strict=False):
            painter.setPen(self._theme.colour(colour))
            elided = metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, room)
            painter.drawText(strip.left() + Space.S, top, elided)
            top += metrics.height()
