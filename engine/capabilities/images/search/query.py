"""Parser of the search box's small language, in Spanish and English. Pure: text in, ParsedQuery out.

    caballo blanco            words: one description
    horse + stripes           two descriptions, their vectors added
    caballo:0.7 + rayas:0.3   with weights; "rey - corona" takes one away
    -perro, -"red car"        pictures of it are left out
    text:"factura"            written in the picture          (texto:)
    date:2024-05  2023..2024  taken then                      (fecha:)
    colour:red  orientation:portrait  camera:canon  folder:viajes  name:img   (color:rojo  orientación:vertical …)

Everything else is words: nothing a person types is an error.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping

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
_COLOUR_SYNONYMS = {
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
    **{other: name for name, others in _COLOUR_SYNONYMS.items() for other in others.split()},
}
ORIENTATIONS: Mapping[str, Orientation] = {
    **dict.fromkeys(("landscape", "horizontal", "apaisada", "apaisado"), "landscape"),
    **dict.fromkeys(("portrait", "vertical", "retrato"), "portrait"),
    **dict.fromkeys(("square", "cuadrada", "cuadrado"), "square"),
}
MAX_TERMS = 16
MAX_WEIGHT = 10.0

_TOKEN = re.compile(
    r"""(?P<sign>-)?"(?P<quoted>[^"]*)"(?P<after>:[\d.,]+(?=\s|$))?   # "red car"  -"red car"  "red car":0.5
      | (?P<key>[^\W\d_]+):(?:"(?P<quote>[^"]*)"|(?P<value>[^\s"]+))  # colour:red  text:"factura"  caballo:0.7
      | (?P<word>\S+)""",
    re.VERBOSE,
)
_WEIGHT = re.compile(r"\d{1,2}(?:[.,]\d+)?|[.,]\d+")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class _QueryParser(msgspec.Struct):
    """The query as far as it was parsed: `words` are those of the current description, `sign` stood before it."""

    terms: list[QueryTerm] = msgspec.field(default_factory=list)
    excluded: list[str] = msgspec.field(default_factory=list)
    filters: PictureFilters = msgspec.field(default_factory=PictureFilters)
    words: list[str] = msgspec.field(default_factory=list)
    weight: float = 1.0
    sign: float = 1.0

    def close(self, sign: float = 1.0) -> None:
        """End the current description; the next one gets `sign`."""
        if self.words and len(self.terms) < MAX_TERMS:
            self.terms.append(QueryTerm(" ".join(self.words), round(self.sign * self.weight, 4)))
        self.words, self.weight, self.sign = [], 1.0, sign


def parse_query(text: str) -> ParsedQuery:
    """Return the terms, exclusions and filters of a query.

    Terms with weight 0 are dropped; of a filter given twice the last counts, colours add up.
    """
    parser = _QueryParser()
    for match in _TOKEN.finditer(text):
        _parse_token(parser, match)
    parser.close()
    terms = tuple(term for term in parser.terms if term.weight)
    return ParsedQuery(terms, tuple(dict.fromkeys(parser.excluded)), parser.filters)


def _parse_token(parser: _QueryParser, match: re.Match[str]) -> None:
    quoted, key, word = match["quoted"], match["key"], match["word"]
    if quoted is not None:
        _parse_quoted(parser, quoted.strip(), bool(match["sign"]), match["after"])
    elif key is not None:
        _parse_keyed(parser, match)
    elif word in ("+", "-", "−"):
        parser.close(1.0 if word == "+" else -1.0)
    elif word.startswith("-") and word.strip("-"):
        parser.excluded.append(word.lstrip("-"))
    elif word.startswith("+") and word.strip("+"):
        parser.close()
        parser.words.append(word.lstrip("+"))
    elif (weighted := _split_weight(word)) is not None:
        parser.words.append(weighted[0])
        parser.weight = weighted[1]
    else:
        parser.words.append(word)


def _parse_quoted(parser: _QueryParser, quoted: str, excluded: bool, after: str | None) -> None:
    if not quoted:
        return
    if excluded:
        parser.excluded.append(quoted)
        return
    parser.words.append(quoted)
    if after and (weight := _weight(after[1:])) is not None:
        parser.weight = weight


def _parse_keyed(parser: _QueryParser, match: re.Match[str]) -> None:
    value = (match["quote"] if match["quote"] is not None else match["value"]).strip()
    kind = KEYS.get(fold(match["key"]))
    filtered = _FILTERS[kind](parser.filters, value) if kind and value else None
    if filtered is not None:
        parser.filters = filtered
    elif match["quote"] is None and (weight := _weight(value)) is not None:
        parser.words.append(match["key"])
        parser.weight = weight
    else:
        parser.words.append(match[0].replace('"', ""))


def _split_weight(word: str) -> tuple[str, float] | None:
    """Split "x2:0.5" into ("x2", 0.5); None for a word without a weight."""
    before, colon, after = word.rpartition(":")
    weight = _weight(after) if colon and before and not before.isdigit() else None
    return (before, weight) if weight is not None else None


def _weight(text: str) -> float | None:
    if not _WEIGHT.fullmatch(text):
        return None
    return min(float(text.replace(",", ".")), MAX_WEIGHT)


def _colour(filters: PictureFilters, value: str) -> PictureFilters | None:
    names = [COLOUR_NAMES.get(fold(name)) for name in value.split(",") if name]
    known = [name for name in names if name is not None]
    if not known or len(known) != len(names):
        return None
    return msgspec.structs.replace(filters, colours=tuple(dict.fromkeys((*filters.colours, *known))))


def _orientation(filters: PictureFilters, value: str) -> PictureFilters | None:
    orientation = ORIENTATIONS.get(fold(value))
    return msgspec.structs.replace(filters, orientation=orientation) if orientation else None


def _date(filters: PictureFilters, value: str) -> PictureFilters | None:
    """Parse "2024", "2024-05", "2024-05-17", "2023..2024", "2024.." or "..2023-06"."""
    first, dots, last = value.partition("..")
    since = _day(first, first_day=True) if first else ""
    until = _day(last if dots else first, first_day=False) if (last or not dots) else ""
    if since is None or until is None or not (since or until):
        return None
    return msgspec.structs.replace(filters, since=since, until=until)


def _day(text: str, first_day: bool) -> str | None:
    """Return the first or last day of a year, a month or a day; None for anything else."""
    match = _DATE.fullmatch(text)
    if not match:
        return None
    year = int(match[1])
    month = int(match[2]) if match[2] else (1 if first_day else 12)
    if year < 1 or not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(match[3]) if match[3] else (1 if first_day else last)
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= day <= last else None


_FILTERS: Mapping[str, Callable[[PictureFilters, str], PictureFilters | None]] = {
    "text": lambda filters, value: msgspec.structs.replace(filters, text=value),
    "camera": lambda filters, value: msgspec.structs.replace(filters, camera=value),
    "folder": lambda filters, value: msgspec.structs.replace(filters, folder=value),
    "name": lambda filters, value: msgspec.structs.replace(filters, name=value),
    "date": _date,
    "colour": _colour,
    "orientation": _orientation,
}
