"""Design tokens: every colour, size and font of the window. No other module has such literals."""

from __future__ import annotations

import msgspec


class Space:
    """Gaps and margins in pixels; they do not scale with the text."""

    NONE = 0
    HAIR = 1
    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24
    XXL = 32


class Radius:
    CONTROL = 6
    CARD = 10


class Type:
    """Font sizes in pixels at 100 %; `Theme.px` scales them."""

    SMALL = 12
    BODY = 13
    READING = 15
    TITLE = 18
    DISPLAY = 24
    SANS = "Inter"
    MONO = "JetBrains Mono"
    LINE_HEIGHT = 1.5
    REGULAR = 400
    STRONG = 600


class Size:
    """Widths and heights in pixels at 100 %; those of widgets with text are scaled by `Theme.px`."""

    READING_COLUMN = 760
    RAIL = 56
    LIST = 264
    INSPECTOR = 324
    INSPECTOR_MIN = 260
    INSPECTOR_MAX = 720
    WINDOW = (1280, 820)
    WINDOW_MIN = (900, 600)
    NARROW = 1120
    ICON_SMALL = 16
    ICON = 18
    ICON_LARGE = 22
    ICON_HERO = 48
    CONTROL = 34
    ROW = 30
    TALL_ROW = 46
    DOT = 8
    LEGEND = 220
    BADGE = 20
    PROGRESS = 4
    PROGRESS_WIDTH = 120
    PALETTE = (620, 420)
    POPUP = 380
    FIELD = 320
    RUN_CARD = 420
    FIELD_MIN = 180
    SPIN = 110
    CARD_MIN = 300
    SCROLL_BAR = 10
    COMPOSER_MAX = 220
    PREVIEW_HEIGHT = 160
    TILE = 168
    CHIP_PICTURE = 28
    SWATCH = 20
    STRIP = 88
    PLOT = 240
    MATRIX = 440
    MAP = 420
    TEXT_FIELD = 96
    TEXT_BOX = 288
    COPY = 172
    COPY_SMALL = 132


class Motion:
    """Durations of animations in milliseconds; `Theme.milliseconds` makes them 0 when motion is reduced."""

    SHORT = 120
    LONG = 180


class Palette(msgspec.Struct, frozen=True):
    """Colours as "#RRGGBB". `page`, `panel`, `card`, `tint` and `code` are surfaces.

    `text`, `soft` and `faint` are readable on each surface (contrast ≥ 4.5:1).

    `series_1` to `series_8` tell series and labels apart; `on_accent` text is readable on each of them.
    """

    page: str
    panel: str
    card: str
    code: str
    tint: str
    line: str
    text: str
    soft: str
    faint: str
    accent: str
    accent_hover: str
    on_accent: str
    mark: str
    warning: str
    danger: str
    danger_tint: str
    syntax_keyword: str
    syntax_string: str
    syntax_number: str
    syntax_comment: str
    syntax_name: str
    series_1: str
    series_2: str
    series_3: str
    series_4: str
    series_5: str
    series_6: str
    series_7: str
    series_8: str
    dark: bool

    @property
    def surfaces(self) -> tuple[str, ...]:
        return self.page, self.panel, self.card, self.code, self.tint

    @property
    def colours(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.__struct_fields__ if name != "dark"}


LIGHT = Palette(
    page="#FBFAF7",
    panel="#F4F2EC",
    card="#FEFDFB",
    code="#F4F2EC",
    tint="#E3F1EF",
    line="#DDD8CC",
    text="#23211C",
    soft="#5C584F",
    faint="#69655B",
    accent="#0F766E",
    accent_hover="#0B5F59",
    on_accent="#FDFCFA",
    mark="#FCEFC7",
    warning="#8A5200",
    danger="#B42318",
    danger_tint="#FBEAE7",
    syntax_keyword="#8A3A79",
    syntax_string="#2F6B2B",
    syntax_number="#8A5200",
    syntax_comment="#69655B",
    syntax_name="#1F5A8A",
    series_1="#0F766E",
    series_2="#B4441F",
    series_3="#5B4FB5",
    series_4="#8A5200",
    series_5="#1F5A8A",
    series_6="#9C3A7C",
    series_7="#2F6B2B",
    series_8="#7A2E2E",
    dark=False,
)
DARK = Palette(
    page="#171715",
    panel="#1D1D1A",
    card="#232320",
    code="#1D1D1A",
    tint="#16302D",
    line="#3A3933",
    text="#ECE9E1",
    soft="#B5B1A5",
    faint="#9F9B90",
    accent="#2DD4BF",
    accent_hover="#5EE3D2",
    on_accent="#08211E",
    mark="#4A3F17",
    warning="#F2B84B",
    danger="#FF8A7A",
    danger_tint="#3A201D",
    syntax_keyword="#DE9BD0",
    syntax_string="#A5CF8F",
    syntax_number="#F2B84B",
    syntax_comment="#9F9B90",
    syntax_name="#8FC1EA",
    series_1="#2DD4BF",
    series_2="#FF9E7D",
    series_3="#B8AEFF",
    series_4="#F2B84B",
    series_5="#8FC1EA",
    series_6="#F09AD0",
    series_7="#A5CF8F",
    series_8="#F5A3A3",
    dark=True,
)


SERIES_COLOURS = 8


class Opacity:
    """Alpha values, of 255, of a colour drawn over a picture or text."""

    SOFT = 50
    PLAIN = 120
    STRONG = 190


SWATCHES = {
    "red": "#D64533",
    "orange": "#E58A2E",
    "yellow": "#E8C93A",
    "green": "#4E9A4B",
    "cyan": "#3FB4B4",
    "blue": "#3B6FC9",
    "purple": "#8557B5",
    "pink": "#E089B0",
    "brown": "#86583A",
    "black": "#23211C",
    "grey": "#8E8A80",
    "white": "#FDFCFA",
}
"""Colours that pictures can be searched by, as they are shown in both themes."""


def contrast(first: str, second: str) -> float:
    """Return the WCAG 2.2 contrast ratio of two #RRGGBB colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.03928 else float(((channel + 0.055) / 1.055) ** 2.4)
