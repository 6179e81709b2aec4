"""Formats numbers, sizes, durations and speeds as the user's language writes them."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from desktop.i18n import tr

MINUTE, HOUR = 60, 3600


def size(bytes: int) -> str:
    """Format bytes, as "1.2 GB", in powers of 1024 as file managers do."""
    return QLocale().formattedDataSize(bytes, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def number(value: float, digits: int = 0) -> str:
    return QLocale().toString(float(value), "f", digits)


def percent(share: float, digits: int = 0) -> str:
    """Format a share of 1, as "12%", or "12 %" with a no-break space in Spanish."""
    return tr("widgets", "{n}%", n=number(share * 100, digits))


def duration(seconds: float) -> str:
    """Format a duration, as "12 s", "3 min" or "2.5 h"."""
    if seconds < MINUTE:
        return tr("shell", "{n} s", n=max(1, round(seconds)))
    if seconds < HOUR:
        return tr("shell", "{n} min", n=round(seconds / MINUTE))
    return tr("shell", "{n} h", n=number(seconds / HOUR, 1))


def speed(tokens_per_second: float) -> str:
    return tr("shell", "{n} tokens/s", n=number(tokens_per_second))
