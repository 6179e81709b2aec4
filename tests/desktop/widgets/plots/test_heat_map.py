from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.theme.theme import Theme
from desktop.theme.tokens import contrast
from desktop.widgets.plots.heat_map import HeatCell, HeatMap


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("colour", ["accent", "danger"])
def test_a_figure_is_read_on_every_shade_and_a_greater_share_is_never_fainter(
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
