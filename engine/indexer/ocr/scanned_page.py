"""Reads a page of a PDF that is a picture of text: drawn, read by OCR, and laid out like the lines of any page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.indexer import safety
from engine.indexer.documents.pdf.glyphs import PageGlyphs, Segment, pdfium_error
from engine.indexer.documents.pdf.hyphens import WordsOfDocument
from engine.indexer.documents.pdf.layout import lay_out
from engine.indexer.documents.pdf.legibility import is_noise
from engine.indexer.documents.pdf.lines import to_lines
from engine.protocol.children.indexing import DocumentPage
from engine.protocol.errors import FileEncrypted, FileUnreadable

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

    from engine.models.interfaces import UprightText

DOTS_PER_INCH = 200
"""Of the picture that is read: letters of 8 points are 22 pixels high, and smaller ones are lost on paper."""
MOST_PIXELS = 24_000_000
POINTS = 72


def read_scanned_page(path: Path, number: int, read: Callable[[Image], UprightText]) -> DocumentPage:
    """Return the text of a page as `read` finds it in its picture, empty where there is none. Raises FileError."""
    import pypdfium2

    safety.check_file(path)
    try:
        document = pypdfium2.PdfDocument(path)
    except pdfium_error() as error:
        kind = FileEncrypted if "password" in str(error).lower() else FileUnreadable
        raise kind(str(error), name=path.name) from error
    try:
        page = document[number - 1]
        width, height = page.get_size()
        image = _draw(page)
    except (pdfium_error(), IndexError) as error:
        raise FileUnreadable(str(error), name=path.name) from error
    finally:
        document.close()
    upright = read(image)
    if (upright.image.width > upright.image.height) != (image.width > image.height):
        width, height = height, width
    segments = [
        Segment(line.text, line.left * width, line.right * width, line.top * height, line.bottom * height)
        for line in upright.lines
    ]
    glyphs = PageGlyphs(width, height, segments, [], [], "", 0, 1.0, 1)
    words = WordsOfDocument()
    words.add(segment.text for segment in segments)
    text = lay_out(to_lines(segments), glyphs, words, None)[0].text
    return DocumentPage(number, "" if is_noise(text) else text)


def _draw(page: PdfPage) -> Image:
    width, height = page.get_size()
    scale = DOTS_PER_INCH / POINTS
    scale = min(scale, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
    image: Image = page.render(scale=scale).to_pil().convert("RGB")
    return image
