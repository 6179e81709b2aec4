"""Styles of a Word document are the same whether they are written as Word does, so that only those used are parsed, or not."""

from __future__ import annotations

import pytest
from lxml import etree

from engine.indexer.documents.office.word.styles import PLAIN, Styles

URI = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD = f"""<?xml version="1.0" encoding="UTF-8"?>
<w:styles xmlns:w="{URI}"><w:docDefaults/>
<w:style w:type="character" w:default="1" w:styleId="Letra"><w:name w:val="Letra"/></w:style>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Ttulo1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Cláusula"><w:name w:val="Cláusula"/><w:basedOn w:val="Ttulo1"/>
<w:pPr><w:numPr><w:ilvl w:val="2"/><w:numId w:val="7"/></w:numPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="Oculto"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"""
VARIANTS = {
    "as Word does": WORD,
    "with single quotes": WORD.replace('w:styleId="Normal"', "w:styleId='Normal'"),
    "with another prefix": WORD.replace("w:", "x:").replace("xmlns:w=", "xmlns:x="),
    "with a comment": WORD.replace("<w:docDefaults/>", '<!-- <w:style w:styleId="Ttulo1"></w:style> -->'),
    "with an entity": WORD.replace('"Normal"><w:name', '"Norm&#97;l"><w:name'),
}


@pytest.mark.parametrize("how", VARIANTS)
def test_styles_are_read_however_they_are_written(how: str) -> None:
    styles = Styles(VARIANTS[how].encode())
    assert styles.default == "Normal"
    assert styles.of("Ttulo1").heading == 1
    clause = styles.of("Cláusula")
    assert (clause.heading, clause.list_id, clause.list_level) == (1, "7", 2)
    assert styles.of("Oculto").is_hidden and not styles.of("Normal").is_hidden
    assert styles.of("nobody's") == PLAIN


def test_a_document_without_styles_knows_the_usual_headings() -> None:
    for data in (b"", b"  "):
        assert Styles(data).of("heading 2").heading == 2


def test_damaged_styles_are_an_error_of_xml() -> None:
    with pytest.raises(etree.XMLSyntaxError):
        Styles(b"<w:styles><w:style")
