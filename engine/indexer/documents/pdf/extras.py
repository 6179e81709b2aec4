"""Contents of a PDF beside the text of its pages: form fields, notes, attached files, title."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from engine.indexer.documents.pdf.glyphs import pdfium_error
from engine.indexer.documents.plain_text import clean

if TYPE_CHECKING:
    from pypdfium2 import PdfAttachment, PdfDocument, PdfPage

MOST_ANNOTATIONS = 2000
"""Fields and notes of one page."""
MOST_ATTACHMENTS = 200
LARGEST_ATTACHMENT = 100 * 1024 * 1024
"""Bytes of one file, and about of all that are taken out."""
LONGEST_TEXT = 20_000
"""Characters of one field or note."""
_NO_TITLES = re.compile(
    r"^(?:untitled|sin t[ií]tulo|document\d*|documento\d*|\(?anonymous\)?|slide 1|title|microsoft word - )",
    re.IGNORECASE,
)
CHECKED, UNCHECKED = "☑", "☐"


class AttachedFile(NamedTuple):
    """A file in a document, by the name it has there."""

    name: str
    data: bytes


def title_of(properties: Mapping[str, str]) -> str:
    """Return the title that its author gave the document; empty for none, or one that a program made up."""
    title = " ".join(clean(properties.get("Title", "").replace("\0", " ")).split())
    return "" if _NO_TITLES.match(title) else title[:200]


def read_annotations(document: PdfDocument, page: PdfPage, attached: list[AttachedFile]) -> list[str]:
    """Return the filled form fields of a page, "name: value", and the texts of its notes. Files pinned to it join `attached`."""
    import pypdfium2.raw as pdfium
    from pypdfium2 import PdfAttachment

    texts: list[str] = []
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            if kind == pdfium.FPDF_ANNOT_WIDGET:
                text = _field(document, annotation)
            elif kind in (pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_LINK):
                text = ""
            else:
                text = _value(annotation, b"Contents")
            if kind == pdfium.FPDF_ANNOT_FILEATTACHMENT:
                attached += _attached(PdfAttachment(pdfium.FPDFAnnot_GetFileAttachment(annotation), document))
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
        if text and text not in texts:
            texts.append(text[:LONGEST_TEXT])
    return texts


def _field(document: PdfDocument, annotation: object) -> str:
    """Return "name: value" of a form field; empty for one that nobody filled."""
    import pypdfium2.raw as pdfium

    form = document.formenv
    if form is None:
        return ""
    name = _form_text(pdfium.FPDFAnnot_GetFormFieldAlternateName, form, annotation)
    name = name or _form_text(pdfium.FPDFAnnot_GetFormFieldName, form, annotation)
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in (pdfium.FPDF_FORMFIELD_PUSHBUTTON, pdfium.FPDF_FORMFIELD_SIGNATURE):
        return ""
    if kind == pdfium.FPDF_FORMFIELD_RADIOBUTTON:
        if not pdfium.FPDFAnnot_IsChecked(form, annotation):
            return ""
        value = _form_text(pdfium.FPDFAnnot_GetFormFieldExportValue, form, annotation) or CHECKED
    elif kind == pdfium.FPDF_FORMFIELD_CHECKBOX:
        value = CHECKED if pdfium.FPDFAnnot_IsChecked(form, annotation) else UNCHECKED
    else:
        value = _form_text(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation)
    return f"{name}: {value}" if name and value else value


def _form_text(function: Callable[..., int], form: object, annotation: object) -> str:
    return _utf16(lambda buffer, size: function(form, annotation, buffer, size))


def _value(annotation: object, key: bytes) -> str:
    import pypdfium2.raw as pdfium

    return _utf16(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(annotation, key, buffer, size))


def _utf16(read: Callable[..., int]) -> str:
    """Return a string that PDFium writes: asked first for its size in bytes, then for itself."""
    import pypdfium2.raw as pdfium

    size = int(read(None, 0))
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return clean(buffer.raw[: size - 2].decode("utf-16-le", "replace")).strip()


def attachments(document: PdfDocument) -> Iterator[AttachedFile]:
    """Yield the files attached to the document that can be taken out."""
    left = LARGEST_ATTACHMENT
    for index in range(min(document.count_attachments(), MOST_ATTACHMENTS)):
        try:
            attachment = document.get_attachment(index)
        except pdfium_error():
            continue
        for file in _attached(attachment):
            left -= len(file.data)
            yield file
        if left <= 0:
            break


def _attached(attachment: PdfAttachment) -> list[AttachedFile]:
    try:
        data = bytes(attachment.get_data()) if attachment.raw else b""
    except pdfium_error():
        return []
    return [AttachedFile(clean(attachment.get_name()), data)] if 0 < len(data) <= LARGEST_ATTACHMENT else []
