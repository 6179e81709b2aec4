"""`ateneo documents summarise`: a long document in a few sentences, each with its section."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

import msgspec

from engine.capabilities.documents.api import summaries as api
from engine.capabilities.documents.api.whole_document import ReportFormat
from engine.capabilities.documents.reports.report import ReportWording
from engine.capabilities.documents.summaries.summary_report import how_made, sentence_place
from engine.capabilities.documents.whole.document_argument import document_argument
from engine.capabilities.documents.whole.report_file import report_language, write_report
from engine.cli.arguments import full_path, positive_int
from engine.cli.console import AddCommand, Console
from engine.protocol.i18n import Translations
from engine.protocol.progress import Progress

SUFFIXES: dict[str, ReportFormat] = {".md": "md", ".docx": "docx", ".pdf": "html"}


class SentenceOutput(msgspec.Struct, frozen=True):
    """A sentence with its place, as `documents summarise --json` prints it."""

    text: str
    section: str
    page: int
    start: int
    end: int


class SectionOutput(msgspec.Struct, frozen=True):
    """A section as `documents summarise --json` prints it."""

    title: str
    page: int
    sentences: tuple[SentenceOutput, ...]


class SummaryOutput(msgspec.Struct, frozen=True):
    """The output of `documents summarise --json`; `model` is empty where sentences of the document were taken."""

    document: str
    method: str
    model: str
    summary: tuple[SentenceOutput, ...]
    sections: tuple[SectionOutput, ...]
    cancelled: bool


def add_summarise_document(add: AddCommand, translations: Translations) -> None:
    """Add `documents summarise`."""
    tr = partial(translations.tr, "cli")
    summarise = add("documents summarise", tr("summarise a long document section by section"))
    about = tr("a file, or the number of a document in the library")
    summarise.add_argument("document", type=document_argument, metavar="DOCUMENT", help=about)
    about = tr(
        "write: in the model's words; extract: sentences of the document; auto: written if the model is strong enough"
    )
    summarise.add_argument("--method", choices=("auto", "write", "extract"), default="auto", help=about)
    summarise.add_argument("--sentences", type=positive_int, default=6, metavar="N", help=tr("how many sentences"))
    about = tr("write the summary to this file; its name ends in .docx, .pdf or .md")
    summarise.add_argument("--output", type=full_path, default="", metavar="FILE", help=about)
    summarise.set_defaults(run=_summarise)


def _summarise(options: argparse.Namespace, console: Console) -> int:
    suffix = Path(options.output).suffix.lower()
    if options.output and suffix not in SUFFIXES:
        console.complain(console.tr("cli", "The name of the file has to end in .docx, .pdf or .md."))
        return 2

    def on_event(event: api.SummaryEvent) -> None:
        if isinstance(event, Progress):
            console.progress(event)

    named = options.document
    request = api.SummariseDocument(named.id, named.path, options.method, options.sentences)
    summary = console.call(api.SUMMARISE_DOCUMENT, request, on_event)
    wording = ReportWording(console.translations.language)
    if options.output:
        _write(console, summary, options.output, SUFFIXES[suffix])
    if console.json:
        console.print_json(_output(summary))
    else:
        console.complain(how_made(summary, wording))
        for sentence in summary.summary:
            console.print(f"{sentence.text} ({sentence_place(summary, sentence, wording)})")
    return 1 if summary.cancelled else 0


def _write(console: Console, summary: api.DocumentSummary, path: str, format: ReportFormat) -> None:
    def export(target: str) -> None:
        console.call(api.EXPORT_SUMMARY, api.ExportSummary(summary, target, format, report_language(console)))

    write_report(path, format, export)


def _output(summary: api.DocumentSummary) -> SummaryOutput:
    def sentence(s: api.SummarySentence) -> SentenceOutput:
        return SentenceOutput(s.text, s.heading or summary.sections[s.section].title, s.page, s.start, s.end)

    sections = tuple(
        SectionOutput(section.title, section.page, tuple(map(sentence, section.sentences)))
        for section in summary.sections
    )
    sentences = tuple(map(sentence, summary.summary))
    return SummaryOutput(summary.path, summary.method, summary.model, sentences, sections, summary.cancelled)
