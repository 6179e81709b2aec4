"""Reads the sheets of .ods and .fods files, each cell as it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

from lxml import etree

from engine.indexer.documents.office.odf_text import OFFICE, STYLE, TABLE, TEXT, OdfTextReader
from engine.indexer.documents.office.package import free
from engine.indexer.documents.sheets.number_formats import SheetLanguage, ShownNumber, general, long_date, plain
from engine.indexer.documents.sheets.workbook import CellText, Sheet, SheetCounts, Workbook, guess_language
from engine.indexer.documents.tables.table_layout import Continued

MOST_REPEATED = 1000
"""Cells or rows with something in them that one element may stand for."""
_ROW, _SHEET, _STYLE = f"{TABLE}table-row", f"{TABLE}table", f"{STYLE}style"
_VALUES = ("float", "percentage", "currency")
_ANNOTATION = f"{OFFICE}annotation"


def read_ods(data: bytes, title: str, cell_text: CellText) -> Workbook:
    """Return the sheets of a spreadsheet's XML in the order of their tabs."""
    language = guess_language(_first_words(data))
    reader = _OdsReader(data, cell_text, language)
    return Workbook(reader.sheets(), title, reader.counts)


def _first_words(data: bytes) -> Iterator[str]:
    text = data[: data.find(b"</table:table>") if b"</table:table>" in data[:200_000] else 200_000]
    for part in text.split(b"<text:p>")[1:200]:
        yield part.partition(b"<")[0].decode("utf-8", "replace")


class _OdsReader:
    """Reads one sheet after the other, row by row."""

    def __init__(self, data: bytes, cell_text: CellText, language: SheetLanguage) -> None:
        self._events = etree.iterparse(
            BytesIO(data),
            events=("start", "end"),
            tag=(_ROW, _SHEET, _STYLE),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
        )
        self._cell_text, self._language = cell_text, language
        self._text = OdfTextReader(())
        self._hidden_styles: set[str] = set()
        self._remarks: list[str] = []
        self.counts = SheetCounts()

    def sheets(self) -> Iterator[Sheet]:
        for event, element in self._events:
            if event == "end" and element.tag == _STYLE:
                self._note_style(element)
            elif event == "start" and element.tag == _SHEET:
                self._remarks = []
                rows = self._rows(element)
                is_hidden = element.get(f"{TABLE}style-name", "") in self._hidden_styles
                yield Sheet(element.get(f"{TABLE}name", ""), rows, is_hidden, self._remarks.copy)
                for _ in rows:
                    pass

    def _note_style(self, style: etree._Element) -> None:
        properties = style.find(f"{STYLE}table-properties")
        if properties is not None and properties.get(f"{TABLE}display") == "false":
            self._hidden_styles.add(style.get(f"{STYLE}name", ""))

    def _rows(self, sheet: etree._Element) -> Iterator[list[str]]:
        for event, element in self._events:
            if event == "start":
                continue
            if element is sheet:
                return
            if element.tag == _ROW and _sheet_of(element) is sheet:
                cells = self._row(element)
                repeated = _whole(element.get(f"{TABLE}number-rows-repeated"))
                for _ in range(min(repeated, MOST_REPEATED) if any(cells) else 1):
                    yield cells
                free(element)

    def _row(self, row: etree._Element) -> list[str]:
        cells: list[str] = []
        spanned, waiting = 0, 0
        for cell in row:
            if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                continue
            repeated = _whole(cell.get(f"{TABLE}number-columns-repeated"))
            if spanned > 0 and cell.tag == f"{TABLE}covered-table-cell":
                part = min(repeated, spanned)
                cells += [Continued(cells[-1])] * part
                spanned, repeated = spanned - part, repeated - part
            text = self._cell(cell)
            if not text:
                waiting += repeated  # only what stands before another cell is kept
                continue
            cells += [""] * min(waiting, 16_384)
            waiting = 0
            cells += [text] * min(repeated, MOST_REPEATED)
            spanned = min(_whole(cell.get(f"{TABLE}number-columns-spanned")), MOST_REPEATED) - 1
        return cells

    def _cell(self, cell: etree._Element) -> str:
        texts = []
        for child in cell:
            if child.tag == f"{TEXT}p":
                texts.append(self._text.read(child).text)
            elif child.tag == _ANNOTATION:
                words = " ".join(" ".join("".join(p.itertext()) for p in child.iter(f"{TEXT}p")).split())
                self._remarks += [f"[{words}]"] if words else []
        shown = "\n".join(texts).strip()
        kind = cell.get(f"{OFFICE}value-type", "")
        if not kind and cell.get(f"{TABLE}formula") and not shown:
            self.counts.uncomputed += 1
            return "=" + (cell.get(f"{TABLE}formula") or "").partition(":=")[2]
        return self._cell_text(ShownNumber(*self._with_value(cell, kind, shown))) if kind else shown

    def _with_value(self, cell: etree._Element, kind: str, shown: str) -> tuple[str, str]:
        """Return a cell as it is shown, and its value in another form where that differs."""
        if kind in _VALUES:
            try:
                number = float(cell.get(f"{OFFICE}value", ""))
            except ValueError:
                return shown, ""
            shown, raw = shown or general(number, self._language), plain(number)
            return shown, "" if raw in (shown, shown.replace(",", ".")) else raw
        if kind == "date":
            value = cell.get(f"{OFFICE}date-value", "")
            try:
                other = long_date(datetime.fromisoformat(value), self._language)
            except ValueError:
                other = value
            return (shown or value), ("" if other in shown else other)
        return shown or cell.get(f"{OFFICE}string-value", "") or cell.get(f"{OFFICE}boolean-value", ""), ""


def _sheet_of(row: etree._Element) -> etree._Element | None:
    """Return the sheet of a row; rows may be in groups."""
    parent = row.getparent()
    while parent is not None and parent.tag != _SHEET:
        parent = parent.getparent()
    return parent


def _whole(text: str | None) -> int:
    return max(int(text), 1) if text and text.isdigit() else 1
