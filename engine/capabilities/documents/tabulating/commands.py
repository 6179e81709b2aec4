"""`ateneo documents count|list|total`: documents and the rows of their tables, counted, listed and added up."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import PurePath

import msgspec

from engine.capabilities.documents.api import tabulating as api
from engine.cli.console import Console
from engine.protocol.answering.collection_answer import CollectionCoverage
from engine.protocol.i18n import Translations

SHOWN_CHARACTERS = 100
"""Of each row's text, on the console."""
AddAction = Callable[[str, str], argparse.ArgumentParser]
RESULTS: tuple[api.TabulateOperation, ...] = ("sum", "average", "maximum", "minimum")
_RESULT_NAMES: dict[api.TabulateOperation, str] = {
    "sum": "Total: {amounts}",
    "average": "Average: {amounts}",
    "maximum": "Maximum: {amounts}",
    "minimum": "Minimum: {amounts}",
}


class TabulatedRow(msgspec.Struct, frozen=True):
    """A document or a row as `--json` prints it; `value` is a decimal with a point."""

    path: str
    page: int
    text: str
    date: str
    value: str
    unit: str
    group: str
    start: int
    end: int


class TabulateOutput(msgspec.Struct, frozen=True):
    """The output of `documents count|total --json`, and of `documents list --json` with a condition."""

    operation: api.TabulateOperation
    count: int
    totals: tuple[api.UnitTotal, ...]
    groups: tuple[api.TabulateGroup, ...]
    coverage: CollectionCoverage
    without_amount: tuple[str, ...]
    repeated: tuple[str, ...]
    assumed: int
    rows: tuple[TabulatedRow, ...]


def add_tabulating(action: AddAction, listed: argparse.ArgumentParser, translations: Translations) -> None:
    """Add `documents count` and `documents total`, and to `documents list` the same options."""
    tr = partial(translations.tr, "cli")
    count = action("count", tr("count documents, or the rows of their tables"))
    total = action("total", tr("add up the amounts of documents, or a column of their tables"))
    for parser in (count, total):
        about = tr("name of the collection; may be repeated, and without it all are looked at")
        parser.add_argument("--collection", action="append", dest="collections", default=[], metavar="NAME", help=about)
    about = tr("the column that is added up, by its name; without it the amount of each document or row")
    total.add_argument("--column", default="", metavar="NAME", help=about)
    about = tr("what is worked out of the amounts")
    total.add_argument("--result", choices=RESULTS, default="sum", help=about)
    for parser in (count, listed, total):
        _add_conditions(parser, translations)
    count.set_defaults(run=partial(_tabulate, "count"))
    total.set_defaults(run=partial(_tabulate, "sum"))


def _add_conditions(parser: argparse.ArgumentParser, translations: Translations) -> None:
    tr = partial(translations.tr, "cli")
    about = tr("only documents of this kind or type: invoices, contracts, pdf …")
    parser.add_argument("--kind", default="", metavar="NOUN", help=about)
    about = tr("only those that mention these words; may be repeated")
    parser.add_argument("--mention", action="append", default=[], metavar="WORDS", help=about)
    about = tr(
        "only those for which this holds: supplier=Acme, amount>100, date>=2025-03, City~Madrid; may be repeated"
    )
    parser.add_argument("--where", action="append", default=[], metavar="CONDITION", help=about)
    about = tr("group by month, year, supplier, customer, type, folder, language, collection or the name of a column")
    parser.add_argument("--by", default="", metavar="NAME", help=about)


def has_conditions(options: argparse.Namespace) -> bool:
    """Return whether `documents list` is to list by conditions."""
    return bool(options.kind or options.mention or options.where or options.by)


def list_by_conditions(options: argparse.Namespace, console: Console) -> int:
    """Run `documents list` with conditions."""
    options.collections = [options.collection] if options.collection else []
    return _tabulate("list", options, console)


def _tabulate(operation: api.TabulateOperation, options: argparse.Namespace, console: Console) -> int:
    request = api.Tabulate(
        options.result if operation == "sum" else operation,
        tuple(options.collections),
        options.kind,
        tuple(options.mention),
        tuple(options.where),
        getattr(options, "column", ""),
        options.by,
        console.translations.language,
    )
    found = console.call(api.TABULATE, request, console.progress)
    if console.json:
        console.print_json(_output(found))
    else:
        _print(console, found)
    return 0


def _output(found: api.Tabulation) -> TabulateOutput:
    rows = tuple(
        TabulatedRow(r.path, r.page, r.text, r.date, r.value, r.unit, r.group, r.start, r.end) for r in found.rows
    )
    return TabulateOutput(
        found.operation,
        found.count,
        found.totals,
        found.groups,
        found.coverage,
        found.without_amount,
        found.repeated,
        found.assumed,
        rows,
    )


def _print(console: Console, found: api.Tabulation) -> None:
    """Print the result to standard output with how much was read; what is left out goes to standard error."""
    tr = partial(console.tr, "cli")
    if found.operation == "count":
        console.print(str(found.count))
    elif found.operation != "list":
        amounts = _joined(found.totals) or tr("no amounts were found")
        console.print(console.tr("answers", _RESULT_NAMES[found.operation], amounts=amounts))
    width = max((len(group.name) for group in found.groups), default=0)
    for group in found.groups:
        name = group.name or console.tr("answers", "not stated")
        console.print(f"{name:<{width}}  {group.count:>6}  {_joined(group.totals)}".rstrip())
    if found.operation == "list" and not found.groups:
        for row in found.rows:
            place = f" ({tr('page {page}', page=row.page)})" if row.page > 1 else ""
            parts = (PurePath(row.path).name + place, row.date, " ".join(row.text.split())[:SHOWN_CHARACTERS])
            console.print("  ".join(filter(None, parts)))
    console.print(found.coverage_text)
    _print_left_out(console, found)


def _print_left_out(console: Console, found: api.Tabulation) -> None:
    if found.without_amount:
        sentence = "Without an amount that I could read, and not added: {names}."
        console.complain(console.tr("answers", sentence, names=", ".join(found.without_amount)))
    if found.repeated:
        sentence = "The same again, counted once: {names}."
        console.complain(console.tr("answers", sentence, names=", ".join(found.repeated)))
    if len(found.totals) > 1:
        console.complain(console.tr("answers", "Different currencies and units are not added together."))
    if found.assumed:
        sentence = "Amounts without a currency, taken as {unit}: {n}."
        console.complain(console.tr("answers", sentence, n=found.assumed, unit=found.totals[0].unit))


def _joined(totals: Sequence[api.UnitTotal]) -> str:
    return " · ".join(total.text for total in totals)
