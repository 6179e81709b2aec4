"""Numbers, sizes and days that the engine sends as text, written as the user's language writes them."""

from __future__ import annotations

import re

from PySide6.QtCore import QDate, QLocale, Qt

_NUMBER = re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+|\d{4,}|\d+(?=\.))(?:\.(?P<rest>\d+))?(?P<unit> [kMGT]B| bytes|)")


def localised_value(value: str) -> str:
    """Return a value whose text is a number, a size or an ISO day in the user's language; any other text as it is.

    The engine writes "12,345", "5.1 GB" and "2026-11-29" in every language. What has more than one point, such as a version, is
    no number.
    """
    day = QDate.fromString(value, Qt.DateFormat.ISODate)
    if day.isValid() and value == day.toString(Qt.DateFormat.ISODate):
        return QLocale().toString(day, QLocale.FormatType.ShortFormat)
    number = _NUMBER.fullmatch(value)
    if number is None:
        return value
    decimals = number["rest"] or ""
    amount = float(f"{number['whole'].replace(',', '')}.{decimals or 0}")
    return QLocale().toString(amount, "f", len(decimals)) + number["unit"]
