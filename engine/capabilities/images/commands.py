"""`ateneo images index|search|classify|look|duplicates`: the same pictures as the window's."""

from __future__ import annotations

import argparse
from functools import partial

import msgspec

from engine.capabilities.images import api
from engine.cli.arguments import Parser
from engine.cli.console import AddCommand, Console, common_options
from engine.protocol import errors
from engine.protocol.i18n import Translations
from engine.protocol.progress import Progress

EVERYTHING = 1_000_000


class Line(msgspec.Struct, frozen=True):
    path: str
    score: float


class Lines(msgspec.Struct, frozen=True):
    """What `search --json` prints; `convincing` of the results are."""

    results: tuple[Line, ...]
    convincing: int
    cut_off: float
    milliseconds: dict[str, float]


class Failed(msgspec.Struct, frozen=True):
    path: str
    reason: str
    sentence: str


class Report(msgspec.Struct, frozen=True):
    """What `index --json` prints; `text` is what became of what is written in them, None where it was left out."""

    added: int
    updated: int
    unchanged: int
    failed: int
    removed: int
    seconds: float
    cancelled: bool
    failures: tuple[Failed, ...]
    text: api.OcrReport | None


class Scored(msgspec.Struct, frozen=True):
    path: str
    label: str
    scores: dict[str, float]


class Labelled(msgspec.Struct, frozen=True):
    """What `classify --json` prints."""

    results: tuple[Scored, ...]
    counts: dict[str, int]


def add_commands(add: AddCommand, translations: Translations) -> None:
    tr = partial(translations.tr, "cli")
    parser = add("images", tr("find pictures by saying what is in them"))
    parser.set_defaults(run=lambda options, console: parser.print_help())
    actions: argparse._SubParsersAction[argparse.ArgumentParser] = parser.add_subparsers(  # type: ignore[call-overload]
        title=tr("commands"), metavar=tr("command"), parser_class=partial(Parser, translations)
    )

    def action(name: str, help: str) -> argparse.ArgumentParser:
        return actions.add_parser(name, help=help, description=help, parents=[common_options(translations)])

    index = action("index", tr("read folders of pictures; without one, all watched folders again"))
    index.add_argument("paths", nargs="*", metavar="PATH", help=tr("a file or a folder"))
    index.add_argument("--no-text", action="store_true", help=tr("do not read what is written in the pictures"))
    index.set_defaults(run=_index)
    search = action("search", tr("find pictures by words, by another picture, or both"))
    search.add_argument("words", nargs="*", metavar="WORDS", help=tr("what is in the picture"))
    search.add_argument("--like", action="append", default=[], metavar="FILE", help=tr("a picture to start from"))
    search.add_argument("-k", type=_positive, default=20, metavar="N", help=tr("how many pictures"))
    search.add_argument("--weaker", action="store_true", help=tr("show what is not convincing too"))
    search.set_defaults(run=_search)
    classify = action("classify", tr("give each picture the best of your own labels"))
    classify.add_argument("labels", nargs="+", metavar="LABEL", help=tr("a label; quote one of several words"))
    classify.add_argument("--folder", default="", metavar="DIR", help=tr("only the pictures in this folder"))
    classify.add_argument("--csv", default="", metavar="FILE", help=tr("write the list to this file"))
    classify.set_defaults(run=_classify)
    look = action("look", tr("say what models on the shelf see in a picture"))
    look.add_argument("file", metavar="FILE", help=tr("a picture"))
    look.set_defaults(run=_look)
    duplicates = action("duplicates", tr("list copies of the same picture; nothing is deleted"))
    duplicates.add_argument("--tier", action="append", choices=("same", "reencoded", "similar"), default=[])
    duplicates.add_argument("--csv", default="", metavar="FILE", help=tr("write the list to this file"))
    duplicates.set_defaults(run=_duplicates)


def _index(options: argparse.Namespace, console: Console) -> int:
    failures: list[Failed] = []

    def on_event(event: api.FileRunEvent) -> None:
        if isinstance(event, Progress):
            console.progress(event)
        elif event.outcome == "failed":
            failures.append(Failed(event.path, event.reason, _sentence(console, event)))

    done = console.call(api.INDEX, api.IndexPictures(tuple(options.paths)), on_event)
    read = None if options.no_text or done.cancelled else console.call(api.READ_TEXT, api.ReadPictureText(), console.progress)
    if console.json:
        console.print_json(Report(**msgspec.structs.asdict(done), failures=tuple(failures), text=read))
        return _code(done)
    for failed in failures:
        console.complain(failed.sentence)
    text = "{added} added, {updated} updated, {unchanged} unchanged, {removed} removed, {failed} failed."
    console.print(console.tr("cli", text, **msgspec.structs.asdict(done)))
    if read is not None and read.read:
        text = "Text looked for in {read}, found in {with_text}; {failed} could not be read, {left} still to do."
        console.print(console.tr("cli", text, **msgspec.structs.asdict(read)))
    return _code(done)


def _code(done: api.PictureIndexReport) -> int:
    return 1 if done.failed and not (done.added or done.updated or done.unchanged) else 0


def _sentence(console: Console, event: api.FileOutcome) -> str:
    """The error's own sentence in the user's language."""
    for kind in errors.FileError.__subclasses__():
        if kind.kind == event.reason:
            return console.tr("errors", kind.sentence, **{"name": event.path, "limit": "", **event.values})
    return f"{event.path}: {event.reason}"


def _search(options: argparse.Namespace, console: Console) -> int:
    likes = tuple(api.ExampleImage(path=path) for path in options.like)
    request = api.SearchPictures(" ".join(options.words), likes, k=options.k, weaker=options.weaker)
    found = console.call(api.SEARCH, request)
    lines = tuple(Line(one.path, one.score) for one in found.results)
    if console.json:
        console.print_json(Lines(lines, found.convincing, found.cut_off, found.milliseconds))
        return 0
    for number, line in enumerate(lines, 1):
        console.print(f"{number}. {line.path} · {line.score:.3f}")
    if not found.convincing:
        console.print(console.tr("cli", "Nothing convincing was found."))
        if found.weaker and not options.weaker:
            console.print(console.tr("cli", "Weaker ones: {count}. See them with --weaker.", count=found.weaker))
    return 0


def _classify(options: argparse.Namespace, console: Console) -> int:
    request = api.LabelPictures(tuple(options.labels), api.PictureFilters(folder=_folder(options.folder)), limit=EVERYTHING)
    if options.csv:
        return _written(console, console.call(api.EXPORT_LABELS, api.ExportPictureLabels(options.csv, request)))
    found = console.call(api.LABEL, request)
    lines = tuple(_scored(found.labels, one) for one in found.results)
    if console.json:
        console.print_json(Labelled(lines, dict(zip(found.labels, found.counts, strict=True))))
        return 0
    for line in lines:
        console.print(f"{line.label}  {max(line.scores.values()):.2f}  {line.path}")
    return 0


def _folder(given: str) -> str:
    from engine.files.walk import absolute_path

    return absolute_path(given) if given else ""


def _scored(labels: tuple[str, ...], one: api.LabelledPicture) -> Scored:
    scores = dict(zip(labels, one.scores, strict=True))
    return Scored(one.picture.path, max(scores, key=lambda label: scores[label]), scores)


def _look(options: argparse.Namespace, console: Console) -> int:
    found = console.call(api.ANALYSE, api.AnalysePicture(path=options.file, language=console.translations.language))
    if console.json:
        console.print_json(found)
        return 0
    for label in found.classes:
        console.print(f"{label.score:4.0%}  {label.name}")
    if "detection" in found.sights:
        console.print(f"— {console.tr('cli', 'things')}: {len(found.things)}")
    for thing in found.things:
        console.print(f"{thing.score:4.0%}  {thing.label}  {_corners(thing, found)}")
    if "segmentation" in found.sights:
        console.print(f"— {console.tr('cli', 'regions')}: {found.mask}")
    for region in found.regions:
        console.print(f"{region.share:4.0%}  {region.label}")
    return 0


def _corners(thing: api.DetectedObject, found: api.PictureAnalysis) -> str:
    """In pixels of the picture as it was looked at."""
    left, right = (round(share * found.width) for share in (thing.left, thing.right))
    top, bottom = (round(share * found.height) for share in (thing.top, thing.bottom))
    return f"{left},{top} – {right},{bottom}"


def _duplicates(options: argparse.Namespace, console: Console) -> int:
    tiers = tuple(options.tier) or api.FindDuplicates().tiers
    if options.csv:
        request = api.ExportDuplicates(options.csv, api.FindDuplicates(tiers))
        return _written(console, console.call(api.EXPORT_DUPLICATES, request))
    found = console.call(api.FIND_DUPLICATES, api.FindDuplicates(tiers, limit=EVERYTHING))
    if console.json:
        console.print_json(found)
        return 0
    for group in found.groups:
        console.print(f"— {console.tr('cli', _TIERS[group.tier])}")
        for copy in group.copies:
            console.print(f"   {copy.picture.width} × {copy.picture.height}  {copy.bytes:>10}  {copy.picture.path}")
    if not found.groups:
        console.print(console.tr("cli", "There are no copies."))
    return 0


_TIERS = {"same": "same bytes", "reencoded": "same picture, saved another way", "similar": "similar"}


def _written(console: Console, done: api.PictureExportReport) -> int:
    console.print(console.tr("cli", "{path}: {count} lines written.", path=done.path, count=done.written))
    return 0


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number
