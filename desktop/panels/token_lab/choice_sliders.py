"""Sliders for the settings that decide how a token is chosen; moving them changes nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.tokens import Space
from desktop.widgets.forms.slider_field import SliderField
from desktop.widgets.text import formatting
from engine.protocol.answering.token_choice import SamplingSteps

TOP_K = (1, 2, 3, 5, 10, 20, 40, 60, 100, 200, 0)
"""Values of the slider for top-k; 0 means all."""
COLUMNS = 2
TEMPERATURE_STEPS, TOP_P_STEPS, MIN_P_STEPS, REPEAT_STEPS, PENALTY_STEPS = 40, 20, 50, 20, 40
TEMPERATURE_STEP, TOP_P_STEP, MIN_P_STEP, REPEAT_STEP, PENALTY_STEP = 0.05, 0.05, 0.01, 0.05, 0.1
LEAST_PENALTY = -2.0


class ChoiceSliders(TranslatedWidget):
    """`changed` follows a person's move; `settings` has the values.

    The box for the format of the answer is there only where an answer has one.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typical_p = 1.0
        self._temperature = SliderField(TEMPERATURE_STEPS, lambda step: round(step * TEMPERATURE_STEP, 2), _plain, self)
        self._top_k = SliderField(len(TOP_K) - 1, lambda step: TOP_K[step], _count, self)
        self._top_p = SliderField(TOP_P_STEPS, lambda step: round(step * TOP_P_STEP, 2) or 0.01, _share, self)
        self._min_p = SliderField(MIN_P_STEPS, lambda step: round(step * MIN_P_STEP, 2), _share, self)
        self._repeat = SliderField(REPEAT_STEPS, lambda step: round(1 + step * REPEAT_STEP, 2), _plain, self)
        self._frequency = SliderField(PENALTY_STEPS, _penalty, _plain, self)
        self._presence = SliderField(PENALTY_STEPS, _penalty, _plain, self)
        self._format = QCheckBox(self)
        self._format.hide()
        self._format.toggled.connect(self.changed)
        grid = QGridLayout(self)
        grid.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.XS)
        for index, slider in enumerate(self._sliders):
            grid.addWidget(slider, index // COLUMNS, index % COLUMNS)
            slider.moved.connect(self.changed)
        grid.addWidget(self._format, grid.rowCount(), 0, 1, COLUMNS)
        self.retranslate()

    @property
    def settings(self) -> SamplingSteps:
        """The values of the sliders."""
        return SamplingSteps(
            self._temperature.value,
            int(self._top_k.value),
            self._top_p.value,
            self._min_p.value,
            self._typical_p,
            self._repeat.value,
            self._frequency.value,
            self._presence.value,
            keeps_format=self._format.isChecked(),
        )

    def show_settings(self, settings: SamplingSteps) -> None:
        """Move the sliders, without `changed`."""
        self._typical_p = settings.typical_p
        values = (
            (self._temperature, settings.temperature),
            (self._top_k, settings.top_k),
            (self._top_p, settings.top_p),
            (self._min_p, settings.min_p),
            (self._repeat, settings.repeat_penalty),
            (self._frequency, settings.frequency_penalty),
            (self._presence, settings.presence_penalty),
        )
        for slider, value in values:
            slider.show_value(value)
        self._format.blockSignals(True)
        self._format.setChecked(settings.keeps_format)
        self._format.blockSignals(False)

    def show_format(self, has_format: bool) -> None:
        """Show whether the answer has a format that can be left out of the picture."""
        self._format.setVisible(has_format)

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

        self._repeat.set_name(
            tr("widgets", "Repeat penalty"),
            tr("widgets", "Tokens that were just written become less likely; 1: not."),
        )
        self._frequency.set_name(
            tr("widgets", "Frequency penalty"),
            tr("widgets", "Tokens become less likely for each time they were just written; below 0 likelier."),
        )
        self._presence.set_name(
            tr("widgets", "Presence penalty"),
            tr("widgets", "Tokens that were written at all become less likely; below 0 likelier."),
        )
        self._format.setText(tr("widgets", "Only what fits the JSON schema"))

    @property
    def _sliders(self) -> Sequence[SliderField]:
        return (
            self._temperature, self._top_k, self._top_p, self._min_p, self._repeat, self._frequency, self._presence
        )  # fmt: skip


def _penalty(step: int) -> float:
    return round(LEAST_PENALTY + step * PENALTY_STEP, 1)


def _plain(value: float) -> str:
    return formatting.number(value, 2)


def _share(value: float) -> str:
    return formatting.percent(value)


def _count(value: float) -> str:
    return formatting.number(value) if value else tr("widgets", "all")
