"""Sliders for the settings that decide how a token is chosen; moving them changes nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.tokens import Space
from desktop.widgets.forms.slider_field import SliderField
from desktop.widgets.plots.token_distribution import SamplingSteps
from desktop.widgets.text import formatting

TOP_K = (1, 2, 3, 5, 10, 20, 40, 60, 100, 200, 0)
"""Values of the slider for top-k; 0 means all."""
COLUMNS = 2
TEMPERATURE_STEPS, TOP_P_STEPS, MIN_P_STEPS = 40, 20, 50
TEMPERATURE_STEP, TOP_P_STEP, MIN_P_STEP = 0.05, 0.05, 0.01


class ChoiceSliders(TranslatedWidget):
    """`changed` follows a person's move; `settings` has the values."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typical_p = 1.0
        self._temperature = SliderField(TEMPERATURE_STEPS, lambda step: round(step * TEMPERATURE_STEP, 2), _plain, self)
        self._top_k = SliderField(len(TOP_K) - 1, lambda step: TOP_K[step], _count, self)
        self._top_p = SliderField(TOP_P_STEPS, lambda step: round(step * TOP_P_STEP, 2) or 0.01, _share, self)
        self._min_p = SliderField(MIN_P_STEPS, lambda step: round(step * MIN_P_STEP, 2), _share, self)
        grid = QGridLayout(self)
        grid.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.XS)
        for index, slider in enumerate(self._sliders):
            grid.addWidget(slider, index // COLUMNS, index % COLUMNS)
            slider.moved.connect(self.changed)
        self.retranslate()

    @property
    def settings(self) -> SamplingSteps:
        """The values of the sliders."""
        return SamplingSteps(
            self._temperature.value, int(self._top_k.value), self._top_p.value, self._min_p.value, self._typical_p
        )

    def show_settings(self, settings: SamplingSteps) -> None:
        """Move the sliders, without `changed`."""
        self._typical_p = settings.typical_p
        self._temperature.show_value(settings.temperature)
        self._top_k.show_value(settings.top_k)
        self._top_p.show_value(settings.top_p)
        self._min_p.show_value(settings.min_p)

    def retranslate(self) -> None:
        self._temperature.set_name(
            tr("widgets", "Temperature"),
            tr("widgets", "0 always takes the likeliest token; above 1 unlikely ones get more of a chance."),
        )
        self._top_k.set_name(tr("widgets", "Top-k"), tr("widgets", "At most so many of the likeliest tokens."))
        self._top_p.set_name(
            tr("widgets", "Top-p"), tr("widgets", "The likeliest tokens that together reach this probability.")
        )
        self._min_p.set_name(
            tr("widgets", "Min-p"), tr("widgets", "No token less than this share as likely as the likeliest one.")
        )

    @property
    def _sliders(self) -> Sequence[SliderField]:
        return self._temperature, self._top_k, self._top_p, self._min_p


def _plain(value: float) -> str:
    return formatting.number(value, 2)


def _share(value: float) -> str:
    return formatting.percent(value)


def _count(value: float) -> str:
    return formatting.number(value) if value else tr("widgets", "all")
