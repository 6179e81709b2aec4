"""The search box's small language, in Spanish and English. Pure: text in, what it means out.

    caballo blanco            words: one description
    horse + stripes           two descriptions, their vectors added
    caballo:0.7 + rayas:0.3   with weights; "rey - corona" takes one away
    -perro, -"red car"        pictures of it are left out
    text:"factura"            written in the picture         (texto:)
    date:2024-05  2023..2024  taken then                      (fecha:)
    colour:red  orientation:portrait  camera:canon  folder:viajes  name:img   (color:rojo  orientación:vertical …)

Whatever is none of these is words: nothing a person types is an error.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec

from engine.capabilities.images.api import COLOURS, Orientation, ParsedQuery, PictureFilters, QueryTerm
from engine.text.tokens import fold

KEYS: Mapping[str, str] = {
    **dict.fromkeys(("text", "texto"), "text"),
    **dict.fromkeys(("date", "fecha"), "date"),
    **dict.fromkeys(("camera", "camara"), "camera"),
    **dict.fromkeys(("folder", "carpeta"), "folder"),
    **dict.fromkeys(("name", "nombre"), "name"),
    **dict.fromkeys(("colour", "color", "colours", "colors", "colores"), "colour"),
    **dict.fromkeys(("orientation", "orientacion"), "orientation"),
}
_OTHER_NAMES = {
    "red": "rojo roja",
    "orange": "naranja",
    "yellow": "amarillo amarilla",
    "green": "verde",
    "cyan": "cian turquesa turquoise",
    "blue": "azul",
    "purple": "morado morada violeta violet",
    "pink": "rosa",
    "brown": "marron",
    "black": "negro negra",
    "grey": "gris gray",
    "white": "blanco blanca",
}
COLOUR_NAMES: Mapping[str, str] = {
    **{name: name for name in COLOURS},
    **{other: name for name, others in _OTHER_NAMES.items() for other in others.split()},
}
ORIENTATIONS: Mapping[str, Orientation] = {
    **dict.fromkeys(("landscape", "horizontal", "apaisada", "apaisado"), "landscape"),
    **dict.fromkeys(("portrait", "vertical", "retrato"), "portrait"),
    **dict.fromkeys(("square", "cuadrada", "cuadrado"), "square"),
}
MOST_TERMS = 16
HEAVIEST = 10.0

_PIECE = re.compile(
    r"""(?P<sign>-)?"(?P<quoted>[^"]*)"(?P<after>:[\d.,]+(?=\s|$))?   # "red car"  -"red car"  "red car":0.5
      | (?P<key>[^\W\d_]+):(?:"(?P<quote>[^"]*)"|(?P<value>[^\s"]+))  # colour:red  text:"factura"  caballo:0.7
      | (?P<word>\S+)""",
    re.VERBOSE,
)
_WEIGHT = re.compile(r"\d{1,2}(?:[.,]\d+)?|[.,]\d+")
_MOMENT = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass
class _Reading:
    """The box as far as it was read: `words` is the description under way, `sign` what stood before it."""

    terms: list[QueryTerm] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    filters: PictureFilters = field(default_factory=PictureFilters)
    words: list[str] = field(default_factory=list)
    weight: float = 1.0
    sign: float = 1.0

    def close(self, sign: float = 1.0) -> None:
        """The description under way is whole."""
        if self.words and len(self.terms) < MOST_TERMS:
            self.terms.append(QueryTerm(" ".join(self.words), round(self.sign * self.weight, 4)))
        self.words, self.weight, self.sign = [], 1.0, sign


def understood(text: str) -> ParsedQuery:
    """Terms with weight 0 are dropped; filters given twice hold by their last, colours together."""
    reading = _Reading()
    for match in _PIECE.finditer(text):
        _take(reading, match)
    reading.close()
    terms = tuple(term for term in reading.terms if term.weight)
    return ParsedQuery(terms, tuple(dict.fromkeys(reading.excluded)), reading.filters)


def _take(reading: _Reading, match: re.Match[str]) -> None:
    quoted, key, word = match["quoted"], match["key"], match["word"]
    if quoted is not None:
        _take_quoted(reading, quoted.strip(), bool(match["sign"]), match["after"])
    elif key is not None:
        _take_keyed(reading, match)
    elif word in ("+", "-", "−"):
        reading.close(1.0 if word == "+" else -1.0)
    elif word.startswith("-") and word.strip("-"):
        reading.excluded.append(word.lstrip("-"))
    elif word.startswith("+") and word.strip("+"):
        reading.close()
        reading.words.append(word.lstrip("+"))
    elif (weighted := _weighted(word)) is not None:
        reading.words.append(weighted[0])
        reading.weight = weighted[1]
    else:
        reading.words.append(word)


def _take_quoted(reading: _Reading, quoted: str, excluded: bool, after: str | None) -> None:
    if not quoted:
        return
    if excluded:
        reading.excluded.append(quoted)
        return
    reading.words.append(quoted)
    if after and (weight := _weight(after[1:])) is not None:
        reading.weight = weight


def _take_keyed(reading: _Reading, match: re.Match[str]) -> None:
    value = (match["quote"] if match["quote"] is not None else match["value"]).strip()
    kind = KEYS.get(fold(match["key"]))
    filtered = _FILTERS[kind](reading.filters, value) if kind and value else None
    if filtered is not None:
        reading.filters = filtered
    elif match["quote"] is None and (weight := _weight(value)) is not None:
        reading.words.append(match["key"])
        reading.weight = weight
    else:
        reading.words.append(match[0].replace('"', ""))


def _weighted(word: str) -> tuple[str, float] | None:
    """ "x2:0.5" as ("x2", 0.5)."""
    before, colon, after = word.rpartition(":")
    weight = _weight(after) if colon and before and not before.isdigit() else None
    return (before, weight) if weight is not None else None


def _weight(text: str) -> float | None:
    if not _WEIGHT.fullmatch(text):
        return None
    return min(float(text.replace(",", ".")), HEAVIEST)


def _colour(filters: PictureFilters, value: str) -> PictureFilters | None:
    names = [COLOUR_NAMES.get(fold(one)) for one in value.split(",") if one]
    known = [name for name in names if name is not None]
    if not known or len(known) != len(names):
        return None
    return msgspec.structs.replace(filters, colours=tuple(dict.fromkeys((*filters.colours, *known))))


def _orientation(filters: PictureFilters, value: str) -> PictureFilters | None:
    found = ORIENTATIONS.get(fold(value))
    return msgspec.structs.replace(filters, orientation=found) if found else None


def _date(filters: PictureFilters, value: str) -> PictureFilters | None:
    """ "2024", "2024-05", "2024-05-17", "2023..2024", "2024..", "..2023-06"."""
    first, dots, last = value.partition("..")
    since = _day(first, first_day=True) if first else ""
    until = _day(last if dots else first, first_day=False) if (last or not dots) else ""
    if since is None or until is None or not (since or until):
        return None
    return msgspec.structs.replace(filters, since=since, until=until)


def _day(text: str, first_day: bool) -> str | None:
    """The first or last day of a year, a month or a day; None for what is none of them."""
    match = _MOMENT.fullmatch(text)
    if not match:
        return None
    year = int(match[1])
    month = int(match[2]) if match[2] else (1 if first_day else 12)
    if year < 1 or not 1 <= month <= 12:
        return None
    longest = calendar.monthrange(year, month)[1]
    day = int(match[3]) if match[3] else (1 if first_day else longest)
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= day <= longest else None


_FILTERS: Mapping[str, Callable[[PictureFilters, str], PictureFilters | None]] = {
    "text": lambda filters, value: msgspec.structs.replace(filters, text=value),
    "camera": lambda filters, value: msgspec.structs.replace(filters, camera=value),
    "folder": lambda filters, value: msgspec.structs.replace(filters, folder=value),
    "name": lambda filters, value: msgspec.structs.replace(filters, name=value),
    "date": _date,
    "colour": _colour,
    "orientation": _orientation,
}
