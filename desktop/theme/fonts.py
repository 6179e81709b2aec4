"""The two typefaces shipped in resources/fonts (SIL Open Font Licence)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from desktop.theme.tokens import Type

FOLDER = Path(__file__).parents[2] / "resources" / "fonts"


def register() -> None:
    """Register the fonts with Qt; where a file is missing, the system's fonts are used."""
    for file in sorted(FOLDER.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


def font(size: int, *, strong: bool = False, mono: bool = False) -> QFont:
    """Return a font; `size` is in pixels, already scaled."""
    result = QFont(Type.MONO if mono else Type.SANS)
    result.setPixelSize(size)
    result.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    result.setStyleHint(QFont.StyleHint.Monospace if mono else QFont.StyleHint.SansSerif)
    return result
