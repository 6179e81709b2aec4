"""OpenDocument texts and presentations are read from their own XML."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.indexer.documents.readers import read_file
from engine.protocol.errors import FileEncrypted
from tests.support.document_files import XML
from tests.support.office_files import odf_content, write_odf


def text(folder: Path, body: str, styles: str = "", page_styles: str = "") -> list[str]:
    contents = read_file(write_odf(folder / "a.odt", "text", body, styles, page_styles))
    return "\n\n".join(page.text for page in contents.pages).split("\n\n")


NOTE = (
    "<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation>"
    "<text:note-body><text:p>Salvo en agosto.</text:p></text:note-body></text:note>"
)


def test_spaces_tabs_line_ends_and_notes_are_kept_and_deleted_text_is_not(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>cuarenta duros</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:h text:outline-level='1'>Mercado</text:h>"
        f"<text:p>El puesto<text:s text:c='3'/>de\n flores<text:tab/>paga<text:line-break/>doce{NOTE} euros.</text:p>"
    )
    assert text(tmp_path, body) == ["Mercado", "El puesto   de flores\tpaga\ndoce ¹ euros.", "¹ Salvo en agosto."]


def test_lists_have_their_numbers(tmp_path: Path) -> None:
    styles = (
        "<text:list-style style:name='L'><text:list-level-style-number text:level='1' style:num-format='1' style:num-suffix='.'/>"
        "<text:list-level-style-number text:level='2' style:num-format='a' style:num-suffix=')'/></text:list-style>"
    )
    item = "<text:list-item><text:p>{}</text:p></text:list-item>"
    inner = "<text:list>" + item.format("al contado") + item.format("a plazos") + "</text:list>"
    body = (
        f"<text:list text:style-name='L'>{item.format('Objeto')}<text:list-item><text:p>Precio</text:p>{inner}</text:list-item>"
        f"</text:list><text:list text:style-name='L' text:continue-numbering='true'>{item.format('Plazo')}</text:list>"
    )
    assert text(tmp_path, body, styles) == ["1. Objeto", "2. Precio", "a) al contado", "b) a plazos", "3. Plazo"]


def test_cells_keep_their_row_and_column(tmp_path: Path) -> None:
    cells = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    rows = (
        "".join(map(cells.format, ("Puesto", "Metros", "Dueño"))),
        cells.format("Verduras") + "<table:table-cell/>" + cells.format("Paca"),
        cells.format("Flores")
        + "<table:table-cell table:number-columns-spanned='2'><text:p>libre</text:p></table:table-cell>"
        "<table:covered-table-cell/>",
    )
    body = "<table:table>" + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows) + "</table:table>"
    assert text(tmp_path, body) == [
        "Puesto: Verduras · Metros: — · Dueño: Paca.",
        "Puesto: Flores · Metros, Dueño: libre.",
    ]


def test_headers_comments_boxes_are_read_and_hidden_words_are_not(tmp_path: Path) -> None:
    styles = (
        "<style:style style:name='H' style:family='text'><style:text-properties text:display='none'/></style:style>"
    )
    pages = (
        "<office:master-styles><style:master-page><style:header><text:p>Acta 12</text:p></style:header>"
        "</style:master-page></office:master-styles>"
    )
    body = (
        "<text:p>Se aprueba<office:annotation><dc:creator>Rosa</dc:creator><text:p>Comprobar.</text:p></office:annotation> todo"
        "<text:span text:style-name='H'> oculto</text:span>.<draw:frame><draw:text-box><text:p>En un cuadro</text:p>"
        "</draw:text-box></draw:frame></text:p>"
    )
    assert text(tmp_path, body, styles, pages) == ["Acta 12", "Se aprueba todo.", "[Rosa: Comprobar.]", "En un cuadro"]


def test_slides_are_pages_with_their_notes(tmp_path: Path) -> None:
    page = "<draw:page><draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>{}</draw:page>"
    notes = (
        "<presentation:notes><draw:frame><draw:text-box><text:p>Decirlo despacio</text:p></draw:text-box></draw:frame>"
    )
    body = page.format("El faro", "") + page.format("La luz", notes + "</presentation:notes>")
    contents = read_file(write_odf(tmp_path / "a.odp", "presentation", body))
    assert [page.text for page in contents.pages] == ["El faro", "La luz\n\nDecirlo despacio"]


def test_a_document_in_one_xml_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.fodt").write_text(XML + odf_content("text", "<text:p>Plano</text:p>", root="document"), "utf-8")
    assert read_file(tmp_path / "a.fodt").pages[0].text == "Plano"


def test_a_document_with_a_password_says_so(tmp_path: Path) -> None:
    manifest = f"{XML}<manifest:manifest xmlns:manifest='x'><manifest:encryption-data/></manifest:manifest>"
    for kind, suffix in (("text", "odt"), ("spreadsheet", "ods"), ("presentation", "odp")):
        with pytest.raises(FileEncrypted):
            read_file(write_odf(tmp_path / f"a.{suffix}", kind, "", manifest=manifest))
