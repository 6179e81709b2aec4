"""The words in which two passages differ, and the numbers, dates and amounts among them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from engine.capabilities.documents.api.comparison import ValueChange, ValueKind
from engine.text.matching.lazy_pattern import LazyPattern
from engine.text.numbers import SPELT_NUMBERS
from engine.text.tokens import fold, plain_number

MOST_WORDS = 3_000
"""Words of each passage that are compared; the rest counts as the same."""
_WORD = LazyPattern(r"\d+(?:[.,:/]\d+)*|[^\W_]+|[^\w\s]", re.UNICODE)
_MONTHS = (
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|"
    "january|february|march|april|may|june|july|august|september|october|november|december"
)
_NUMBER = r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_PART = LazyPattern(r"\d[\d.,]*\d|\d|[^\W\d_]+|[€$£%]")
_COUNTS = {name: str(number) for name, number in SPELT_NUMBERS.items()} | {"once": "11"}
"""“Once” is eleven here: a period follows it."""
_PERIODS = (
    r"días?|semanas?|mes(?:es)?|mensualidad(?:es)?|trimestres?|años?|anualidad(?:es)?|horas?|minutos?|"
    r"days?|weeks?|months?|quarters?|years?|hours?|minutes?"
)
_VALUES: tuple[tuple[ValueKind, LazyPattern], ...] = (
    (
        "date",
        LazyPattern(
            rf"\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b"
            rf"|\b\d{{1,2}}(?:\.?º|st|nd|rd|th)?\s+(?:de\s+|of\s+)?(?:{_MONTHS})(?:,?\s+(?:de\s+|del\s+)?\d{{4}})?\b"
            rf"|\b(?:{_MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?\b",
            re.IGNORECASE,
        ),
    ),
    (
        "amount",
        LazyPattern(
            rf"[€$£]\s?(?:{_NUMBER})|(?:{_NUMBER})\s?(?:€|\$|£|euros?|dollars?|dólares|pounds?|EUR|USD|GBP)(?!\w)",
            re.IGNORECASE,
        ),
    ),
    ("percent", LazyPattern(rf"(?:{_NUMBER})\s?(?:%|por ciento|percent|per cent)", re.IGNORECASE)),
    (
        "number",
        LazyPattern(
            rf"(?<![\w.,])(?:{_NUMBER}|{'|'.join(_COUNTS)})\s+(?:{_PERIODS})(?!\w)",
            re.IGNORECASE,
        ),
    ),
    ("number", LazyPattern(rf"(?<![\w.,])(?:{_NUMBER})(?![\w])")),
)

Span = tuple[int, int]


def changed_words(first: str, second: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return the spans, in each text, of the words that the other has not in that place; neighbours are joined."""
    old, new = list(_words(first)), list(_words(second))
    matcher = SequenceMatcher(
        None, [fold(first[a:b]) for a, b in old], [fold(second[a:b]) for a, b in new], autojunk=False
    )
    left: list[Span] = []
    right: list[Span] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            if b > a:
                left.append((old[a][0], old[b - 1][1]))
            if d > c:
                right.append((new[c][0], new[d - 1][1]))
    return tuple(left), tuple(right)


def changed_values(first: str, second: str) -> tuple[ValueChange, ...]:
    """Return the values of one text that the other has not: those of one kind in pairs, in the order of the texts."""
    old, new = list(_values(first)), list(_values(second))
    missing, extra = _without(old, new), _without(new, old)
    changes: list[ValueChange] = []
    for kind in ("amount", "date", "percent", "number"):
        left = [text for found, text in missing if found == kind]
        right = [text for found, text in extra if found == kind]
        changes += [
            ValueChange(kind, left[at] if at < len(left) else "", right[at] if at < len(right) else "")
            for at in range(max(len(left), len(right)))
        ]
    return tuple(changes)


def _words(text: str) -> Iterator[Span]:
    for number, match in enumerate(_WORD.finditer(text)):
        if number == MOST_WORDS:
            return
        yield match.span()


def _values(text: str) -> Iterator[tuple[ValueKind, str]]:
    """Yield the values in the order of the text; a number of a date or an amount is none of its own."""
    taken: list[tuple[int, int, ValueKind]] = []
    for kind, pattern in _VALUES:
        for match in pattern.finditer(text):
            if all(match.end() <= start or match.start() >= end for start, end, _ in taken):
                taken.append((*match.span(), kind))
    for start, end, kind in sorted(taken):
        yield kind, text[start:end]


def _without(values: list[tuple[ValueKind, str]], others: list[tuple[ValueKind, str]]) -> list[tuple[ValueKind, str]]:
    """Return the values that are not among the others, which may be written otherwise: 1.000 € is 1000,00 €."""
    counts = Counter((kind, _canonical(text)) for kind, text in others)
    left = []
    for kind, text in values:
        key = (kind, _canonical(text))
        if counts[key]:
            counts[key] -= 1
        else:
            left.append((kind, text))
    return left


def _canonical(text: str) -> str:
    """Return a value in one spelling: "Un año" and "1 año" are one."""
    return " ".join(
        plain_number(part) if part[0].isdigit() else _COUNTS.get(part, part) for part in _PART.findall(fold(text))
    )
