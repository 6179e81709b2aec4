"""A citation's number as a small drawn chip."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from desktop.theme.theme import Theme
from desktop.theme.tokens import Radius, Space, Type

SHARPNESS = 3
"""Pixels drawn for each point, so that the chip is sharp on any display."""


def number_chip(theme: Theme, number: int) -> QImage:
    font = theme.font(Type.SMALL, strong=True)
    metrics = QFontMetricsF(font)
    height = theme.px(Type.SMALL) + Space.XS
    width = max(height, metrics.horizontalAdvance(str(number)) + Space.S)
    image = QImage(round(width * SHARPNESS), height * SHARPNESS, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(SHARPNESS)
    image.fill(Qt.GlobalColor.transparent)
    box = QRectF(0, 0, width, height)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(theme.colour("tint"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(box, Radius.CONTROL - Space.HAIR * 2, Radius.CONTROL - Space.HAIR * 2)
    painter.setFont(font)
    painter.setPen(theme.colour("accent"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))
    painter.end()
    return image
