"""Emoji are drawn, by the system's font or by ours, and take neither digits nor letters."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QPainter, QRawFont, QTextLayout
from PySide6.QtWidgets import QApplication

from desktop.theme.fonts import FOLDER, has_emoji
from desktop.theme.theme import Theme
from desktop.theme.tokens import Type

SIDE = 80
NOWHERE = "\U0010fffe"
"""A code point that no font has: Qt draws the box of a missing glyph."""


def drawn(theme: Theme, text: str) -> QImage:
    image = QImage(2 * SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(theme.colour("page"))
    painter = QPainter(image)
    painter.setPen(theme.colour("text"))
    painter.setFont(theme.font(Type.TITLE))
    painter.drawText(8, SIDE // 2, text)
    painter.end()
    return image


def glyphs(theme: Theme, text: str) -> list[tuple[str, int]]:
    """Return the family and the index of every glyph; index 0 is a missing one."""
    layout = QTextLayout(text, theme.font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return [(run.rawFont().familyName(), index) for run in layout.glyphRuns() for index in run.glyphIndexes()]


def is_empty(image: QImage) -> bool:
    return all(image.pixel(x, y) == image.pixel(0, 0) for x in range(image.width()) for y in range(image.height()))


def test_a_smile_is_drawn_and_is_not_the_box_of_a_missing_glyph(theme: Theme) -> None:
    smile = drawn(theme, "🙂")
    assert not is_empty(smile)
    assert smile != drawn(theme, NOWHERE)
    assert smile != drawn(theme, "🙁")
    assert all(index for _, index in glyphs(theme, "🙂"))


@pytest.mark.parametrize("text", ["🇪🇸", "🏳️‍🌈", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👨‍👩‍👧‍👦", "👩🏽‍💻", "👍🏿", "☺️", "⚠️", "✅", "🫠"])
def test_flags_families_and_skins_are_drawn_whole_or_in_parts_but_never_as_boxes(theme: Theme, text: str) -> None:
    assert not is_empty(drawn(theme, text))
    assert all(index for _, index in glyphs(theme, text))


@pytest.mark.parametrize("text", "0123456789#*©®aZñé")
def test_digits_signs_and_letters_stay_in_the_typeface_of_the_text(theme: Theme, text: str) -> None:
    assert {family for family, _ in glyphs(theme, text)} == {Type.SANS}


def test_a_keycap_keeps_its_digit(theme: Theme) -> None:
    assert glyphs(theme, "7")[0] in glyphs(theme, "7️⃣")
    assert drawn(theme, "7️⃣") != drawn(theme, NOWHERE)


@pytest.mark.parametrize(
    "family", ["Noto Color Emoji", "Segoe UI Emoji", "Apple Color Emoji", "Twemoji Mozilla", "OpenMoji", "JoyPixels"]
)
def test_the_emoji_fonts_of_systems_are_known_by_their_names(family: str) -> None:
    assert has_emoji(["Inter", family])


def test_a_text_font_with_some_faces_is_no_emoji_font() -> None:
    assert not has_emoji(["Inter", "DejaVu Sans", "Symbola"])


def test_our_emoji_font_has_no_digits_signs_or_letters(qapp: QApplication) -> None:
    font = QRawFont(str(FOLDER / "emoji" / "NotoEmoji-Regular.ttf"), 16)
    assert font.supportsCharacter(ord("🙂"))
    assert not [chr(code) for code in range(0x20, 0x100) if font.supportsCharacter(code)]
