"""Word documents and spreadsheets with tables of office kinds, built by code, and the cells that a reader should find in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.support.office_tables import INVOICE, QUARTERS, RISKS, STAFF, STATEMENT, STOCK, TIMETABLE, Row

Write = Callable[[Path, list[Row]], None]


class OfficeGrid(NamedTuple):
    """A table whose first row names its columns, in a file of its own."""

    name: str
    suffix: str
    rows: list[Row]
    write: Write
    row_name: int = 0

    def found(self, text: str) -> tuple[int, int]:
        """Return (cells whose row, column and value stand in one paragraph, all cells).

        A number may stand there in another form too, "1.850,00 € (1850)".
        """
        paragraphs = [paragraph.removesuffix(".").split(" · ") for paragraph in text.split("\n\n")]
        header, *body = self.rows
        found = total = 0
        for row in body:
            name = f"{header[self.row_name]}: {row[self.row_name]}"
            named = [cells for cells in paragraphs if any(_says(cell, name) for cell in cells)]
            for at, value in enumerate(row):
                if at != self.row_name:
                    total += 1
                    found += any(_says(cell, f"{header[at]}: {value or '—'}") for cells in named for cell in cells)
        return found, total


def _says(cell: str, expected: str) -> bool:
    return cell == expected or cell.startswith(f"{expected} (")


def _word(path: Path, rows: list[Row], change: Callable[[object, object], None] | None = None, above: str = "") -> None:
    import docx

    document = docx.Document()
    document.add_heading("Informe", 1)
    document.add_paragraph(above or "Este documento recoge los datos del período.")
    table = document.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for cell, text in zip(table.rows[at].cells, row, strict=True):
            cell.text = text
    if change:
        change(document, table)
    document.add_paragraph("Los datos se han tomado de los libros de la empresa.")
    document.save(str(path))


def _styled(path: Path, rows: list[Row]) -> None:
    def change(_: object, table: object) -> None:
        table.style = "Light Grid Accent 1"  # type: ignore[attr-defined]

    _word(path, rows, change)


def _titled(path: Path, rows: list[Row]) -> None:
    title = ["Cuadro 1. Datos del ejercicio", *[""] * (len(rows[0]) - 1)]

    def change(_: object, table: object) -> None:
        cells = table.rows[0].cells  # type: ignore[attr-defined]
        cells[0].merge(cells[-1])

    _word(path, [title, *rows], change)


def _grouped(path: Path, rows: list[Row]) -> None:
    """Merge equal cells that stand below each other in the second column."""

    def change(_: object, table: object) -> None:
        for at in range(1, len(rows) - 1):
            if rows[at][1] and rows[at][1] == rows[at + 1][1]:
                upper, lower = (table.cell(row, 1) for row in (at, at + 1))  # type: ignore[attr-defined]
                lower.text = ""
                upper.merge(lower)

    _word(path, rows, change)


def _two_tables(path: Path, rows: list[Row]) -> None:
    def change(document: object, _: object) -> None:
        document.add_paragraph("Otra tabla:")  # type: ignore[attr-defined]
        other = document.add_table(2, 2)  # type: ignore[attr-defined]
        for place, text in {(0, 0): "Clave", (0, 1): "Valor", (1, 0): "IVA", (1, 1): "21 %"}.items():
            other.cell(*place).text = text

    _word(path, rows, change)


def _paragraphs(path: Path, rows: list[Row]) -> None:
    """Write long cells as several paragraphs."""

    def change(_: object, table: object) -> None:
        for row in table.rows:  # type: ignore[attr-defined]
            for cell in row.cells:
                cell.add_paragraph("")

    _word(path, rows, change)


def _book(path: Path, rows: list[Row], top: int = 1, left: int = 1, lines: tuple[Row, ...] = ()) -> object:
    import openpyxl

    book = openpyxl.Workbook()
    for at, line in enumerate(lines, 1):
        for column, text in enumerate(line):
            book.active.cell(at, left + column, text or None)
    _fill(book.active, rows, top, left)
    book.save(path)
    return book


def _fill(sheet: object, rows: list[Row], top: int, left: int) -> None:
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            cell = sheet.cell(top + at, left + column)  # type: ignore[attr-defined]
            number = _number(text) if at else None
            cell.value = (text or None) if number is None else number[0]
            if number is not None:
                cell.number_format = number[1]


def _number(text: str) -> tuple[float, str] | None:
    """Return the number in a cell and the format that shows it so."""
    digits = text.removesuffix(" €").removesuffix(" %").replace(".", "").replace(",", ".")
    try:
        number = float(digits)
    except ValueError:
        return None
    decimals = "0." + "0" * len(digits.partition(".")[2]) if "." in digits else "0"
    code = f"#,##{decimals}" if "." in text else decimals
    if text.endswith(" €"):
        return number, f'{code}\\ "€"'
    return (number / 100, f"{decimals}%") if text.endswith(" %") else (number, code)


def _plain_book(path: Path, rows: list[Row]) -> None:
    _book(path, rows)


def _titled_book(path: Path, rows: list[Row]) -> None:
    _book(path, rows, top=3, lines=(["Datos del ejercicio 2026"],))


def _merged_title(path: Path, rows: list[Row]) -> None:
    book = _book(path, rows, top=2, lines=(["Datos del ejercicio 2026"],))
    book.active.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(rows[0]))  # type: ignore[attr-defined]
    book.save(path)  # type: ignore[attr-defined]


def _extract(path: Path, rows: list[Row]) -> None:
    lines = (["Banco del Norte"], ["Titular:", "Ana Ruiz"], ["Período:", "enero de 2026"])
    _book(path, rows, top=5, lines=lines)


def _offset(path: Path, rows: list[Row]) -> None:
    _book(path, rows, top=4, left=3)


def _with_gaps(path: Path, rows: list[Row]) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    _fill(book.active, rows[:3], 1, 1)
    for at, row in enumerate(rows[3:]):
        _fill(book.active, [[], row], 3 + 2 * at + 1, 1)
    book.save(path)


def _stacked(path: Path, rows: list[Row]) -> None:
    book = _book(path, rows)
    _fill(book.active, [["Clave", "Valor"], ["IVA", "21 %"], ["IRPF", "15 %"]], len(rows) + 3, 1)  # type: ignore[attr-defined]
    book.save(path)  # type: ignore[attr-defined]


def _beside(path: Path, rows: list[Row]) -> None:
    book = _book(path, rows)
    _fill(book.active, [["Clave", "Valor"], ["IVA", "21 %"], ["IRPF", "15 %"]], 1, len(rows[0]) + 2)  # type: ignore[attr-defined]
    book.save(path)  # type: ignore[attr-defined]


def _behind_hidden(path: Path, rows: list[Row]) -> None:
    book = _book(path, rows)
    hidden = book.create_sheet("Borrador", 0)  # type: ignore[attr-defined]
    hidden.append(["no", "se", "lee"])
    hidden.sheet_state = "hidden"
    book.active = 1  # type: ignore[attr-defined]
    book.save(path)  # type: ignore[attr-defined]


def _long(rows: list[Row], times: int) -> list[Row]:
    header, *body = rows
    return [header, *([f"{row[0]}-{number}", *row[1:]] for number in range(times) for row in body)]


OFFICE_GRIDS = [
    OfficeGrid("statement in Word", ".docx", STATEMENT, _word, 1),
    OfficeGrid("invoice in a style", ".docx", INVOICE, _styled),
    OfficeGrid("invoice under a merged title", ".docx", INVOICE, _titled),
    OfficeGrid("invoice of 250 rows", ".docx", _long(INVOICE, 50), _word),
    OfficeGrid("timetable with merged lessons", ".docx", TIMETABLE, _grouped),
    OfficeGrid("stock before another table", ".docx", STOCK, _two_tables),
    OfficeGrid("risks in long cells", ".docx", RISKS, _word),
    OfficeGrid("risks in cells of paragraphs", ".docx", RISKS, _paragraphs),
    OfficeGrid("staff with a style", ".docx", STAFF, _styled),
    OfficeGrid("years as columns in Word", ".docx", QUARTERS, _word),
    OfficeGrid("statement in Excel", ".xlsx", STATEMENT, _plain_book, 1),
    OfficeGrid("statement below its holder", ".xlsx", STATEMENT, _extract, 1),
    OfficeGrid("invoice under a title", ".xlsx", INVOICE, _titled_book),
    OfficeGrid("invoice under a merged title, in Excel", ".xlsx", INVOICE, _merged_title),
    OfficeGrid("stock of 2,500 rows", ".xlsx", _long(STOCK, 500), _plain_book),
    OfficeGrid("stock away from the corner", ".xlsx", STOCK, _offset),
    OfficeGrid("stock above another table", ".xlsx", STOCK, _stacked),
    OfficeGrid("staff beside another table", ".xlsx", STAFF, _beside),
    OfficeGrid("timetable with empty rows", ".xlsx", TIMETABLE, _with_gaps),
    OfficeGrid("years as columns behind a hidden sheet", ".xlsx", QUARTERS, _behind_hidden),
]
