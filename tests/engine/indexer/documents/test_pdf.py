"""A PDF is read as a person sees it: columns, tables, sentences over pages, fields, notes; noise is told, not read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from engine.indexer.documents.deadline import Deadline
from engine.indexer.documents.pdf.hyphens import WordsOfDocument, join_lines
from engine.indexer.documents.pdf.reader import ONLY_TEXT, PdfContents, read_pdf
from tests.support.document_files import CATALOG, pdf_stream, write_raw_pdf
from tests.support.office_tables import OFFICE_TABLES, OfficeTable, found_cells

Place = tuple[float, float, str]


def draw(path: Path, *pages: Sequence[Place], size: float = 11) -> Path:
    """Write a PDF with these texts at their places, from the left and from the bottom."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for page in pages:
        canvas.setFont("Helvetica", size)
        for x, y, text in page:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return path


def read(path: Path) -> PdfContents:
    return read_pdf(path, Deadline(30))


def texts(path: Path) -> list[str]:
    return [page.text for page in read(path).pages]


@pytest.mark.parametrize("table", OFFICE_TABLES, ids=lambda table: table.name)
def test_cells_keep_their_row_and_their_column(tmp_path: Path, table: OfficeTable) -> None:
    table.draw(tmp_path / "a.pdf", table.rows)
    found, total = found_cells(table, "\n\n".join(texts(tmp_path / "a.pdf")))
    assert found >= 0.8 * total


def test_nineteen_of_twenty_cells_of_all_tables_keep_their_row_and_their_column(tmp_path: Path) -> None:
    counts = []
    for table in OFFICE_TABLES:
        table.draw(tmp_path / "a.pdf", table.rows)
        found, total = found_cells(table, "\n\n".join(texts(tmp_path / "a.pdf")))
        counts.append(found / total)
    assert sum(counts) / len(counts) >= 0.95


def test_an_empty_cell_is_told(tmp_path: Path) -> None:
    invoice = next(table for table in OFFICE_TABLES if table.name == "invoice without lines")
    invoice.draw(tmp_path / "a.pdf", invoice.rows)
    assert "Artículo: Arandela · Cantidad: — · Precio: 0,05 € · Total: —." in texts(tmp_path / "a.pdf")[0]


LEFT = [
    "La comisión de fiestas acordó en su",
    "reunión de marzo contratar a la banda",
    "municipal para la noche del sábado y",
    "reservar el pabellón por si lloviera.",
]
RIGHT = [
    "El presupuesto aprobado para los",
    "fuegos asciende a cuatro mil euros y",
    "lo aportará la cofradía de pescadores,",
    "que pide a cambio un puesto.",
]


@pytest.mark.parametrize("shift", [0, 5], ids=["level", "shifted"])
def test_columns_drawn_row_by_row_are_read_one_after_the_other(tmp_path: Path, shift: int) -> None:
    rows = [
        place
        for at, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True))
        for place in ((60, 700 - 14 * at, left), (330, 700 - shift - 14 * at, right))
    ]
    title = (60, 760, "Acta de la junta de vecinos del barrio de la Magdalena de marzo de este año, en pleno")
    page = texts(draw(tmp_path / "a.pdf", [title, *rows]))[0]
    assert " ".join(LEFT) in page
    assert " ".join(RIGHT) in page
    assert page.index("contratar") < page.index("presupuesto")


PROSE = [
    "reunión de marzo contratar a la banda municipal para la noche del sábado,",
    "reservar el pabellón por si lloviera durante la verbena y pedir a los",
    "vecinos que presten las sillas que hagan falta para que nadie se quede",
    "de pie, como ocurrió el año en que vinieron los del pueblo de al lado.",
] * 6


def lines_below(top: float, lines: Sequence[str], left: float = 60) -> list[Place]:
    return [(left, top - 14 * at, line) for at, line in enumerate(lines)]


def test_long_columns_drawn_row_by_row_are_read_one_after_the_other(tmp_path: Path) -> None:
    left, right = ([line[:36].rpartition(" ")[0] for line in lines] for lines in (PROSE, PROSE[::-1]))
    rows = [place for pair in zip(lines_below(740, left), lines_below(740, right, 330), strict=True) for place in pair]
    page = texts(draw(tmp_path / "a.pdf", rows))[0]
    assert " ".join(page.split()).startswith(" ".join([*left, *right])[:200])
    assert page.index(" ".join(left[:3])) < page.rindex(" ".join(right[:3]))


@pytest.mark.parametrize("place", range(0, 24, 5))
def test_a_table_of_words_in_a_page_of_running_text_keeps_its_rows(tmp_path: Path, place: int) -> None:
    rows = [
        ("Día", "Mañana", "Tarde"),
        ("Lunes", "natación libre", "cursos de salto"),
        ("Martes", "cerrada", "solo bebés"),
    ]
    above, below = PROSE[:place], PROSE[place:]
    bottom = 780 - 14 * len(above)
    table = [
        (left, bottom - 20 - 16 * at, cell)
        for at, row in enumerate(rows)
        for left, cell in zip((60, 200, 340), row, strict=True)
    ]
    page = texts(draw(tmp_path / "a.pdf", [*lines_below(780, above), *table, *lines_below(bottom - 90, below)]))[0]
    assert "Día: Lunes · Mañana: natación libre · Tarde: cursos de salto." in page
    assert "Día: Martes · Mañana: cerrada · Tarde: solo bebés." in page


def test_three_stretched_columns_under_a_title_are_read_one_after_the_other(tmp_path: Path) -> None:
    from reportlab.lib.enums import TA_JUSTIFY
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, PageTemplate, Paragraph

    styles = getSampleStyleSheet()
    styles["BodyText"].alignment = TA_JUSTIFY
    words = "La comisión de fiestas acordó en su reunión de marzo contratar a la banda municipal de Villaralbo para la noche. "
    frames = [Frame(40, 740, 515, 60), *(Frame(40 + 175 * column, 100, 165, 630) for column in range(3))]
    document = BaseDocTemplate(str(tmp_path / "a.pdf"), pagesize=A4, invariant=1)
    document.addPageTemplates([PageTemplate(frames=frames)])
    story = [
        Paragraph("Boletín del barrio con un título que ocupa el ancho de la página", styles["Heading2"]),
        FrameBreak(),
    ]
    document.build([*story, *(Paragraph(f"Párrafo {number}. {words * 3}", styles["BodyText"]) for number in range(9))])
    paragraphs = texts(tmp_path / "a.pdf")[0].split("\n\n")
    assert [" ".join(paragraph.split()) for paragraph in paragraphs[1:]] == [
        f"Párrafo {number}. {words * 3}".strip() for number in range(9)
    ]


def test_a_table_ends_before_the_title_of_the_next(tmp_path: Path) -> None:
    first = [("Concepto", "Importe"), ("Luz", "91,50"), ("Agua", "40,10")]
    second = [("Nombre", "Puesto", "Ciudad"), ("Ana Rey", "Contable", "Soria"), ("Luis Paz", "Jefe", "Ávila")]
    page = [(60 + 150 * at, 760 - 16 * row, cell) for row, cells in enumerate(first) for at, cell in enumerate(cells)]
    page.append((60, 690, "Personal"))
    page += [(60 + 150 * at, 670 - 16 * row, cell) for row, cells in enumerate(second) for at, cell in enumerate(cells)]
    assert texts(draw(tmp_path / "a.pdf", page))[0].split("\n\n") == [
        "Concepto: Luz · Importe: 91,50.",
        "Concepto: Agua · Importe: 40,10.",
        "Personal",
        "Nombre: Ana Rey · Puesto: Contable · Ciudad: Soria.",
        "Nombre: Luis Paz · Puesto: Jefe · Ciudad: Ávila.",
    ]


def test_paragraphs_headings_and_list_items_stand_apart(tmp_path: Path) -> None:
    lines = [
        (60, 760, "Un título"),
        (60, 746, "Esta línea llega hasta el borde derecho de la página y sigue en la"),
        (60, 732, "siguiente."),
        (60, 718, "Otra cosa aquí, que también llega hasta el borde derecho de la página."),
        (60, 704, "- uno"),
        (60, 690, "- dos"),
    ]
    assert texts(draw(tmp_path / "a.pdf", lines))[0].split("\n\n") == [
        "Un título",
        "Esta línea llega hasta el borde derecho de la página y sigue en la siguiente.",
        "Otra cosa aquí, que también llega hasta el borde derecho de la página.",
        "- uno",
        "- dos",
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["una vacuna contra la COVID-", "19 y otra"], "una vacuna contra la COVID-19 y otra"),
        (["la norma ISO-", "9001 exige"], "la norma ISO-9001 exige"),
        (["el tren Madrid-", "Barcelona sale"], "el tren Madrid-Barcelona sale"),
        (["escriba a ana-", "maria@example.org hoy"], "escriba a ana-maria@example.org hoy"),
        (["el artículo 3-", "bis de la ley"], "el artículo 3-bis de la ley"),
        (["un enfoque teórico-", "práctico"], "un enfoque teórico-práctico"),
        (["el ejército franco-", "alemán"], "el ejército franco-alemán"),
        (["lo político-", "económico"], "lo político-económico"),
        (["lo físico-", "químico"], "lo físico-químico"),
        (["un pacto hispano-", "francés"], "un pacto hispano-francés"),
        (["lo hispano-", "americano"], "lo hispanoamericano"),
        (["lo socio-", "económico"], "lo socioeconómico"),
        (["eviden-", "temente"], "evidentemente"),
        (["únicamente econó-", "mico"], "únicamente económico"),
        (["a long-", "term plan"], "a long-term plan"),
        (["la admi-", "nistración"], "la administración"),
        (["los dos-", "cientos socios"], "los doscientos socios"),
        (["la psico\u00ad", "logía"], "la psicología"),
        (["se dijo \u2013", "y se hizo"], "se dijo \u2013 y se hizo"),
        (["entre 2019 -", "2020"], "entre 2019 - 2020"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_stays_where_it_belongs_to_the_word(lines: list[str], expected: str) -> None:
    assert join_lines(lines) == expected


def test_the_rest_of_the_document_shows_how_a_word_is_written() -> None:
    words = WordsOfDocument()
    words.add(["el acuerdo marco-programa de ayer", "la contrarreforma de entonces"])
    assert join_lines(["otro marco-", "programa nuevo"], words) == "otro marco-programa nuevo"
    assert join_lines(["la contra-", "rreforma"], words) == "la contrarreforma"


def test_a_pdf_keeps_hyphens_too(tmp_path: Path) -> None:
    page = [
        (60, 700, "La reunión trató de la vacuna contra la COVID-"),
        (60, 686, "19 y del tren Madrid-Sevilla y la admi-"),
    ]
    text = texts(draw(tmp_path / "a.pdf", [*page, (60, 672, "nistración de la región.")]))[0]
    assert (
        text
        == "La reunión trató de la vacuna contra la COVID-19 y del tren Madrid-Sevilla y la administración de la región."
    )


def manual(pages: int) -> list[list[Place]]:
    made = []
    for number in range(1, pages + 1):
        page = [
            (60, 815, "CALDERAS NORTE S.A. - Documento MT-44 rev. 3"),
            (60, 740, f"Capítulo {number}. Tareas de limpieza que se hacen una vez al año en la caldera."),
            (60, 726, "No se deben usar disolventes ni herramientas metálicas sobre el vidrio."),
            (250, 30, f"Página {number} de {pages}"),
        ]
        made.append(page)
    made[1].append((60, 712, "El plazo de garantía de las calderas es de"))
    made[2].insert(1, (60, 754, "siete años desde la instalación."))
    return made


def test_a_sentence_over_two_pages_is_whole_and_running_lines_stand_outside_it(tmp_path: Path) -> None:
    pages = texts(draw(tmp_path / "a.pdf", *manual(4)))
    assert "El plazo de garantía de las calderas es de siete años desde la instalación." in pages[1]
    assert "siete años" not in pages[2]
    assert [page.count("CALDERAS NORTE") for page in pages] == [1, 0, 0, 0]
    assert not any("Página" in page for page in pages)
    assert all("No se deben usar disolventes" in page for page in pages)


def test_a_line_that_counts_something_else_than_pages_is_kept(tmp_path: Path) -> None:
    pages = [[(60, 800, f"Factura 2026-{number * 7}"), (60, 700, "Importe: 40 euros")] for number in (1, 2, 3)]
    assert [
        "Factura 2026-" + str(n) in text
        for n, text in zip((7, 14, 21), texts(draw(tmp_path / "a.pdf", *pages)), strict=True)
    ] == [
        True,
        True,
        True,
    ]


def write_with_notes(path: Path) -> Path:
    note = b"<</Type/Annot/Subtype/Text/Rect[400 700 420 720]/Contents(Revisar con la gestora)>>"
    free = b"<</Type/Annot/Subtype/FreeText/Rect[100 500 400 520]/DA(/F1 11 Tf)/Contents(Pagado el 3 de mayo)>>"
    content = b"BT /F1 11 Tf 60 780 Td (Contrato del local.) Tj ET"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R/Annots[6 0 R 7 0 R]>>"
    stream = b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)
    return write_raw_pdf(path, CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream, font, note, free)


def test_notes_are_read_with_their_page(tmp_path: Path) -> None:
    text = texts(write_with_notes(tmp_path / "a.pdf"))[0]
    assert text.split("\n\n") == ["Contrato del local.", "Revisar con la gestora", "Pagado el 3 de mayo"]


def test_filled_fields_are_read_with_their_names(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), invariant=1)
    canvas.drawString(60, 760, "Solicitud de alta")
    canvas.acroForm.textfield(name="titular", tooltip="Titular", value="Candela Ruiz", x=60, y=700)
    canvas.acroForm.textfield(name="vacio", tooltip="Teléfono", value="", x=60, y=650)
    canvas.acroForm.checkbox(name="socio", tooltip="Es socio", checked=True, x=60, y=600)
    canvas.acroForm.choice(name="cuota", tooltip="Cuota", value="Anual", options=["Anual", "Mensual"], x=60, y=550)
    canvas.save()
    assert texts(tmp_path / "a.pdf")[0].split("\n\n") == [
        "Solicitud de alta",
        "Titular: Candela Ruiz",
        "Es socio: ☑",
        "Cuota: Anual",
    ]


def write_shifted(path: Path) -> Path:
    """Write a text whose font gives each letter the number of its glyph: "El horario" comes out as "(OKRUDULR"."""
    words = "El horario de la consulta de pediatría es de nueve a dos, los martes y jueves de cada semana del mes"
    codes = "".join(f"{max(ord(c) - 29, 3) & 0xFF:02x}" for c in words)
    content = b"BT /F1 11 Tf 60 700 Td <%s> Tj ET" % codes.encode()
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>"
    stream = b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)
    return write_raw_pdf(path, CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream, font)


def test_noise_of_a_font_without_letters_is_told_and_not_read(tmp_path: Path) -> None:
    contents = read(write_shifted(tmp_path / "a.pdf"))
    assert [page.text for page in contents.pages] == [""]
    assert contents.notices == ["Unreadable text on page 1: its fonts do not say which letters they draw."]
    assert contents.scanned == [1]


@pytest.mark.parametrize(
    "text",
    [
        "ISO 9001 DIN 912 M6x20 A2-70 UNE-EN 14511 RAL 7016 IP65 NH3 CO2 DN50 PN16 XLPE RZ1-K 4G16 MM2",
        "Zażółć gęślą jaźń i pchnąć w tę łódź jeża lub ośm skrzyń fig",
        "Привет, как дела? Сегодня хорошая погода и мы идём гулять в парк",
        "Etxean gaude gaur, euria ari du eta ez dugu irteteko gogorik",
    ],
)
def test_codes_and_other_languages_are_no_noise(tmp_path: Path, text: str) -> None:
    from engine.indexer.documents.pdf.legibility import is_noise

    assert not is_noise(text)


def test_a_title_has_no_nul_and_no_name_of_a_program(tmp_path: Path) -> None:
    for title, expected in (("Informe\0anual\0", "Informe anual"), ("untitled", ""), ("Microsoft Word - x.doc", "")):
        canvas = Canvas(str(tmp_path / "a.pdf"), invariant=1)
        canvas.setTitle(title)
        canvas.drawString(60, 760, "Texto")
        canvas.save()
        assert read(tmp_path / "a.pdf").title == expected


def test_files_in_a_pdf_are_found(tmp_path: Path) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    document.new_attachment("notas.txt").set_data("El código es 5521.".encode())
    document.save(tmp_path / "a.pdf")
    document.close()
    assert read(tmp_path / "a.pdf").attached == [("notas.txt", "El código es 5521.".encode())]


def test_a_picture_of_a_page_is_told_by_its_number(tmp_path: Path) -> None:
    from PIL import Image

    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4, invariant=1)
    canvas.drawString(60, 760, "La primera página tiene texto.")
    canvas.showPage()
    canvas.drawInlineImage(Image.new("RGB", (60, 80), "grey"), 0, 0, *A4)
    canvas.showPage()
    canvas.save()
    contents = read(tmp_path / "a.pdf")
    assert ([page.number for page in contents.pages], contents.scanned) == ([1, 2], [2])


def test_of_a_very_long_document_the_text_is_read_to_its_end(tmp_path: Path) -> None:
    contents = read_pdf(draw(tmp_path / "a.pdf", *manual(4)), Deadline(30), layout_seconds=0)
    assert contents.notices == [ONLY_TEXT.format(page=1)]
    assert all(f"Capítulo {number}. Tareas de limpieza" in page.text for number, page in enumerate(contents.pages, 1))


def test_compressed_noise_is_not_taken_for_a_scan(tmp_path: Path) -> None:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    path = write_raw_pdf(
        tmp_path / "a.pdf", CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, pdf_stream(b"x", b"/FlateDecode")
    )
    assert read(path).scanned == []


def write_table(path: Path, *tables: list[list[str]]) -> list[str]:
    """Write tables without lines, as narrow as their cells allow, and return the paragraphs that are read."""
    from reportlab.platypus import SimpleDocTemplate, Spacer, Table

    story: list[object] = []
    for rows in tables:
        story += [Table(rows), Spacer(1, 30)]
    SimpleDocTemplate(str(path), invariant=1).build(story)
    return "\n\n".join(page.text for page in read_pdf(path, Deadline(60)).pages).split("\n\n")


def test_names_of_columns_with_equal_gaps_are_no_stretched_line(tmp_path: Path) -> None:
    rows = [["Artículo", "Uds", "Precio"], ["Silla", "", "15,00"], ["Mesa", "1", ""]]
    assert write_table(tmp_path / "a.pdf", rows) == [
        "Artículo: Silla · Uds: — · Precio: 15,00.",
        "Artículo: Mesa · Uds: 1 · Precio: —.",
    ]


def test_a_last_row_with_one_cell_belongs_to_its_table(tmp_path: Path) -> None:
    first, second = [["Mes", "Total"], ["Enero", "3"], ["Febrero", ""]], [["Zona", "Jefa"], ["Norte", "Ana"]]
    assert write_table(tmp_path / "a.pdf", first, second) == [
        "Mes: Enero · Total: 3.",
        "Mes: Febrero · Total: —.",
        "Zona: Norte · Jefa: Ana.",
    ]


def test_a_word_is_not_divided_after_its_first_letter() -> None:
    assert join_lines(["Escriba un e-", "mail o pida la t-", "shirt"]) == "Escriba un e-mail o pida la t-shirt"
