"""Reads the sheets of .xlsx and .xlsm files, each cell as it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec
from lxml import etree

from engine.indexer.documents.office.package import OfficePackage
from engine.indexer.documents.sheets.number_formats import (
    GENERAL,
    Formatter,
    SheetLanguage,
    built_in_format,
    compile_format,
)
from engine.indexer.documents.sheets.sheet_cells import (
    MOST_COLUMNS,
    RawCell,
    S,
    column_of,
    plain_strings,
    raw_rows,
)
from engine.indexer.documents.sheets.workbook import CellText, Sheet, SheetCounts, Workbook, guess_language
from engine.indexer.documents.tables.table_layout import Continued

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_THREADED = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
_WORKBOOK = "xl/workbook.xml"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
MOST_MERGED_CELLS = 200_000
MOST_EMPTY_ROWS = 1
"""Empty rows that are kept of a gap: one tells that a table ended."""
WORDS_FOR_LANGUAGE = 400
MOST_REMEMBERED = 20_000
"""Numbers whose texts are remembered."""
LONGEST_REPEATED = 300
"""Characters of a merged cell that are written in all its cells."""

MergedArea = tuple[int, int, int, int]
"""First row, first column, last row and last column of a merged cell."""


def read_xlsx(package: OfficePackage, cell_text: CellText) -> Workbook:
    """Return the sheets of a workbook in the order of their tabs."""
    main = package.main_part(_WORKBOOK)
    root = package.xml(main)
    relations = package.relations(main)
    shared_part = next((r.part for r in relations if r.kind == "sharedStrings"), "xl/sharedStrings.xml")
    strings = plain_strings(package.read_xml(shared_part)) if package.has(shared_part) else []
    properties = None if root is None else root.find(f"{S}workbookPr")
    from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    listed = [] if root is None else list(root.iter(f"{S}sheet"))
    parts = {relation.id: relation.part for relation in relations}
    named = [(sheet, parts.get(sheet.get(_R, ""), "")) for sheet in listed]
    named = [(sheet, part) for sheet, part in named if package.has(part) and "/worksheets/" in f"/{part}"]
    language = guess_language(strings[:WORDS_FOR_LANGUAGE] or _inline_words(package, [part for _, part in named]))
    style_part = next((r.part for r in relations if r.kind == "styles"), "xl/styles.xml")
    formats = _formats(package.xml(style_part), language, from_1904)
    counts = SheetCounts()
    cells = _Cells(strings, formats, compile_format(GENERAL, language), cell_text, counts)
    sheets = (_sheet(package, element, part, cells) for element, part in named)
    return Workbook(sheets, package.title(), counts)


def _sheet(package: OfficePackage, element: etree._Element, part: str, cells: _Cells) -> Sheet:
    def rows() -> Iterator[list[str]]:
        yield from cells.rows(package.read_xml(part))

    is_hidden = element.get("state", "visible") != "visible"
    return Sheet(element.get("name", ""), rows(), is_hidden, lambda: _remarks(package, part))


class _Cells(msgspec.Struct, frozen=True):
    """Reads the cells of a workbook's sheets."""

    strings: Sequence[str]
    formats: Sequence[Formatter | None]
    plain: Formatter
    cell_text: CellText
    counts: SheetCounts
    shown: dict[tuple[int, str], str] = msgspec.field(default_factory=dict)
    """Texts of numbers by their style and value: columns repeat them."""

    def rows(self, data: bytes) -> Iterator[list[str]]:
        """Yield the rows of a sheet; a gap between them as one empty row."""
        merged, tops = _merged_cells(data), dict[MergedArea, str]()
        before = 0
        for number, raw in raw_rows(data):
            if number > before + MOST_EMPTY_ROWS:
                yield []
            before = number
            cells = self._row(raw)
            for area in merged.get(number, ()):
                fill_merged(cells, area, number, tops)
            yield cells

    def _row(self, raw: Sequence[RawCell]) -> list[str]:
        cells: list[str] = []
        for column, kind, style, value, formula in raw:
            if column > len(cells):
                cells += [""] * (min(column, MOST_COLUMNS) - len(cells))
            if kind == "s" and value:
                index = int(value)
                cells.append(self.strings[index] if index < len(self.strings) else "")
            elif not kind:
                cells.append(value)
            else:
                cells.append(self._text(kind, style, value, formula))
        return cells

    def _text(self, kind: str, style: int, value: str, formula: str | None) -> str:
        if not value:
            if formula is None or kind == "str":
                return ""
            self.counts.uncomputed += 1
            return f"={formula}"
        if kind == "n":
            known = self.shown.get((style, value))
            if known is None:
                known = self._number(value, style)
                if len(self.shown) < MOST_REMEMBERED:
                    self.shown[style, value] = known
            return known
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        return value.replace("_x000D_", "").strip()

    def _number(self, value: str, style: int) -> str:
        formatter = self.formats[style] if style < len(self.formats) else self.formats[0]
        if formatter is None and value.isdigit() and len(value) < 16:
            return value
        try:
            number = float(value)
        except ValueError:
            return value
        return self.cell_text((formatter or self.plain)(number))


def _formats(root: etree._Element | None, language: SheetLanguage, from_1904: bool) -> list[Formatter | None]:
    """Return the formatter of each cell style, None where the style has no format."""
    if root is None:
        return [None]
    codes = {e.get("numFmtId", ""): e.get("formatCode", "") for e in root.iter(f"{S}numFmt")}
    styles = root.find(f"{S}cellXfs")
    compiled = dict[str, Formatter | None]()
    formats: list[Formatter | None] = []
    for style in () if styles is None else styles:
        id = style.get("numFmtId", "0")
        if id not in compiled:
            code = codes.get(id) or built_in_format(int(id) if id.isdigit() else 0, language)
            compiled[id] = None if code == GENERAL else compile_format(code, language, from_1904)
        formats.append(compiled[id])
    return formats or [None]


def _inline_words(package: OfficePackage, parts: Sequence[str]) -> list[str]:
    """Return the first words of sheets that keep their words in their cells."""
    words: list[str] = []
    for part in parts[:1]:
        found = re.finditer(rb"<(?:\w+:)?t(?:\s[^>]*)?>([^<]+)<", package.read(part)[:200_000])
        words += [match[1].decode("utf-8", "replace") for match in islice(found, WORDS_FOR_LANGUAGE)]
    return [_unescaped(word) for word in words]


def _unescaped(text: str) -> str:
    return re.sub(r"&#(\d{1,6});", lambda match: chr(int(match[1])) if int(match[1]) < 0xD800 else "", text)


def _merged_cells(data: bytes) -> dict[int, list[MergedArea]]:
    """Return the merged cells by each of their rows."""
    merged: dict[int, list[MergedArea]] = {}
    cells = 0
    for match in _MERGED.finditer(data, max(data.rfind(b"</sheetData>"), data.rfind(b":sheetData>"), 0)):
        area = (int(match[2]), column_of(match[1].decode()), int(match[4]), column_of(match[3].decode()))
        cells += (area[2] - area[0] + 1) * (area[3] - area[1] + 1)
        if cells > MOST_MERGED_CELLS:
            break
        for row in range(area[0], area[2] + 1):
            merged.setdefault(row, []).append(area)
    return merged


def fill_merged(cells: list[str], area: MergedArea, row: int, tops: dict[MergedArea, str]) -> None:
    """Write the text of a merged cell, which stands in its first cell only, in all its cells of this row."""
    first_row, first, _, last = area
    if row == first_row:
        tops[area] = cells[first] if first < len(cells) else ""
    text = tops.get(area, "")
    if not text or len(text) > LONGEST_REPEATED or last >= MOST_COLUMNS:
        return
    cells += [""] * (last + 1 - len(cells))
    cells[first : last + 1] = [text, *[Continued(text)] * (last - first)]


def _remarks(package: OfficePackage, part: str) -> Iterator[str]:
    """Yield the comments on cells and the texts drawn over a sheet."""
    relations = package.relations(part)
    threaded = [relation for relation in relations if relation.kind == "threadedComment"]
    for relation in relations:
        root = None
        if relation.kind == "comments" and not threaded:
            root = package.xml(relation.part)
            for comment in () if root is None else root.iter(f"{S}comment"):
                text = " ".join("".join(t.text or "" for t in comment.iter(f"{S}t")).split())
                if text:
                    yield f"[{comment.get('ref', '')}: {text}]"
        elif relation.kind == "threadedComment":
            root = package.xml(relation.part)
            for comment in () if root is None else root.iter(f"{_THREADED}threadedComment"):
                text = " ".join((comment.findtext(f"{_THREADED}text") or "").split())
                if text:
                    yield f"[{comment.get('ref', '')}: {text}]"
        elif relation.kind == "drawing":
            root = package.xml(relation.part)
            for paragraph in () if root is None else root.iter(f"{_A}p"):
                text = " ".join("".join(t.text or "" for t in paragraph.iter(f"{_A}t")).split())
                if text:
                    yield text
