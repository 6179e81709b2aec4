"""`ateneo grade`: a document graded against a rubric, on the console, as JSON or as a file."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

import msgspec

from engine.capabilities.documents.api import grading as api
from engine.capabilities.documents.api.whole_document import ReportFormat
from engine.capabilities.documents.grading.grading_report import SUGGESTION, level_text, notice_sentence
from engine.capabilities.documents.reports.report import ReportWording
from engine.capabilities.documents.whole.report_file import report_language, write_report
from engine.cli.arguments import full_path, required_path
from engine.cli.console import AddCommand, Console
from engine.protocol.i18n import Translations
from engine.protocol.progress import Progress

SUFFIXES: dict[str, ReportFormat] = {".md": "md", ".docx": "docx", ".pdf": "html"}


class EvidenceOutput(msgspec.Struct, frozen=True):
    """A sentence of the document, as `grade --json` prints it."""

    page: int
    start: int
    end: int
    text: str


class CriterionOutput(msgspec.Struct, frozen=True):
    """A criterion as `grade --json` prints it; `level` is empty and `score` null where it was not graded."""

    name: str
    weight: float
    level: str
    score: float | None
    reason: str
    evidence: tuple[EvidenceOutput, ...]


class GradingOutput(msgspec.Struct, frozen=True):
    """The output of `grade --json`. `total` is the sum of weight × score, `maximum` the most that it can be."""

    document: str
    rubric: str
    criteria: tuple[CriterionOutput, ...]
    total: float
    maximum: float


def add_grade(add: AddCommand, translations: Translations) -> None:
    """Add `grade`."""
    tr = partial(translations.tr, "cli")
    grade = add("grade", tr("grade a document against a rubric, with evidence for each criterion"))
    grade.add_argument("file", type=required_path, metavar="FILE", help=tr("the document"))
    about = tr("the rubric: a Word, Excel or CSV file with a table of criteria, weights and levels")
    grade.add_argument("--rubric", type=required_path, required=True, metavar="FILE", help=about)
    grade.add_argument("--model", metavar="ID", help=tr("the id of the model that judges"))
    about = tr("write the result to this file; its name ends in .docx, .pdf or .md")
    grade.add_argument("--output", type=full_path, default="", metavar="FILE", help=about)
    grade.set_defaults(run=_grade)


def _grade(options: argparse.Namespace, console: Console) -> int:
    suffix = Path(options.output).suffix.lower()
    if options.output and suffix not in SUFFIXES:
        console.complain(console.tr("cli", "The name of the file has to end in .docx, .pdf or .md."))
        return 2
    rubric = console.call(api.READ_RUBRIC, api.ReadRubric(options.rubric))
    wording = ReportWording(console.translations.language)
    for notice in rubric.notices:
        console.complain(notice_sentence(notice, wording))
    judge = console.call(api.DESCRIBE_JUDGE, api.DescribeJudge("en" if wording.language == "en" else "es"))
    if judge.model and judge.is_weak and not options.model:
        console.complain(wording.tr(SUGGESTION))

    def on_event(event: api.GradingEvent) -> None:
        if isinstance(event, Progress):
            console.progress(event)
        elif not console.json:
            _print_criterion(console, event, wording)

    request = api.GradeDocument(options.rubric, path=options.file, model=options.model)
    grading = console.call(api.GRADE, request, on_event)
    if options.output:
        _write(console, grading.id, options.output, SUFFIXES[suffix])
    if console.json:
        console.print_json(_output(grading))
    else:
        _print_total(console, grading, wording)
    return 1 if grading.cancelled else 0


def _print_criterion(console: Console, criterion: api.GradedCriterion, wording: ReportWording) -> None:
    score = "—" if criterion.score is None else wording.number(criterion.score)
    console.print(f"{criterion.name} · {level_text(criterion, wording)} · {score}")
    if criterion.reason:
        console.print(f"   {criterion.reason}")
    for evidence in criterion.evidence:
        place = wording.place(evidence.page, evidence.label)
        console.print(f"   “{' '.join(evidence.text.split())}” ({place})")


def _print_total(console: Console, grading: api.Grading, wording: ReportWording) -> None:
    total, maximum = wording.number(grading.total), wording.number(grading.maximum)
    console.print(console.tr("cli", "Total: {sum} of {maximum}", sum=total, maximum=maximum))
    console.complain(
        console.tr("cli", "It is saved: the window shows it under Documents, where levels can be changed.")
    )


def _write(console: Console, grading: int, path: str, format: ReportFormat) -> None:
    def export(target: str) -> None:
        console.call(api.EXPORT_GRADING, api.ExportGrading(grading, target, format, report_language(console)))

    write_report(path, format, export)


def _output(grading: api.Grading) -> GradingOutput:
    criteria = tuple(
        CriterionOutput(
            criterion.name,
            round(criterion.weight, 6),
            criterion.chosen or criterion.level,
            criterion.score,
            criterion.reason,
            tuple(EvidenceOutput(e.page, e.start, e.end, e.text) for e in criterion.evidence),
        )
        for criterion in grading.criteria
    )
    return GradingOutput(grading.path, grading.rubric, criteria, grading.total, grading.maximum)
