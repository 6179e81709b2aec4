"""A summary as a report: the whole first, then a paragraph for each section, each sentence with its place."""

from __future__ import annotations

from engine.capabilities.documents.api.summaries import DocumentSummary, SummarySentence
from engine.capabilities.documents.reports.report import Block, Report, ReportHeading, ReportParagraph, ReportWording

QUOTED = "These are sentences of the document itself."
TOO_SMALL = "The model in use is too small to summarise in its own words."


def summary_report(summary: DocumentSummary, wording: ReportWording) -> Report:
    """Return the report in the language of the wording."""
    blocks: list[Block] = [ReportParagraph(how_made(summary, wording), quiet=True)]
    blocks += [ReportParagraph(_with_place(sentence, summary, wording)) for sentence in summary.summary]
    for section in summary.sections:
        blocks.append(ReportHeading(section_title(summary, section.index, wording)))
        blocks += [ReportParagraph(sentence.text) for sentence in section.sentences]
    name = wording.name(summary.path, summary.title)
    return Report(wording.tr("Summary of {name}", name=name), blocks)


def how_made(summary: DocumentSummary, wording: ReportWording) -> str:
    """Return whether the model wrote the summary or its sentences are the document's."""
    if summary.method == "write":
        return wording.tr("Written by {name}.", name=summary.model)
    parts = [wording.tr(TOO_SMALL)] if summary.is_weak else []
    return " ".join((*parts, wording.tr(QUOTED)))


def section_title(summary: DocumentSummary, index: int, wording: ReportWording) -> str:
    """Return the title of a section, or the page on which it begins."""
    section = summary.sections[index]
    return section.title or wording.place(section.page, "")


def sentence_place(summary: DocumentSummary, sentence: SummarySentence, wording: ReportWording) -> str:
    """Return the heading above the place of a sentence, or the page."""
    return sentence.heading or section_title(summary, sentence.section, wording)


def _with_place(sentence: SummarySentence, summary: DocumentSummary, wording: ReportWording) -> str:
    return f"{sentence.text} ({sentence_place(summary, sentence, wording)})"
