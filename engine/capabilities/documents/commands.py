"""`ateneo index`, `ateneo search` and `ateneo documents`: the same collections as the window's."""

from __future__ import annotations

import argparse
from functools import partial

import msgspec

from engine.capabilities.documents import api
from engine.cli.console import AddCommand, Console
from engine.protocol import errors
from engine.protocol.i18n import Translations
from engine.protocol.progress import Progress

ACTIONS = ("list", "remove", "retry")
TEXT_SHOWN = 240


class Line(msgspec.Struct, frozen=True):
    path: str
    page: int
    text: str
    score: float
    title: str
    label: str
    start: int
    end: int


class Lines(msgspec.Struct, frozen=True):
    """What `search --json` prints."""

    results: tuple[Line, ...]
    milliseconds: dict[str, float]


class Failed(msgspec.Struct, frozen=True):
    path: str
    reason: str
    sentence: str


class Report(msgspec.Struct, frozen=True):
    """What `index --json` prints."""

    collection: str
    added: int
    updated: int
    unchanged: int
    failed: int
    removed: int
    chunks: int
    seconds: float
    cancelled: bool
    failures: tuple[Failed, ...]


def add_commands(add: AddCommand, translations: Translations) -> None:
    tr = partial(translations.tr, "cli")
    index = add("index", tr("read files and folders into a collection"))
    index.add_argument("paths", nargs="+", metavar="PATH", help=tr("a file or a folder"))
    index.add_argument("--collection", default="default", help=tr("its name"))
    index.set_defaults(run=_index)

    search = add("search", tr("find passages by meaning and by words"))
    search.add_argument("query", nargs="+", help=tr("what to look for"))
    search.add_argument("--collection", action="append", default=[], help=tr("where to look; all when left out"))
    search.add_argument("-k", type=_positive, default=10, metavar="N", help=tr("how many passages"))
    search.add_argument(
        "--mode", choices=("hybrid", "dense", "keyword"), default="hybrid", help=tr("both, meaning, words")
    )
    search.set_defaults(run=_search)

    documents = add("documents", tr("list, remove or try again what was indexed"))
    documents.add_argument("action", nargs="?", choices=ACTIONS, default="list")
    documents.add_argument("ids", nargs="*", type=int, help=tr("numbers of documents, as the list shows them"))
    documents.add_argument("--collection", default="", help=tr("its name"))
    documents.set_defaults(run=_documents)


def _index(options: argparse.Namespace, console: Console) -> int:
    request = api.IndexDocuments(tuple(options.paths), options.collection)
    return _run(console, api.INDEX, request)


def _run(console: Console, method: object, request: object) -> int:
    failures: list[Failed] = []

    def on_event(event: api.FileRunEvent) -> None:
        if isinstance(event, Progress):
            console.progress(event)
        elif event.outcome == "failed":
            failures.append(Failed(event.path, event.reason, _sentence(console, event)))

    done: api.DocumentIndexReport = console.call(method, request, on_event)  # type: ignore[arg-type]
    if console.json:
        console.print_json(Report(**msgspec.structs.asdict(done), failures=tuple(failures)))
    else:
        _print_report(console, done, failures)
    return 1 if failures and not (done.added or done.updated or done.unchanged) else 0


def _print_report(console: Console, done: api.DocumentIndexReport, failures: list[Failed]) -> None:
    for failed in failures:
        console.complain(failed.sentence)
    console.print(
        console.tr(
            "cli",
            "{collection}: {added} added, {updated} updated, {unchanged} unchanged, {removed} removed, {failed} failed.",
            collection=done.collection,
            added=done.added,
            updated=done.updated,
            unchanged=done.unchanged,
            removed=done.removed,
            failed=done.failed,
        )
    )


def _sentence(console: Console, event: api.FileOutcome) -> str:
    """The error's own sentence in the user's language."""
    for kind in errors.FileError.__subclasses__():
        if kind.kind == event.reason:
            return console.tr("errors", kind.sentence, **{"name": event.path, "limit": "", **event.values})
    return f"{event.path}: {event.reason}"


def _search(options: argparse.Namespace, console: Console) -> int:
    request = api.SearchDocuments(" ".join(options.query), tuple(options.collection), options.k, options.mode)
    found = console.call(api.SEARCH, request)
    lines = tuple(Line(p.path, p.page, p.text, p.score, p.title, p.label, p.start, p.end) for p in found.results)
    if console.json:
        console.print_json(Lines(lines, found.milliseconds))
        return 0
    if not lines:
        console.print(console.tr("cli", "Nothing was found."))
    for number, line in enumerate(lines, 1):
        place = line.label or console.tr("cli", "page {page}", page=line.page)
        console.print(f"{number}. {line.path} · {place} · {line.score:.3f}")
        console.print("   " + " ".join(line.text.split())[:TEXT_SHOWN])
    return 0


def _documents(options: argparse.Namespace, console: Console) -> int:
    if options.action == "retry":
        return _run(
            console, api.RETRY_FAILED, api.RetryFailedDocuments(options.collection or "default", tuple(options.ids))
        )
    if options.action == "remove":
        console.call(api.REMOVE, api.RemoveDocuments(tuple(options.ids)))
        return 0
    listed = console.call(api.LIST, api.ListDocuments(options.collection, limit=1_000_000))
    if console.json:
        console.print_json(listed)
        return 0
    for document in listed.documents:
        console.print(f"{document.id:>6}  {document.collection}  {document.state:<8}  {document.path}")
    return 0


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number
