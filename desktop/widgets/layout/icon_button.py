"""A button that shows only an icon, and therefore always has a name to read aloud and a tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Size


class IconButton(QToolButton):
    """Give it its name with `say` before it is shown, again when the language changes."""

    def __init__(
        self, theme: Theme, icon: str, size: int = Size.ICON, colour: str = "soft", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._size = size
        self.setIcon(theme.icon(icon, colour))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._fit()
        theme.changed.connect(self._fit)

    def say(self, name: str, shortcut: str = "") -> None:
        self.setAccessibleName(name)
        self.setToolTip(f"{name}  {shortcut}" if shortcut else name)

    def _fit(self) -> None:
        side = self._theme.px(self._size)
        self.setIconSize(QSize(side, side))
