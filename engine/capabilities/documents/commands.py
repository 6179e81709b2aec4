"""`ateneo index`, `ateneo search` and `ateneo documents`: the same collections as the window's."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TypeVar

import msgspec

from engine.capabilities.documents import api
from engine.capabilities.documents.chunking.commands import add_chunking
from engine.capabilities.documents.comparison.commands import add_compare_documents
from engine.capabilities.documents.evaluation.commands import add_evaluation
from engine.capabilities.documents.extraction.commands import add_extraction
from engine.capabilities.documents.grading.commands import add_grade
from engine.capabilities.documents.searching.commands import add_search
from engine.capabilities.documents.sentences.commands import add_sentences
from engine.capabilities.documents.summaries.commands import add_summarise_document
from engine.capabilities.documents.tabulating.commands import add_tabulating, has_conditions, list_by_conditions
from engine.capabilities.documents.watching.commands import add_following
from engine.cli.arguments import Parser, required_path
from engine.cli.console import AddCommand, Console, common_options
from engine.cli.failed_files import FailedFile, failed_file
from engine.protocol.file_run import FileRunEvent
from engine.protocol.i18n import Translations
from engine.protocol.method import Method
from engine.protocol.progress import Progress

RequestT = TypeVar("RequestT")


class IndexOutput(msgspec.Struct, frozen=True):
    """The output of `index --json`."""

    collection: str
    added: int
    updated: int
    unchanged: int
    failed: int
    removed: int
    chunks: int
    seconds: float
    cancelled: bool
    failures: tuple[FailedFile, ...]
    scanned: int = 0
    unread: tuple[api.UnreadKind, ...] = ()


def add_commands(add: AddCommand, translations: Translations) -> None:
    """Add `index`, `search` and `documents`."""
    tr = partial(translations.tr, "cli")
    index = add("index", tr("read files and folders into a collection"))
    index.add_argument("paths", nargs="+", type=required_path, metavar="PATH", help=tr("a file or a folder"))
    index.add_argument("--collection", default="default", help=tr("name of the collection"))
    index.set_defaults(run=_index)

    add_search(add, translations)
    _add_documents(add, translations)
    add_grade(add, translations)
    add_compare_documents(add, translations)
    add_summarise_document(add, translations)
    add_evaluation(add, translations)


def _add_documents(add: AddCommand, translations: Translations) -> None:
    """Add `documents` with its actions; without one it lists."""
    tr = partial(translations.tr, "cli")
    name = tr("name of the collection")
    documents = add("documents", tr("list the documents of the library and look after them"))
    documents.add_argument("--collection", default="", help=name)
    documents.set_defaults(run=_list)
    actions: argparse._SubParsersAction[argparse.ArgumentParser] = documents.add_subparsers(  # type: ignore[call-overload]  # Parser's own arguments
        title=tr("commands"), metavar=tr("command"), parser_class=partial(Parser, translations)
    )  # typeshed wants a class where argparse takes any callable

    def action(name: str, help: str) -> argparse.ArgumentParser:
        return actions.add_parser(name, help=help, description=help, parents=[common_options(translations)])

    numbers = tr("the documents' numbers, from the list")
    listed = action("list", tr("list the documents of the library"))
    listed.set_defaults(run=_list_some)
    retry = action("retry", tr("try again those that could not be read"))
    retry.set_defaults(run=_retry)
    for parser in (listed, retry):
        parser.add_argument("--collection", default=argparse.SUPPRESS, help=name)
    remove = action("remove", tr("take documents out of the library; the files stay"))
    remove.set_defaults(run=_remove)
    purge = action("purge", tr("delete for good what was read of documents; the files stay"))
    purge.add_argument("--removed", action="store_true", help=tr("purge all that were removed"))
    purge.set_defaults(run=_purge)
    for parser in (retry, remove, purge):
        parser.add_argument("ids", nargs="*", type=int, help=numbers)
    add_chunking(action, translations)
    add_sentences(action, translations)
    add_extraction(action, translations)
    add_tabulating(action, listed, translations)
    add_following(action, translations, _read_again)


def _index(options: argparse.Namespace, console: Console) -> int:
    return _run(console, api.INDEX, api.IndexDocuments(tuple(options.paths), options.collection))


def _run(
    console: Console,
    method: Method[RequestT, FileRunEvent, api.DocumentIndexReport],
    request: RequestT,
    is_quiet: bool = False,
) -> int:
    """Run over files and tell what became of them; a quiet run prints nothing but its failures."""
    failures: list[FailedFile] = []

    def on_event(event: FileRunEvent) -> None:
        if isinstance(event, Progress):
            console.progress(event)
        elif event.outcome == "failed":
            failures.append(failed_file(console, event))

    report = console.call(method, request, on_event)
    if not report.cancelled:
        if report.scanned:
            report = msgspec.structs.replace(report, scanned=_read_scans(console))
        _embed_long_documents(console)
    if is_quiet:
        for failure in failures:
            console.complain(failure.sentence)
        return 0
    if console.json:
        counts = msgspec.structs.asdict(report)
        del counts["embeddable"]  # their vectors were made since
        console.print_json(IndexOutput(**counts, failures=tuple(failures)))
    else:
        _print_report(console, report, failures)
    return 1 if failures and not (report.added or report.updated or report.unchanged) else 0


def _embed_long_documents(console: Console) -> None:
    """Make the vectors of long documents. Another request, of the window for example, goes first; then the rest is made."""
    while console.call(api.EMBED, api.EmbedDocuments(), console.progress).cancelled and not console.was_interrupted:
        continue


def _read_scans(console: Console) -> int:
    """Read the pages that are pictures of text. Return how many are left: all where there is no OCR model."""
    while True:
        report = console.call(api.READ_SCANS, api.ReadScans(), console.progress)
        if not report.cancelled or console.was_interrupted:
            return report.left


def _print_report(console: Console, report: api.DocumentIndexReport, failures: list[FailedFile]) -> None:
    for failure in failures:
        console.complain(failure.sentence)
    text = (
        "{collection}: {added} added, {updated} updated, {unchanged} unchanged, {removed} no longer there, "
        "{failed} could not be read."
    )
    counts = ("collection", "added", "updated", "unchanged", "removed", "failed")
    console.print(console.tr("cli", text, **{name: getattr(report, name) for name in counts}))
    if report.scanned:
        sentence = (
            "{n} pages are pictures of text and were not read: that needs a model that reads text in pictures (OCR)."
        )
        console.complain(console.tr("cli", sentence, n=report.scanned))
    if report.unread:
        kinds = ", ".join(f"{kind.count} × {kind.suffix or '?'} ({kind.example})" for kind in report.unread)
        console.complain(console.tr("cli", "Not read, because of their kind: {kinds}.", kinds=kinds))


def _read_again(console: Console, collection: str, paths: tuple[str, ...]) -> int:
    """Read a collection's own folders again, or these of its paths, after a change of what is taken of them."""
    return _run(console, api.INDEX, api.IndexDocuments(paths, collection, is_refresh=True), is_quiet=True)


def _retry(options: argparse.Namespace, console: Console) -> int:
    collection = options.collection or "default"
    return _run(console, api.RETRY_FAILED, api.RetryFailedDocuments(collection, tuple(options.ids)))


def _remove(options: argparse.Namespace, console: Console) -> None:
    console.call(api.REMOVE, api.RemoveDocuments(tuple(options.ids)))


def _list_some(options: argparse.Namespace, console: Console) -> int:
    if has_conditions(options):
        return list_by_conditions(options, console)
    _list(options, console)
    return 0


def _list(options: argparse.Namespace, console: Console) -> None:
    page = console.call(api.LIST, api.ListDocuments(options.collection, limit=1_000_000))
    if console.json:
        console.print_json(page)
        return
    console.print_entries(
        f"{document.id:>6}  {document.collection}  {document.state:<8}  {document.path}" for document in page.documents
    )


def _purge(options: argparse.Namespace, console: Console) -> int:
    if not options.ids and not options.removed:
        console.complain(console.tr("cli", "Name the documents by their numbers."))
        return 2
    requests = [api.PurgeDocuments(tuple(options.ids))] if options.ids else []
    requests += [api.PurgeDocuments()] if options.removed else []
    count = sum(console.call(api.PURGE, request).count for request in requests)
    console.complain(console.tr("cli", "Deleted for good: {count}.", count=count))
    sentence = (
        "Answers that quote it keep the quotation, and backups made before still hold it: see “ateneo backup --clean”."
    )
    console.complain(console.tr("cli", sentence))
    return 0
