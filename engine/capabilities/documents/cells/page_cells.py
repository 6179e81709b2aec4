"""Reads the cells of tables and the labelled values back out of a page's text.

The readers write a row of a table as "Column: value · Column: value." (engine/indexer/documents/tables/table_text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from engine.text.matching.lazy_pattern import LazyPattern
from engine.text.tokens import fold
from engine.text.values.amounts import decimal_mark, find_amounts, parse_amount, unit_in_name
from engine.text.values.dates import MONTHS

VERSION = 1
"""Of this code: cells that another version read are read again."""
LABELS = 0
"""The grid of a page that holds its labelled values."""
EMPTY = "—"
_SEPARATOR = " · "
_LONGEST_LABEL, _LONGEST_VALUE = 60, 300
_LABEL_LINE = LazyPattern(r"\s*(?:[-*•–]\s+)?(?P<label>[^\W\d_][^:;!?\n·|]{1,58}?)\s*:\s+(?P<value>\S[^\n]{0,299})")
_DATE = (
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|º)?\s+(?:de\s+|of\s+)?(?:{MONTHS})\.?,?\s+(?:del?\s+)?\d{{4}}|(?:{MONTHS})\.?\s+\d{{1,2}},?\s+\d{{4}}"
)
_NUMBER_NAME = r"(?:n[úu]mero|num\.?|n\.?\s?[º°o]\.?|nro\.?|number|no\.|#)"
_KNOWN = tuple(
    LazyPattern(rf"(?P<label>{label})\s*[:.]?\s*(?P<value>{value})", re.IGNORECASE)
    for label, value in (
        (r"\b(?:fecha(?:\s+de(?:\s+la)?\s+\w+)?|(?:invoice\s+|issue\s+|due\s+)?date(?:\s+of\s+\w+)?|vencimiento)\b", _DATE),
        (rf"\b(?:factura|fra\.?|invoice|recibo|receipt|pedido|order|albar[áa]n|contrato|contract)\s*{_NUMBER_NAME}",
         r"[\w][\w/.-]*\d[\w/-]*"),
        (rf"\b{_NUMBER_NAME}\s*(?:de\s+|of\s+)?(?:la\s+)?(?:factura|fra\.?|invoice|recibo|pedido|order|contrato|contract)\b",
         r"[\w][\w/.-]*\d[\w/-]*"),
        (r"\b(?:NIF|CIF|C\.I\.F\.?|N\.I\.F\.?|DNI|NIE|VAT(?:\s+(?:number|no\.?|ID))?)", r"[A-Z]{0,3}-?\d[\d.\s-]{5,11}[A-Z\d]\b"),
    )
)  # fmt: skip
_WORD = r"[a-záéíóúüñçº°ª.%/\d()]+"
_INLINE_LABEL = LazyPattern(
    rf"(?:(?<=\s)|^)(?P<label>(?:(?:Invoice|VAT|Tax|Due|Issue|Order|Purchase|Total|Amount|Bank|Account|Postal|Customer|Client|"
    rf"Supplier|Company|Contract|Payment)\s)?[A-ZÁÉÍÓÚÑ][\w.º°ª/&-]*(?:\s{_WORD}){{0,3}}?)\s?:\s+(?=\S)"
)
"""A label in the middle of a line: a reader joins lines that stand close."""
_AMOUNT_LABEL = LazyPattern(r"(?P<label>[^\W\d_][\w\s().,%/€$-]{0,58}?)\s*:?\s*$")
_TOTAL = LazyPattern(
    r"\b(?:(?:importe|precio|suma|gran|grand|invoice|amount|balance)\s+)?(?:total|due)\b"
    r"(?:\s+(?:a\s+pagar|de\s+la\s+factura|factura|facturado|general|con\s+iva|iva\s+incluido|neto|amount|due|to\s+pay|payable|"
    r"incl\w*\.?(?:\s+(?:vat|tax|iva))?|invoice|price|eur|euros))*",
    re.IGNORECASE,
)


class PageCell(msgspec.Struct, frozen=True):
    """A cell: its grid on the page, its row, its place in the row, and the characters of the page's text that it is."""

    grid: int
    row: int
    place: int
    name: str
    text: str
    start: int
    end: int
    number: str = ""
    unit: str = ""


class _RawCell(msgspec.Struct, frozen=True):
    name: str
    text: str
    start: int
    end: int


def read_cells(text: str) -> list[PageCell]:
    """Return the cells of a page's tables, and in grid 0 its labelled values, in their order."""
    cells: list[PageCell] = []
    labels: list[_RawCell] = []
    grid: list[list[_RawCell]] = []
    number = 0

    def close() -> None:
        nonlocal number
        if len(grid) > 1 or (grid and len(grid[0]) > 2):
            number += 1
            cells.extend(_valued(number, grid))
        if len(grid) == 1:
            labels.extend(cell for cell in grid[0] if cell.name)
        labels.extend(total for row in grid if (total := _total_of_row(row)) is not None)
        grid.clear()

    for start, line in _lines(text):
        row = _table_row(line, start)
        if row and grid and _names(row) != _names(grid[-1]):
            close()
        if row:
            grid.append(row)
        elif line.strip():
            close()
            labels.extend(_labelled(line, start))
    close()
    return [*_valued(LABELS, [[label] for label in _distinct(labels)]), *cells]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _table_row(line: str, start: int) -> list[_RawCell]:
    """Return the cells of a line that is a row of a table; none for any other line."""
    if _SEPARATOR not in line:
        return []
    body = line.rstrip()
    body = body.removesuffix(".")
    cells: list[_RawCell] = []
    at = 0
    for part in body.split(_SEPARATOR):
        name, colon, value = part.partition(": ")
        if not colon or len(name) > 100:
            name, value = "", part
        text = value.strip()
        begin = start + at + len(part) - len(value.lstrip())
        cells.append(_RawCell(name.strip(), "" if text == EMPTY else text, begin, begin + len(text)))
        at += len(part) + len(_SEPARATOR)
    return cells


def _names(row: list[_RawCell]) -> tuple[str, ...]:
    return tuple(cell.name for cell in row) if any(cell.name for cell in row) else (str(len(row)),)


def _total_of_row(row: list[_RawCell]) -> _RawCell | None:
    """Return the label and value of the row of a total that stands below a table: "Concepto: Total · Importe: 121,00 €"."""
    filled = [cell for cell in row if cell.text]
    if len(filled) < 2 or not _TOTAL.match(filled[0].text) or len(filled[0].text) > _LONGEST_LABEL:
        return None
    last = filled[-1]
    return _RawCell(filled[0].text, last.text, last.start, last.end) if parse_amount(last.text) else None


@lru_cache(4096)
def is_total(text: str) -> bool:
    """Return whether the first cell of a row says that the row is a sum of those above it."""
    words = fold(text).split()
    return bool(words) and words[0].rstrip(":.") in ("total", "totales", "subtotal", "suma", "sum", "totals", "sumas")


def _labelled(line: str, start: int) -> Iterator[_RawCell]:
    """Yield the labelled values of a line of text."""
    inline = list(_INLINE_LABEL.finditer(line)) if line.count(":") > 1 else []
    for at, found in enumerate(inline if len(inline) > 1 else []):
        end = inline[at + 1].start() if at + 1 < len(inline) else len(line)
        value = line[found.end() : end].strip()
        if 0 < len(value) <= _LONGEST_VALUE:
            yield _RawCell(found["label"], value, start + found.end(), start + found.end() + len(value))
    match = _LABEL_LINE.match(line) if len(inline) < 2 else None
    if match and len(match["label"].split()) <= 7:
        value = match["value"].rstrip()
        begin = start + match.start("value")
        yield _RawCell(match["label"].strip(), value, begin, begin + len(value))
    for known in _KNOWN:
        for found in known.finditer(line):
            begin = start + found.start("value")
            yield _RawCell(
                " ".join(found["label"].split()), found["value"].strip(" ."), begin, begin + len(found["value"])
            )
    amounts = find_amounts(line)
    before = 0
    for amount in amounts:
        label = _amount_label(line[before : amount.start])
        if label:
            begin, end = start + amount.start, start + amount.end
            yield _RawCell(label, line[amount.start : amount.end].strip(), begin, end)
        before = amount.end


def _amount_label(before: str) -> str:
    """Return the label right before an amount: that of a total wherever it stands, else the words of a whole line."""
    totals = list(_TOTAL.finditer(before))
    if totals and not before[totals[-1].end() :].strip(" \t:.=()€$£\u00a0"):
        lead = before[: totals[-1].start()].rstrip().rpartition(" ")[2].lower()
        return "" if lead in ("sub", "sub-") else " ".join(totals[-1].group().split())
    match = _AMOUNT_LABEL.fullmatch(before.strip())
    return " ".join(match["label"].split()).rstrip(" :.(") if match and len(before.split()) <= 6 else ""


def _distinct(labels: list[_RawCell]) -> list[_RawCell]:
    """Return the labels without those of a value that has one already at the same place with the same name."""
    seen: set[tuple[str, int]] = set()
    kept = []
    for label in labels:
        key = (fold(label.name), label.start)
        if key not in seen and label.text:
            seen.add(key)
            kept.append(label)
    return kept


def _valued(grid: int, rows: list[list[_RawCell]]) -> Iterator[PageCell]:
    """Yield the cells with their numbers: those of a column share the mark of decimals and the unit in its name."""
    if grid == LABELS:
        mark = decimal_mark(cell.text for row in rows for cell in row)
        marks = {}
    else:
        mark = ""
        width = max(map(len, rows))
        marks = {at: decimal_mark(row[at].text for row in rows if at < len(row)) for at in range(width)}
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if not cell.text:
                continue
            amount = parse_amount(cell.text, marks.get(place, mark))
            if amount is None and grid == LABELS:
                amount = next((found.amount for found in find_amounts(cell.text[:60]) if found.start <= 2), None)
            unit = (amount.unit or unit_in_name(cell.name)) if amount else ""
            value = format(amount.value, "f") if amount else ""
            yield PageCell(grid, number, place, cell.name, cell.text, cell.start, cell.end, value, unit)
