"""Long and hostile documents for tests: much text in one file, and texts that are slow to read by careless code."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.support.document_files import CATALOG, WORD, XML, pdf_stream, write_raw_pdf

MB = 1_000_000


def long_text(characters: int) -> Iterator[str]:
    """Yield paragraphs, each with a word of its own: `palabra0`, `palabra1` …"""
    written = number = 0
    while written < characters:
        paragraph = (
            f"La caldera se revisa cada octubre. Aquí está palabra{number} y hay {number * 7} litros de agua. " * 4
        )
        written += len(paragraph)
        number += 1
        yield paragraph


def write_long_docx(path: Path, characters: int) -> Path:
    """Write that much text in paragraphs of about 350 characters."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr(
            "[Content_Types].xml", f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        with file.open("word/document.xml", "w", force_zip64=True) as member:
            member.write(f'{XML}<w:document xmlns:w="{WORD}"><w:body>'.encode())
            for paragraph in long_text(characters):
                member.write(f"<w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p>".encode())
            member.write(b"</w:body></w:document>")
    return path


def write_long_text(path: Path, characters: int) -> Path:
    path.write_text("\n\n".join(long_text(characters)), "utf-8")
    return path


def write_long_pdf(path: Path, pages: int, lines: int = 30) -> Path:
    """Write that many pages, each with a word of its own: `palabra1`, `palabra2` …"""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(pages))
    objects = [CATALOG, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages)]
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for number in range(1, pages + 1):
        text = b"".join(b"(La caldera se revisa en octubre, dice la linea %d.) Tj T* " % line for line in range(lines))
        content = b"BT /F1 10 Tf 12 TL 50 800 Td (palabra%d) Tj T* %s ET" % (number, text)
        box = b"/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
        objects.append(b"<</Type/Page/Parent 2 0 R%s/Contents %d 0 R>>" % (box, len(objects) + 2))
        objects.append(pdf_stream(content, b"[]"))
    return write_raw_pdf(path, *objects)


def write_deep_html(path: Path, depth: int = 100_000) -> Path:
    path.write_text("<!DOCTYPE html><p>inicio</p>" + "<div><b><span><i>" * depth + "fondo", "utf-8")
    return path


def write_huge_sheet(path: Path, rows: int, columns: int = 10) -> Path:
    """Write a spreadsheet with that many rows of numbers, each cell once."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Datos")
    for row in range(rows):
        sheet.append([f"valor {row} {column}" for column in range(columns)])
    book.save(path)
    return path


def _line(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


ONE_LINE_TEXTS: dict[str, Callable[[int], str]] = {
    "one word": _line("a"),
    "stops without an end": lambda size: "." * (size - 1) + "x",
    "closing brackets": lambda size: "." + ")" * (size - 2) + "x",
    "numbers that end no sentence": _line("1. y "),
    "abbreviations": _line("p. "),
    "spaces": lambda size: "x" + " " * (size - 2) + "x",
    "short words": _line("a b "),
    "commas": _line("a,"),
    "quotes": _line('"a'),
    "empty lines": lambda size: "x" + "\n " * (size // 2) + "x",
    "headings": _line("# a\n"),
    "lines of one paragraph": _line("palabra y otra\n"),
    "hyphens": _line("a-\n"),
    "open tags": _line("<"),
    "open comments": _line("<!--"),
    "open attributes": _line("<a b='"),
    "entities": _line("&"),
    "digits": _line("1"),
    "emoji": _line("🦜"),
    "Chinese": _line("水"),
}
"""Texts of a given size that make careless code quadratic."""
