"""Digits above and below the line never join the number or the word beside them, in any format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.indexer.documents.readers import read_file
from engine.indexer.documents.small_digits import settled
from tests.support.document_files import write_pdf
from tests.support.office_files import paragraph, write_odf, write_word, write_workbook

SENTENCE = (
    "El plazo{sup}7{end} de 12{sup}2{end} días y 45 m{sup}2{end} de CO{sub}2{down} y log{sub}2{down}8, 10{sup}-3{end}."
)
SHOWN = "El plazo ⁷ de 12² días y 45 m² de CO2 y log₂8, 10⁻³."


def _marked(sup: str, end: str, sub: str, down: str) -> str:
    return SENTENCE.format(sup=sup, end=end, sub=sub, down=down)


def _docx(path: Path) -> None:
    def run(kind: str) -> str:
        return f'</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="{kind}"/></w:rPr><w:t xml:space="preserve">'

    end = '</w:t></w:r><w:r><w:t xml:space="preserve">'
    inside = _marked(run("superscript"), end, run("subscript"), end)
    write_word(path, f'<w:p><w:r><w:t xml:space="preserve">{inside}</w:t></w:r></w:p>')


def _html(path: Path) -> None:
    path.write_text(f"<p>{_marked('<sup>', '</sup>', '<sub>', '</sub>')}</p>", "utf-8")


def _rtf(path: Path) -> None:
    sentence = _marked(r"{\super ", "}", r"\sub ", r"\nosupersub ").replace("í", r"\'ed")
    path.write_text(rf"{{\rtf1\ansi {sentence}\par}}", "ascii")


def _odt(path: Path) -> None:
    def span(name: str) -> str:
        return f'<text:span text:style-name="{name}">'

    styles = "".join(
        f'<style:style style:name="{name}" style:family="text">'
        f'<style:text-properties style:text-position="{place}"/></style:style>'
        for name, place in (("T1", "super 58%"), ("T2", "sub 58%"))
    )
    end = "</text:span>"
    write_odf(path, "text", f"<text:p>{_marked(span('T1'), end, span('T2'), end)}</text:p>", styles)


def _xlsx(path: Path) -> None:
    def run(kind: str) -> str:
        return f'</t></r><r><rPr><vertAlign val="{kind}"/></rPr><t xml:space="preserve">'

    end = '</t></r><r><t xml:space="preserve">'
    inside = _marked(run("superscript"), end, run("subscript"), end)
    cell = f'<c r="A1" t="inlineStr"><is><r><t xml:space="preserve">{inside}</t></r></is></c>'
    write_workbook(path, {"Hoja": f'<sheetData><row r="1">{cell}</row></sheetData>'})


def _pptx(path: Path) -> None:
    import pptx

    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    words = slide.shapes.title.text_frame.paragraphs[0]
    for piece in _marked("|+", "|", "|_", "|").split("|"):
        run = words.add_run()
        run.text = piece.lstrip("+_")
        if piece[:1] in ("+", "_"):
            run.font._element.set(  # noqa: SLF001  python-pptx has no name for it
                "baseline", "30000" if piece[0] == "+" else "-25000"
            )
    deck.save(str(path))


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.docx", _docx),
        ("a.html", _html),
        ("a.rtf", _rtf),
        ("a.odt", _odt),
        ("a.xlsx", _xlsx),
        ("a.pptx", _pptx),
        ("a.pdf", lambda path: write_pdf(path, [[_marked("<super>", "</super>", "<sub>", "</sub>")]])),
    ],
)
def test_digits_above_and_below_the_line_join_no_number(
    tmp_path: Path, name: str, write: Callable[[Path], object]
) -> None:
    write(tmp_path / name)
    assert SHOWN in read_file(tmp_path / name).pages[0].text


def test_a_raised_digit_of_a_pdf_leaves_the_line_and_its_paragraph_whole(tmp_path: Path) -> None:
    sentence = (
        "La comisión acordó contratar a la banda para la noche y reservar el pabellón de 45 m{up}2{end} por si lloviera "
        "durante la verbena; la cofradía{up}7{end}, que paga 1.250{up}1{end} euros, pone el agua (H{down}2{end}O). "
    )
    up, down, end = "<super>", "<sub>", "</super>"
    drawn = sentence.format(up=up, down=down, end=end).replace("2</super>O", "2</sub>O")
    shown = sentence.format(up="", down="", end="")
    for plain, small in (("m2", "m²"), ("cofradía7", "cofradía ⁷"), ("1.2501", "1.250¹")):
        shown = shown.replace(plain, small)
    read = read_file(write_pdf(tmp_path / "a.pdf", [[drawn * 6] * 2])).pages[0].text
    assert read.split("\n\n") == [(shown * 6).strip()] * 2


def test_letters_above_the_line_and_digits_of_another_size_on_it_stay_as_they_are(tmp_path: Path) -> None:
    sizes = "casa <font size=8>22</font> y tomo 4<font size=7>5</font>."
    drawn = f"El 1<super>er</super> piso de la 3<super>a</super> planta, {sizes}"
    assert read_file(write_pdf(tmp_path / "a.pdf", [[drawn]])).pages[0].text == (
        "El 1er piso de la 3a planta, casa 22 y tomo 45."
    )


def test_a_number_of_a_note_that_is_a_sign_of_its_own_stands_apart(tmp_path: Path) -> None:
    assert settled("la norma³ y la ley² de H₂O, x₁₂ y log₂8") == "la norma ³ y la ley² de H2O, x12 y log₂8"
    write_word(tmp_path / "a.docx", paragraph("12² euros"))
    assert read_file(tmp_path / "a.docx").pages[0].text == "12² euros"
