"""Numbers and sizes as a language writes them. The engine's values and all JSON have them as English does: 1,234.5."""

from __future__ import annotations

import re
from collections.abc import Mapping

SEPARATORS = {"en": (",", ".", 4), "es": (".", ",", 5)}
"""Of thousands and of decimals, and from how many digits on thousands are separated (Unicode CLDR 46)."""
FIGURES = frozenset(
    "accuracy added agreement context cores count empty epochs expected failed fewest fitting found free largest last least "
    "length limit line longest looked loss most n "
    "needed page part parts pixels repeated resumed rows seconds size smallest tokens total unlabelled value".split()
)
"""The braces that hold figures. Others hold names, which stay as they are even where they look like a number."""
_FIGURE = re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<decimals>\d+))?(?P<unit> [A-Za-z]+\.?)?")


def number(language: str, value: float, digits: int = 0) -> str:
    """Return a number with `digits` decimals and separated thousands: "1.234,5" in Spanish from 10.000 on, "1234,5" below."""
    thousands, decimal, grouped_from = SEPARATORS.get(language, SEPARATORS["en"])
    whole, _, decimals = f"{value:,.{digits}f}".partition(".")
    separator = thousands if len(re.sub(r"\D", "", whole)) >= grouped_from else ""
    return whole.replace(",", separator) + (f"{decimal}{decimals}" if decimals else "")


def figure(language: str, text: str) -> str:
    """Return a value as the engine writes it, "1.2 GB" or "12,345", in the language; a text that is no number as it is."""
    found = _FIGURE.fullmatch(text)
    if found is None:
        return text
    decimals = found["decimals"] or ""
    value = float(f"{found['whole'].replace(',', '')}.{decimals or 0}")
    return number(language, value, len(decimals)) + (found["unit"] or "")


def as_written(language: str, values: Mapping[str, object]) -> dict[str, str]:
    """Return the values that fill a sentence: numbers, and texts in the braces of FIGURES, as the language writes them."""
    return {name: _as_written(language, name, value) for name, value in values.items()}


def _as_written(language: str, name: str, value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return number(language, value)
    if isinstance(value, float) or name in FIGURES:
        return figure(language, str(value))
    return str(value)
