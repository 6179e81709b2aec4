"""The words of a text: folded, lightly stemmed, with or without Spanish and English stop words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

Span = tuple[int, int]
STOP_WORDS = {
    "es": frozenset(
        "a al algo ante antes aquel aquella aqui asi aun aunque bajo bien cada como con contra cual cuales cualquier cuando "
        "cuanta cuantas cuanto cuantos cuyo de del desde donde dos durante e el ella ellas ellos en entonces entre era eran es "
        "esa esas ese eso esos esta estaba estan estar estas este esto estos fue fueron ha habia han hasta hay he la las le les "
        "lo los mas me mi mientras mis muy nada ni no nos o os otra otras otro otros para pero poco por porque pues que quien "
        "quienes se sea segun ser si sido sin sino sobre solo son su sus tal tambien tan tanto te tiene tienen toda todas todo "
        "todos tras tu tus un una unas uno unos usted ustedes va y ya yo".split()
    ),
    "en": frozenset(
        "a about above after again all am an and any are as at be because been before being below between both but by can could "
        "did do does doing down during each few for from further had has have having he her here hers him his how i if in into "
        "is it its itself just me more most my no nor not now of off on once only or other our out over own same she should so "
        "some such than that the their them then there these they this those through to too under until up very was we were what "
        "when where which while who whom why will with would you your".split()
    ),
}
_EITHER = STOP_WORDS["es"] | STOP_WORDS["en"]
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*", re.UNICODE)
_SUFFIXES = (
    "aciones",
    "ación",
    "mente",
    "iones",
    "ando",
    "iendo",
    "ados",
    "idas",
    "ing",
    "ado",
    "ada",
    "ido",
    "ida",
    "es",
    "ed",
    "s",
)


def fold(text: str) -> str:
    """Return lower case without accents; the number of characters may change."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.lower())
    for mark in filter(unicodedata.combining, set(plain)):  # to look at every character takes five times as long
        plain = plain.replace(mark, "")
    return plain


def content_stems(text: str) -> list[str]:
    """Return the stems of all words that are no stop words, in order, repetitions too."""
    return [stem(word) for word in words(text) if word not in _EITHER]


def is_stop_word(word: str) -> bool:
    """Tell whether a folded word is a stop word of either language."""
    return word in _EITHER


def words(text: str) -> Iterator[str]:
    """Yield the folded words and numbers of a text in order."""
    return iter(_WORD.findall(fold(text)))


def words_of_spans(text: str, spans: Iterable[Span]) -> Iterator[list[str]]:
    """Yield the folded words and numbers of each of some parts of a text. It is folded once, which takes a third of the time."""
    folded = fold(text)
    is_aligned = len(folded) == len(text)
    for start, end in spans:
        yield _WORD.findall(folded, start, end) if is_aligned else _WORD.findall(fold(text[start:end]))


def stem(word: str) -> str:
    """Cut one common ending: enough to match singular and plural, participle and verb. A number gets its plain spelling."""
    if word[:1].isdigit():
        return plain_number(word)
    for suffix in _FOLDED_SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            word = word[: -len(suffix)]
            break
    return word[:-1] if len(word) >= 5 and word[-1] in "aeo" else word


def plain_number(word: str) -> str:
    """Return a number without marks of thousands and without decimals that are zero: "3.412,50" is "3412.5", "1,250.00" 1250.

    A last zero stays after one or two digits: 3.10 is a clause or a version as often as an amount.
    """
    plain = _THOUSANDS.sub("", word).replace(",", ".")
    if plain.count(".") != 1:
        return plain
    plain = _ZERO_DECIMALS.sub("", plain)
    return plain.rstrip("0") if plain.find(".") >= LONG_AMOUNT else plain


def number_spellings(word: str) -> list[str]:
    """Return the spellings of a number that a full-text index tells apart: with marks of thousands and without, "50" as "5"."""
    whole, mark, decimals = plain_number(word).partition(".")
    if not whole.isdigit() or not word[:1].isdigit() or "." in decimals:
        return [word]
    grouped = f"{int(whole):,}" if len(whole) > 3 and not whole.startswith("0") else whole
    endings = [decimals]
    if len(decimals) == 1 and (len(whole) >= LONG_AMOUNT or "," in word):
        endings.append(f"{decimals}0")
    elif len(decimals) == 2 and decimals[1] == "0" and "," in word:
        endings.append(decimals[0])
    spelt = (f"{digits}{mark}{ending}" for ending in endings for digits in (whole, grouped))
    return list(dict.fromkeys((word, *spelt)))


LONG_AMOUNT = 3
"""Digits before the decimals of a number that can only be an amount or a measure."""
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?:\D|$))")
_ZERO_DECIMALS = re.compile(r"\.0+$")
_FOLDED_SUFFIXES = tuple(fold(suffix) for suffix in _SUFFIXES)
