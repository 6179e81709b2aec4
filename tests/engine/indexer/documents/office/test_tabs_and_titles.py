"""In every word processor's file, lines with tabs are tables, bold and numbered lines are titles, tables stand in cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from engine.indexer.documents.contents import DocumentContents
from engine.indexer.documents.readers import read_file
from tests.support.office_files import cell, paragraph, table, write_odf, write_word

PRICES = (
    ("Artículo", "Unidades", "Precio"),
    ("Tornillos", "12", "3,50 €"),
    ("Tuercas", "", "1,20 €"),
    ("Clavos", "7", "0,90 €"),
)
ROWS = [
    "Artículo: Tornillos · Unidades: 12 · Precio: 3,50 €.",
    "Artículo: Tuercas · Unidades: — · Precio: 1,20 €.",
    "Artículo: Clavos · Unidades: 7 · Precio: 0,90 €.",
]
BOLD_ODF = (
    "<style:style style:name='B' style:family='text'><style:text-properties "
    "xmlns:fo='urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0' fo:font-weight='bold'/></style:style>"
)


def word(folder: Path, lines: Sequence[tuple[str, bool]]) -> Path:
    tab, bold = "</w:t><w:tab/><w:t>", "<w:r><w:rPr><w:b/></w:rPr>"
    body = "".join(paragraph(line).replace("<w:r>", bold if is_bold else "<w:r>") for line, is_bold in lines)
    return write_word(folder / "a.docx", body.replace("\t", tab))


def odt(folder: Path, lines: Sequence[tuple[str, bool]]) -> Path:
    spans = [f"<text:span text:style-name='B'>{line}</text:span>" if is_bold else line for line, is_bold in lines]
    body = "".join(f"<text:p>{line}</text:p>" for line in spans).replace("\t", "<text:tab/>")
    return write_odf(folder / "a.odt", "text", body, BOLD_ODF)


def rtf(folder: Path, lines: Sequence[tuple[str, bool]]) -> Path:
    codes = "".join(rf"\pard\plain {{\b{int(is_bold)} {line}}}\par " for line, is_bold in lines).replace("\t", r"\tab ")
    shown = "".join(character if character.isascii() else rf"\u{ord(character)}?" for character in codes)
    (folder / "a.rtf").write_text(rf"{{\rtf1\ansi {shown}}}", "ascii")
    return folder / "a.rtf"


Writer = Callable[[Path, Sequence[tuple[str, bool]]], Path]
EVERY_KIND = pytest.mark.parametrize("write", [word, odt, rtf])


def texts(contents: DocumentContents) -> list[str]:
    return "\n\n".join(page.text for page in contents.pages).split("\n\n")


def read(write: Writer, folder: Path, *lines: str) -> list[str]:
    return texts(read_file(write(folder, [(line, False) for line in lines])))


@EVERY_KIND
def test_a_price_list_with_tabs_is_a_table(write: Writer, tmp_path: Path) -> None:
    lines = ["Precios de mayo", *("\t".join(row) for row in PRICES), "Sin IVA."]
    assert read(write, tmp_path, *lines) == ["Precios de mayo", *ROWS, "Sin IVA."]


@EVERY_KIND
def test_several_tabs_to_the_next_column_are_one(write: Writer, tmp_path: Path) -> None:
    lines = ("Artículo\t\tPrecio", "Tornillos largos\t3,50", "Clavos\t\t0,90", "Tacos ......... \t1,10")
    assert read(write, tmp_path, *lines) == [
        "Artículo: Tornillos largos · Precio: 3,50.",
        "Artículo: Clavos · Precio: 0,90.",
        "Artículo: Tacos · Precio: 1,10.",
    ]


@EVERY_KIND
@pytest.mark.parametrize(
    "lines",
    [
        ("Introducción\t3", "Métodos\t7", "Resultados\t15"),
        ("Nombre:\tAna", "Ciudad:\tZamora", "Edad:\t41"),
        ("En Soria, a 3 de mayo\tLa secretaria", "Fdo. Rosa Prim\tFdo. Eva Gil", "El acta se aprueba.\tConforme"),
        ("uno\tdos\ttres", "una frase"),
    ],
)
def test_other_lines_with_tabs_stay_as_they_are(write: Writer, lines: tuple[str, ...], tmp_path: Path) -> None:
    assert read(write, tmp_path, *lines) == list(lines)


@EVERY_KIND
def test_bold_and_numbered_lines_are_titles_where_no_style_says_so(write: Writer, tmp_path: Path) -> None:
    lines = [
        ("1. OBJETO", True), ("El objeto es la cesión del local de la calle Mayor.", False),
        ("2. Precio", True), ("Son trescientos euros al mes.", False),
        ("2.1 Forma de pago", False), ("Por transferencia, antes del día 5.", False),
        ("Disposiciones finales", True), ("Nada más.", False),
    ]  # fmt: skip
    headings = read_file(write(tmp_path, lines)).headings
    assert [heading.path for heading in headings] == [
        ("1. OBJETO",),
        ("2. Precio",),
        ("2. Precio", "2.1 Forma de pago"),
        ("Disposiciones finales",),
    ]


@EVERY_KIND
def test_clauses_by_name_are_titles(write: Writer, tmp_path: Path) -> None:
    lines = (
        "Cláusula primera. Objeto",
        "Se cede el local.",
        "Cláusula segunda. Precio",
        "Son 300 euros, según el artículo 5.",
    )
    headings = read_file(write(tmp_path, [(line, False) for line in lines])).headings
    assert [heading.path for heading in headings] == [("Cláusula primera. Objeto",), ("Cláusula segunda. Precio",)]


@EVERY_KIND
@pytest.mark.parametrize(
    "lines",
    [
        [("1. Primero", False), ("2. Segundo", False), ("3. Tercero", False), ("Fin de la lista.", False)],
        [("Todo es grueso", True), ("Esto también lo es", True), ("Y esto de aquí", True)],
        [("Una frase normal.", False), ("Otra frase, que es algo más larga.", False)],
        [("La cláusula tercera dice lo contrario.", False), ("Y no hay más.", False)],
    ],
)
def test_lists_and_sentences_are_no_titles(write: Writer, lines: list[tuple[str, bool]], tmp_path: Path) -> None:
    assert read_file(write(tmp_path, lines)).headings == ()


def test_a_table_in_a_cell_is_read_in_its_cell(tmp_path: Path) -> None:
    inner = table([["Talla", "Cajas"], ["M", "4"], ["L", ""]])
    filled = f"<w:tr>{cell('Camisa')}<w:tc><w:tcPr/>{inner}<w:p/></w:tc></w:tr>"
    body = f"<w:tbl><w:tr>{cell('Producto')}{cell('Detalle')}</w:tr>{filled}</w:tbl>"
    expected = ["Producto: Camisa · Detalle: Talla: M, Cajas: 4; Talla: L, Cajas: —."]
    assert texts(read_file(write_word(tmp_path / "a.docx", body))) == expected
    row = r"\pard\intbl\itap2 %s\nestcell %s\nestcell{\*\nesttableprops\trowd\cellx1000\cellx2000\nestrow}{\nonesttables\par}"
    nested = "".join(row % each for each in (("Talla", "Cajas"), ("M", "4"), ("L", "")))
    edges = r"\trowd\cellx3000\cellx8000"
    (tmp_path / "a.rtf").write_text(
        rf"{{\rtf1\ansi {edges}\pard\intbl Producto\cell Detalle\cell\row"
        rf"{edges}\pard\intbl Camisa\cell {nested}\pard\intbl\itap1\cell\row\pard Fin.\par}}",
        "ascii",
    )
    assert texts(read_file(tmp_path / "a.rtf")) == [*expected, "Fin."]


def test_a_list_goes_on_with_its_own_numbers_after_another_of_its_style(tmp_path: Path) -> None:
    style = (
        "<text:list-style style:name='L'><text:list-level-style-number text:level='1' style:num-format='1' "
        "style:num-suffix='.'/></text:list-style>"
    )

    def items(attributes: str, *words: str) -> str:
        inside = "".join(f"<text:list-item><text:p>{each}</text:p></text:list-item>" for each in words)
        return f"<text:list text:style-name='L' {attributes}>{inside}</text:list>"

    body = items("xml:id='a'", "uno", "dos") + items("", "otra") + items("text:continue-list='a'", "tres")
    contents = read_file(write_odf(tmp_path / "a.odt", "text", body, style))
    assert texts(contents) == ["1. uno", "2. dos", "1. otra", "3. tres"]


def test_symbols_of_a_font_are_read_in_open_document_texts(tmp_path: Path) -> None:
    style = "<style:style style:name='S' style:family='text'><style:text-properties style:font-name='Symbol'/></style:style>"
    body = "<text:p>Ángulo <text:span text:style-name='S'>\uf061</text:span> = 30</text:p>"
    assert texts(read_file(write_odf(tmp_path / "a.odt", "text", body, style))) == ["Ángulo α = 30"]
