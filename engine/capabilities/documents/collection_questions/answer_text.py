"""Writes the answer to a question about a collection as Markdown, with a citation for each file and row in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.capabilities.documents.collection_questions.question import CollectionQuestion
from engine.capabilities.documents.collection_questions.record import Record
from engine.capabilities.documents.collection_questions.selection import Selection
from engine.capabilities.documents.collection_questions.totals import (
    RecordGroup,
    extremes,
    group_names,
    grouped,
    totals_of,
)
from engine.capabilities.documents.collection_questions.vocabulary import MONEY_KINDS
from engine.capabilities.documents.collection_questions.wording import GROUP_NAMES, AnswerWording, plain
from engine.protocol.answering.collection_answer import CollectionAnswer, CollectionCoverage, CollectionRow
from engine.protocol.answering.passage import Citation

MOST_LISTED = 200
"""Files and rows in the text of an answer. All of them are in its rows."""
QUOTED = 160
"""Characters quoted of a file's beginning."""
_RESULTS = {
    "sum": "Total: {amounts}",
    "average": "Average: {amounts}",
    "maximum": "Maximum: {amounts}",
    "minimum": "Minimum: {amounts}",
}

ReadPage = Callable[[int, int], tuple[str, str]]
"""(document, page): text and label of a page; both empty where it is gone."""


class AnswerText:
    """An answer in the making: `lines` of Markdown and the citations in them."""

    def __init__(self, question: CollectionQuestion, wording: AnswerWording, read_page: ReadPage) -> None:
        self._question, self._wording, self._read_page = question, wording, read_page
        self._text = ""
        self._citations: list[Citation] = []
        self._rows: list[CollectionRow] = []

    def write(
        self, selection: Selection, coverage: CollectionCoverage, nearest: Sequence[Record] = ()
    ) -> CollectionAnswer:
        """Return the whole answer. The `nearest` documents are named where none has the words."""
        question, tr = self._question, self._wording.tr
        records = self._ordered(selection.records)
        groups = grouped(records, question) if question.group else []
        self._text = self._headline(selection, records)
        self._text += f"\n\n{self._wording.coverage(coverage)}"
        for remark in self._remarks(selection, records):
            self._text += f"\n\n{remark}"
        if groups:
            self._text += "\n\n" + "\n".join(self._table(groups))
        if nearest and not records:
            self._text += f"\n\n{tr('Nearest in meaning, without those words:')}\n"
            self._list(nearest, {})
        if records:
            self._text += "\n"
            self._list(records, group_names(groups))
            if len(records) > MOST_LISTED:
                self._text += f"\n- {tr('and {count} more', count=len(records) - MOST_LISTED)}"
        rows = tuple(self._rows) if records else ()
        return CollectionAnswer(self._text, tuple(self._citations), (), coverage, rows)

    def _ordered(self, records: Sequence[Record]) -> list[Record]:
        """Return the records by file and place; for an extreme value that one first."""
        operation = self._question.operation
        ordered = sorted(records, key=lambda r: (r.document.path.casefold(), r.page, r.start))
        if operation in ("maximum", "minimum"):
            first = extremes(ordered, operation)
            ids = {id(record) for record in first}
            return [*first, *(record for record in ordered if id(record) not in ids)]
        return ordered

    def _headline(self, selection: Selection, records: Sequence[Record]) -> str:
        question, wording = self._question, self._wording
        count = f"**{len(records)}**"
        if (question.mentions or question.entity) and question.operation in ("count", "list"):
            count = wording.tr("{count} of {total}", count=count, total=selection.out_of)
        line = f"{wording.asked(question)}: {count}"
        if question.operation in _RESULTS and records:
            amounts = wording.totals(totals_of(records, question.operation))
            line += f". {wording.tr(_RESULTS[question.operation], amounts=amounts)}"
        return f"{line}."

    def _remarks(self, selection: Selection, records: Sequence[Record]) -> list[str]:
        question, wording = self._question, self._wording
        remarks = []
        files = sum(not record.is_row for record in records)
        if question.kind and records:
            sentence = "They are so by their name, heading or folder (files: {files}) or stand in a table of such (rows: {rows})."
            remarks.append(wording.tr(sentence, files=files, rows=len(records) - files))
        if question.mentions or question.entity:
            remarks.append(
                wording.tr(
                    "Looked for in every file: exactly these words, in singular and plural, in no other language."
                )
            )
        if selection.moneyless:
            names = tuple(dict.fromkeys(record.document.shown_name for record in selection.moneyless))
            remarks.append(
                wording.tr("Without an amount that I could read, and not added: {names}.", names=wording.names(names))
            )
        if question.direction:
            remarks.append(
                wording.tr("What was issued and what was received is told apart by the names of files and folders.")
            )
        if selection.unstated:
            names = tuple(dict.fromkeys(record.document.shown_name for record in selection.unstated))
            remarks.append(
                wording.tr("They do not state it, and are not counted: {names}.", names=wording.names(names))
            )
        if selection.repeated:
            names = tuple(dict.fromkeys(record.document.shown_name for record in selection.repeated))
            remarks.append(wording.tr("The same again, counted once: {names}.", names=wording.names(names)))
        if question.operation in _RESULTS and records:
            totals = totals_of(records, question.operation)
            if len(totals.amounts) > 1:
                remarks.append(wording.tr("Different currencies and units are not added together."))
            if totals.assumed:
                unit = totals.amounts[0].unit
                remarks.append(
                    wording.tr("Amounts without a currency, taken as {unit}: {n}.", n=totals.assumed, unit=unit)
                )
        if selection.beside:
            totals = totals_of(selection.beside, "sum")
            sentence = "Not added to the movements of the account: {count} invoices and receipts, {amounts}."
            remarks.append(wording.tr(sentence, count=len(selection.beside), amounts=wording.totals(totals)))
        if question.date and any(record.is_dated_by_file for record in records):
            remarks.append(wording.tr("Files that give no date of their own go by the day they were last changed."))
        return remarks

    def _table(self, groups: Sequence[RecordGroup]) -> list[str]:
        wording = self._wording
        has_amounts = any(record.amount for group in groups for record in group.records)
        heads = [wording.tr(GROUP_NAMES[self._question.group]), wording.tr("Count")]
        heads += [wording.tr("Amount")] if has_amounts else []
        lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
        operation = self._question.operation if self._question.operation in _RESULTS else "sum"
        for group in groups:
            name = wording.date(group.name) if self._question.group in ("month", "year") else group.name
            cells = [_cell(name) or wording.tr("not stated"), str(len(group.records))]
            cells += [wording.totals(totals_of(group.records, operation)).replace("**", "")] if has_amounts else []
            lines.append(f"| {' | '.join(cells)} |")
        return lines

    def _list(self, records: Sequence[Record], names: Mapping[int, str]) -> None:
        numbers: dict[tuple[int, int, int], int] = {}
        for at, record in enumerate(records):
            text, label = self._quoted(record) if at < MOST_LISTED else ("", "")
            number = 0
            if at < MOST_LISTED:
                start = len(self._text) + 3
                self._text += f"\n- {self._entry(record, label)}"
                key = (record.document.id, record.page, record.start)
                number = numbers.setdefault(key, len(numbers) + 1)
                self._citations.append(self._citation(record, text, label, number, start))
            self._rows.append(_row(record, text, label, number, names.get(id(record), "")))

    def _entry(self, record: Record, label: str) -> str:
        wording = self._wording
        place = label or (wording.tr("page {number}", number=str(record.page)) if record.page > 1 else "")
        parts = [f"{plain(record.document.shown_name)}{f' ({plain(place)})' if place else ''}"]
        if record.is_row:
            parts.append(plain(" ".join(record.text.split())[:QUOTED]))
        if record.date and not record.is_row and (self._question.date or not record.is_dated_by_file):
            parts.append(wording.date(record.date))
        if (
            record.amount is not None
            and not record.is_row
            and (self._question.operation in _RESULTS or self._question.group or self._question.kind in MONEY_KINDS)
        ):
            parts.append(wording.amount(record.amount))
        return " — ".join(parts)

    def _quoted(self, record: Record) -> tuple[str, str]:
        """Return the text of a record's place, of a whole document its beginning, and the label of its page."""
        page, label = self._read_page(record.document.id, record.page)
        end = record.end if record.end > record.start else min(record.start + QUOTED, len(page))
        return page[record.start : end], label

    def _citation(self, record: Record, text: str, label: str, number: int, start: int) -> Citation:
        document = record.document
        return Citation(
            number=number,
            document=document.id,
            path=document.path,
            title=document.title,
            page=record.page,
            start=record.start,
            end=record.start + len(text),
            text=text,
            answer_start=start,
            answer_end=len(self._text),
            label=label,
        )


def _row(record: Record, text: str, label: str, number: int, group: str) -> CollectionRow:
    document, amount = record.document, record.amount
    return CollectionRow(
        document.id,
        document.path,
        document.title,
        record.page,
        text or record.text,
        label,
        record.start,
        record.end,
        record.date,
        format(amount.value, "f") if amount else "",
        amount.unit if amount else "",
        group,
        number,
    )


def _cell(text: str) -> str:
    return " ".join(plain(text).split())
