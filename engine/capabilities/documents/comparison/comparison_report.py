"""A comparison as a report: a row for each difference with both passages, the differing words marked, and both places."""

from __future__ import annotations

from collections import Counter

from engine.capabilities.documents.api.comparison import ComparedPassage, Difference, DocumentComparison
from engine.capabilities.documents.reports.report import (
    Block,
    Report,
    ReportCell,
    ReportParagraph,
    ReportTable,
    ReportWording,
)

WIDTHS = (14, 43, 43)
KINDS = {"changed": "Changed", "added": "Added", "dropped": "Dropped", "moved": "Moved"}


def comparison_report(comparison: DocumentComparison, summary: str, wording: ReportWording) -> Report:
    """Return the report in the language of the wording; `summary` may be empty."""
    first = wording.name(comparison.first.path, comparison.first.title)
    second = wording.name(comparison.second.path, comparison.second.title)
    blocks: list[Block] = []
    if summary:
        blocks.append(ReportParagraph(summary))
    blocks.append(ReportParagraph(counts_sentence(comparison, wording), strong=True))
    if comparison.differences:
        rows = [_row(difference, wording) for difference in comparison.differences]
        blocks.append(ReportTable([wording.tr("Difference"), first, second], rows, WIDTHS))
    return Report(wording.tr("Comparison of {first} and {second}", first=first, second=second), blocks)


def counts_sentence(comparison: DocumentComparison, wording: ReportWording) -> str:
    """Return how many passages are changed, added, dropped and moved, and how many are the same."""
    counts = Counter(difference.kind for difference in comparison.differences)
    sentence = wording.tr(
        "Changed: {changed}. Added: {added}. Dropped: {dropped}. Moved: {moved}. The same: {same}.",
        changed=counts["changed"],
        added=counts["added"],
        dropped=counts["dropped"],
        moved=counts["moved"],
        same=comparison.unchanged,
    )
    if comparison.left_out:
        sentence += " " + wording.tr("Further differences that are not listed: {count}.", count=comparison.left_out)
    return sentence


def kind_text(difference: Difference, wording: ReportWording) -> str:
    """Return the kind of a difference, with its changed values: "Changed: 500 € → 550 €"."""
    kind = wording.tr(KINDS[difference.kind])
    if difference.is_moved and difference.kind == "changed":
        kind = wording.tr("Changed and moved")
    if difference.kind != "changed" or not difference.values:
        return kind
    values = "; ".join(f"{value.first or '—'} → {value.second or '—'}" for value in difference.values)
    return f"{kind}: {values}"


def _row(difference: Difference, wording: ReportWording) -> list[ReportCell]:
    return [
        ReportCell(kind_text(difference, wording)),
        _cell(difference.first, wording),
        _cell(difference.second, wording),
    ]


def _cell(passage: ComparedPassage | None, wording: ReportWording) -> ReportCell:
    if passage is None:
        return ReportCell("—")
    return ReportCell(f"{passage.text}\n({wording.place(passage.page, passage.label)})", passage.words)
