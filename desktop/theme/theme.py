"""The theme: light, dark or as the system, with the text size; switched live and announced by a signal."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from desktop.theme import fonts, style, tokens
from desktop.theme.icons import IconColour, IconEngine, IconFont
from desktop.theme.tokens import Palette

Mode = Literal["system", "light", "dark"]


class Theme(QObject):
    """`palette` holds the current colours as "#RRGGBB". Connect to `changed` what the style sheet cannot reach.

    `changing` comes before: widgets that are deleted then need not be restyled, which takes time.
    """

    changing = Signal()
    changed = Signal()

    def __init__(
        self, app: QApplication, mode: Mode = "system", percent: int = 100, reduce_motion: bool = False
    ) -> None:
        super().__init__()
        self._app = app
        self._icon_font = IconFont()
        self.mode: Mode = mode
        self.scale = percent / 100
        self.reduce_motion = reduce_motion
        fonts.register()
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)
        self._apply()

    def use(self, mode: Mode, percent: int, reduce_motion: bool) -> None:
        if (mode, percent / 100, reduce_motion) == (self.mode, self.scale, self.reduce_motion):
            return
        self.mode, self.scale, self.reduce_motion = mode, percent / 100, reduce_motion
        self._change()

    def px(self, size: int) -> int:
        """Scale a size of the tokens by the text size."""
        return round(size * self.scale)

    def milliseconds(self, motion: int) -> int:
        return 0 if self.reduce_motion else motion

    def colour(self, role: str) -> QColor:
        """Return a colour of the palette by its name, such as "accent"."""
        return QColor(getattr(self.palette, role))

    def font(self, size: int = tokens.Type.BODY, *, strong: bool = False, mono: bool = False) -> QFont:
        return fonts.font(self.px(size), strong=strong, mono=mono)

    def icon(self, name: str, role: str = "soft", checked: str = "accent") -> QIcon:
        """Return a Phosphor icon by its name, such as "file-text". It follows the theme; `checked` is its colour while on.

        It is a copy: an engine belongs to the Python object of the icon it was given to, and Python's garbage collector may
        delete it before that icon, which crashes.
        """
        return QIcon(QIcon(IconEngine(self._icon_font.outline(name), self._colour_of(role, checked))))

    def _colour_of(self, role: str, checked: str) -> IconColour:
        def colour(mode: QIcon.Mode, state: QIcon.State) -> QColor:
            if mode == QIcon.Mode.Disabled:
                return self.colour("line")
            return self.colour(checked if state == QIcon.State.On else role)

        return colour

    def _on_system_scheme_changed(self) -> None:
        if self.mode == "system":
            self._change()

    def _is_dark(self) -> bool:
        if self.mode == "system":
            return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self.mode == "dark"

    def _change(self) -> None:
        self.changing.emit()
        self._apply()
        self.changed.emit()

    def _apply(self) -> None:
        """Set palette, font and style sheet.

        The old sheet is removed first: else Qt restyles each widget once for each of its ancestors.
        """
        self.palette: Palette = tokens.DARK if self._is_dark() else tokens.LIGHT
        self._app.setStyleSheet("")
        self._app.setFont(self.font())
        self._app.setPalette(_qt_palette(self.palette))
        self._app.setStyleSheet(style.sheet(self.palette, self.px))


def _qt_palette(palette: Palette) -> QPalette:
    """Return the palette for what Fusion and rich text draw without the style sheet."""
    roles = QPalette.ColorRole
    table = {
        roles.Window: palette.page,
        roles.Base: palette.card,
        roles.AlternateBase: palette.panel,
        roles.Button: palette.card,
        roles.ToolTipBase: palette.card,
        roles.WindowText: palette.text,
        roles.Text: palette.text,
        roles.ButtonText: palette.text,
        roles.ToolTipText: palette.text,
        roles.PlaceholderText: palette.faint,
        roles.Highlight: palette.accent,
        roles.HighlightedText: palette.on_accent,
        roles.Accent: palette.accent,
        roles.Link: palette.accent,
        roles.LinkVisited: palette.accent,
        roles.Mid: palette.line,
    }
    qt_palette = QPalette()
    for role, colour in table.items():
        qt_palette.setColor(role, QColor(colour))
    return qt_palette
