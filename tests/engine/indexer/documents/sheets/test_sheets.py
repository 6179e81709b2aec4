"""Cells of spreadsheets are read as they are shown, with their row and column, whatever stands above or beside the table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from engine.indexer.documents.readers import read_file, write_csv
from engine.indexer.documents.sheets.number_formats import compile_format
from tests.support.document_files import XML
from tests.support.office_files import odf_content, write_odf, write_workbook

WORD_CELL = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
FORMULA = f'<sheetData><row r="1">{WORD_CELL.format("A1", "{}")}{WORD_CELL.format("B1", "Total")}</row>'
FORMULA += f'<row r="2">{WORD_CELL.format("A2", "Sillas")}<c r="B2"><f>12*15</f></c></row></sheetData>'


def lines(path: Path, page: int = 0) -> list[str]:
    return read_file(path).pages[page].text.split("\n\n")


def write(path: Path, rows: list[list[object]], change: Callable[[openpyxl.Workbook], None] | None = None) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    book.save(path)
    return path


def test_amounts_shares_dates_and_times_are_read_as_shown_and_as_numbers(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        for cell, code in zip(book.active[2], ("dd/mm/yyyy", '#,##0.00\\ "€"', "0%", "hh:mm"), strict=True):
            cell.number_format = code

    rows: list[list[object]] = [["Fecha", "Importe", "IVA", "Hora"], [46086, 1234.5, 0.21, 0.3958333333]]
    assert lines(write(tmp_path / "a.xlsx", rows, change)) == [
        "Fecha: 05/03/2026 (5 de marzo de 2026) · Importe: 1.234,50 € (1234.5) · IVA: 21 % (0.21) · Hora: 09:30."
    ]


@pytest.mark.parametrize(
    ("code", "number", "spanish", "english"),
    [
        ("General", 1234.5, "1234,5", "1234.5"),
        ("General", 34600112233.0, "34600112233", "34600112233"),
        ("#,##0", 1234567, "1.234.567 (1234567)", "1,234,567 (1234567)"),
        ("yyyy-mm-dd", 46086, "2026-03-05 (5 de marzo de 2026)", "2026-03-05 (5 March 2026)"),
        ('[$-C0A]d" de "mmmm', 46086, "5 de marzo (5 de marzo de 2026)", "5 de March (5 March 2026)"),
        ("[h]:mm", 1.5, "36:00", "36:00"),
        ("h:mm AM/PM", 0.9, "9:36 PM", "9:36 PM"),
        ('#,##0.00\\ "€";[Red]\\-#,##0.00\\ "€"', -5.5, "-5,50 € (-5.5)", "-5.50 € (-5.5)"),
        ("0.0%", 0.0512, "5,1 % (0.0512)", "5.1% (0.0512)"),
        ("00000", 8013, "08013 (8013)", "08013 (8013)"),
        ('"Nº "0', 7, "Nº 7 (7)", "Nº 7 (7)"),
        ("yyyy-mm-dd", -1, "-1", "-1"),
    ],
)
def test_number_formats(code: str, number: float, spanish: str, english: str) -> None:
    assert (compile_format(code, "es")(number).both, compile_format(code, "en")(number).both) == (spanish, english)


def test_a_title_above_a_table_is_not_its_header(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Ventas de 2026"],
        ["Mes", "Zona", "Ventas"],
        ["Enero", "", 100],
        ["Febrero", "Sur", 90],
    ]
    merge = lambda book: book.active.merge_cells("A1:C1")  # noqa: E731
    for change in (None, merge):
        assert lines(write(tmp_path / "a.xlsx", rows, change)) == [
            "Ventas de 2026",
            "Mes: Enero · Zona: — · Ventas: 100.",
            "Mes: Febrero · Zona: Sur · Ventas: 90.",
        ]


def test_two_tables_on_a_sheet_have_a_header_each(tmp_path: Path) -> None:
    below: list[list[object]] = [["Mes", "Ventas"], ["Enero", 1], [], ["Gasto", "Euros"], ["Luz", 91]]
    beside: list[list[object]] = [["Mes", "Ventas", None, "Gasto", "Euros"], ["Enero", 1, None, "Luz", 91]]
    for rows in (below, beside):
        assert lines(write(tmp_path / "a.xlsx", rows)) == ["Mes: Enero · Ventas: 1.", "Gasto: Luz · Euros: 91."]


def test_an_empty_row_within_a_table_does_not_end_it(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Mes", "Ventas"], ["Enero", 1], [], ["Febrero", 2]]
    assert lines(write(tmp_path / "a.xlsx", rows)) == ["Mes: Enero · Ventas: 1.", "Mes: Febrero · Ventas: 2."]


def test_a_header_of_two_rows_names_each_column(tmp_path: Path) -> None:
    def merge(book: openpyxl.Workbook) -> None:
        for cells in ("B1:C1", "D1:E1", "A1:A2"):
            book.active.merge_cells(cells)

    rows: list[list[object]] = [
        ["Zona", "2025", None, "2026", None],
        [None, "Ene", "Jul", "Ene", "Jul"],
        ["Sur", 1, 2, 3, 4],
    ]
    assert lines(write(tmp_path / "a.xlsx", rows, merge)) == [
        "Zona: Sur · 2025 Ene: 1 · 2025 Jul: 2 · 2026 Ene: 3 · 2026 Jul: 4."
    ]


def test_a_form_of_names_and_values_is_read_as_such(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Titular:", "Ana Ruiz"], ["Cuenta:", "ES12"], ["Saldo:", 3412]]
    assert lines(write(tmp_path / "a.xlsx", rows)) == ["Titular: Ana Ruiz.", "Cuenta: ES12.", "Saldo: 3412."]


def test_hidden_sheets_are_passed_over_and_named_here_and_when_classifying(tmp_path: Path) -> None:
    sheets = {"Costes": FORMULA.format("Secreto"), "Resumen": FORMULA.format("Artículo")}
    path = write_workbook(tmp_path / "a.xlsx", sheets, hidden=["Costes"])
    contents = read_file(path)
    assert [page.label for page in contents.pages] == ["Resumen"]
    assert "Hidden sheets were left out: Costes." in contents.notice.split("\n")
    write_csv(path, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text("utf-8").splitlines()[0] == "Artículo,Total"


def test_a_formula_without_a_result_is_shown_and_told(tmp_path: Path) -> None:
    contents = read_file(write_workbook(tmp_path / "a.xlsx", {"Hoja": FORMULA.format("Artículo")}))
    assert contents.pages[0].text == "Artículo: Sillas · Total: =12*15."
    assert contents.notice == "1 formulas have no stored result. Open the file in its own program and save it."


def test_comments_on_cells_are_read(tmp_path: Path) -> None:
    def comment(book: openpyxl.Workbook) -> None:
        book.active["B2"].comment = Comment("Falta la factura", "Ana")

    assert "[B2: Falta la factura]" in lines(write(tmp_path / "a.xlsx", [["Mes", "Euros"], ["Enero", 5]], comment))


CELL = "<table:table-cell office:value-type='{}'{}><text:p>{}</text:p></table:table-cell>"
ODS_ROWS = (
    "".join(CELL.format("string", "", name) for name in ("Socio", "Alta", "Cuota", "Hora")),
    CELL.format("string", "", "Begoña")
    + CELL.format("date", " office:date-value='2026-03-05'", "05/03/2026")
    + CELL.format("currency", " office:value='1250'", "1.250,00 €")
    + CELL.format("time", " office:time-value='PT09H30M00S'", "09:30"),
    CELL.format("string", "", "Luis")
    + "<table:table-cell table:number-columns-repeated='2'/>"
    + CELL.format("string", "", "x"),
)
ODS_TABLE = "".join(f"<table:table-row>{row}</table:table-row>" for row in ODS_ROWS)


def test_cells_of_an_ods_file_are_read_as_shown_and_hidden_sheets_passed_over(tmp_path: Path) -> None:
    styles = (
        "<style:style style:name='h' style:family='table'><style:table-properties table:display='false'/></style:style>"
    )
    body = (
        f"<table:table table:name='Cuotas'>{ODS_TABLE}<table:table-row table:number-rows-repeated='1000000'/></table:table>"
        f"<table:table table:name='Costes' table:style-name='h'>{ODS_TABLE}</table:table>"
    )
    contents = read_file(write_odf(tmp_path / "a.ods", "spreadsheet", body, styles))
    assert [(page.label, page.text.split("\n\n")) for page in contents.pages] == [
        (
            "Cuotas",
            [
                "Socio: Begoña · Alta: 05/03/2026 (5 de marzo de 2026) · Cuota: 1.250,00 € (1250) · Hora: 09:30.",
                "Socio: Luis · Alta: — · Cuota: — · Hora: x.",
            ],
        )
    ]
    assert contents.notice == "Hidden sheets were left out: Costes."


def test_a_spreadsheet_in_one_xml_file_is_read(tmp_path: Path) -> None:
    table = f"<table:table table:name='Cuotas'>{ODS_TABLE}</table:table>"
    (tmp_path / "a.fods").write_text(XML + odf_content("spreadsheet", table, root="document"), "utf-8")
    assert lines(tmp_path / "a.fods")[1] == "Socio: Luis · Alta: — · Cuota: — · Hora: x."


@pytest.mark.parametrize(
    "data",
    [
        "Extracto;;\nTitular;Ana Ruiz;\n\nFecha;Concepto;Importe\n03/03/2026;Recibo luz;-84,31\n04/03/2026;;12,00\n",
        "sep=;\nFecha;Concepto;Importe\n03/03/2026;Recibo luz;-84,31\n04/03/2026;;12,00\n",
        "\ufeffFecha\tConcepto\tImporte\n03/03/2026\tRecibo luz\t-84,31\n04/03/2026\t\t12,00\n",
        'Fecha,Concepto,Importe\n03/03/2026,Recibo luz,"-84,31"\n04/03/2026,,"12,00"\n',
        'Fecha|Concepto|Importe\n"03/03/2026"|Recibo luz|-84,31\n04/03/2026||12,00\n',
    ],
    ids=["lines above", "sep=", "byte order mark and tabs", "commas", "bars"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_tables_in_text_files_are_read_row_by_row(tmp_path: Path, data: str, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(data.removeprefix("\ufeff" if encoding == "cp1252" else "").encode(encoding))
    assert lines(tmp_path / "a.csv")[-2:] == [
        "Fecha: 03/03/2026 · Concepto: Recibo luz · Importe: -84,31.",
        "Fecha: 04/03/2026 · Concepto: — · Importe: 12,00.",
    ]


def test_a_huge_cell_or_a_stray_quotation_mark_costs_no_other_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'id,texto\n1,"{"bla " * 50_000}"\n2,el faro verde\n', "utf-8")
    assert read_file(tmp_path / "a.csv").pages[-1].text.endswith("id: 2 · texto: el faro verde.")
    (tmp_path / "b.csv").write_text('id,texto\n1,"sin cerrar\n2,el faro verde\n', "utf-8")
    assert lines(tmp_path / "b.csv")[-1] == "id: 2 · texto: el faro verde."


def test_rows_of_a_text_file_are_cited_by_their_number(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n" + "1,2\n" * 10, "utf-8")
    contents = read_file(tmp_path / "a.csv")
    assert contents.counts_paragraphs


def test_a_row_with_a_cell_too_many_is_named_and_read_without_columns(tmp_path: Path) -> None:
    rows = ["texto,etiqueta", "Hola,a", "Buenos días, amigo,b", *["Adiós,a"] * 8]
    (tmp_path / "a.csv").write_text("\n".join(rows), "utf-8")
    contents = read_file(tmp_path / "a.csv")
    assert contents.notice.startswith("More cells than columns in line 3: ")
    assert contents.pages[0].text.split("\n\n")[:3] == [
        "texto: Hola · etiqueta: a.",
        "Buenos días · amigo · b.",
        "texto: Adiós · etiqueta: a.",
    ]


def test_a_header_with_a_cell_too_few_costs_no_row_its_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a;b\n" + "1;2;x\n" * 5 + "3;4;;\n", "utf-8")
    contents = read_file(tmp_path / "a.csv")
    assert contents.notice == ""
    assert contents.pages[0].text.split("\n\n")[0] == "a: 1 · b: 2 · x."


def test_a_sign_of_inches_costs_no_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('Pieza,Medida\nTubo,5"\nCodo,3\n', "utf-8")
    assert read_file(tmp_path / "a.csv").pages[0].text == 'Pieza: Tubo · Medida: 5".\n\nPieza: Codo · Medida: 3.'
