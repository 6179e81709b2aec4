"""Takes the cells out of the XML of a sheet: quickly where it is laid out as all programs do, else by an XML parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape as unescape_html

from lxml import etree

from engine.indexer.documents.office.package import free, iterate
from engine.indexer.documents.small_digits import lowered, raised, settled

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MOST_COLUMNS = 16_384
_DIGITS = "0123456789"
_STYLE = re.compile(r'\bs="(\d+)"')
_KIND = re.compile(r'\bt="(\w+)"')
_NUMBER = re.compile(r'\br="(\d+)"')
_REFERENCE = re.compile(r'\br="([A-Z]+)\d*"')
_CELL = re.compile(
    r'<c(?: r="([A-Z]+)\d+")?(?: s="(\d+)")?(?: t="(\w+)")?(?: (?:cm|vm|ph)="\d+")*(?:/>|>'
    r"(?:(<f)[^>]*?(?:/>|>([^<]*)</f>))?(?:<v>([^<]*)</v>|<v/>|<v></v>)?(?:<is>(?:<t>([^<&_]*)</t>|(.*?))</is>)?</c>)",
    re.DOTALL,
)
"""A cell as Excel writes it."""
_READING = re.compile(r"<rPh\b.*?</rPh>", re.DOTALL)
_WORDS = re.compile(r"<t(?:\s[^>]*)?>([^<]*)</t>")
_OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-8)", re.IGNORECASE)
_SMALL = {"superscript": raised, "subscript": lowered}
_SLOW = (b"<!--", b"<![CDATA[", b"='")
_CARRIAGE_RETURN = "_x000D_"


unescape = lru_cache(4096)(unescape_html)
"""Words with accents are written as numbers by some programs, and stand in many rows."""

RawCell = tuple[int, str, int, str, str | None]
"""A cell as it is written: its column, its kind ("s": a shared string, "n": a number, "": words), the number of its style, its
value, and its formula if it has one."""


def raw_rows(data: bytes) -> Iterator[tuple[int, list[RawCell]]]:
    """Yield each row with its number, from 1. Raises etree.XMLSyntaxError, ValueError."""
    start, end = data.find(b"<sheetData>"), data.rfind(b"</sheetData>")
    is_usual = 0 <= start < end and not _OTHER_ENCODING.match(data) and not any(mark in data for mark in _SLOW)
    return _quick_rows(data[start:end].decode("utf-8")) if is_usual else _parsed_rows(data)


def plain_strings(data: bytes) -> list[str]:
    """Return the shared strings of a workbook, without the readings that stand above Japanese words."""
    if b"<si>" not in data or _OTHER_ENCODING.match(data) or any(mark in data for mark in _SLOW[:2]):
        strings = []
        for element in iterate(data, (f"{S}si",)):
            strings.append(_rich_text(element))
            free(element)
        return strings
    parts = data.decode("utf-8").split("<si>")[1:]
    return [_words(part) for part in parts]


def column_of(letters: str) -> int:
    """Return the column that "A", "Z" or "AB" names, counted from 0."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return max(0, column - 1)


def _quick_rows(text: str) -> Iterator[tuple[int, list[RawCell]]]:
    columns: dict[str, int] = {}
    number = 0
    start = text.find("<row")
    while start >= 0:
        following = text.find("<row", start + 4)
        row = text[start : following if following >= 0 else len(text)]
        start = following
        head = row[: row.find(">") + 1]
        match = _NUMBER.search(head)
        number = int(match[1]) if match else number + 1
        found = _CELL.findall(row, len(head))
        is_whole = len(found) == row.count("<c ") + row.count("<c>")
        yield number, _found_cells(found, columns) if is_whole else _quick_cells(row[len(head) :], columns)


def _found_cells(found: list[tuple[str, ...]], columns: dict[str, int]) -> list[RawCell]:
    """Return the cells of a row that is written as Excel writes it."""
    cells: list[RawCell] = []
    column = -1
    for letters, style, kind, has_formula, formula, value, words, markup in found:
        if letters:
            known = columns.get(letters)
            column = columns.setdefault(letters, column_of(letters)) if known is None else known
        else:
            column += 1
        if words or markup:
            cells.append((column, "", 0, words.strip() or _words(markup), None))
        elif value or has_formula:
            if "&" in value:
                value = unescape(value)
            cells.append((column, kind or "n", int(style or 0), value, unescape(formula) if has_formula else None))
    return cells


def _quick_cells(row: str, columns: dict[str, int]) -> list[RawCell]:
    """Return the cells of a row whose attributes stand in another order, or that has more than values in it."""
    cells: list[RawCell] = []
    column = -1
    for piece in row.replace("<c>", "<c >").split("<c ")[1:]:
        head, _, inner = piece.partition(">")
        if head.startswith('r="'):
            letters = head[3 : head.find('"', 3)].rstrip(_DIGITS)
        else:
            match = _REFERENCE.search(head)
            letters = match[1] if match else ""
        if letters:
            known = columns.get(letters)
            column = columns.setdefault(letters, column_of(letters)) if known is None else known
        else:
            column += 1
        if head.endswith("/") or not inner or inner.startswith("</c>"):
            continue
        kind = _KIND.search(head)
        style = _STYLE.search(head)
        cells.append(_quick_cell(column, kind[1] if kind else "n", int(style[1]) if style else 0, inner))
    return cells


def _quick_cell(column: int, kind: str, style: int, inner: str) -> RawCell:
    if kind == "inlineStr":
        return column, "", style, _words(inner), None
    formula = None
    if "<f" in inner:
        begin = inner.find(">", inner.find("<f")) + 1
        formula = "" if inner[begin - 2] == "/" else unescape(inner[begin : inner.find("</f>", begin)])
    begin = inner.find("<v>")
    value = inner[begin + 3 : inner.find("</v>", begin)] if begin >= 0 else ""
    return column, kind, style, unescape(value) if "&" in value else value, formula


def _words(markup: str) -> str:
    """Return the words of a string, in one run or several."""
    if "<rPh" in markup:
        markup = _READING.sub("", markup)
    text = _small_words(markup) if "vertAlign" in markup else "".join(_WORDS.findall(markup))
    if "&" in text:
        text = unescape(text)
    return text.replace(_CARRIAGE_RETURN, "").strip() if "_x" in text else text.strip()


def _small_words(markup: str) -> str:
    """Return the words of runs of which some stand above or below the line."""
    runs = []
    for run in markup.split("</r>"):
        sign = next((sign for name, sign in _SMALL.items() if f'vertAlign val="{name}"' in run), None)
        words = "".join(_WORDS.findall(run))
        runs.append(sign(words) if sign else words)
    return settled("".join(runs))


def _parsed_rows(data: bytes) -> Iterator[tuple[int, list[RawCell]]]:
    number = 0
    for element in iterate(data, (f"{S}row",)):
        row = element.get("r", "")
        number = int(row) if row.isdigit() else number + 1
        cells: list[RawCell] = []
        column = -1
        for cell in element.iterchildren(f"{S}c"):
            letters = cell.get("r", "").rstrip(_DIGITS)
            column = column_of(letters) if letters else column + 1
            cells.append(_parsed_cell(column, cell))
        yield number, cells
        free(element)


def _parsed_cell(column: int, cell: etree._Element) -> RawCell:
    style = cell.get("s", "0")
    formula = cell.find(f"{S}f")
    inline = cell.find(f"{S}is")
    return (
        column,
        cell.get("t", "n") if inline is None else "",
        int(style) if style.isdigit() else 0,
        (cell.findtext(f"{S}v") or "") if inline is None else _rich_text(inline),
        None if formula is None else formula.text or "",
    )


def _rich_text(element: etree._Element) -> str:
    parts: list[str] = []
    for child in element:
        if child.tag == f"{S}t":
            parts.append(child.text or "")
        elif child.tag == f"{S}r":
            parts += [run.text or "" for run in child.iterchildren(f"{S}t")]
    return "".join(parts).replace(_CARRIAGE_RETURN, "").strip()
