"""Numbers as people of a language write them: sizes, durations, speeds."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from desktop.i18n import tr

MINUTE, HOUR = 60, 3600


def size(bytes: int) -> str:
    """ "1.2 GB", in powers of 1024 as memory and files are shown elsewhere."""
    return QLocale().formattedDataSize(bytes, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def number(value: float, digits: int = 0) -> str:
    return QLocale().toString(float(value), "f", digits)


def percent(share: float, digits: int = 0) -> str:
    """ "12%", and in Spanish "12 %" with a space that no line breaks at."""
    return tr("widgets", "{n}%", n=number(share * 100, digits))


def duration(seconds: float) -> str:
    """ "12 s", "3 min", "2 h": rounded up, as an estimate is."""
    if seconds < MINUTE:
        return tr("shell", "{n} s", n=max(1, round(seconds)))
    if seconds < HOUR:
        return tr("shell", "{n} min", n=round(seconds / MINUTE))
    return tr("shell", "{n} h", n=number(seconds / HOUR, 1))


def speed(tokens_per_second: float) -> str:
    return tr("shell", "{n} tokens/s", n=number(tokens_per_second))
