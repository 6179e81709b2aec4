"""Reads dates as Spanish and English write them, as ISO 8601: 2026-03-05, 2026-03 or 2026."""

from __future__ import annotations

import re
from datetime import date

from engine.text.matching.lazy_pattern import LazyPattern

_NAMES = {
    name: number
    for number, names in enumerate(
        "enero january ene jan|febrero february feb|marzo march mar|abril april abr apr|mayo may|junio june jun|"
        "julio july jul|agosto august ago aug|septiembre setiembre september sept sep set|octubre october oct|"
        "noviembre november nov|diciembre december dic dec".split("|"),
        1,
    )
    for name in names.split()
}
MONTHS = "|".join(sorted(_NAMES, key=len, reverse=True))
"""The months' names and short names as alternatives of a regular expression."""
_FORMS = tuple(
    LazyPattern(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)",
        r"(?<![\d/.-])(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>(?:19|20)?\d\d)(?![\d/-])",
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|º)?[\s-]+(?:de\s+|of\s+)?(?P<n>{MONTHS})\b\.?,?[\s-]+(?:del?\s+)?(?P<y>(?:19|20)\d\d)\b",
        rf"\b(?P<n>{MONTHS})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)\b",
        rf"\b(?P<n>{MONTHS})\.?,?\s+(?:del?\s+|of\s+)?(?P<y>(?:19|20)\d\d)\b",
    )
)
_IN_NAME = LazyPattern(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:[-_. ]?(?P<m>0[1-9]|1[0-2])(?:[-_. ]?(?P<d>0[1-9]|[12]\d|3[01]))?)?(?!\d)"
)


def find_date(text: str) -> tuple[str, int, int] | None:
    """Return the first date of a text and its start and end, None for none. "05/03/2026" is of March, as in Spain."""
    found = [(match.start(), at, match) for at, form in enumerate(_FORMS) if (match := form.search(text))]
    for start, _, match in sorted(found, key=lambda item: item[:2]):
        if iso := _iso(match.groupdict()):
            return iso, start, match.end()
    return None


def iso_date(text: str) -> str:
    """Return the first date of a text; empty for none."""
    found = find_date(text)
    return found[0] if found else ""


def date_in_name(name: str) -> str:
    """Return the date in the name of a file, of which the year may be all: "factura_2026-03.pdf" is 2026-03."""
    if iso := iso_date(name.replace("_", " ")):
        return iso
    match = _IN_NAME.search(name)
    if match is None:
        return ""
    return "-".join(part for part in (match["y"], match["m"], match["d"]) if part)


def month_number(name: str) -> int:
    """Return the number of a month by its name or short name. Raises KeyError."""
    return _NAMES[name.lower()]


def _iso(parts: dict[str, str | None]) -> str:
    year = int(parts["y"] or 0)
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    if parts.get("n"):
        month, day = _NAMES[str(parts["n"]).lower()], int(parts.get("d") or 0)
    elif parts.get("m"):
        month, day = int(parts["m"] or 0), int(parts["d"] or 0)
    else:
        day, month = int(parts["a"] or 0), int(parts["b"] or 0)
        day, month = (month, day) if month > 12 else (day, month)
    if not day:
        return f"{year:04}-{month:02}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
