"""RTF files and the .doc files of Word 97 are read with their tables, notes and characters, without the codes of fields."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from engine.indexer.documents.readers import read_file, write_csv
from engine.protocol.errors import FileEncrypted, FileUnreadable
from tests.support.office_files import HEADING, IN_CELL, PLAIN, ROW_END, XlsCell, write_compound, write_doc, write_xls

FONTS = r"{\fonttbl{\f0\fnil Arial;}{\f1\fcharset238 Arial CE;}{\f2\fcharset2 Symbol;}}{\stylesheet{\s0 Normal;}{\s1 heading 1;}}"


def rtf(folder: Path, body: str, head: str = "") -> list[str]:
    (folder / "a.rtf").write_bytes(rf"{{\rtf1\ansi\ansicpg1252\deff0{FONTS}{head}{body}}}".encode("ascii"))
    return "\n\n".join(page.text for page in read_file(folder / "a.rtf").pages).split("\n\n")


def test_the_title_of_an_rtf_file_is_decoded(tmp_path: Path) -> None:
    rtf(tmp_path, "x", r"{\info{\title Informe econ\'f3mico \u8364?}}")
    assert read_file(tmp_path / "a.rtf").title == "Informe económico €"


def test_characters_of_all_code_pages_tabs_and_hyphens_are_kept(tmp_path: Path) -> None:
    body = r"a\'f1o:\tab 450\tab 80 COVID\_19 {\f1\'9akoda} 12{\f2\'b0}C \u-10179?\u-8704? x\'b2"
    assert rtf(tmp_path, body) == ["año:\t450\t80 COVID-19 škoda 12°C 😀 x²"]


def test_hidden_and_deleted_words_and_the_codes_of_fields_are_not_read(tmp_path: Path) -> None:
    body = r'uno{\v oculto}{\deleted borrado} {\field{\*\fldinst HYPERLINK "x"}{\fldrslt enlace}}{\*\bkmkstart a}{\pict 0102}'
    assert rtf(tmp_path, body) == ["uno enlace"]


def test_notes_comments_numbers_and_headers_of_an_rtf_file_are_read(tmp_path: Path) -> None:
    body = (
        r"{\header Expediente 7\par}\pard\s1 T\'edtulo\par\pard\s0 Paga{\footnote\chftn  Salvo en agosto.}"
        r"{\*\atnauthor Ana}{\*\annotation Revisar.}\par{\listtext 1.\tab}Primero\par"
    )
    assert rtf(tmp_path, body) == [
        "Expediente 7",
        "Título",
        "Paga ¹",
        "¹ Salvo en agosto.",
        "[Ana: Revisar.]",
        "1. Primero",
    ]
    assert [heading.path for heading in read_file(tmp_path / "a.rtf").headings] == [("Título",)]


def test_cells_of_an_rtf_table_keep_their_column(tmp_path: Path) -> None:
    body = (
        r"Horario\par\trowd\cellx1000\cellx2000\cellx3000 D\'eda\cell Ma\'f1ana\cell Tarde\cell\row"
        r"\trowd\cellx1000\cellx2000\cellx3000 Lunes\cell\cell De 16 a 20\cell\row"
        r"\trowd\cellx1000\cellx3000 Martes\cell cerrado\cell\row\pard Fin."
    )
    rows = ["Día: Lunes · Mañana: — · Tarde: De 16 a 20.", "Día: Martes · Mañana, Tarde: cerrado."]
    assert rtf(tmp_path, body) == ["Horario", *rows, "Fin."]


DOC = [
    ("Contrato\r", HEADING),
    ('Véase \x13 HYPERLINK "http://x" \x14el enlace\x15 y COVID\x1e19\tfin\r', PLAIN),
    ("Día\x07", IN_CELL),
    ("Mañana\x07", IN_CELL),
    ("Tarde\x07", IN_CELL),
    ("\x07", ROW_END),
    ("Lunes\x07", IN_CELL),
    ("\x07", IN_CELL),
    ("De 16 a 20\x07", IN_CELL),
    ("\x07", ROW_END),
    ("Adiós\r", PLAIN),
]


def test_a_doc_file_has_no_codes_of_fields_and_its_cells_keep_their_column(tmp_path: Path) -> None:
    contents = read_file(write_doc(tmp_path / "a.doc", DOC, notes="\x02 Salvo en agosto.\r"))
    assert contents.pages[0].text.split("\n\n") == [
        "Contrato",
        "Véase el enlace y COVID-19\tfin",
        "Día: Lunes · Mañana: — · Tarde: De 16 a 20.",
        "Adiós",
        "Salvo en agosto.",
    ]
    assert [heading.path for heading in contents.headings] == [("Contrato",)]


def test_a_doc_file_with_a_password_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileEncrypted):
        read_file(write_doc(tmp_path / "a.doc", DOC, encrypted=True))


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.doc", "a.xls", "a.bin.txt"])
def test_a_newer_document_in_an_encrypted_package_says_so_whatever_its_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileEncrypted):
        read_file(write_compound(tmp_path / name, {"EncryptionInfo": b"x", "EncryptedPackage": b"y"}))


def test_hidden_sheets_and_passwords_of_an_xls_file_are_known(tmp_path: Path) -> None:
    rows = [["Concepto", "Enero", "Febrero"], ["Luz", "", 84.5]]
    path = write_xls(tmp_path / "a.xls", {"Secreta": [["a", "b"], ["x", 1]], "Casa": rows}, hidden=["Secreta"])
    contents = read_file(path)
    assert [(page.label, page.text) for page in contents.pages] == [
        ("Casa", "Concepto: Luz · Enero: — · Febrero: 84,5.")
    ]
    assert contents.notice == "Hidden sheets were left out: Secreta."
    write_csv(path, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text("utf-8").splitlines() == ["Concepto,Enero,Febrero", "Luz,,84.5"]
    with pytest.raises(FileEncrypted):
        read_file(write_xls(tmp_path / "b.xls", {"Casa": rows}, password=True))


@pytest.mark.parametrize("at", [30, 48, 60, 76, 513, 1100, 2000])
def test_a_damaged_container_is_refused_or_read_in_part(tmp_path: Path, at: int) -> None:
    data = bytearray(write_doc(tmp_path / "a.doc", DOC).read_bytes())
    struct.pack_into("<I", data, at, 0x7FFFFFFF)
    (tmp_path / "a.doc").write_bytes(data)
    try:
        assert read_file(tmp_path / "a.doc").pages
    except FileUnreadable as error:
        assert error.kind == "file_unreadable"


WORD_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument '
    'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint">'
    '<w:styles><w:style w:type="paragraph" w:styleId="T1"><w:name w:val="heading 1"/></w:style></w:styles><w:body><wx:sect>'
    '<wx:sub-section><w:p><w:pPr><w:pStyle w:val="T1"/></w:pPr><w:r><w:t>Precio</w:t></w:r></w:p><w:p><w:pPr><w:listPr>'
    '<w:ilvl w:val="0"/><wx:t wx:val="3."/></w:listPr></w:pPr><w:r><w:t>Al contado</w:t></w:r><w:r><w:footnote><w:p><w:r>'
    "<w:t>Salvo en agosto.</w:t></w:r></w:p></w:footnote></w:r></w:p></wx:sub-section><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Mes"
    "</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Euros</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>Mayo</w:t>"
    '</w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl><w:sectPr><w:hdr w:type="odd"><w:p><w:r><w:t>Expediente 7-B</w:t></w:r>'
    "</w:p></w:hdr></w:sectPr></wx:sect></w:body></w:wordDocument>"
)
FLAT = (
    '<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part '
    'pkg:name="/word/document.xml"><pkg:xmlData><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>Todo en un archivo.</w:t></w:r></w:p></w:body></w:document></pkg:xmlData></pkg:part><pkg:part "
    'pkg:name="/word/media/a.png"><pkg:binaryData>AAA</pkg:binaryData></pkg:part></pkg:package>'
)


def test_a_word_document_in_one_xml_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_text(WORD_2003, "utf-8")
    contents = read_file(tmp_path / "a.doc")
    assert contents.pages[0].text.split("\n\n") == [
        "Expediente 7-B", "Precio", "3. Al contado ¹", "¹ Salvo en agosto.", "Mes: Mayo · Euros: —.",
    ]  # fmt: skip
    assert [heading.path for heading in contents.headings] == [("Precio",)]
    (tmp_path / "b.docx").write_text(FLAT, "utf-8")
    assert read_file(tmp_path / "b.docx").pages[0].text == "Todo en un archivo."


@pytest.mark.parametrize("markup", [WORD_2003[:-40], WORD_2003.replace("w:body", "w:other")])
def test_a_damaged_word_document_in_one_xml_file_says_so(tmp_path: Path, markup: str) -> None:
    (tmp_path / "a.doc").write_text(markup, "utf-8")
    with pytest.raises(FileUnreadable):
        read_file(tmp_path / "a.doc")


def test_cells_of_an_xls_file_are_read_as_shown(tmp_path: Path) -> None:
    rows: list[list[XlsCell]] = [
        ["Facturas de marzo", "", "", "", ""],
        ["Fecha", "Hora", "Importe", "IVA", "Unidades"],
        [(46086, "DD/MM/YYYY"), (0.3958333333, "HH:MM"), (1234.5, '#,##0.00 "€"'), (0.21, "0%"), 7],
        [(46087, "DD/MM/YYYY"), "", (-99, '#,##0.00 "€"'), (0.1, "0.0%"), 0.5],
    ]
    contents = read_file(write_xls(tmp_path / "a.xls", {"Marzo": rows}, merged=[(0, 0, 0, 4)]))
    assert contents.pages[0].label == "Marzo"
    assert contents.pages[0].text.split("\n\n") == [
        "Facturas de marzo",
        "Fecha: 05/03/2026 (5 de marzo de 2026) · Hora: 09:30 · Importe: 1.234,50 € (1234.5) · IVA: 21 % (0.21) · Unidades: 7.",
        "Fecha: 06/03/2026 (6 de marzo de 2026) · Hora: — · Importe: -99,00 € (-99) · IVA: 10,0 % (0.1) · Unidades: 0,5.",
    ]
    assert write_csv(tmp_path / "a.xls", tmp_path / "a.csv") == 3
    assert (tmp_path / "a.csv").read_text("utf-8").splitlines()[1] == '05/03/2026,09:30,"1.234,50 €",21 %,7'


@pytest.mark.parametrize("cut", [600, 1500, 3000, 4096])
def test_a_damaged_xls_file_costs_only_itself(tmp_path: Path, cut: int) -> None:
    path = write_xls(tmp_path / "a.xls", {"Casa": [["Nombre", "Edad"], ["Ana", 31.0]]})
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(FileUnreadable):
        read_file(path)
