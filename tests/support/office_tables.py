"""PDFs with tables of office kinds, built by code, and the cells that a reader should find in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

Row = list[str]


@dataclass(frozen=True)
class OfficeTable:
    """A table whose first row names its columns, and whose first column names its rows."""

    name: str
    rows: list[Row]
    draw: Callable[[Path, list[Row]], None] = field(repr=False)
    row_name: int = 0

    def cells(self) -> Iterator[tuple[str, str, str]]:
        """Yield (row's name, column's name, value) of each cell outside the first row and column; "" where it is empty."""
        header, *body = self.rows
        for row in body:
            for at, cell in enumerate(row):
                if at != self.row_name:
                    yield row[self.row_name], header[at], cell


def found_cells(table: OfficeTable, text: str) -> tuple[int, int]:
    """Return (cells whose row, column and value stand in one paragraph, all cells)."""
    paragraphs = [paragraph.removesuffix(".").split(" · ") for paragraph in text.split("\n\n")]
    found = total = 0
    for row, column, value in table.cells():
        total += 1
        cell = f"{column}: {value or '—'}" if column else value
        found += any(cell in cells and any(_names(part, row) for part in cells) for cells in paragraphs)
    return found, total


def _names(cell: str, row: str) -> bool:
    return cell == row or cell.endswith(f": {row}")


STATEMENT = [
    ["Fecha", "Concepto", "Importe", "Saldo"],
    ["02/01/2026", "Nómina Ayuntamiento", "1.850,00", "3.412,17"],
    ["05/01/2026", "Recibo luz Iberdrola", "-74,32", "3.337,85"],
    ["09/01/2026", "Supermercado El Olmo", "-121,40", "3.216,45"],
    ["15/01/2026", "Alquiler vivienda", "-650,00", "2.566,45"],
    ["20/01/2026", "Farmacia Ruiz", "-18,90", "2.547,55"],
]
INVOICE = [
    ["Artículo", "Cantidad", "Precio", "Total"],
    ["Tornillo M6", "120", "0,15 €", "18,00 €"],
    ["Arandela", "", "0,05 €", ""],
    ["Bisagra", "8", "", "28,00 €"],
    ["Cerradura de seguridad", "2", "35,50 €", "71,00 €"],
    ["Pomo", "4", "6,25 €", "25,00 €"],
]
TIMETABLE = [
    ["Hora", "Lunes", "Martes", "Miércoles", "Jueves", "Viernes"],
    ["9:00", "Lengua", "Historia", "Lengua", "", "Inglés"],
    ["10:00", "Química", "", "Física", "Química", "Física"],
    ["11:00", "Recreo", "Recreo", "Recreo", "Recreo", "Recreo"],
    ["11:30", "", "Dibujo", "Inglés", "Historia", "Lengua"],
]
STOCK = [
    ["Código", "Producto", "Almacén", "Unidades", "Mínimo"],
    ["A-100", "Papel A4", "Norte", "1200", "300"],
    ["A-101", "Carpetas", "Sur", "45", "50"],
    ["B-200", "Tóner negro", "Norte", "", "6"],
    ["B-201", "Tóner color", "", "3", "6"],
    ["C-300", "Grapadoras", "Sur", "17", "5"],
]
RISKS = [
    ["Riesgo", "Medida que se toma", "Responsable"],
    [
        "Caída de altura",
        "Se instala una línea de vida en toda la cubierta y se revisa cada semana",
        "Olga Prat",
    ],
    [
        "Ruido",
        "Protectores auditivos obligatorios en la nave de prensas durante el turno",
        "Iván Soto",
    ],
    ["Polvo", "Riego de los caminos", "Rosa Gil"],
]
STAFF = [
    ["Nombre", "Puesto", "Ciudad", "Extensión"],
    ["Ana Rey", "Contable", "Soria", "214"],
    ["Luis Paz", "Jefe de obra", "Ávila", "318"],
    ["Eva Gil", "Abogada", "León", ""],
    ["Raúl Mas", "Aprendiz", "", "127"],
]
QUARTERS = [
    ["Partida", "2024", "2025", "Cambio"],
    ["Ventas", "410.200", "455.900", "11 %"],
    ["Compras", "198.400", "203.000", "2 %"],
    ["Personal", "120.000", "126.500", "5 %"],
    ["Margen", "91.800", "126.400", "38 %"],
]


YEARS = [
    ["Sede", "2024 Ingresos", "2024 Gastos", "2025 Ingresos", "2025 Gastos"],
    ["Norte", "110.000", "98.000", "121.000", "99.500"],
    ["Sur", "87.300", "", "91.200", "80.100"],
]


def _frame(path: Path, rows: list[Row], style: list[tuple[object, ...]], **options: object) -> None:
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    text = getSampleStyleSheet()["BodyText"]
    cells = [[Paragraph(cell, text) if len(cell) > 40 else cell for cell in row] for row in rows]
    repeat = int(bool(options.get("repeat")))
    widths = options.get("widths")
    table = Table(cells, colWidths=widths, repeatRows=repeat, style=TableStyle(style), hAlign="LEFT")
    before = "Este documento recoge los datos del período, que la oficina revisa antes de enviarlos a quien los pide."
    after = "Los datos se han tomado de los libros de la empresa y pueden cambiar hasta el cierre del ejercicio."
    size = landscape(A4) if options.get("landscape") else A4
    story = [Paragraph("Informe", getSampleStyleSheet()["Heading1"]), Paragraph(before, text), Spacer(1, 12)]
    SimpleDocTemplate(str(path), pagesize=size, invariant=1).build(
        [*story, table, Spacer(1, 12), Paragraph(after, text)]
    )


def _grid(path: Path, rows: list[Row]) -> None:
    _frame(path, rows, [("GRID", (0, 0), (-1, -1), 0.5, "black")])


def _plain(path: Path, rows: list[Row]) -> None:
    _frame(path, rows, [])


def _right(path: Path, rows: list[Row]) -> None:
    _frame(path, rows, [("ALIGN", (1, 0), (-1, -1), "RIGHT"), ("LINEBELOW", (0, 0), (-1, 0), 1, "black")])


def _centred(path: Path, rows: list[Row]) -> None:
    _frame(path, rows, [("ALIGN", (0, 0), (-1, -1), "CENTER"), ("LINEABOVE", (0, 0), (-1, 0), 1, "black")])


def _zebra(path: Path, rows: list[Row]) -> None:
    _frame(path, rows, [("ROWBACKGROUNDS", (0, 0), (-1, -1), ("#eeeeee", "white"))])


def _level_lines(path: Path, rows: list[Row]) -> None:
    _frame(path, rows, [("LINEBELOW", (0, 0), (-1, -1), 0.5, "grey")], widths=[100, 240, 100][: len(rows[0])])


def _upright_lines(path: Path, rows: list[Row]) -> None:
    head, whole = ((0, 0), (-1, 0)), ((0, 0), (-1, -1))
    lines = [("BOX", *whole), ("INNERGRID", *head), ("LINEAFTER", *whole), ("LINEBELOW", *head)]
    _frame(path, rows, [(*line, 0.5, "black") for line in lines])


def _narrow(path: Path, rows: list[Row]) -> None:
    pad = [(f"{side}PADDING", (0, 0), (-1, -1), 2) for side in ("LEFT", "RIGHT")]
    _frame(path, rows, [*pad, ("GRID", (0, 0), (-1, -1), 0.25, "black"), ("FONTSIZE", (0, 0), (-1, -1), 7)])


def _middle(path: Path, rows: list[Row]) -> None:
    style = [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("GRID", (0, 0), (-1, -1), 0.5, "black")]
    _frame(path, rows, style, widths=[100, 200, 80])


def _wrapped(path: Path, rows: list[Row]) -> None:
    style = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOTTOMPADDING", (0, 0), (-1, -1), 8)]
    _frame(path, rows, style, widths=[100, 200, 80])


def _landscape(path: Path, rows: list[Row]) -> None:
    _frame(path, rows, [("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")], landscape=True, widths=[110] * len(rows[0]))


def _repeated(path: Path, rows: list[Row]) -> None:
    _frame(path, rows, [("GRID", (0, 0), (-1, -1), 0.5, "black")], repeat=True)


def _drawn(path: Path, rows: list[Row], step: float = 16, font: str = "Helvetica", size: float = 11) -> None:
    """Draw each cell on its own, as programs of banks do."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), invariant=1)
    canvas.setFont(font, size)
    canvas.drawString(60, 780, "Extracto de cuenta de enero de 2026")
    left = [60 + at * 480 / len(rows[0]) for at in range(len(rows[0]))]
    for at, row in enumerate(rows):
        for x, cell in zip(left, row, strict=True):
            canvas.drawString(x, 740 - step * at, cell)
    canvas.save()


def _by_columns(path: Path, rows: list[Row]) -> None:
    """Draw column after column."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), invariant=1)
    for column in range(len(rows[0])):
        for at, row in enumerate(rows):
            canvas.drawString(60 + 120 * column, 740 - 15 * at, row[column])
    canvas.save()


def _typewriter(path: Path, rows: list[Row]) -> None:
    """Draw each row as one line of a fixed pitch, its columns filled up with spaces."""
    from reportlab.pdfgen.canvas import Canvas

    widths = [max(len(row[at]) for row in rows) + 3 for at in range(len(rows[0]))]
    canvas = Canvas(str(path), invariant=1)
    canvas.setFont("Courier", 9)
    for at, row in enumerate(rows):
        canvas.drawString(
            50, 740 - 12 * at, "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        )
    canvas.save()


def _decimal(path: Path, rows: list[Row]) -> None:
    """Draw numbers right-aligned, close to each other, without any lines."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), invariant=1)
    canvas.setFont("Times-Roman", 10)
    for at, row in enumerate(rows):
        canvas.drawString(60, 740 - 14 * at, row[0])
        for column, cell in enumerate(row[1:]):
            canvas.drawRightString(220 + 62 * column, 740 - 14 * at, cell)
    canvas.save()


def _sideways(path: Path, rows: list[Row]) -> None:
    """Turn the page by 90 degrees, as wide tables are printed."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setPageRotation(90)
    canvas.translate(A4[0], 0)
    canvas.rotate(90)
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            canvas.drawString(60 + 140 * column, 500 - 18 * at, cell)
    canvas.save()


def _grouped(path: Path, rows: list[Row]) -> None:
    """Draw the years of two columns each as one cell above them."""
    years = ["", *(name.split()[0] for name in rows[0][1:])]
    below = [rows[0][0], *(name.split()[1] for name in rows[0][1:])]
    wide = [("SPAN", (at, 0), (at + 1, 0)) for at in range(1, len(years), 2)]
    _frame(path, [years, below, *rows[1:]], [("GRID", (0, 0), (-1, -1), 0.5, "black"), *wide])


def _long(rows: list[Row], times: int) -> list[Row]:
    header, *body = rows
    return [header, *([f"{row[0]}-{n}", *row[1:]] for n in range(times) for row in body)]


OFFICE_TABLES = [
    OfficeTable("statement drawn cell by cell", STATEMENT, _drawn, 1),
    OfficeTable("statement column by column", STATEMENT, _by_columns, 1),
    OfficeTable("statement of a typewriter", STATEMENT, _typewriter, 1),
    OfficeTable("statement without lines", STATEMENT, _plain, 1),
    OfficeTable("statement turned", STATEMENT, _sideways, 1),
    OfficeTable("invoice in a grid", INVOICE, _grid),
    OfficeTable("invoice without lines", INVOICE, _plain),
    OfficeTable("invoice to the right", INVOICE, _right),
    OfficeTable("invoice with bands", INVOICE, _zebra),
    OfficeTable("invoice over two pages", _long(INVOICE, 14), _repeated),
    OfficeTable("stock over pages, one header", _long(STOCK, 20), _plain),
    OfficeTable("stock in small print", STOCK, _narrow),
    OfficeTable("stock with upright lines", STOCK, _upright_lines),
    OfficeTable("timetable in a grid", TIMETABLE, _grid),
    OfficeTable("timetable without lines", TIMETABLE, _centred),
    OfficeTable("risks between level lines", RISKS, _level_lines),
    OfficeTable("risks in the middle", RISKS, _middle),
    OfficeTable("risks without lines", RISKS, _wrapped),
    OfficeTable("staff on a wide page", STAFF, _landscape),
    OfficeTable("quarters in decimals", QUARTERS, _decimal),
    OfficeTable("years over two columns each", YEARS, _grouped),
]
