"""Files of a Spanish office as programs really write them: what a person sees in them is what is read."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from engine.indexer.documents.readers import read_file
from engine.indexer.documents.sheets.number_formats import compile_format
from engine.indexer.documents.sheets.workbook import guess_language
from tests.support.document_files import write_pdf


def paragraphs(path: Path) -> list[str]:
    return "\n\n".join(page.text for page in read_file(path).pages).split("\n\n")


def written(path: Path, text: str) -> list[str]:
    path.write_text(text, "utf-8")
    return paragraphs(path)


def test_pairs_of_a_name_and_its_value_in_one_cell_are_no_header(tmp_path: Path) -> None:
    """The head of a payslip, and the rows of its table below."""
    from reportlab.platypus import SimpleDocTemplate, Spacer, Table, TableStyle

    lines = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")])
    head = [["EMPRESA: Talleres Vega S.L.", "TRABAJADOR: Núñez Peña, Begoña"], ["CIF: B-84512376", "NIF: 12345678Z"]]
    rows = [["CONCEPTO", "DEVENGOS", "DEDUCCIONES"], ["Salario base", "1.500,09", ""], ["I.R.P.F.", "", "249,13"]]
    path = tmp_path / "nomina.pdf"
    SimpleDocTemplate(str(path), invariant=1).build([Table(head, style=lines), Spacer(1, 30), Table(rows, style=lines)])
    assert paragraphs(path) == [
        "EMPRESA: Talleres Vega S.L. · TRABAJADOR: Núñez Peña, Begoña.",
        "CIF: B-84512376 · NIF: 12345678Z.",
        "CONCEPTO: Salario base · DEVENGOS: 1.500,09 · DEDUCCIONES: —.",
        "CONCEPTO: I.R.P.F. · DEVENGOS: — · DEDUCCIONES: 249,13.",
    ]


def test_the_lines_above_a_bank_s_table_are_names_and_values(tmp_path: Path) -> None:
    above = "Titular;Begoña Núñez\nCuenta;ES91 2100\nPeriodo;01/03/2026 - 31/03/2026\n\n"
    table = "FECHA;CONCEPTO;IMPORTE\n02/03/2026;RECIBO LUZ;-84,50\n05/03/2026;NÓMINA;1.306,25\n"
    assert written(tmp_path / "banco.csv", above + table) == [
        "Titular: Begoña Núñez.",
        "Cuenta: ES91 2100.",
        "Periodo: 01/03/2026 - 31/03/2026.",
        "FECHA: 02/03/2026 · CONCEPTO: RECIBO LUZ · IMPORTE: -84,50.",
        "FECHA: 05/03/2026 · CONCEPTO: NÓMINA · IMPORTE: 1.306,25.",
    ]


def test_a_table_of_people_by_name_and_address_keeps_its_header(tmp_path: Path) -> None:
    rows = "Nombre;Dirección\nAna Ruiz;Calle Mayor 3\nLuis Vega;Plaza Nueva 1\n"
    assert written(tmp_path / "a.csv", rows) == [
        "Nombre: Ana Ruiz · Dirección: Calle Mayor 3.",
        "Nombre: Luis Vega · Dirección: Plaza Nueva 1.",
    ]


def test_totals_below_a_table_stand_for_themselves(tmp_path: Path) -> None:
    rows = "Partida;Ud.;Cantidad;Importe\nAlicatado;m2;22,5;639,00\nMampara;ud;1;\n;;Base;639,00\n;;Total IVA incluido;702,90\n"
    assert written(tmp_path / "a.csv", rows) == [
        "Partida: Alicatado · Ud.: m2 · Cantidad: 22,5 · Importe: 639,00.",
        "Partida: Mampara · Ud.: ud · Cantidad: 1 · Importe: —.",
        "Base: 639,00.",
        "Total IVA incluido: 702,90.",
    ]


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("000 00 00 00", 949391208, "949 39 12 08"),
        ("# ?/?", 2.5, "2 1/2"),
        ("# ??/??", 0.15625, "5/32"),
        ("# ?/?", 3, "3"),
        ("0.00E+00", 123456.789, "1,23E+05"),
        ("00000", 4001, "04001"),
    ],
)
def test_numbers_are_shown_by_their_formats(code: str, number: float, shown: str) -> None:
    assert compile_format(code, "es")(number).shown == shown


def test_items_of_a_web_page_have_their_numbers(tmp_path: Path) -> None:
    page = (
        "<ol start=3><li>DNI en vigor.<li>Contrato.<ul><li>O escritura</ul></ol>"
        "<ol type=a><li>uno<li value=5>cinco</ol><ol class='breadcrumb'><li>Inicio</ol>"
    )
    read = "\n".join(written(tmp_path / "a.html", page)).split("\n")
    assert read == ["3. DNI en vigor.", "4. Contrato.", "O escritura", "a. uno", "e. cinco", "Inicio"]


def test_a_table_of_markdown_is_read_as_one(tmp_path: Path) -> None:
    table = "| Semana | Tarea | Coste |\n|:--|:-:|--:|\n| 1 | Demolición | 400 € |\n| 2 | | 850 \\| 900 € |\n"
    code = "```\n| a |\n|---|\n```\n"
    assert written(tmp_path / "a.md", f"# Obra\n\nCostes:\n{table}\n{code}") == [
        "Obra",
        "Costes:",
        "Semana: 1 · Tarea: Demolición · Coste: 400 €.",
        "Semana: 2 · Tarea: — · Coste: 850 | 900 €.",
        "```\n| a |\n|---|\n```",
    ]


def test_the_author_and_the_day_of_a_tex_document_and_labels_of_items_are_read(tmp_path: Path) -> None:
    head = r"\documentclass{article}\title{Informe}\author{B. N\'u\~nez \and J. Ruiz}\date{5 de marzo de 2026}"
    body = r"\begin{document}\maketitle Texto.\begin{itemize}\item[b)] Gastos\end{itemize}\end{document}"
    assert written(tmp_path / "a.tex", head + body) == [
        "Informe",
        "B. Núñez, J. Ruiz\n5 de marzo de 2026",
        "Texto.",
        "b) Gastos",
    ]


def test_a_comma_in_a_sender_s_name_parts_no_addresses(tmp_path: Path) -> None:
    letter = EmailMessage()
    letter["From"], letter["Subject"] = '"Núñez, Begoña" <b@example.org>', "Hola"
    letter.set_content("Buenos días.")
    (tmp_path / "a.eml").write_bytes(bytes(letter))
    assert read_file(tmp_path / "a.eml").particulars.author == "Núñez, Begoña"


def test_a_smaller_number_in_the_next_box_of_a_form_is_not_raised(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "modelo.pdf"), invariant=1)
    for x, y, name, value in (
        (40, 750, "NIF", "B84512376"),
        (480, 750, "Período", "1T"),
        (40, 710, "01 Base", "12.500,00"),
    ):
        canvas.rect(x, y, 75, 28)
        canvas.setFont("Helvetica", 6)
        canvas.drawString(x + 3, y + 20, name)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(x + 3, y + 6, value)
    canvas.save()
    read = " ".join(paragraphs(tmp_path / "modelo.pdf"))
    assert "1T" in read.replace(".", " ").split()
    assert "01 Base" in read


def test_years_over_groups_of_columns_name_them_where_the_first_column_has_none(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (
        ["", "2025", None, "2026", None],
        ["Zona", "Unid.", "Importe", "Unid.", "Importe"],
        ["Norte", 10, 1250.5, 12, 99],
    ):
        book.active.append(row)
    book.active.merge_cells("B1:C1")
    book.active.merge_cells("D1:E1")
    book.save(tmp_path / "a.xlsx")
    assert paragraphs(tmp_path / "a.xlsx") == [
        "Zona: Norte · 2025 Unid.: 10 · 2025 Importe: 1250,5 · 2026 Unid.: 12 · 2026 Importe: 99."
    ]


@pytest.mark.parametrize(
    ("words", "language"),
    [
        (["Fecha", "Concepto", "Importe", "Luz"], "es"),
        (["Date", "Description", "Amount", "Rent"], "en"),
        (["Total"], "es"),
    ],
)
def test_a_few_words_of_a_header_tell_the_language_of_a_sheet(words: list[str], language: str) -> None:
    assert guess_language(words) == language


def test_a_name_that_a_program_wrote_for_nobody_is_no_author(tmp_path: Path) -> None:
    assert read_file(write_pdf(tmp_path / "a.pdf", [["Hola."]])).particulars.author == ""


@pytest.mark.parametrize("degrees", [90, -90])
def test_a_table_that_lies_on_its_side_is_read_upright(tmp_path: Path, degrees: int) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "anexo.pdf"), invariant=1)
    canvas.rotate(degrees)
    canvas.translate(0 if degrees > 0 else -842, -100 if degrees > 0 else 400)
    rows = [("Fecha", "Concepto", "Importe"), ("02/03/2026", "Recibo de la luz", "84,50"), ("09/03/2026", "Seguro", "")]
    for at, row in enumerate(rows):
        for x, words in zip((60, 200, 400), row, strict=True):
            canvas.drawString(x, -18 * at, words)
    canvas.save()
    assert paragraphs(tmp_path / "anexo.pdf") == [
        "Fecha: 02/03/2026 · Concepto: Recibo de la luz · Importe: 84,50.",
        "Fecha: 09/03/2026 · Concepto: Seguro · Importe: —.",
    ]
