"""Word documents are read from their own XML: numbers, notes, tables, margins and comments in their places, nothing deleted."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest

from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.embedding import cut_chunks
from engine.indexer.documents.readers import read_file
from tests.support.document_files import WORD, XML, write_archive
from tests.support.office_files import cell, paragraph, table, write_word

LIST = "<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{id}'/></w:numPr>"


def text_of(path: Path) -> str:
    return "\n\n".join(page.text for page in read_file(path).pages)


def text(path: Path, body: str, parts: dict[str, str] | None = None, **more: bytes) -> str:
    return text_of(write_word(path / "a.docx", body, parts, **more))


def level(at: int, format: str, shown: str, more: str = "") -> str:
    return f"<w:lvl w:ilvl='{at}'><w:start w:val='1'/><w:numFmt w:val='{format}'/><w:lvlText w:val='{shown}'/>{more}</w:lvl>"


def listed(words: str, at: int = 0, id: int = 1) -> str:
    return paragraph(words, LIST.format(level=at, id=id))


def numbering(*levels: str, nums: str = "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>") -> dict[str, str]:
    return {"numbering": f"<w:abstractNum w:abstractNumId='0'>{''.join(levels)}</w:abstractNum>{nums}"}


def test_tabs_line_ends_hyphens_and_symbols_are_kept(tmp_path: Path) -> None:
    run = (
        "<w:p><w:r><w:t>COVID</w:t><w:noBreakHyphen/><w:t>19:</w:t><w:tab/><w:t>450</w:t><w:tab/><w:t>12</w:t>"
        '<w:sym w:font="Symbol" w:char="F0B0"/><w:t>C hi</w:t><w:softHyphen/><w:t>dratado</w:t><w:br/><w:t>fin</w:t></w:r></w:p>'
    )
    assert text(tmp_path, run) == "COVID-19:\t450\t12°C hidratado\nfin"


def test_clauses_have_the_numbers_that_the_list_gives_them(tmp_path: Path) -> None:
    parts = numbering(
        level(0, "decimal", "Cláusula %1."), level(1, "lowerLetter", "%2)"), level(2, "decimal", "%1.%2.%3")
    )
    body = listed("Objeto") + listed("Precio") + listed("al contado", 1) + listed("a plazos", 1)
    body += listed("Penalización") + listed("leve", 1) + listed("detalle", 2)
    assert text(tmp_path, body, parts).split("\n\n") == [
        "Cláusula 1. Objeto",
        "Cláusula 2. Precio",
        "a) al contado",
        "b) a plazos",
        "Cláusula 3. Penalización",
        "a) leve",
        "3.a.1 detalle",
    ]


def test_lists_start_anew_go_on_and_count_in_roman_letters(tmp_path: Path) -> None:
    nums = (
        "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='0'/></w:num>"
        "<w:num w:numId='3'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='4'/>"
        "</w:lvlOverride></w:num>"
    )
    parts = numbering(level(0, "upperRoman", "%1."), nums=nums)
    body = listed("uno") + listed("dos", id=2) + listed("cuatro", id=3) + paragraph("sin") + listed("cinco", id=3)
    assert text(tmp_path, body, parts).split("\n\n") == ["I. uno", "II. dos", "IV. cuatro", "sin", "V. cinco"]


def test_numbers_of_styles_and_headings_are_counted_and_a_paragraph_may_leave_its_list(tmp_path: Path) -> None:
    parts = numbering(level(0, "decimal", "%1.", "<w:pStyle w:val='Titulo'/>"), level(1, "decimal", "%1.%2"))
    parts["styles"] = (
        "<w:style w:type='paragraph' w:styleId='Titulo'><w:name w:val='heading 1'/><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr>"
        "</w:pPr></w:style><w:style w:type='paragraph' w:styleId='Sub'><w:name w:val='heading 2'/><w:pPr><w:numPr>"
        "<w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
    )
    body = paragraph("Uno", "<w:pStyle w:val='Titulo'/>") + paragraph("Dos", "<w:pStyle w:val='Sub'/>")
    body += paragraph("Prólogo", "<w:pStyle w:val='Titulo'/><w:numPr><w:numId w:val='0'/></w:numPr>")
    contents = read_file(write_word(tmp_path / "a.docx", body, parts))
    assert contents.pages[0].text.split("\n\n") == ["1. Uno", "1.1 Dos", "Prólogo"]
    assert [heading.path for heading in contents.headings] == [("1. Uno",), ("1. Uno", "1.1 Dos"), ("Prólogo",)]


@pytest.mark.parametrize("first", ["0", "1", "2"])
def test_all_notes_are_read_whatever_their_number(tmp_path: Path, first: str) -> None:
    notes = (
        "<w:footnote w:id='-1' w:type='separator'><w:p/></w:footnote>"
        f"<w:footnote w:id='{first}'>{paragraph('Salvo en agosto.')}</w:footnote>"
        f"<w:footnote w:id='9'>{paragraph('Salvo festivos.')}</w:footnote>"
    )
    ends = f"<w:endnote w:id='{first}'>{paragraph('Según la ordenanza.')}</w:endnote>"
    body = (
        f"<w:p><w:r><w:t>Paga doce euros</w:t><w:footnoteReference w:id='{first}'/><w:t>, o diez</w:t>"
        f"<w:footnoteReference w:id='9'/></w:r></w:p><w:p><w:r><w:t>Ley</w:t><w:endnoteReference w:id='{first}'/></w:r></w:p>"
    )
    assert text(tmp_path, body, {"footnotes": notes, "endnotes": ends}).split("\n\n") == [
        "Paga doce euros ¹, o diez ²",
        "¹ Salvo en agosto.",
        "² Salvo festivos.",
        "Ley ¹",
        "¹ Según la ordenanza.",
    ]


def test_an_empty_cell_is_told_and_shifts_nothing(tmp_path: Path) -> None:
    body = table([["Día", "Mañana", "Tarde"], ["Lunes", "", "De 16 a 20"], ["Martes", "De 9 a 13", ""]])
    assert text(tmp_path, body).split("\n\n") == [
        "Día: Lunes · Mañana: — · Tarde: De 16 a 20.",
        "Día: Martes · Mañana: De 9 a 13 · Tarde: —.",
    ]


def test_cells_over_several_columns_and_rows_belong_to_all_of_them(tmp_path: Path) -> None:
    span, begin, go_on = "<w:gridSpan w:val='2'/>", "<w:vMerge w:val='restart'/>", "<w:vMerge/>"
    rows = (
        (cell("Zona") + cell("2025", span) + cell("2026", span)),
        (cell("") + cell("Enero") + cell("Julio") + cell("Enero") + cell("Julio")),
        (cell("Norte", begin) + cell("1") + cell("2") + cell("3") + cell("4")),
        (cell("", go_on) + cell("5", span) + cell("6") + cell("7")),
    )
    body = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    assert text(tmp_path, body).split("\n\n") == [
        "Zona: Norte · 2025 Enero: 1 · 2025 Julio: 2 · 2026 Enero: 3 · 2026 Julio: 4.",
        "Zona: Norte · 2025 Enero, 2025 Julio: 5 · 2026 Enero: 6 · 2026 Julio: 7.",
    ]


def test_every_row_of_a_long_table_names_its_columns(tmp_path: Path) -> None:
    document = docx.Document()
    written = document.add_table(300, 3)
    for at, name in enumerate(("Artículo", "Unidades", "Precio")):
        written.cell(0, at).text = name
    for row in range(1, 300):
        cells = written.rows[row].cells
        cells[0].text, cells[2].text = f"pieza {row}", f"{row},50 €"
    document.save(str(tmp_path / "a.docx"))
    assert "Artículo: pieza 299 · Unidades: — · Precio: 299,50 €." in text_of(tmp_path / "a.docx")


def test_headers_footers_comments_boxes_and_embedded_pages_are_read(tmp_path: Path) -> None:
    box = "<w:txbxContent>" + paragraph("Aviso en un cuadro") + "</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Se contrata a Hidalgo.</w:t></w:r><w:r><w:commentReference w:id='0'/></w:r></w:p>"
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
        f"<wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}"
        "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        "<w:altChunk r:id='page'/><w:sectPr><w:headerReference w:type='default' r:id='header'/></w:sectPr>"
    )
    parts = {
        "header": paragraph("Expediente 7741-B"),
        "comments": f"<w:comment w:id='0' w:author='Rosa'>{paragraph('Pedir otro presupuesto.')}</w:comment>",
    }
    links = (
        f'{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="header" Type="x/header" Target="header.xml"/>'
        '<Relationship Id="c" Type="x/comments" Target="comments.xml"/>'
        '<Relationship Id="page" Type="x/aFChunk" Target="/word/page.html"/></Relationships>'
    )
    more = {
        "word/page.html": b"<!DOCTYPE html><html><p>Hola <b>web</b></p>",
        "word/_rels/document.xml.rels": links.encode(),
    }
    path = write_word(tmp_path / "a.docx", body, parts, **more)
    assert text_of(path).split("\n\n") == [
        "Expediente 7741-B",
        "Se contrata a Hidalgo.",
        "[Rosa: Pedir otro presupuesto.]",
        "Aviso en un cuadro",
        "Hola web",
    ]


def test_deleted_moved_and_hidden_text_is_not_read(tmp_path: Path) -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>oculto</w:t></w:r>"
    shown = "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>visto </w:t></w:r>"
    body = (
        f"<w:p>{hidden}{shown}<w:del><w:r><w:delText>borrado</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>movido</w:t></w:r>"
        "</w:moveFrom><w:ins><w:r><w:t>puesto</w:t></w:r></w:ins></w:p>"
        "<w:p><w:pPr><w:pStyle w:val='Secreto'/></w:pPr><w:r><w:t>oculto por su estilo</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Sigue </w:t></w:r></w:p><w:p><w:r><w:t>aquí.</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>fila</w:t></w:r></w:p></w:tc></w:tr>"
        "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>fila borrada</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    styles = "<w:style w:type='paragraph' w:styleId='Secreto'><w:name w:val='x'/><w:rPr><w:vanish/></w:rPr></w:style>"
    assert text(tmp_path, body, {"styles": styles}).split("\n\n") == ["visto puesto", "Sigue aquí.", "fila"]


def test_of_a_field_the_result_is_read_and_not_its_code(tmp_path: Path) -> None:
    kinds = ("begin", "separate", "end")
    begin, separate, end = (f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>" for kind in kinds)
    link = f'{begin}<w:r><w:instrText> HYPERLINK "x" </w:instrText></w:r>{separate}<w:r><w:t>enlace</w:t></w:r>{end}'
    page = f"{begin}<w:r><w:instrText> PAGE </w:instrText></w:r>{separate}<w:r><w:t>31</w:t></w:r>{end}"
    open_field = f"<w:p>{begin}<w:r><w:instrText> IF </w:instrText></w:r></w:p>"
    body = f"<w:p><w:r><w:t>Un </w:t></w:r>{link}<w:r><w:t>, página </w:t></w:r>{page}</w:p>{open_field}{paragraph('Sigue.')}"
    assert text(tmp_path, body).split("\n\n") == ["Un enlace, página", "Sigue."]


def test_content_controls_links_and_formulas_are_read(tmp_path: Path) -> None:
    fraction = "<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    body = (
        f"<w:sdt><w:sdtContent>{paragraph('En un control.')}</w:sdtContent></w:sdt><w:p><w:hyperlink r:id='x'>"
        "<w:r><w:t xml:space='preserve'>Un enlace y </w:t></w:r></w:hyperlink>"
        f"<m:oMath>{fraction}</m:oMath></w:p>"
    )
    assert text(tmp_path, body) == "En un control.\n\nUn enlace y (a+b)/2"


def test_a_document_in_the_strict_form_is_read_too(tmp_path: Path) -> None:
    path = write_word(tmp_path / "a.docx", paragraph("Estricto.") + table([["a", "b"], ["1", "2"]]))
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    strict = members["word/document.xml"].replace(WORD.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert strict != members["word/document.xml"]
    assert text_of(write_archive(path, {**members, "word/document.xml": strict})) == "Estricto.\n\na: 1 · b: 2."


def test_a_document_is_cited_by_its_headings_or_its_paragraphs(tmp_path: Path) -> None:
    with_headings, plain = docx.Document(), docx.Document()
    long = "La fianza se devuelve al terminar. " * 30
    for number in (1, 2):
        with_headings.add_heading(f"Capítulo {number}", 1)
        with_headings.add_heading(f"Pago {number}", 2)
        with_headings.add_paragraph(long)
        plain.add_paragraph(long)
    places = []
    for document in (with_headings, plain):
        document.save(str(tmp_path / "a.docx"))
        _, chunks = cut_chunks(read_file(tmp_path / "a.docx"), None, Deadline(30))
        places.append(list(dict.fromkeys(chunk.path for chunk in chunks)))
    assert places == [["Capítulo 1 › Pago 1", "Capítulo 2 › Pago 2"], ["¶ 1", "¶ 2"]]


def test_fields_of_older_forms_show_what_was_chosen(tmp_path: Path) -> None:
    def field(data: str) -> str:
        begin = f"<w:r><w:fldChar w:fldCharType='begin'><w:ffData>{data}</w:ffData></w:fldChar></w:r>"
        return f"{begin}<w:r><w:instrText> FORM </w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"

    ticked = field("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>")
    empty = field("<w:checkBox><w:default w:val='0'/></w:checkBox>")
    chosen = field("<w:ddList><w:result w:val='1'/><w:listEntry w:val='Rojo'/><w:listEntry w:val='Verde'/></w:ddList>")
    body = f"<w:p><w:r><w:t>Casado: </w:t></w:r>{ticked}<w:r><w:t>, viudo: </w:t></w:r>{empty}</w:p><w:p>{chosen}</w:p>"
    assert text(tmp_path, body) == "Casado: ☒, viudo: ☐\n\nVerde"


def test_signs_of_symbol_fonts_in_a_text_are_read(tmp_path: Path) -> None:
    fonts = "<w:rPr><w:rFonts w:ascii='Wingdings' w:hAnsi='Wingdings'/></w:rPr>"
    body = f"<w:p><w:r>{fonts}<w:t>\uf0fc</w:t></w:r><w:r><w:t> hecho \uf0b7</w:t></w:r></w:p>"
    assert text(tmp_path, body) == "✓ hecho •"
