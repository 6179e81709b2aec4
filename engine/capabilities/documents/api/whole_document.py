"""Parts that gradings, comparisons and summaries of whole documents share. Types only."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.errors import AteneoError

ReportFormat = Literal["md", "html", "docx", "csv"]
"""`html` is what a PDF is made of."""


class DocumentWithoutText(AteneoError):
    """A document in which there is no text to be judged, as a scan that no OCR has read."""

    kind = "document_without_text"
    sentence = (
        "{name} has no text that can be judged. If its pages are pictures of text, add it to the documents first, so that "
        "they are read by a model that reads text in pictures (OCR)."
    )


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sentence of the document: `start` and `end` are character offsets in the text of its page, which counts from 1."""

    page: int
    start: int
    end: int
    text: str
    label: str = ""
