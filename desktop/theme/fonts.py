"""The typefaces shipped in resources/fonts (SIL Open Font Licence): two for text, and one for emoji where the system has none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from desktop.theme.tokens import Type

FOLDER = Path(__file__).parents[2] / "resources" / "fonts"


def register() -> None:
    """Register the fonts with Qt; where a file is missing, the system's fonts are used."""
    with_emoji = () if has_emoji(QFontDatabase.families()) else (FOLDER / "emoji").glob("*.ttf")
    for file in (*sorted(FOLDER.glob("*.ttf")), *with_emoji):
        QFontDatabase.addApplicationFont(str(file))


def has_emoji(families: Iterable[str]) -> bool:
    """Return whether one of the families is an emoji font by its name, as those of all systems are.

    Their characters are no sign: DejaVu Sans has some faces, and nothing else.
    """
    return any("moji" in family.lower() or family == "JoyPixels" for family in families)


def licences() -> dict[str, str]:
    """Return the typefaces and the first line of their licences, which names the copyright."""
    files = FOLDER.rglob("*-OFL.txt")
    return {file.stem.removesuffix("-OFL"): file.read_text("utf-8").split("\n", 1)[0] for file in files}


def font(size: int, *, strong: bool = False, mono: bool = False) -> QFont:
    """Return a font; `size` is in pixels, already scaled."""
    result = QFont(Type.MONO if mono else Type.SANS)
    result.setPixelSize(size)
    result.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    result.setStyleHint(QFont.StyleHint.Monospace if mono else QFont.StyleHint.SansSerif)
    return result
