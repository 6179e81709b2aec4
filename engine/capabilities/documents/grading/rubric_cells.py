"""Reads the cells of a rubric: names of columns and levels in Spanish and English, weights, points and scales."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

import msgspec

from engine.text.tokens import fold

Column = Literal["criterion", "weight", "scale", "level", "description", "points", "other"]

_HEADERS: tuple[tuple[Column, frozenset[str]], ...] = (
    (
        "criterion",
        frozenset(
            "criterio criterios criterion criteria aspecto aspectos aspect dimension dimensiones indicador indicadores indicator "
            "item items apartado apartados categoria category competencia skill elemento element tema rubrica rubric".split()
        ),
    ),
    (
        "weight",
        frozenset(
            "peso pesos weight weights weighting ponderacion porcentaje percentage percent pct % valor importancia".split()
        ),
    ),
    (
        "points",
        frozenset("puntos puntuacion points score puntaje marks mark nota calificacion pts maximo max maximum".split()),
    ),
    ("scale", frozenset("escala scale niveles levels grados grades".split())),
    ("level", frozenset("nivel level grado grade".split())),
    (
        "description",
        frozenset(
            "descripcion description descriptor descriptores descriptors detalle detail explicacion explanation".split()
        ),
    ),
    (
        "other",
        frozenset("observaciones comentarios comments comment notas notes evidencia evidence n nº no num".split()),
    ),
)
_TOTALS = frozenset("total suma sum totales subtotal".split())
_RANKS: dict[str, int] = {
    name: rank
    for rank, names in enumerate(
        (
            "nulo nula ninguno none ausente absent missing inexistente no cero zero",
            "insuficiente deficiente muy_deficiente suspenso pobre poor fail unsatisfactory insufficient "
            "inaceptable unacceptable bajo baja low malo mala bad beginning inicial incipiente inicio novato "
            "novice below weak debil muy_bajo iniciado no_cumple no_logrado emerging",
            "suficiente aprobado regular basico basica fair pass sufficient aceptable acceptable adequate "
            "adecuado desarrollo developing proceso basic medio media medium average parcial parcialmente partial "
            "partially mejorable limited limitado needs_improvement en_proceso elemental",
            "bien bueno buena good notable competente competent proficient accomplished alto alta high "
            "satisfactorio satisfactory cumple logrado achieved si yes meets",
            "excelente sobresaliente excellent outstanding exemplary ejemplar avanzado avanzada advanced "
            "destacado muy_bien muy_bueno very_good matricula experto expert superior optimo muy_alto exceeds "
            "distinguished",
        )
    )
    for name in names.split()
}
_NUMBER = r"\d{1,6}(?:[.,]\d{1,4})?"
_WEIGHT = re.compile(
    rf"(?:x|×)?\s*({_NUMBER})\s*(%|por ciento|percent|puntos?|points?|pts?\.?|p\.?)?(?:\s*\([^)]*\))?", re.IGNORECASE
)
_RANGE = re.compile(rf"({_NUMBER})\s*(?:-|–|—|\ba\b|\bto\b|/)\s*({_NUMBER})")
_POINTS = re.compile(rf"{_NUMBER}")
_POINT_WORDS = re.compile(r"\b(?:puntos?|points?|pts?|pto|p)\b\.?|%", re.IGNORECASE)
_LIST_MARKS = re.compile(r"\s*(?:[;|\n•]|(?<!\d),|,(?!\d)|\s/\s|(?<=[^\W\d])/(?=[^\W\d]))\s*")
_VALUE = re.compile(rf"^(.*?)\s*[=:(]\s*({_NUMBER})\s*\)?\s*(?:puntos?|points?|pts?\.?)?\)?$", re.IGNORECASE)
MOST_STEPS = 11
"""Levels of a scale such as 0–10; a longer one is divided into SCALE_STEPS."""
SCALE_STEPS = 5


class NamedPoints(msgspec.Struct, frozen=True):
    """The name of a level and its points, None where it has none; `is_range` where they are the middle of several."""

    name: str
    points: float | None = None
    is_range: bool = False


def column_of(header: str) -> Column | None:
    """Return what a column holds by its name, None where it may be that of a level."""
    found = set(re.findall(r"[^\W_]+|%", fold(header)))
    if not found or len(header) > 60:
        return None
    for column, names in _HEADERS:
        if found & names and not _rank(header):
            return column
    return None


def is_total(name: str) -> bool:
    """Tell whether a row is the sum of the others."""
    found = re.findall(r"[^\W_]+", fold(name))
    return bool(found) and found[0] in _TOTALS


def weight(cell: str) -> float | None:
    """Return the number of a weight such as 20, 20 %, 0,2 or "20 puntos"; None where there is none."""
    match = _WEIGHT.fullmatch(cell.strip())
    if match is None:
        return None
    value = number(match[1])
    return value / 100 if match[2] in ("%", "por ciento", "percent") else value


def has_percent(cell: str) -> bool:
    """Tell whether a weight is written in per cent."""
    return "%" in cell


def number(text: str) -> float:
    """Return a number with a decimal comma or point."""
    return float(text.replace(",", "."))


def named_points(header: str) -> NamedPoints:
    """Return a level's name and points: "Excelente (4)", "4 - Excellent", "9–10 Sobresaliente", "Notable: 8 puntos"."""
    text = " ".join(header.split())
    spans = _RANGE.search(text)
    match = spans or _POINTS.search(text)
    if match is None:
        return NamedPoints(text)
    name = f"{text[: match.start()]} {text[match.end() :]}"
    name = _POINT_WORDS.sub(" ", name)
    name = " ".join(re.sub(r"[()\[\]:=–—-]|\s\.\s|\.$|^\s*[.,]", " ", name).split())
    if spans:
        low, high = number(spans[1]), number(spans[2])
        return NamedPoints(name or match.group(), (low + high) / 2, is_range=True)
    if re.fullmatch(r"(?:nivel|level|grado|grade)", fold(name)):
        return NamedPoints(text, number(match.group()))
    return NamedPoints(name or text, number(match.group()))


def scale(cell: str) -> tuple[NamedPoints, ...]:
    """Return the levels of a cell that lists them: "0-4", "Poor, Fair, Good", "Excelente = 4; Bueno = 3"; none for a text."""
    text = cell.strip()
    if match := _RANGE.fullmatch(text):
        return _steps(number(match[1]), number(match[2]))
    parts = [part.strip(" .") for part in _LIST_MARKS.split(text) if part.strip(" .")]
    if not 2 <= len(parts) <= MOST_STEPS or any(len(part) > 40 for part in parts):
        return ()
    named = tuple(_listed(part) for part in parts)
    names = {level.name for level in named}
    is_list = all(level.points is not None or _rank(level.name) is not None for level in named)
    return named if is_list and len(names) == len(named) else ()


def is_ascending(names: list[str]) -> bool | None:
    """Tell whether levels stand from the lowest to the highest, by what their names mean; None where they do not tell."""
    ranks = [rank for name in names if (rank := _rank(name)) is not None]
    if len(ranks) < 2 or ranks[0] == ranks[-1]:
        return None
    return ranks[0] < ranks[-1]


def names_level(text: str) -> bool:
    """Tell whether a text is the name of a level."""
    return len(text) <= 60 and _rank(text) is not None


def _listed(part: str) -> NamedPoints:
    if match := _VALUE.match(part):
        return NamedPoints(match[1].strip() or match[2], number(match[2]))
    if re.fullmatch(_NUMBER, part):
        return NamedPoints(part, number(part))
    return named_points(part)


def _steps(low: float, high: float) -> tuple[NamedPoints, ...]:
    if high <= low:
        return ()
    count = int(high - low) + 1 if low.is_integer() and high.is_integer() else 0
    if 2 <= count <= MOST_STEPS:
        return tuple(NamedPoints(f"{low + step:g}", low + step) for step in range(count))
    width = (high - low) / (SCALE_STEPS - 1)
    return tuple(NamedPoints(f"{low + step * width:g}", low + step * width) for step in range(SCALE_STEPS))


def _rank(name: str) -> int | None:
    found = re.findall(r"[^\W\d_]+", fold(name))
    if len(found) > 6:
        return None
    pairs = [f"{a}_{b}" for a, b in pairwise(found)]
    ranks = [_RANKS[word] for word in (*pairs, *found) if word in _RANKS]
    return ranks[0] if ranks else None
