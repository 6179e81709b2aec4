"""Reads the XML spreadsheets of Office 2003, which many programs still write and call .xls."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.indexer.documents.office.package import free, xml_parser
from engine.indexer.documents.sheets.workbook import Sheet, Workbook
from engine.indexer.documents.tables.table_layout import Continued

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_MIDNIGHT = "T00:00:00.000"
MOST_COLUMNS = 16_384


def read_sheet_xml(data: bytes) -> Workbook:
    """Return the sheets of a spreadsheet in one XML file. Raises etree.XMLSyntaxError."""
    root = etree.fromstring(data, xml_parser())
    sheets = (Sheet(sheet.get(f"{_SS}Name", ""), _rows(sheet)) for sheet in root.iter(f"{_SS}Worksheet"))
    return Workbook(sheets)


def _rows(sheet: etree._Element) -> Iterator[list[str]]:
    before = 0
    for row in sheet.iter(f"{_SS}Row"):
        index = _whole(row.get(f"{_SS}Index"), before + 1)
        if index > before + 1:
            yield []
        before = index
        yield _cells(row)
        free(row)


def _cells(row: etree._Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren(f"{_SS}Cell"):
        at = min(_whole(cell.get(f"{_SS}Index"), len(cells) + 1) - 1, MOST_COLUMNS)
        cells += [""] * (at - len(cells))
        data = cell.find(f"{_SS}Data")
        text = "" if data is None else "".join(data.itertext()).strip().removesuffix(_MIDNIGHT)
        cells += [text, *[Continued(text)] * min(_whole(cell.get(f"{_SS}MergeAcross"), 0), MOST_COLUMNS)]
    return cells


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() else default
