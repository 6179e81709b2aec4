"""A grading as a report: its total, a row for each criterion, and the evidence of each."""

from __future__ import annotations

from pathlib import PurePath

from engine.capabilities.documents.api.grading import GradedCriterion, Grading, RubricNotice
from engine.capabilities.documents.reports.report import (
    Block,
    Report,
    ReportCell,
    ReportHeading,
    ReportParagraph,
    ReportTable,
    ReportWording,
)

WIDTHS = (26, 9, 18, 9, 38)


def grading_report(grading: Grading, wording: ReportWording) -> Report:
    """Return the report of a grading in the language of the wording."""
    name = wording.name(grading.path, grading.title)
    blocks: list[Block] = [
        ReportParagraph(_total(grading, wording), strong=True),
        ReportParagraph(wording.tr("Rubric: {name}", name=PurePath(grading.rubric.replace("\\", "/")).name)),
        ReportParagraph(wording.tr("Model: {name}", name=grading.model)),
    ]
    if grading.is_suggestion:
        blocks.append(ReportParagraph(wording.tr(SUGGESTION), quiet=True))
    blocks += [ReportParagraph(notice_sentence(notice, wording), quiet=True) for notice in grading.notices]
    header = ("Criterion", "Weight", "Level", "Points", "Reason")
    rows = [_row(criterion, wording) for criterion in grading.criteria]
    blocks.append(ReportTable([wording.tr(title) for title in header], rows, WIDTHS))
    for criterion in grading.criteria:
        if criterion.evidence:
            blocks.append(ReportHeading(criterion.name))
            blocks += [
                ReportParagraph(f"“{evidence.text}” ({wording.place(evidence.page, evidence.label)})")
                for evidence in criterion.evidence
            ]
    return Report(wording.tr("Assessment of {name}", name=name), blocks)


SUGGESTION = "The model is small: the levels are suggestions for the person who grades, no more."
NOTICES = {
    "equal_weights": "The rubric gives no weights: all criteria count the same.",
    "some_weights_missing": "Without a weight, and so not counted: {value}.",
    "weights_normalised": "The weights of the rubric add up to {value}, not to 100: they were scaled.",
    "levels_assumed": "The rubric names no levels for some criteria: four levels from 1 to 4 were assumed.",
    "points_assumed": "The levels have no points: they count 1, 2, 3… from the lowest to the highest.",
    "points_from_ranges": "Levels with a range of points count the middle of it.",
    "rows_left_out": "Some rows of the rubric were left out: {value}.",
}


def notice_sentence(notice: RubricNotice, wording: ReportWording) -> str:
    """Return a notice as a sentence in the language."""
    return wording.tr(NOTICES[notice.kind], value=notice.value)


def level_text(criterion: GradedCriterion, wording: ReportWording) -> str:
    """Return the level that counts, and which one the model chose where the person chose another."""
    if criterion.chosen and criterion.level and criterion.chosen != criterion.level:
        return wording.tr("{level} (the model: {other})", level=criterion.chosen, other=criterion.level)
    return criterion.chosen or criterion.level or "—"


def _row(criterion: GradedCriterion, wording: ReportWording) -> list[ReportCell]:
    score = "—" if criterion.score is None else wording.number(criterion.score)
    weight = f"{wording.number(100 * criterion.weight, 1)} %"
    cells = (criterion.name, weight, level_text(criterion, wording), score, criterion.reason)
    return [ReportCell(text) for text in cells]


def _total(grading: Grading, wording: ReportWording) -> str:
    share = grading.total / grading.maximum if grading.maximum else 0.0
    return wording.tr(
        "Total: {total} of {maximum} ({percent} %)",
        total=wording.number(grading.total),
        maximum=wording.number(grading.maximum),
        percent=wording.number(100 * share, 1),
    )
