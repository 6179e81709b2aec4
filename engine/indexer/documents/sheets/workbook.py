"""A spreadsheet as its reader gives it: sheets of rows of cells as they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec

from engine.indexer.documents.sheets.number_formats import SheetLanguage, ShownNumber
from engine.text.language import detect_language

HIDDEN_SHEETS = "Hidden sheets were left out: {names}."
UNCOMPUTED = "{count} formulas have no stored result. Open the file in its own program and save it."
SURPLUS_CELLS = (
    "More cells than columns in line {lines}: read without the columns' names. "
    "A text with separators needs quotation marks."
)
"""Notices. The window translates them."""
LEAST_WORDS = 5
"""Words by which a language is told, where none of them is a usual header."""
_ENGLISH_HEADERS = frozenset(
    "date amount total name customer product price quantity description month year invoice balance number unit units cost sales "
    "january february april address phone status country city id".split()
)

_SPANISH_HEADERS = frozenset(
    "fecha importe total nombre cliente producto precio cantidad concepto descripción mes año factura saldo número código "
    "coste ventas enero febrero abril dirección teléfono estado ciudad país unidades artículo iva base gastos ingresos".split()
)

CellText = Callable[[ShownNumber], str]


def shown_and_other(number: ShownNumber) -> str:
    """Write a number as it is shown and in its other form, so that both are found."""
    return number.both


def shown_only(number: ShownNumber) -> str:
    """Write a number as a person sees it in its cell; one without a format as programs write it, for they read the table."""
    return number.shown if number.has_format else number.shown.replace(",", ".")


class SheetCounts(msgspec.Struct):
    """Cells that could not be read as they are shown; counted while rows are read."""

    uncomputed: int = 0


class Sheet(NamedTuple):
    """A sheet: `rows` can be read once. `remarks` are the texts that lie over it: comments on cells, boxes of text."""

    name: str
    rows: Iterator[list[str]]
    is_hidden: bool = False
    remarks: Callable[[], Iterable[str]] = tuple


class Workbook(msgspec.Struct):
    """A spreadsheet whose sheets are read one after the other."""

    sheets: Iterable[Sheet]
    title: str = ""
    counts: SheetCounts = msgspec.field(default_factory=SheetCounts)


def guess_language(texts: Iterable[str]) -> SheetLanguage:
    """Return the language whose way to write numbers a sheet with these words is shown in: Spanish where they do not tell."""
    joined = " ".join(texts)
    words = {word.lower().strip(".:") for word in joined.split()}
    spanish, english = len(words & _SPANISH_HEADERS), len(words & _ENGLISH_HEADERS)
    if spanish != english:
        return "es" if spanish > english else "en"
    return detect_language(joined, default="es") if len(words) >= LEAST_WORDS else "es"
