"""Axes of a comparison: which settings differ, checked, and the settings of each answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import get_args

import msgspec

from engine.capabilities.chat.api.comparisons import (
    MOST_ANSWERS,
    AxisUnknown,
    AxisValueWrong,
    ComparisonAxis,
    TooManyAnswers,
)
from engine.capabilities.chat.api.replies import ConversationSettings
from engine.protocol.answering.presets import RANGES, Preset, with_preset

MODEL, PRESET = "model", "preset"
WHOLE = ("top_k", "mirostat", "seed", "max_tokens", "thinking_tokens")
"""The settings whose values are whole numbers."""
ORDER: Mapping[str, int] = {MODEL: 0, PRESET: 1}
"""A preset is applied before the numbers that differ from it."""


def expand(base: ConversationSettings, axes: Sequence[ComparisonAxis]) -> tuple[ConversationSettings, ...]:
    """Return the settings of each answer, the values of the last axis changing first.

    Raises AxisUnknown, AxisValueWrong, TooManyAnswers.
    """
    for axis in axes:
        _check(axis)
    count = 1
    for axis in axes:
        count *= len(axis.values)
    if count > MOST_ANSWERS:
        raise TooManyAnswers(count=count, most=MOST_ANSWERS)
    return tuple(_settings(base, axes, values) for values in product(*(axis.values for axis in axes)))


def _check(axis: ComparisonAxis) -> None:
    names = (MODEL, PRESET, *RANGES)
    if axis.name not in names:
        raise AxisUnknown(name=axis.name, names=", ".join(names))
    if not axis.values:
        raise AxisValueWrong(value="", name=axis.name)
    for value in axis.values:
        if axis.name == PRESET and value not in get_args(Preset):
            raise AxisValueWrong(value=value, name=axis.name)
        if axis.name in RANGES:
            _number(axis.name, value)


def _settings(
    base: ConversationSettings, axes: Sequence[ComparisonAxis], values: Sequence[str]
) -> ConversationSettings:
    chosen = sorted(zip(axes, values, strict=True), key=lambda pair: ORDER.get(pair[0].name, len(ORDER)))
    settings = base
    for axis, value in chosen:
        settings = _with_value(settings, axis.name, value)
    return settings


def _with_value(settings: ConversationSettings, name: str, value: str) -> ConversationSettings:
    if name == MODEL:
        return msgspec.structs.replace(settings, model=value or None)
    if name == PRESET:
        preset = next(preset for preset in get_args(Preset) if preset == value)
        return msgspec.structs.replace(settings, sampling=with_preset(settings.sampling, preset))
    sampling = msgspec.structs.replace(settings.sampling, **{name: _number(name, value)})
    return msgspec.structs.replace(settings, sampling=sampling)


def _number(name: str, text: str) -> float:
    """Raises AxisValueWrong for text that is no number in the setting's range; a comma counts as a point."""
    least, most = RANGES[name]
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        raise AxisValueWrong(value=text, name=name) from None
    if not least <= value <= most or (name in WHOLE and value != int(value)):
        raise AxisValueWrong(value=text, name=name)
    return int(value) if name in WHOLE else value


def values_at(axes: Sequence[ComparisonAxis], position: int) -> tuple[str, ...]:
    """Return the value of each axis at a position."""
    values: list[str] = []
    for axis in reversed(axes):
        position, at = divmod(position, max(1, len(axis.values)))
        values.insert(0, axis.values[at] if axis.values else "")
    return tuple(values)
