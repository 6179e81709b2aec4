"""Image of a citation's number as a small chip; a question mark for 0, which marks a sentence without a source."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from desktop.theme.theme import Theme
from desktop.theme.tokens import Radius, Space, Type

PIXEL_RATIO = 3
"""Device pixels per pixel, so that the chip is sharp on any display."""


def number_chip(theme: Theme, number: int) -> QImage:
    """Return the chip, PIXEL_RATIO times as large as it is drawn."""
    text, ground, colour = (str(number), "tint", "accent") if number else ("?", "danger_tint", "danger")
    font = theme.font(Type.SMALL, strong=True)
    metrics = QFontMetricsF(font)
    height = theme.px(Type.SMALL) + Space.XS
    width = max(height, metrics.horizontalAdvance(text) + Space.S)
    image = QImage(round(width * PIXEL_RATIO), height * PIXEL_RATIO, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(PIXEL_RATIO)
    image.fill(Qt.GlobalColor.transparent)
    rect = QRectF(0, 0, width, height)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(theme.colour(ground))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect, Radius.CONTROL - Space.HAIR * 2, Radius.CONTROL - Space.HAIR * 2)
    painter.setFont(font)
    painter.setPen(theme.colour(colour))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return image
