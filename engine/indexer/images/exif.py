"""EXIF: when, with what camera and where an image was taken. Nothing of it leaves this computer."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any  # EXIF values are of any type

import msgspec

if TYPE_CHECKING:
    from PIL.Image import Exif

LONGEST = 80
"""Characters of a camera's name."""
_MAKE, _MODEL, _CHANGED, _EXIF, _GPS, _TAKEN, _DIGITISED = 0x010F, 0x0110, 0x0132, 0x8769, 0x8825, 0x9003, 0x9004
_NORTH, _LATITUDE, _EAST, _LONGITUDE = 1, 2, 3, 4
_DATE = re.compile(r"(\d{4})[:\-](\d\d)[:\-](\d\d)[ T](\d\d):(\d\d):(\d\d)")


class ExifData(msgspec.Struct, frozen=True):
    """`taken_at` is "2024-05-17T18:03:11"; degrees are north and east. Empty and None where the file does not say."""

    taken_at: str = ""
    camera: str = ""
    latitude: float | None = None
    longitude: float | None = None


def read_exif(exif: Exif) -> ExifData:
    """Return the readable fields; a damaged part counts as missing."""
    latitude, longitude = _position(_part(exif, _GPS))
    return ExifData(_date(_part(exif, _EXIF), exif), _camera(exif), latitude, longitude)


def _part(exif: Exif, tag: int) -> Mapping[int, Any]:
    try:
        return exif.get_ifd(tag)
    except (OSError, ValueError, TypeError, LookupError, SyntaxError, AttributeError):
        return {}


def _date(part: Mapping[int, Any], exif: Exif) -> str:
    for value in (part.get(_TAKEN), part.get(_DIGITISED), exif.get(_CHANGED)):
        match = _DATE.match(_text(value))
        if match and all(low <= int(n) <= high for n, (low, high) in zip(match.groups(), _BOUNDS, strict=True)):
            return "{}-{}-{}T{}:{}:{}".format(*match.groups())
    return ""


_BOUNDS = ((1800, 2999), (1, 12), (1, 31), (0, 23), (0, 59), (0, 60))


def _camera(exif: Exif) -> str:
    """Join make and model: "Canon EOS R5", not "Canon Canon EOS R5"."""
    make, model = _text(exif.get(_MAKE)), _text(exif.get(_MODEL))
    first = make.split(" ")[0]
    return (model if model.lower().startswith(first.lower()) else f"{make} {model}".strip())[:LONGEST]


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return "".join(c for c in value if c.isprintable()).strip() if isinstance(value, str) else ""


def _position(part: Mapping[int, Any]) -> tuple[float | None, float | None]:
    """Return both degrees or none; 0° 0° is what cameras write when they do not know."""
    north, east = _degrees(part.get(_LATITUDE)), _degrees(part.get(_LONGITUDE))
    if north is None or east is None or north > 90 or east > 180 or north == east == 0:
        return None, None
    south, west = _text(part.get(_NORTH)).upper() == "S", _text(part.get(_EAST)).upper() == "W"
    return (-north if south else north), (-east if west else east)


def _degrees(value: object) -> float | None:
    try:
        degrees, minutes, seconds = map(float, value if isinstance(value, Iterable) else ())
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    decimal = degrees + minutes / 60 + seconds / 3600
    return round(decimal, 6) if math.isfinite(decimal) and decimal >= 0 else None
