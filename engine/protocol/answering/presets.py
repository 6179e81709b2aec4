"""Presets of sampling settings under names that a person understands, and the range of each setting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from engine.protocol.answering.sampling import Sampling
from engine.protocol.errors import AteneoError

Preset = Literal["precise", "balanced", "creative"]
PRESETS: Mapping[Preset, Sampling] = {
    "precise": Sampling(temperature=0.0),
    "balanced": Sampling(),
    "creative": Sampling(temperature=0.9, top_k=100, presence_penalty=0.2),
}
"""The values of each preset. "balanced" are our defaults, whose temperature was measured with small models."""
PRESET_FIELDS = (
    "temperature",
    "top_k",
    "top_p",
    "min_p",
    "typical_p",
    "repeat_penalty",
    "frequency_penalty",
    "presence_penalty",
    "mirostat",
)
"""The settings that a preset chooses; length, seed, stop words and the form of the answer stay as they are."""
RANGES: Mapping[str, tuple[float, float]] = {
    "temperature": (0.0, 2.0),
    "top_k": (0, 1000),
    "top_p": (0.0, 1.0),
    "min_p": (0.0, 1.0),
    "typical_p": (0.0, 1.0),
    "repeat_penalty": (1.0, 2.0),
    "frequency_penalty": (-2.0, 2.0),
    "presence_penalty": (-2.0, 2.0),
    "mirostat": (0, 2),
    "mirostat_tau": (0.0, 20.0),
    "mirostat_eta": (0.0, 1.0),
    "seed": (0, 2**32 - 1),
    "max_tokens": (1, 100_000),
    "thinking_tokens": (0, 100_000),
    "thinking_seconds": (0.0, 3600.0),
}
"""The least and the largest value of each number."""
MOST_STOP_WORDS, LONGEST_STOP_WORD = 20, 100
"""Stop words of one conversation, and characters of each."""


class SettingOutOfRange(AteneoError):
    """A number of the sampling settings that has no meaning."""

    kind = "setting_out_of_range"
    sentence = "{name} has to be a number from {least} to {most}."


def preset_of(sampling: Sampling) -> Preset | None:
    """Return the preset that chooses words as these settings do; None for settings of one's own."""
    return next((name for name, preset in PRESETS.items() if _choice(preset) == _choice(sampling)), None)


def with_preset(sampling: Sampling, preset: Preset) -> Sampling:
    """Return the settings with those of a preset; length, seed, stop words and the form of the answer are kept."""
    values = {field: getattr(PRESETS[preset], field) for field in PRESET_FIELDS}
    return msgspec.structs.replace(sampling, **values)


def check_ranges(sampling: Sampling) -> None:
    """Raise SettingOutOfRange for the first number outside its range, NaN included."""
    for name, (least, most) in RANGES.items():
        value = getattr(sampling, name)
        if value is not None and not least <= value <= most:
            raise SettingOutOfRange(name=name, least=f"{least:g}", most=f"{most:g}")


def _choice(sampling: Sampling) -> tuple[float, ...]:
    return tuple(getattr(sampling, field) for field in PRESET_FIELDS)
