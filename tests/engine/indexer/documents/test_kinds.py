"""The kind of a document is told by its content; only harmful files are called unsafe, and each refusal has its true reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.indexer import safety
from engine.indexer.documents.kinds import kind_of
from engine.indexer.documents.readers import read_file, write_csv
from engine.indexer.markup_safety import MarkupCheck
from engine.protocol.errors import FileBlank, FileEmpty, FileOnlyPictures, FileUnreadable, FileUnsafe
from tests.support import document_files
from tests.support.document_files import GOOD_DOCUMENTS, PANGRAM, XML
from tests.support.office_files import paragraph, write_odf, write_word

SHEET_XML = (
    f'{XML}<?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Hoja"><Table><Row>{}</Row><Row>{}</Row></Table>'
    "</Worksheet></Workbook>"
)
CELL = '<Cell><Data ss:Type="String">{}</Data></Cell>'
PAGE = "<html><body><table><tr><td>Matrícula<td>Multa<tr><td>4471 KLM<td>200</table></body></html>"
ROW = "Matrícula: 4471 KLM · Multa: 200."


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xls", "Matrícula\tMulta\n4471 KLM\t200\n".encode("cp1252")),
        ("a.xlsx", "Matrícula;Multa\n4471 KLM;200\n".encode()),
        ("a.ods", "Matrícula,Multa\n4471 KLM,200\n".encode()),
        ("a.xls", PAGE.encode()),
        ("a.csv", PAGE.encode()),
        (
            "a.xls",
            SHEET_XML.format(
                CELL.format("Matrícula") + CELL.format("Multa"), CELL.format("4471 KLM") + CELL.format("200")
            ).encode(),
        ),
    ],
    ids=["tabs as .xls", "csv as .xlsx", "csv as .ods", "a page as .xls", "a page as .csv", "XML as .xls"],
)
def test_a_table_is_read_by_its_content_here_and_when_classifying(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert read_file(tmp_path / name).pages[0].text == ROW
    write_csv(tmp_path / name, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text("utf-8").splitlines() == ["Matrícula,Multa", "4471 KLM,200"]


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pptx", ".odt", ".epub", ".rtf", ".html", ".pdf"])
@pytest.mark.parametrize("name", ["a.doc", "a.xls", "a.docx", "a.xlsx", "a.csv"])
def test_a_document_under_a_wrong_name_is_read_all_the_same(tmp_path: Path, suffix: str, name: str) -> None:
    path = GOOD_DOCUMENTS[suffix](tmp_path / f"right{suffix}").rename(tmp_path / name)
    assert any(PANGRAM in page.text for page in read_file(path).pages)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.doc", b"{\\rtf1 Hola}", ".rtf"),
        ("a.doc", b"\xef\xbb\xbf  <!-- x --><html><p>Hola", ".html"),
        ("a.doc", b"Una carta normal.\n", ".txt"),
        ("a.doc", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n", ".eml"),
        ("a.txt", b"<!DOCTYPE html><p>Hola", ".html"),
        ("a.txt", b"Una p\xe1gina sobre <html>", ".txt"),
        ("a.md", b"<!DOCTYPE html><p>Hola", ".html"),
        ("a.md", b"# Hola\n\n<p>b</p>", ".md"),
        ("a.xlsx", b"una sola linea", ".txt"),
        ("a.txt", b"A;B;C\n1;2;3\n4;;6\n7;8;9\n", ".csv"),
        ("a.txt", b"Uno; dos; tres.\nY una frase.\nOtra; y otra; y otra.\nFin.\n", ".txt"),
        ("a.txt", b"Subject: Hola\nMIME-Version: 1.0\n\nCuerpo", ".eml"),
        ("a.eml", b"From ana@example.org Thu Mar  5 10:00:00 2026\nSubject: Hola\n\nCuerpo", ".mbox"),
        ("a.txt", b"From the start at 10:00 we said\nNothing: more\n", ".txt"),
        (
            "a.doc",
            b"<?xml version='1.0'?><w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'/>",
            ".word.xml",
        ),
    ],
)
def test_kinds(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert kind_of(safety.check_file(tmp_path / name)) == kind


def test_a_file_of_no_bytes_is_called_empty_and_one_without_text_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.docx").touch()
    with pytest.raises(FileBlank):
        read_file(tmp_path / "a.docx")
    with pytest.raises(FileEmpty) as empty:
        read_file(write_word(tmp_path / "b.docx", paragraph("")))
    assert empty.value.kind == FileEmpty.kind and "OCR" not in empty.value.message
    with pytest.raises(FileOnlyPictures, match="only pictures"):
        read_file(write_word(tmp_path / "b.docx", paragraph(""), {}, **{"word/media/image1.png": b"a picture"}))
    (tmp_path / "c.docx").write_bytes(write_word(tmp_path / "b.docx", paragraph("Hola")).read_bytes()[:200])
    with pytest.raises(FileUnreadable):
        read_file(tmp_path / "c.docx")


HARMLESS = [
    '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">',
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">',
    '<!DOCTYPE html SYSTEM "about:legacy-compat">',
    '<!DOCTYPE html [<!ENTITY nbsp "&#160;"><!ENTITY name "&nbsp;Ateneo">]>',
    '<!DOCTYPE svg PUBLIC "x" "svg11.dtd" [<!-- <!ENTITY --><!ENTITY ns_svg "http://www.w3.org/2000/svg">]>',
]
HARMFUL = [
    document_files.BILLION_LAUGHS,
    document_files.LOCAL_ENTITY,
    document_files.EXTERNAL_DTD,
    '<!DOCTYPE x PUBLIC "y" "z" [<!ENTITY % a SYSTEM "http://example.org/x"> %a;]>',
    '<!DOCTYPE x [<!ENTITY a "&b;"><!ENTITY b "&a;">]>',
    f'<!DOCTYPE x [<!ENTITY a "{"x" * 100_000}">]>',
]

MOST_PIECES = 500
"""Of one text; what was fed is looked at anew with each."""


@pytest.mark.parametrize("declaration", [*HARMLESS, *HARMFUL])
@pytest.mark.parametrize("piece", [7, 1000, 1_000_000])
def test_only_what_reads_other_files_or_grows_is_unsafe(declaration: str, piece: int) -> None:
    check = MarkupCheck()
    data = f"{XML}{' ' * 990}{declaration}<a/>".encode()
    step = max(piece, len(data) // MOST_PIECES)
    for start in range(0, len(data), step):
        check.feed(data[start : start + step])
    check.finish()
    assert bool(check.problem) == (declaration in HARMFUL)


def test_harmless_declarations_in_office_files_and_pages_are_no_accusation(tmp_path: Path) -> None:
    odt = write_odf(tmp_path / "a.odt", "text", "<text:p>Hola</text:p>", manifest=f"{XML}{HARMLESS[0]}<m/>")
    docx = write_word(tmp_path / "a.docx", paragraph("Hola"), **{"word/page.html": f"{HARMLESS[1]}<p>x</p>".encode()})
    (tmp_path / "a.xhtml").write_text(f"{HARMLESS[3]}<html><body><p>Hola</p></body></html>", "utf-8")
    for path in (odt, docx, tmp_path / "a.xhtml"):
        assert read_file(path).pages[0].text == "Hola"


def test_a_text_about_entities_is_no_accusation_and_harmful_markup_is_refused_under_any_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Un ejemplo de XXE: {document_files.LOCAL_ENTITY}", "utf-8")
    safety.check_file(tmp_path / "a.txt")
    (tmp_path / "a.doc").write_text(f"{document_files.LOCAL_ENTITY}<html><body>&secret;</body></html>", "utf-8")
    with pytest.raises(FileUnsafe):
        read_file(tmp_path / "a.doc")
