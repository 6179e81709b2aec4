"""Shades and size of the heat map."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.theme.theme import Theme
from desktop.theme.tokens import contrast
from desktop.widgets.plots.heat_map import HeatCell, HeatMap


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("colour", ["accent", "danger"])
def test_numbers_are_readable_on_every_shade_and_shades_deepen_with_the_share(
    qtbot: QtBot, theme: Theme, mode: str, colour: str
) -> None:
    theme.use("dark" if mode == "dark" else "light", 100, False)
    matrix = HeatMap(theme, lambda row, column: HeatCell("1", 0.5, colour), lambda row, column: "")
    qtbot.addWidget(matrix)
    shades = [matrix.shade(HeatCell("1", share / 50, colour)).name() for share in range(51)]
    inks = (theme.colour("text").name(), theme.colour("on_accent").name())
    assert min(max(contrast(ink, shade) for ink in inks) for shade in shades) >= 4.5
    card = theme.colour("card").name()
    depths = [contrast(card, shade) for shade in shades]
    assert depths == sorted(depths)
    assert shades[0] == card and shades[-1] == theme.colour(colour).name()


@pytest.mark.parametrize("many", [3, 200])
def test_the_height_is_limited_however_many_rows_there_are(qtbot: QtBot, theme: Theme, many: int) -> None:
    made = HeatMap(theme, lambda row, column: HeatCell("1.0", 0.2, "accent"), lambda row, column: f"{row} {column}")
    qtbot.addWidget(made)
    made.show_names(["name"] * many, ["1"] * many)
    made.resize(700, made.sizeHint().height())
    made.grab()
    assert made.height() < 1_000
    last = made.cell_rect(many - 1, many - 1)
    assert made.cell_at(last.center()) == (many - 1, many - 1)
    assert last.right() <= made.width() + 1
    assert made.cell_at(last.bottomRight() * 2) is None
