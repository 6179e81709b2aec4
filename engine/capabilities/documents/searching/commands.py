"""`ateneo search`: passages by words and meaning, narrowed to some documents, and why they were found."""

from __future__ import annotations

import argparse
from functools import partial

import msgspec

from engine.capabilities.documents import api
from engine.capabilities.documents.api.explanation import SearchExplanation
from engine.capabilities.documents.api.search_filters import DOCUMENT_KINDS, DocumentFilters, NamedDocument
from engine.capabilities.documents.related.commands import add_related_option, find_related
from engine.cli.arguments import full_path, positive_int
from engine.cli.console import AddCommand, Console
from engine.protocol.i18n import Translations
from engine.protocol.i18n.passage_place import place_text

SHOWN_CHARACTERS = 240
"""Of each passage, on the console."""
SHOWN_CANDIDATES = 5
"""Of each stage, on the console."""


class PassageLine(msgspec.Struct, frozen=True):
    """One passage as `search` prints it; the less sure ones come after the sure ones. `also_in` are files with the same text."""

    path: str
    page: int
    text: str
    score: float
    sure: bool
    title: str
    label: str
    start: int
    end: int
    also_in: tuple[str, ...] = ()


class SearchOutput(msgspec.Struct, frozen=True, omit_defaults=True):
    """The output of `search --json`. `named` are the documents that the query names, which alone were searched."""

    results: tuple[PassageLine, ...]
    milliseconds: dict[str, float]
    named: tuple[NamedDocument, ...] = ()
    explanation: SearchExplanation | None = None


def add_search(add: AddCommand, translations: Translations) -> None:
    """Add `search`."""
    tr = partial(translations.tr, "cli")
    search = add("search", tr("find passages by meaning and by words"))
    search.add_argument("query", nargs="*", help=tr("what to look for; “words in quotation marks” have to stand so"))
    search.add_argument(
        "--collection", action="append", default=[], help=tr("search only this collection; repeat it for several")
    )
    search.add_argument("-k", type=positive_int, default=10, metavar="N", help=tr("how many passages"))
    modes = tr("hybrid: by meaning and words; dense: by meaning only; keyword: by words only")
    search.add_argument("--mode", choices=("hybrid", "dense", "keyword"), default="hybrid", help=modes)
    _add_filters(search, translations)
    everywhere = tr("search all documents even where the query names one")
    search.add_argument("--everywhere", action="store_true", help=everywhere)
    search.add_argument(
        "--explain", action="store_true", help=tr("show the candidates of every stage, with scores and times")
    )
    add_related_option(search, tr)
    search.set_defaults(run=_search)


def _add_filters(search: argparse.ArgumentParser, translations: Translations) -> None:
    tr = partial(translations.tr, "cli")
    add = search.add_argument_group(tr("narrow the search")).add_argument
    folder = tr("search only what is in this folder; repeat it for several")
    add("--folder", action="append", default=[], type=full_path, metavar="PATH", help=folder)
    kinds = tr(
        "search only documents of this kind ({kinds}) or ending; repeat it for several", kinds=", ".join(DOCUMENT_KINDS)
    )
    add("--type", action="append", default=[], metavar="KIND", help=kinds)
    day = tr("search only documents of this day or later: 2026-03-05, 2026-03 or 2026")
    add("--since", default="", metavar="DAY", help=day)
    add("--until", default="", metavar="DAY", help=tr("search only documents of this day or earlier"))
    language = tr("search only documents in this language: es, en …; repeat it for several")
    add("--written-in", dest="languages", action="append", default=[], metavar="CODE", help=language)
    author = tr("search only documents by this author; a part of the name will do")
    add("--author", default="", metavar="NAME", help=author)


def _search(options: argparse.Namespace, console: Console) -> int:
    filters = DocumentFilters(
        tuple(options.folder),
        tuple(options.type),
        options.since,
        options.until,
        tuple(options.languages),
        options.author,
    )
    request = api.SearchDocuments(
        " ".join(options.query),
        tuple(options.collection),
        options.k,
        options.mode,
        filters=filters,
        restrict_to_named=not options.everywhere,
        explain=options.explain,
    )
    if options.related:
        related = tuple(api.DocumentMatch(passage, True) for passage in find_related(options, console))
        answer = api.DocumentSearchResults(related)
    elif not request.query.strip():
        console.complain(console.tr("cli", "There is nothing to look for."))
        return 2
    else:
        answer = console.call(api.SEARCH, request)
    lines = tuple(_passage_line(match) for match in answer.results)
    if console.json:
        console.print_json(SearchOutput(lines, answer.milliseconds, answer.named, answer.explanation))
        return 0
    if answer.named:
        names = ", ".join(document.title or document.path for document in answer.named)
        console.complain(console.tr("cli", "Searched only in: {names} (--everywhere searches all).", names=names))
    _print_lines(console, lines)
    if answer.explanation:
        _print_explanation(console, answer.explanation)
    return 0


def _print_lines(console: Console, lines: tuple[PassageLine, ...]) -> None:
    if not lines:
        console.print(console.tr("cli", "Nothing was found."))
    sure = sum(line.sure for line in lines)
    for number, line in enumerate(lines, 1):
        if number == sure + 1:
            console.print(f"— {console.tr('cli', 'less sure passages')}")
        place = place_text(console.translations, line.page, line.label, line.path)
        console.print(f"{number}. {line.path} · {place}")
        console.print("   " + " ".join(line.text.split())[:SHOWN_CHARACTERS])
        if line.also_in:
            console.print("   " + console.tr("cli", "also in {files}", files=", ".join(line.also_in)))


def _print_explanation(console: Console, explanation: SearchExplanation) -> None:
    console.print(console.tr("cli", "Words looked for: {words}", words=", ".join(explanation.terms)))
    names = {
        "meaning": console.tr("cli", "By meaning"),
        "words": console.tr("cli", "By words"),
        "sentences": console.tr("cli", "By the nearest sentence"),
        "fused": console.tr("cli", "Both together"),
    }
    for stage in explanation.stages:
        count, time = len(stage.candidates), f"{stage.milliseconds:.1f}"
        heading = console.tr(
            "cli", "{stage} ({time} ms, candidates: {count})", stage=names[stage.stage], count=count, time=time
        )
        console.print(heading)
        for candidate in stage.candidates[:SHOWN_CANDIDATES]:
            console.print(f"   {candidate.score:8.3f}  {candidate.path} · {candidate.page}")


def _passage_line(match: api.DocumentMatch) -> PassageLine:
    p = match.passage
    return PassageLine(p.path, p.page, p.text, p.score, match.is_sure, p.title, p.label, p.start, p.end, p.also_in)
