"""Document files for tests: good ones of every kind with known words, and hostile ones."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

PANGRAM = "El pingüino Wenceslao hizo kilómetros bajo exhaustiva lluvia."
"""Has the letters that a wrong encoding loses."""
XML = '<?xml version="1.0" encoding="UTF-8"?>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def write_pdf(path: Path, pages: list[list[str]], password: str = "", title: str = "") -> Path:
    """Write a PDF with these paragraphs on each page."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    style = getSampleStyleSheet()["BodyText"]
    story: list[object] = []
    for number, paragraphs in enumerate(pages):
        story += [PageBreak()] if number else []
        story += [Paragraph(text, style) for text in paragraphs]
    encrypt = StandardEncryption(password) if password else None
    SimpleDocTemplate(str(path), title=title, invariant=1, encrypt=encrypt).build(story)
    return path


def write_docx(path: Path) -> Path:
    import docx

    document = docx.Document()
    document.add_heading("Mantenimiento", 1)
    document.add_paragraph(PANGRAM)
    table = document.add_table(2, 2)
    for place, text in {(0, 0): "Concepto", (0, 1): "Euros", (1, 0): "Luz", (1, 1): "91"}.items():
        table.cell(*place).text = text
    document.save(str(path))
    return path


def write_pptx(path: Path) -> Path:
    """Write two slides and a chart, which holds a workbook: an honest archive inside an archive."""
    import pptx
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    deck = pptx.Presentation()
    for text in ("Primera diapositiva", PANGRAM):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = text
    chart = CategoryChartData()
    chart.categories = ["a", "b"]
    chart.add_series("s", (1, 2))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(3), Inches(3), Inches(3), chart)
    deck.save(str(path))
    return path


def write_xlsx(path: Path) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Casa"
    for row in (("Concepto", "Euros"), ("Luz", 91)):
        book.active.append(row)
    other = book.create_sheet("Animales")
    for line in (("Nombre", "Frase"), ("Wenceslao", PANGRAM)):
        other.append(line)
    book.save(path)
    return path


def write_odt(path: Path) -> Path:
    from odf.opendocument import OpenDocumentText
    from odf.text import H, P

    document = OpenDocumentText()
    document.text.addElement(H(outlinelevel=1, text="Mantenimiento"))
    document.text.addElement(P(text=PANGRAM))
    document.save(str(path))
    return path


def write_epub(path: Path, last: str = f"<p>{PANGRAM}</p>") -> Path:
    """Write a book of two chapters; `last` is the HTML of the second under its heading."""
    from ebooklib import epub

    book = epub.EpubBook()
    book.set_title("Un libro")
    chapters = []
    for number, text in enumerate(("<p>Había una vez.</p>", last), 1):
        chapter = epub.EpubHtml(title=f"Capítulo {number}", file_name=f"con{number}.xhtml")
        chapter.content = f"<html><body><h1>Capítulo {number}</h1>{text}</body></html>"
        book.add_item(chapter)
        chapters.append(chapter)
    book.toc = book.spine = chapters
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    epub.write_epub(str(path), book)
    return path


def write_styled(folder: Path, before: str, bold: str, after: str) -> None:
    """Write a sentence with a bold word as a.docx, a.odt, a.rtf and a.pptx."""
    import docx
    import pptx
    from odf.opendocument import OpenDocumentText
    from odf.style import Style, TextProperties
    from odf.text import P, Span

    document = docx.Document()
    paragraph = document.add_paragraph(before)
    paragraph.add_run(bold).bold = True
    paragraph.add_run(after).italic = True
    document.save(str(folder / "a.docx"))

    text = OpenDocumentText()
    style = Style(name="Bold", family="text")
    style.addElement(TextProperties(fontweight="bold"))
    text.automaticstyles.addElement(style)
    line = P(text=before)
    line.addElement(Span(stylename=style, text=bold))
    line.addText(after)
    text.text.addElement(line)
    text.save(str(folder / "a.odt"))

    (folder / "a.rtf").write_text(rf"{{\rtf1\ansi {before}{{\b {bold}}}{{\i {after}}}}}", "ascii")

    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    words = slide.placeholders[1].text_frame.paragraphs[0]
    for part in (before, bold, after):
        words.add_run().text = part
    words.runs[1].font.bold = True
    deck.save(str(folder / "a.pptx"))


def write_deck(path: Path) -> Path:
    """Write two slides, the second with a table and notes."""
    import pptx
    from pptx.util import Inches

    deck = pptx.Presentation()
    first, second = (deck.slides.add_slide(deck.slide_layouts[1]) for _ in range(2))
    first.shapes.title.text = "Primera"
    first.placeholders[1].text_frame.text = "Dicho sin notas"
    second.shapes.title.text = "Segunda"
    table = second.shapes.add_table(2, 2, Inches(1), Inches(3), Inches(3), Inches(1)).table
    for place, text in {(0, 0): "Concepto", (0, 1): "Euros", (1, 0): "Luz", (1, 1): "91"}.items():
        table.cell(*place).text = text
    second.notes_slide.notes_text_frame.text = "Notas de la segunda"
    deck.save(str(path))
    return path


def write_html(path: Path) -> Path:
    path.write_text(
        f"<!DOCTYPE html><html><head><title>Una página</title><script>alert('no')</script></head>"
        f"<body><h1>Mantenimiento</h1><p>{PANGRAM}</p></body></html>",
        "utf-8",
    )
    return path


def write_rtf(path: Path) -> Path:
    text = "".join(c if ord(c) < 128 else f"\\'{ord(c):02x}" for c in PANGRAM)
    path.write_text(r"{\rtf1\ansi\ansicpg1252 Mantenimiento\par " + text + "}", "ascii")
    return path


def write_eml(path: Path) -> Path:
    head = "From: ana@example.org\r\nTo: leo@example.org\r\nSubject: =?utf-8?q?Reuni=C3=B3n?=\r\nMIME-Version: 1.0\r\n"
    kind = "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    path.write_bytes((head + kind + PANGRAM + "\r\n").encode("latin-1"))
    return path


def write_csv(path: Path) -> Path:
    path.write_bytes(f"Año;Frase\n2025;{PANGRAM}\n".encode("cp1252"))
    return path


def write_text(path: Path) -> Path:
    path.write_text(f"# Mantenimiento\n\n{PANGRAM}\n", "utf-8")
    return path


GOOD_DOCUMENTS: dict[str, Callable[[Path], Path]] = {
    ".pdf": lambda path: write_pdf(path, [["Portada."], [PANGRAM]]),
    ".docx": write_docx,
    ".pptx": write_pptx,
    ".xlsx": write_xlsx,
    ".odt": write_odt,
    ".epub": write_epub,
    ".html": write_html,
    ".rtf": write_rtf,
    ".eml": write_eml,
    ".csv": write_csv,
    ".md": write_text,
    ".txt": write_text,
}


def write_archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, content)
    return path


def write_minimal_docx(path: Path, body: str = "Hola.", prolog: str = "", **more: bytes) -> Path:
    """Write a minimal .docx; `prolog` stands before its root element."""
    types = f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    text = f'{XML}{prolog}<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{body}</w:t></w:r></w:p></w:body></w:document>'
    return write_archive(path, {"[Content_Types].xml": types.encode(), "word/document.xml": text.encode(), **more})


def write_bomb(path: Path, megabytes: int = 300) -> Path:
    """Write a document that unpacks to a thousand times its size."""
    filler = b" " * (1 << 20)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file, file.open("word/document.xml", "w") as member:
        for _ in range(megabytes):
            member.write(filler)
    return path


def write_lying(path: Path) -> Path:
    """Write an archive member that unpacks to 64 MB and declares 100 bytes, with the checksum of those."""
    real = b"<w:document/>" + b" " * (64 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(real) + packer.flush()
    name, claimed = b"word/document.xml", real[:100]
    sizes = struct.pack("<III", zlib.crc32(claimed), len(packed), len(claimed))
    begin = struct.pack("<4sHHHHH", b"PK\x03\x04", 20, 0, 8, 0, 33) + sizes + struct.pack("<HH", len(name), 0) + name
    entry = struct.pack("<4sHHHHHH", b"PK\x01\x02", 20, 20, 0, 8, 0, 33) + sizes
    entry += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), len(begin) + len(packed), 0)
    path.write_bytes(begin + packed + entry + end)
    return path


def write_nested(path: Path, depth: int) -> Path:
    content = b"hello"
    for _ in range(depth):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("inner.zip", content)
        content = inner.getvalue()
    return write_minimal_docx(path, **{"word/embeddings/one.zip": content})


BILLION_LAUGHS = "<!DOCTYPE l [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip
LOCAL_ENTITY = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
EXTERNAL_DTD = '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">'


def write_raw_pdf(path: Path, *objects: bytes) -> Path:
    """Write a PDF of these objects, numbered from 1; the first is the catalog."""
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    path.write_bytes(out)
    return path


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


def pdf_stream(content: bytes, filters: bytes) -> bytes:
    return b"<</Length %d/Filter%s>>stream\n%s\nendstream" % (len(content), filters, content)


def write_pdf_with_content(path: Path, content: bytes, box: bytes = b"0 0 595 842", count: bytes = b"1") -> Path:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R>>" % box
    return write_raw_pdf(path, CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count %s>>" % count, page, content)


def deflate(megabytes: int, times: int = 1) -> bytes:
    content = b"(x) Tj " * (megabytes * 150_000)
    for _ in range(times):
        content = zlib.compress(content, 9)
    return content


def write_pdf_flate_bomb(path: Path) -> Path:
    return write_pdf_with_content(path, pdf_stream(deflate(200), b"/FlateDecode"))


def write_pdf_double_flate(path: Path) -> Path:
    return write_pdf_with_content(path, pdf_stream(deflate(200, times=2), b"[/FlateDecode /FlateDecode]"))


def write_pdf_huge_page(path: Path) -> Path:
    return write_pdf_with_content(
        path, pdf_stream(deflate(0), b"/FlateDecode"), box=b"0 0 1e9 1e9".replace(b"1e9", b"1000000000")
    )


def write_pdf_endless_count(path: Path) -> Path:
    return write_pdf_with_content(path, pdf_stream(deflate(0), b"/FlateDecode"), count=b"2147483648")


def write_pdf_page_loop(path: Path) -> Path:
    return write_raw_pdf(
        path, CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>"
    )


def write_pdf_truncated(path: Path) -> Path:
    write_pdf(path, [["Una página."]])
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    return path


def write_pdf_with_many_pages(path: Path, pages: int = 50_000) -> Path:
    kids = b" ".join(b"3 0 R" for _ in range(pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    return write_raw_pdf(path, CATALOG, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages), page)


BAD_PDFS: dict[str, Callable[[Path], Path]] = {
    "flate bomb": write_pdf_flate_bomb,
    "double flate": write_pdf_double_flate,
    "huge page": write_pdf_huge_page,
    "endless count": write_pdf_endless_count,
    "page loop": write_pdf_page_loop,
    "truncated": write_pdf_truncated,
    "many pages": write_pdf_with_many_pages,
    "encrypted": lambda path: write_pdf(path, [["Secreto."]], password="x"),
}
