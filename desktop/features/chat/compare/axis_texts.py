"""Names and values of the settings that answers are compared by, in the user's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop.i18n import tr
from desktop.widgets.text import formatting
from engine.capabilities.chat.api import ConversationSettings
from engine.capabilities.chat.api.comparisons import ComparisonAxis
from engine.protocol.answering.presets import preset_of

NONE, MODEL, PRESET = "", "model", "preset"
AXES = (
    "temperature", "top_p", "top_k", "min_p", "typical_p", "repeat_penalty", "frequency_penalty", "presence_penalty", "seed",
    PRESET, MODEL,
)  # fmt: skip
DEFAULT_VALUES: Mapping[str, tuple[str, ...]] = {
    "temperature": ("0.2", "1"),
    "top_p": ("0.5", "0.95"),
    "top_k": ("5", "40"),
    "min_p": ("0", "0.1"),
    "typical_p": ("0.5", "1"),
    "repeat_penalty": ("1", "1.2"),
    "frequency_penalty": ("0", "0.5"),
    "presence_penalty": ("0", "0.5"),
    "seed": ("1", "2"),
    PRESET: ("precise", "creative"),
}


def axis_name(name: str) -> str:
    """Return what a setting is called."""
    names = {
        "temperature": tr("chat", "Temperature"),
        "top_p": tr("chat", "Top-p"),
        "top_k": tr("chat", "Top-k"),
        "min_p": tr("chat", "Min-p"),
        "typical_p": tr("chat", "Typical-p"),
        "repeat_penalty": tr("chat", "Repeat penalty"),
        "frequency_penalty": tr("chat", "Frequency penalty"),
        "presence_penalty": tr("chat", "Presence penalty"),
        "seed": tr("chat", "Seed"),
        PRESET: tr("chat", "Preset"),
        MODEL: tr("chat", "Model"),
        NONE: tr("chat", "Nothing else"),
    }
    return names.get(name, name)


def preset_name(name: str) -> str:
    """Return what a preset is called."""
    names = {"precise": tr("chat", "Precise"), "balanced": tr("chat", "Balanced"), "creative": tr("chat", "Creative")}
    return names.get(name, name)


def value_text(name: str, value: str, models: Mapping[str, str]) -> str:
    """Return a value as a person reads it; `models` are the names of the models by their ids."""
    if name == PRESET:
        return preset_name(value)
    if name == MODEL:
        return models.get(value, value) or tr("chat", "The model in use")
    try:
        number = float(value.replace(",", "."))
    except ValueError:
        return value
    return formatting.number(number, 0 if number == int(number) and name in ("top_k", "seed") else 2)


def heading(axes: Sequence[ComparisonAxis], position: int, models: Mapping[str, str]) -> str:
    """Return the values that tell the answer at a position from the others."""
    parts: list[str] = []
    for axis in reversed(axes):
        position, at = divmod(position, max(1, len(axis.values)))
        text = value_text(axis.name, axis.values[at], models) if axis.values else ""
        parts.insert(0, text if axis.name in (MODEL, PRESET) else f"{axis_name(axis.name)} {text}")
    return ", ".join(parts)


def settings_text(settings: ConversationSettings | None) -> str:
    """Return the settings of an answer in a few words; empty where they are not known."""
    if settings is None:
        return ""
    preset = preset_of(settings.sampling)
    if preset is not None:
        return preset_name(preset)
    temperature, top_p = (
        formatting.number(settings.sampling.temperature, 2),
        formatting.number(settings.sampling.top_p, 2),
    )
    return f"{axis_name('temperature')} {temperature}, {axis_name('top_p')} {top_p}"
