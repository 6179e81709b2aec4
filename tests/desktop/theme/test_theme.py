"""Switching between light and dark, text size, and icons that follow the theme."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QColor, QFontInfo, QIcon
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.theme.theme import Theme
from desktop.theme.tokens import DARK, LIGHT, Type

SOURCES = Path(__file__).parents[3] / "desktop"


def test_a_switch_changes_the_palette_and_is_announced_once(qtbot: QtBot, theme: Theme) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.use("dark", 100, False)
    assert theme.palette is DARK
    with qtbot.assertNotEmitted(theme.changed):
        theme.use("dark", 100, False)


class Dressings(QObject):
    """Counts how often a widget is given a style."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.StyleChange
        return False


def test_a_switch_restyles_a_widget_twice_at_any_depth(qtbot: QtBot, theme: Theme) -> None:
    """Bare, then in the new sheet: a new sheet over an old one would dress it once for each of the thirty around it."""
    outermost = innermost = QWidget()
    qtbot.addWidget(outermost)
    for _ in range(30):
        innermost = QWidget(innermost)
    outermost.show()
    dressings = Dressings()
    innermost.installEventFilter(dressings)
    theme.use("dark", 100, False)
    assert dressings.count == 2


def test_following_the_system_is_light_when_the_system_has_no_scheme(qapp: QApplication) -> None:
    assert Theme(qapp, "system").palette in (LIGHT, DARK)


def test_text_grows_with_the_scale(theme: Theme) -> None:
    theme.use("light", 200, False)
    assert theme.px(Type.BODY) == 2 * Type.BODY
    assert theme.font().pixelSize() == 2 * Type.BODY


def test_an_icon_made_before_a_switch_is_drawn_in_the_new_colour(theme: Theme) -> None:
    icon = theme.icon("cube", "text")
    theme.use("dark", 100, False)
    assert darkest_or_lightest(icon, QColor(DARK.text)) < 40


def test_a_checked_icon_has_the_accent_colour(theme: Theme) -> None:
    icon = theme.icon("cube")
    pixels = icon.pixmap(QSize(64, 64), QIcon.Mode.Normal, QIcon.State.On).toImage()
    colours = {
        pixels.pixelColor(x, y).name() for x in range(64) for y in range(64) if pixels.pixelColor(x, y).alpha() == 255
    }
    assert QColor(LIGHT.accent).name() in colours


def test_reduced_motion_has_no_duration(theme: Theme) -> None:
    theme.use("light", 100, True)
    assert theme.milliseconds(180) == 0


@pytest.mark.parametrize("strong", [False, True])
def test_our_own_typefaces_are_used(theme: Theme, strong: bool) -> None:
    assert QFontInfo(theme.font(strong=strong)).family() == Type.SANS
    assert QFontInfo(theme.font(mono=True, strong=strong)).family() == Type.MONO
    assert QFontInfo(theme.font(strong=strong)).bold() == strong


def test_every_icon_named_anywhere_exists(theme: Theme) -> None:
    named = {
        name
        for file in SOURCES.rglob("*.py")
        for name in re.findall(r"""(?:\.icon\(|IconButton\([\w.]+, )"([a-z-]+)\"""", file.read_text("utf-8"))
    }
    assert len(named) > 8
    for name in named:
        assert not theme.icon(name).pixmap(16, 16).isNull(), name


def darkest_or_lightest(icon: QIcon, wanted: QColor) -> int:
    pixels = icon.pixmap(QSize(64, 64)).toImage()
    solid = [pixels.pixelColor(x, y) for x in range(64) for y in range(64) if pixels.pixelColor(x, y).alpha() > 250]
    return min(
        abs(c.red() - wanted.red()) + abs(c.green() - wanted.green()) + abs(c.blue() - wanted.blue()) for c in solid
    )


class Holder:
    """Holds an icon and itself, so that only the garbage collector ends it."""

    def __init__(self, icon: QIcon) -> None:
        self.icon, self.itself = icon, self


def test_an_icon_is_drawn_after_the_object_that_held_it_was_collected(theme: Theme) -> None:
    holder = Holder(theme.icon("cube"))
    copy = QIcon(holder.icon)
    del holder
    gc.collect()
    picture = copy.pixmap(QSize(16, 16)).toImage()
    assert any(picture.pixelColor(x, y).alpha() for x in range(16) for y in range(16))
