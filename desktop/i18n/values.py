"""Numbers, sizes and days that the engine sends as text, written as the user's language writes them."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale, Qt

from engine.protocol.i18n import figure


def localised_value(value: str) -> str:
    """Return a value whose text is a number, a size or an ISO day in the user's language; any other text as it is.

    The engine writes "12,345", "5.1 GB" and "2026-11-29" in every language. What has more than one point, such as a version, is
    no number.
    """
    day = QDate.fromString(value, Qt.DateFormat.ISODate)
    if day.isValid() and value == day.toString(Qt.DateFormat.ISODate):
        return QLocale().toString(day, QLocale.FormatType.ShortFormat)
    return figure(QLocale().name()[:2], value)
