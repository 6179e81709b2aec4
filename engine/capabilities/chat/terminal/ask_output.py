"""Answers from documents as `ateneo ask` prints them: as JSON, or as lines below the answer."""

from __future__ import annotations

import msgspec

from engine.capabilities.chat import api
from engine.cli.console import Console
from engine.protocol.answering.collection_answer import CollectionRow
from engine.protocol.answering.passage import Citation, Passage
from engine.protocol.i18n.passage_place import place_text

SHOWN_CHARACTERS = 240
"""Of each of the nearest passages, on the console."""


class CitedPassage(msgspec.Struct, frozen=True):
    """One source of an answer, as `ask --json` prints it."""

    number: int
    path: str
    page: int
    text: str
    start: int
    end: int
    label: str


class NearestPassage(msgspec.Struct, frozen=True):
    """A passage near to a question that the documents do not answer, as `ask --json` prints it."""

    path: str
    page: int
    text: str
    label: str


class UnsupportedLine(msgspec.Struct, frozen=True):
    """A sentence of an answer that the documents do not support, as `ask --json` prints it."""

    text: str
    start: int
    end: int
    missing: tuple[str, ...]


class AskOutput(msgspec.Struct, frozen=True):
    """Printed by `ask --json`; `truncated`, `notices` and `searched_for` as in ChatOutput."""

    text: str
    citations: tuple[CitedPassage, ...]
    conversation: int
    finish: str
    truncated: int = 0
    notices: tuple[api.Notice, ...] = ()
    unsupported: tuple[UnsupportedLine, ...] = ()
    nearest: tuple[NearestPassage, ...] = ()
    searched_for: str = ""


class CoverageOutput(msgspec.Struct, frozen=True):
    """How many of the `files` an answer about all of them rests on, and the names of the others."""

    files: int
    read: int
    unread: tuple[str, ...]
    partly_read: tuple[str, ...]
    waiting: int


class CountedRow(msgspec.Struct, frozen=True):
    """A file or a row of a table behind an answer about all of them; `value` is a decimal with a point."""

    path: str
    page: int
    label: str
    text: str
    date: str
    value: str
    unit: str
    group: str
    start: int
    end: int


class CollectionAskOutput(AskOutput, frozen=True, kw_only=True):
    """Printed by `ask --json` for a question about a whole collection."""

    coverage: CoverageOutput
    rows: tuple[CountedRow, ...]


def ask_output(reply: api.Reply) -> AskOutput:
    """Return an answer as `ask --json` prints it."""
    message, remarks = reply.message, reply.message.remarks
    cited = tuple(_cited_passage(citation) for citation in message.citations)
    unsupported = tuple(_unsupported_line(message, sentence) for sentence in remarks.unsupported)
    output = AskOutput(
        message.text,
        cited,
        reply.conversation,
        reply.finish,
        reply.truncated,
        remarks.notices,
        unsupported,
        tuple(NearestPassage(p.path, p.page, p.text, p.label) for p in nearest_passages(message)),
        remarks.searched_for,
    )
    if (known := remarks.coverage) is None:
        return output
    coverage = CoverageOutput(known.files, known.read, known.unread, known.partly_read, known.waiting)
    rows = tuple(map(_counted_row, remarks.counted))
    return CollectionAskOutput(**msgspec.structs.asdict(output), coverage=coverage, rows=rows)


def print_sources(console: Console, message: api.Message) -> None:
    """Print the sources of an answer, and its sentences that have none; else the nearest passages, which are no answer."""
    nearest = nearest_passages(message)
    if nearest:
        console.print(console.tr("cli", "The nearest passages, which do not answer it:"))
    for passage in nearest:
        place = place_text(console.translations, passage.page, passage.label, passage.path)
        console.print(f"– {passage.path}, {place}: {' '.join(passage.text.split())[:SHOWN_CHARACTERS]}")
    for citation in message.citations:
        place = place_text(console.translations, citation.page, citation.label, citation.path)
        console.print(
            f"[{citation.number}] {citation.path or citation.title}, {place}: {' '.join(citation.text.split())}"
        )
    unsupported = [_unsupported_line(message, sentence) for sentence in message.remarks.unsupported]
    if unsupported:
        console.print(console.tr("cli", "Not in your documents:"))
    for line in unsupported:
        missing = console.tr("cli", "missing: {names}", names=", ".join(line.missing)) if line.missing else ""
        console.print("  ".join(filter(None, ("–", " ".join(line.text.split()), missing))))


def nearest_passages(message: api.Message) -> tuple[Passage, ...]:
    """Return the passages that are shown where the documents do not answer."""
    return message.passages if "nothing_found" in message.remarks.notices else ()


def _unsupported_line(message: api.Message, sentence: api.UnsupportedSentence) -> UnsupportedLine:
    text = message.text[sentence.start : sentence.end]
    return UnsupportedLine(text, sentence.start, sentence.end, sentence.missing)


def _cited_passage(citation: Citation) -> CitedPassage:
    return CitedPassage(
        citation.number, citation.path, citation.page, citation.text, citation.start, citation.end, citation.label
    )


def _counted_row(row: CollectionRow) -> CountedRow:
    return CountedRow(
        row.path, row.page, row.label, row.text, row.date, row.value, row.unit, row.group, row.start, row.end
    )
