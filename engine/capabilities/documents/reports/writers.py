"""Writes a report to a file: Markdown, a web page (of which a PDF is made), a Word document, or its table as CSV."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import IO, TYPE_CHECKING

from engine.capabilities.documents.api.whole_document import ReportFormat
from engine.capabilities.documents.reports.report import Report, ReportCell, ReportHeading, ReportParagraph, ReportTable
from engine.files.atomic_file import write_file_atomically, write_text_atomically

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell as WordCell

STYLE = (
    "body{font-family:sans-serif;line-height:1.45}h1{font-size:20px}h2{font-size:15px}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:4px 6px;vertical-align:top;text-align:left}"
    "mark{background-color:#ffe28a;color:#000}"
)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would run a cell that begins so."""
PAGE_WIDTH_CM, MARGIN_CM = 21.0, 2.0
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|~])")


def write_report(report: Report, path: str, format: ReportFormat) -> None:
    """Write a report to a file. Raises FileUnwritable, TargetNotAFile, DiskFull."""
    if format == "docx":
        with write_file_atomically(path) as file:
            file.write(_docx(report))
        return
    encoding, newline = ("utf-8-sig", "") if format == "csv" else ("utf-8", None)
    with write_text_atomically(path, encoding, newline) as text:
        _WRITERS[format](report, text)


def _markdown(report: Report, file: IO[str]) -> None:
    file.write(f"# {_escaped(report.title)}\n")
    for block in report.blocks:
        match block:
            case ReportHeading():
                file.write(f"\n## {_escaped(block.text)}\n")
            case ReportParagraph():
                mark = "**" if block.strong else "*" if block.quiet else ""
                file.write(f"\n{mark}{_escaped(block.text)}{mark}\n")
            case ReportTable():
                file.write(f"\n| {' | '.join(map(_escaped, block.header))} |\n")
                file.write("|" + " --- |" * len(block.header) + "\n")
                for row in block.rows:
                    file.write(f"| {' | '.join(_markdown_cell(cell) for cell in row)} |\n")


def _markdown_cell(cell: ReportCell) -> str:
    parts = (
        f"**{_escaped(text)}**" if is_marked and text.strip() else _escaped(text) for text, is_marked in _runs(cell)
    )
    return "".join(parts).replace("\n", "<br>")


def _html(report: Report, file: IO[str]) -> None:
    title = html.escape(_plain(report.title))
    file.write(
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style></head>\n'
    )
    file.write(f"<body>\n<h1>{title}</h1>\n")
    for block in report.blocks:
        match block:
            case ReportHeading():
                file.write(f"<h2>{html.escape(_plain(block.text))}</h2>\n")
            case ReportParagraph():
                mark = "b" if block.strong else "i" if block.quiet else ""
                text = html.escape(_plain(block.text)).replace("\n", "<br>")
                file.write(f"<p><{mark}>{text}</{mark}></p>\n" if mark else f"<p>{text}</p>\n")
            case ReportTable():
                _html_table(block, file)
    file.write("</body></html>\n")


def _html_table(table: ReportTable, file: IO[str]) -> None:
    whole = sum(table.widths)
    shares = [f' width="{100 * width // whole}%"' for width in table.widths] or [""] * len(table.header)
    head = "".join(f"<th{w}>{html.escape(_plain(name))}</th>" for w, name in zip(shares, table.header, strict=True))
    file.write(f"<table>\n<tr>{head}</tr>\n")
    for row in table.rows:
        cells = "".join(f"<td>{_html_cell(cell)}</td>" for cell in row)
        file.write(f"<tr>{cells}</tr>\n")
    file.write("</table>\n")


def _html_cell(cell: ReportCell) -> str:
    parts = (
        f'<span style="background-color:#ffe28a">{html.escape(text)}</span>' if is_marked else html.escape(text)
        for text, is_marked in _runs(cell)
    )
    return "".join(parts).replace("\n", "<br>")


def _csv(report: Report, file: IO[str]) -> None:
    writer = csv.writer(file)
    table = next((block for block in report.blocks if isinstance(block, ReportTable)), None)
    if table is not None:
        writer.writerow(table.header)
        writer.writerows([_harmless(_plain(cell.text)) for cell in row] for row in table.rows)


def _docx(report: Report) -> bytes:
    import docx
    from docx.shared import Cm

    document: Document = docx.Document()
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(MARGIN_CM)
    document.core_properties.title, document.core_properties.author = _plain(report.title)[:255], "Ateneo"
    document.add_heading(_plain(report.title), 1)
    for block in report.blocks:
        match block:
            case ReportHeading():
                document.add_heading(_plain(block.text), 2)
            case ReportParagraph():
                run = document.add_paragraph().add_run(_plain(block.text))
                run.bold, run.italic = block.strong or None, block.quiet or None
            case ReportTable():
                _docx_table(document, block)
    whole = BytesIO()
    document.save(whole)
    return whole.getvalue()


def _docx_table(document: Document, block: ReportTable) -> None:
    from docx.shared import Cm

    table = document.add_table(rows=1 + len(block.rows), cols=len(block.header), style="Table Grid")
    table.autofit = False
    widths = block.widths or (1,) * len(block.header)
    sizes = [Cm((PAGE_WIDTH_CM - 2 * MARGIN_CM) * width / sum(widths)) for width in widths]
    header = [ReportCell(name, ((0, len(name)),)) for name in block.header]
    for number, (cells, row) in enumerate(zip(table.rows, (header, *block.rows), strict=True)):
        for target, cell, size in zip(cells.cells, row, sizes, strict=True):
            target.width = size
            _fill(target, cell, is_header=number == 0)


def _fill(target: WordCell, cell: ReportCell, *, is_header: bool) -> None:
    from docx.enum.text import WD_COLOR_INDEX

    paragraph = target.paragraphs[0]
    for text, is_marked in _runs(cell):
        run = paragraph.add_run(text)
        if is_header:
            run.bold = True
        elif is_marked:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _runs(cell: ReportCell) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a cell's text and whether each is marked."""
    at = 0
    for start, end in cell.marked:
        if start > at:
            yield _plain(cell.text[at:start]), False
        yield _plain(cell.text[start:end]), True
        at = end
    if at < len(cell.text):
        yield _plain(cell.text[at:]), False


def _plain(text: str) -> str:
    """Return the text without characters that no file of text should hold."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", _plain(text))


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


_WRITERS: Mapping[str, Callable[[Report, IO[str]], None]] = {"md": _markdown, "html": _html, "csv": _csv}
