"""`ateneo documents compare`: what was added, dropped, changed and moved between two documents."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

import msgspec

from engine.capabilities.documents.api import comparison as api
from engine.capabilities.documents.api.whole_document import ReportFormat
from engine.capabilities.documents.comparison.comparison_report import counts_sentence, kind_text
from engine.capabilities.documents.reports.report import ReportWording
from engine.capabilities.documents.whole.document_argument import document_argument
from engine.capabilities.documents.whole.report_file import report_language, write_report
from engine.cli.arguments import full_path
from engine.cli.console import AddCommand, Console
from engine.protocol.i18n import Translations

SUFFIXES: dict[str, ReportFormat] = {".md": "md", ".docx": "docx", ".pdf": "html", ".csv": "csv"}
SHOWN_CHARACTERS = 300


class ComparisonOutputPassage(msgspec.Struct, frozen=True):
    """A passage as `documents compare --json` prints it; `words` are those that the other document has not."""

    page: int
    start: int
    end: int
    text: str
    words: tuple[tuple[int, int], ...]


class DifferenceOutput(msgspec.Struct, frozen=True):
    """A difference as `documents compare --json` prints it."""

    kind: str
    first: ComparisonOutputPassage | None
    second: ComparisonOutputPassage | None
    values: tuple[api.ValueChange, ...]
    moved: bool


class DocumentsComparisonOutput(msgspec.Struct, frozen=True):
    """The output of `documents compare --json`; `summary` is empty unless it was asked for."""

    first: str
    second: str
    differences: tuple[DifferenceOutput, ...]
    unchanged: int
    left_out: int
    summary: str


def add_compare_documents(add: AddCommand, translations: Translations) -> None:
    """Add `documents compare`."""
    tr = partial(translations.tr, "cli")
    compare = add("documents compare", tr("compare two documents: what was added, dropped, changed and moved"))
    for name in ("first", "second"):
        about = tr("a file, or the number of a document in the library")
        compare.add_argument(name, type=document_argument, metavar="DOCUMENT", help=about)
    compare.add_argument(
        "--summary", action="store_true", help=tr("let the chat model say in two sentences what changed")
    )
    about = tr("write the comparison to this file; its name ends in .docx, .pdf, .md or .csv")
    compare.add_argument("--output", type=full_path, default="", metavar="FILE", help=about)
    compare.set_defaults(run=_compare)


def _compare(options: argparse.Namespace, console: Console) -> int:
    suffix = Path(options.output).suffix.lower()
    if options.output and suffix not in SUFFIXES:
        console.complain(console.tr("cli", "The name of the file has to end in .docx, .pdf, .md or .csv."))
        return 2
    first, second = options.first, options.second
    request = api.CompareDocuments(first.id, second.id, first.path, second.path)
    comparison = console.call(api.COMPARE, request, console.progress)
    wording = ReportWording(console.translations.language)
    summary = _summary(console, comparison, wording) if options.summary and comparison.differences else ""
    if options.output:
        _write(console, comparison, summary, options.output, SUFFIXES[suffix])
    if console.json:
        console.print_json(_output(comparison, summary))
    elif not options.output:
        _print(console, comparison, summary, wording)
    return 0


def _summary(console: Console, comparison: api.DocumentComparison, wording: ReportWording) -> str:
    language = report_language(console)
    request = api.SummariseDifferences(comparison, language)
    result = console.call(api.SUMMARISE_DIFFERENCES, request, console.progress)
    if result.is_weak:
        console.complain(wording.tr("The model is small: check the summary against the list."))
    return result.text


def _print(console: Console, comparison: api.DocumentComparison, summary: str, wording: ReportWording) -> None:
    if summary:
        console.print(summary)
    console.print(counts_sentence(comparison, wording))
    for difference in comparison.differences:
        console.print(f"· {kind_text(difference, wording)}")
        for mark, side in (("-", difference.first), ("+", difference.second)):
            if side is not None:
                text = " ".join(side.text.split())[:SHOWN_CHARACTERS]
                console.print(f"  {mark} {text} ({wording.place(side.page, side.label)})")


def _write(console: Console, comparison: api.DocumentComparison, summary: str, path: str, format: ReportFormat) -> None:
    def export(target: str) -> None:
        request = api.ExportComparedDocuments(comparison, target, format, report_language(console), summary)
        console.call(api.EXPORT_COMPARED, request)

    write_report(path, format, export)


def _output(comparison: api.DocumentComparison, summary: str) -> DocumentsComparisonOutput:
    differences = tuple(
        DifferenceOutput(d.kind, _passage(d.first), _passage(d.second), d.values, d.is_moved)
        for d in comparison.differences
    )
    first, second = comparison.first.path, comparison.second.path
    return DocumentsComparisonOutput(first, second, differences, comparison.unchanged, comparison.left_out, summary)


def _passage(passage: api.ComparedPassage | None) -> ComparisonOutputPassage | None:
    if passage is None:
        return None
    return ComparisonOutputPassage(passage.page, passage.start, passage.end, passage.text, passage.words)
