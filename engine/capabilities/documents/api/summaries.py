"""Summaries of long documents: of each section first, then of all together, each sentence with its place. Types only."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.capabilities.documents.api.whole_document import ReportFormat
from engine.protocol.done import Done
from engine.protocol.method import Method
from engine.protocol.progress import Progress

SummaryMethod = Literal["auto", "write", "extract"]
"""`write`: in the chat model's words. `extract`: sentences of the document itself. `auto`: written where the model is strong
enough for the document's language."""


class SummarySentence(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sentence of a summary and the place in the document that it comes from: offsets in a page, which counts from 1.

    `section` is the index of its section; `quote` the text at that place, `heading` the nearest heading above it.
    """

    text: str
    section: int
    page: int
    start: int
    end: int
    quote: str = ""
    heading: str = ""


class SectionSummary(msgspec.Struct, frozen=True, omit_defaults=True, tag="section"):
    """The summary of one section. `title` is empty for text above the first heading, or in a document without any."""

    index: int
    title: str
    page: int
    sentences: tuple[SummarySentence, ...]


class DocumentSummary(msgspec.Struct, frozen=True, omit_defaults=True):
    """The summary of a document. `document` is 0 where it is not in the library.

    `is_weak`: the model in use is too small, so that sentences of the document itself were taken. `reused` sections were
    summarised before. `cancelled`: the sections that were finished are kept, and the summary is empty.
    """

    document: int
    path: str
    title: str
    method: Literal["write", "extract"]
    model: str
    summary: tuple[SummarySentence, ...]
    sections: tuple[SectionSummary, ...]
    is_weak: bool = False
    reused: int = 0
    cancelled: bool = False


class SummariseDocument(msgspec.Struct, frozen=True):
    """Summarise document number `document` of the library, or else the file `path`, in so many sentences.

    Sections of documents in the library are kept as they are finished, and not summarised again while their text stays.
    Raises NotFound, DocumentWithoutText, FileError, ModelError.
    """

    document: int = 0
    path: str = ""
    method: SummaryMethod = "auto"
    sentences: int = 6
    model: str | None = None


class ExportSummary(msgspec.Struct, frozen=True):
    """Write a summary to a file. Raises FileUnwritable, TargetNotAFile, DiskFull."""

    summary: DocumentSummary
    path: str
    format: ReportFormat
    language: Literal["en", "es"] = "en"


SummaryEvent = Progress | SectionSummary

SUMMARISE_DOCUMENT: Method[SummariseDocument, SummaryEvent, DocumentSummary] = Method(
    "documents.summarise", SummariseDocument, SummaryEvent, DocumentSummary
)
EXPORT_SUMMARY: Method[ExportSummary, None, Done] = Method("documents.export_summary", ExportSummary, None, Done)
