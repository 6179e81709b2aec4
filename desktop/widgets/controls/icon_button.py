"""Button with only an icon, which therefore always has an accessible name and a tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Size


class IconButton(QToolButton):
    """Call `set_name` before it is shown, and again when the language changes."""

    def __init__(
        self, theme: Theme, icon: str, size: int = Size.ICON, colour: str = "soft", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._size = size
        self.setIcon(theme.icon(icon, colour))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._apply_theme()
        theme.changed.connect(self._apply_theme)

    def set_name(self, name: str, shortcut: str = "") -> None:
        """Set the accessible name, and the tooltip with the shortcut behind it."""
        self.setAccessibleName(name)
        self.setToolTip(f"{name}  {shortcut}" if shortcut else name)

    def _apply_theme(self) -> None:
        side = self._theme.px(self._size)
        self.setIconSize(QSize(side, side))
