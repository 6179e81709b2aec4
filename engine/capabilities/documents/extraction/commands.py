"""`ateneo documents extract`: facts of many documents as a table, on the console, as JSON or as a file."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePath

import msgspec

from engine.capabilities.documents.api import extraction as api
from engine.cli.arguments import full_path
from engine.cli.console import Console
from engine.protocol.i18n import Translations
from engine.protocol.progress import Progress

FORMATS: dict[str, api.TableFormat] = {".csv": "csv", ".xlsx": "xlsx"}
SHOWN_CHARACTERS = 40
"""Of each value, on the console."""
NOT_ASKED: dict[api.ModelUse, str] = {
    "missing": "There is no chat model, so only labels, tables and patterns were looked at.",
    "weak": "The chat model is too small for this, so only labels, tables and patterns were looked at.",
}
AddAction = Callable[[str, str], argparse.ArgumentParser]


class ValueOutput(msgspec.Struct, frozen=True):
    """A value as `documents extract --json` prints it; `value` is empty where the document states none."""

    field: str
    value: str
    normalized: str
    origin: api.FactOrigin
    page: int
    start: int
    end: int
    quote: str


class RowOutput(msgspec.Struct, frozen=True):
    """A document, or a record in it, as `documents extract --json` prints it."""

    document: int
    path: str
    title: str
    record: int
    state: api.FactRowState
    cells: tuple[ValueOutput, ...]


class ExtractOutput(msgspec.Struct, frozen=True):
    """The output of `documents extract --json`."""

    table: int
    fields: tuple[str, ...]
    rows: tuple[RowOutput, ...]
    done: int
    total: int
    cancelled: bool
    model: api.ModelUse


def add_extraction(action: AddAction, translations: Translations) -> None:
    """Add `documents extract`."""
    tr = partial(translations.tr, "cli")
    extract = action("extract", tr("look for facts in many documents and put them into a table"))
    extract.add_argument("ids", nargs="*", type=int, help=tr("the documents' numbers, from the list"))
    about = tr("what to look for, with commas between: supplier, date, total; a description may follow a colon")
    extract.add_argument("--fields", action="append", default=[], metavar="NAMES", help=about)
    extract.add_argument("--collection", default=argparse.SUPPRESS, help=tr("name of the collection"))
    about = tr("write the table to this file, .csv or .xlsx, with the source of each value")
    extract.add_argument("--output", type=full_path, metavar="FILE", help=about)
    about = tr("go on with the table of this number, or print it")
    extract.add_argument("--table", type=int, default=0, metavar="NUMBER", help=about)
    about = tr("look only at labels, tables and patterns, and ask no model")
    extract.add_argument("--no-model", action="store_true", help=about)
    extract.set_defaults(run=_extract)


def parse_fields(texts: list[str]) -> tuple[api.FactField, ...]:
    """Return the fields of "supplier, date: of the invoice, total"."""
    parts = [part.strip() for text in texts for part in re.split(r"[,;\n]", text)]
    named = (part.partition(":") for part in parts if part)
    return tuple(api.FactField(name.strip(), description.strip()) for name, _, description in named)


def _extract(options: argparse.Namespace, console: Console) -> int:
    format = None
    if options.output is not None:
        format = FORMATS.get(Path(options.output).suffix.lower())
        if format is None:
            console.complain(console.tr("cli", "The name of the file must end with .csv or .xlsx."))
            return 2
    request = api.ExtractFacts(
        parse_fields(options.fields),
        tuple(options.ids),
        getattr(options, "collection", ""),
        uses_model=not options.no_model,
        table=options.table,
    )
    table = console.call(api.EXTRACT, request, partial(_show, console))
    while table.cancelled and not console.was_interrupted:  # it made way for a question, of the window for example
        table = console.call(api.EXTRACT, msgspec.structs.replace(request, table=table.id), partial(_show, console))
    if format is not None:
        export = api.ExportFacts(table.id, str(options.output), format, console.translations.language)
        console.call(api.EXPORT_FACTS, export)
    if console.json:
        console.print_json(_output(table))
    else:
        _print(console, table)
    return 0


def _show(console: Console, event: api.ExtractionEvent) -> None:
    if isinstance(event, Progress):
        console.progress(event)


def _output(table: api.FactTable) -> ExtractOutput:
    return ExtractOutput(
        table.id,
        tuple(field.name for field in table.fields),
        tuple(_row(table, row) for row in table.rows),
        table.done,
        table.total,
        table.cancelled,
        table.model,
    )


def _row(table: api.FactTable, row: api.FactRow) -> RowOutput:
    known = {cell.field: cell for cell in row.cells}
    cells = tuple(
        ValueOutput(field.name, cell.text, cell.normalized, cell.origin, cell.page, cell.start, cell.end, cell.quote)
        for at, field in enumerate(table.fields)
        for cell in (known.get(at, api.FactCell(at)),)
    )
    return RowOutput(row.document, row.path, row.title, row.record, row.state, cells)


def _print(console: Console, table: api.FactTable) -> None:
    for row in table.rows:
        known = {cell.field: cell for cell in row.cells}
        console.print(PurePath(row.path).name)
        for at, field in enumerate(table.fields):
            cell = known.get(at)
            if cell is None or not cell.text:
                console.print(f"   {field.name}: —")
                continue
            page = f"  ({console.tr('cli', 'page {page}', page=cell.page)})" if cell.page else ""
            console.print(f"   {field.name}: {cell.text[:SHOWN_CHARACTERS]}{page}")
    if sentence := NOT_ASKED.get(table.model):
        console.complain(console.tr("cli", sentence))
    console.complain(console.tr("cli", "This is table {number}.", number=str(table.id)))
