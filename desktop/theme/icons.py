"""Phosphor line icons, drawn from their font at paint time, so that every icon follows the theme."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPixmap, QRawFont

FONT, CHARACTERS = "phosphor-1.3.0.ttf", "phosphor-charmap-1.3.0.json"
_EM = 256.0

IconColour = Callable[[QIcon.Mode, QIcon.State], QColor]


class IconFont:
    """Outlines of icons by name, read from the font that qtawesome ships; its code is not imported."""

    def __init__(self) -> None:
        spec = find_spec("qtawesome")
        assert spec is not None and spec.submodule_search_locations is not None
        folder = Path(next(iter(spec.submodule_search_locations))) / "fonts"
        self._font = QRawFont(str(folder / FONT), _EM)
        self._codes: dict[str, str] = json.loads((folder / CHARACTERS).read_text("utf-8"))
        self._outlines: dict[str, QPainterPath] = {}

    def outline(self, name: str) -> QPainterPath:
        """Return the outline in a square of one em, which is not to be changed. Raises KeyError for an unknown name."""
        if name in self._outlines:
            return self._outlines[name]
        character = chr(int(self._codes[name], 16))
        path = self._font.pathForGlyph(self._font.glyphIndexesForString(character)[0])
        box = path.boundingRect().center()
        path.translate(_EM / 2 - box.x(), _EM / 2 - box.y())
        self._outlines[name] = path
        return path


class IconEngine(QIconEngine):
    """Draws one outline in the colour that `colour` returns at paint time."""

    def __init__(self, outline: QPainterPath, colour: IconColour) -> None:
        super().__init__()
        self._outline = outline
        self._colour = colour

    def clone(self) -> QIconEngine:
        return IconEngine(self._outline, self._colour)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(rect.topLeft())
        side = min(rect.width(), rect.height())  # a wider rect leaves a gap before the text
        painter.scale(side / _EM, side / _EM)
        painter.fillPath(self._outline, self._colour(mode, state))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        if pixmap.isNull():  # the widget has no size yet
            return pixmap
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap
