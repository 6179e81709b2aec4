"""Writes a table of facts as CSV or as an Excel workbook, with the source of each value."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from html import escape
from pathlib import PurePath
from typing import IO

from engine.capabilities.documents.api.extraction import FactCell, FactRow, FactTable, TableFormat
from engine.capabilities.documents.reports.writers import FORMULA_SIGNS
from engine.files.atomic_file import write_file_atomically, write_text_atomically
from engine.protocol.i18n import Translations
from engine.text.values.amounts import parse_amount

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FONT = '<sz val="11"/><name val="Calibri"/>'
_STYLES = (
    f'<fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
)
"""Plain, bold, and a number with two decimals."""
LONGEST_CELL = 32_000
"""Characters that Excel keeps in a cell."""


def write_table(table: FactTable, path: str, format: TableFormat, language: str) -> None:
    """Write a table to a file. Raises FileUnwritable, TargetNotAFile, DiskFull."""
    tr = Translations(language)
    if format == "csv":
        with write_text_atomically(path, "utf-8-sig", "") as text:
            writer = csv.writer(text)
            writer.writerows([_safe(cell) for cell in row] for row in _wide_rows(table, tr))
        return
    with write_file_atomically(path) as file:
        _write_workbook(file, table, tr)


def place_of(cell: FactCell, tr: Translations) -> str:
    """Return where a value stands: its page and the words around it; of the person's own value that it is theirs."""
    if cell.origin == "person":
        return tr.tr("cli", "written by you")
    if not cell.page:
        return ""
    page = tr.tr("cli", "page {page}", page=cell.page)
    return f"{page}: {' '.join(cell.quote.split())}"


def _heads(table: FactTable, tr: Translations) -> list[str]:
    return [tr.tr("cli", "File"), *(field.name for field in table.fields)]


def _wide_rows(table: FactTable, tr: Translations) -> Iterator[list[str]]:
    """Yield the header and the rows: the file, the values, and then the source of each."""
    heads = _heads(table, tr)
    yield [*heads, *(tr.tr("cli", "{name}: source", name=field.name) for field in table.fields)]
    for row in table.rows:
        cells = _by_field(table, row)
        yield [row.path, *(cell.text for cell in cells), *(place_of(cell, tr) for cell in cells)]


def _by_field(table: FactTable, row: FactRow) -> list[FactCell]:
    known = {cell.field: cell for cell in row.cells}
    return [known.get(at, FactCell(at)) for at in range(len(table.fields))]


def _safe(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula; a negative amount stays one."""
    is_formula = text.startswith(FORMULA_SIGNS) and parse_amount(text) is None
    return f"'{text}" if is_formula else text


def _write_workbook(file: IO[bytes], table: FactTable, tr: Translations) -> None:
    heads, sources = _heads(table, tr), tr.tr("cli", "Sources")
    values = [[row.path, *map(_typed, _by_field(table, row))] for row in table.rows]
    places = [
        [PurePath(row.path).name, table.fields[cell.field].name, cell.text, str(cell.page or ""), cell.quote, row.path]
        for row in table.rows
        for cell in row.cells
        if cell.text
    ]
    names = [tr.tr("cli", name) for name in ("File", "Field", "Value", "Page", "Quoted", "Path")]
    listed: list[Sequence[Sequence[str | Decimal]]] = [[heads, *values], [names, *places]]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _package([tr.tr("cli", "Facts"), sources]).items():
            archive.writestr(name, content)
        for number, rows in enumerate(listed, 1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows))


def _typed(cell: FactCell) -> str | Decimal:
    """Return an amount in money or a plain number as a number, any other value as it is written."""
    number, _, unit = cell.normalized.partition(" ")
    if cell.text and number and unit != "%" and "-" not in number[1:]:
        try:
            return Decimal(number)
        except InvalidOperation:
            return cell.text
    return cell.text


def _sheet(listed: Sequence[Sequence[str | Decimal]]) -> str:
    body = "".join(
        f'<row r="{at}">{"".join(_cell(at, place, cell) for place, cell in enumerate(row))}</row>'
        for at, row in enumerate(listed, 1)
    )
    view = '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>'
    widths = '<cols><col min="1" max="40" width="24" customWidth="1"/></cols>'
    return f'{_XML}<worksheet xmlns="{_MAIN}">{view}{widths}<sheetData>{body}</sheetData></worksheet>'


def _cell(row: int, place: int, value: str | Decimal) -> str:
    reference, style = f"{_letters(place)}{row}", ' s="1"' if row == 1 else ""
    if isinstance(value, Decimal):
        return f'<c r="{reference}" s="2"><v>{value:f}</v></c>'
    text = escape(_CONTROLS.sub("", value)[:LONGEST_CELL])
    return f'<c r="{reference}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' if text else ""


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _package(names: Sequence[str]) -> dict[str, str]:
    """Return the parts of a workbook besides its sheets (ECMA-376)."""
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbers = range(1, len(names) + 1)
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kinds}.worksheet+xml"/>' for n in numbers
    )
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(numbers, names, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kinds}.styles+xml"/>{parts}</Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}<Relationship '
        f'Id="rIdStyles" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'{_XML}<styleSheet xmlns="{_MAIN}">{_STYLES}</styleSheet>',
    }
