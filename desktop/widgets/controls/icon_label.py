"""An icon and a status dot that only show something; painted each time, so that they follow the theme."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Size


class IconLabel(QWidget):
    def __init__(self, theme: Theme, icon: QIcon, size: int = Size.ICON_SMALL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._size = size
        self._apply_theme()
        theme.changed.connect(self._apply_theme)

    def show_icon(self, icon: QIcon) -> None:
        self._icon = icon
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._icon.paint(QPainter(self), self.rect(), Qt.AlignmentFlag.AlignCenter)

    def _apply_theme(self) -> None:
        side = self._theme.px(self._size)
        self.setFixedSize(QSize(side, side))


class StatusDot(QWidget):
    """A filled circle in a colour of the palette. The text beside it must say the same."""

    def __init__(self, theme: Theme, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._colour = colour
        self._apply_theme()
        theme.changed.connect(self._apply_theme)

    def show_colour(self, colour: str) -> None:
        """`colour` is a name of the palette, such as "accent"."""
        self._colour = colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colour(self._colour)))
        painter.drawEllipse(self.rect())

    def _apply_theme(self) -> None:
        side = self._theme.px(Size.DOT)
        self.setFixedSize(side, side)
