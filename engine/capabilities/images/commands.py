"""`ateneo images index|search|classify|look|duplicates`: the same pictures as the window's."""

from __future__ import annotations

import argparse
from functools import partial

import msgspec

from engine.capabilities.images import api
from engine.cli.arguments import Parser, full_path, positive_int
from engine.cli.console import AddCommand, Console, common_options
from engine.cli.failed_files import FailedFile, failed_file
from engine.protocol.file_run import FileRunEvent
from engine.protocol.i18n import Translations
from engine.protocol.progress import Progress

ALL = 1_000_000
"""As a page's limit: no page, everything."""


class PictureLine(msgspec.Struct, frozen=True):
    """One picture as `search` prints it."""

    path: str
    score: float


class PictureSearchOutput(msgspec.Struct, frozen=True):
    """The output of `search --json`; the first `convincing` of the results are, the next `less_sure` are runners-up."""

    results: tuple[PictureLine, ...]
    convincing: int
    less_sure: int
    cut_off: float
    milliseconds: dict[str, float]


class PictureIndexOutput(msgspec.Struct, frozen=True):
    """The output of `index --json`; `text` is the report of the OCR run, None where it was left out."""

    added: int
    updated: int
    unchanged: int
    failed: int
    removed: int
    seconds: float
    cancelled: bool
    failures: tuple[FailedFile, ...]
    text: api.OcrReport | None


class LabelledLine(msgspec.Struct, frozen=True):
    """One picture as `classify` prints it; `label` is empty where none of the labels fits."""

    path: str
    label: str
    scores: dict[str, float]


class ClassifyOutput(msgspec.Struct, frozen=True):
    """The output of `classify --json`; `none` is the number of pictures that none of the labels fits."""

    results: tuple[LabelledLine, ...]
    counts: dict[str, int]
    none: int


class LookOutput(msgspec.Struct, frozen=True, omit_defaults=True):
    """The output of `look --json`."""

    view: str
    width: int
    height: int
    sights: tuple[str, ...]
    classes: tuple[api.PictureLabel, ...] = ()
    things: tuple[api.DetectedObject, ...] = ()
    regions: tuple[api.PictureRegion, ...] = ()
    mask: str = ""


def add_commands(add: AddCommand, translations: Translations) -> None:
    """Add `images` with its actions."""
    tr = partial(translations.tr, "cli")
    parser = add("images", tr("find pictures by saying what is in them"))
    parser.set_defaults(run=lambda options, console: parser.print_help())
    actions: argparse._SubParsersAction[argparse.ArgumentParser] = parser.add_subparsers(  # type: ignore[call-overload]  # Parser's own arguments
        title=tr("commands"), metavar=tr("command"), parser_class=partial(Parser, translations)
    )  # typeshed wants a class where argparse takes any callable

    def action(name: str, help: str) -> argparse.ArgumentParser:
        return actions.add_parser(name, help=help, description=help, parents=[common_options(translations)])

    index = action("index", tr("read folders of pictures; without one, all watched folders again"))
    index.add_argument("paths", nargs="*", type=full_path, metavar="PATH", help=tr("a file or a folder"))
    index.add_argument("--no-text", action="store_true", help=tr("do not read the text in the pictures"))
    index.set_defaults(run=_index)
    search = action("search", tr("find pictures by words, by another picture, or both"))
    search.add_argument("words", nargs="*", metavar="WORDS", help=tr("what is in the picture"))
    about = tr("a picture to start from")
    search.add_argument("--like", action="append", type=full_path, default=[], metavar="FILE", help=about)
    search.add_argument("-k", type=positive_int, default=20, metavar="N", help=tr("how many pictures"))
    search.add_argument("--weaker", action="store_true", help=tr("show weak matches too"))
    search.set_defaults(run=_search)
    classify = action("classify", tr("find the best of your own labels for each picture"))
    classify.add_argument("labels", nargs="+", metavar="LABEL", help=tr("a label; quote one of several words"))
    classify.add_argument(
        "--folder", type=_absolute, default="", metavar="DIR", help=tr("only the pictures in this folder")
    )
    classify.add_argument("--csv", default="", metavar="FILE", help=tr("write the list to this file"))
    classify.set_defaults(run=_classify)
    look = action("look", tr("say what the installed models recognise in a picture"))
    look.add_argument("file", type=full_path, metavar="FILE", help=tr("a picture"))
    look.set_defaults(run=_look)
    duplicates = action("duplicates", tr("list duplicate pictures; nothing is deleted"))
    duplicates.add_argument("--tier", action="append", choices=("same", "reencoded", "similar"), default=[])
    duplicates.add_argument("--csv", default="", metavar="FILE", help=tr("write the list to this file"))
    duplicates.set_defaults(run=_duplicates)


def _index(options: argparse.Namespace, console: Console) -> int:
    failures: list[FailedFile] = []

    def on_event(event: FileRunEvent) -> None:
        if isinstance(event, Progress):
            console.progress(event)
        elif event.outcome == "failed":
            failures.append(failed_file(console, event))

    report = console.call(api.INDEX, api.IndexPictures(tuple(options.paths)), on_event)
    without_text = options.no_text or report.cancelled
    ocr = None if without_text else _read_text(console)
    if console.json:
        console.print_json(PictureIndexOutput(**msgspec.structs.asdict(report), failures=tuple(failures), text=ocr))
        return _exit_code(report)
    for failure in failures:
        console.complain(failure.sentence)
    text = "{added} added, {updated} updated, {unchanged} unchanged, {removed} removed, {failed} failed."
    console.print(console.tr("cli", text, **msgspec.structs.asdict(report)))
    if ocr is not None and ocr.read:
        text = "Pictures read for text: {read}, with text: {with_text}, not readable: {failed}, still to do: {left}."
        console.print(console.tr("cli", text, **msgspec.structs.asdict(ocr)))
    return _exit_code(report)


def _read_text(console: Console) -> api.OcrReport:
    """Read the text in the pictures. Another run, of the window for example, goes first; then the rest is read."""
    report = console.call(api.READ_TEXT, api.ReadPictureText(), console.progress)
    while report.cancelled and not console.was_interrupted:
        rest = console.call(api.READ_TEXT, api.ReadPictureText(), console.progress)
        report = msgspec.structs.replace(
            rest,
            read=report.read + rest.read,
            with_text=report.with_text + rest.with_text,
            failed=report.failed + rest.failed,
            seconds=report.seconds + rest.seconds,
        )
    return report


def _exit_code(report: api.PictureIndexReport) -> int:
    return 1 if report.failed and not (report.added or report.updated or report.unchanged) else 0


def _search(options: argparse.Namespace, console: Console) -> int:
    examples = tuple(api.ExampleImage(path=path) for path in options.like)
    query = " ".join(options.words)
    request = api.SearchPictures(query, examples, k=options.k, include_weaker=options.weaker)
    answer = console.call(api.SEARCH, request)
    lines = tuple(PictureLine(picture.path, picture.score) for picture in answer.results)
    if console.json:
        output = PictureSearchOutput(lines, answer.convincing, answer.less_sure, answer.cut_off, answer.milliseconds)
        console.print_json(output)
        return 0
    if not answer.convincing:
        console.print(console.tr("cli", "No picture matches for sure."))
    for number, line in enumerate(lines, 1):
        if number == answer.convincing + 1:
            console.print(f"— {console.tr('cli', 'less sure')}")
        console.print(f"{number}. {line.path}")
    hidden = answer.convincing + answer.weaker - len(lines)
    if hidden > 0 and not options.weaker and len(lines) < options.k:
        console.print(console.tr("cli", "Weak matches: {count}. Show them with --weaker.", count=hidden))
    return 0


def _classify(options: argparse.Namespace, console: Console) -> int:
    filters = api.PictureFilters(folder=options.folder)
    request = api.LabelPictures(tuple(options.labels), filters, limit=ALL)
    if options.csv:
        export = api.ExportPictureLabels(full_path(options.csv), request)
        return _print_export(console, console.call(api.EXPORT_LABELS, export), options.csv)
    labelled = console.call(api.LABEL, request)
    lines = tuple(_labelled_line(labelled.labels, result) for result in labelled.results)
    if console.json:
        counts = dict(zip(labelled.labels, labelled.counts, strict=True))
        console.print_json(ClassifyOutput(lines, counts, labelled.none))
        return 0
    none = console.tr("cli", "(none of these)")
    for line in lines:
        console.print(
            f"{line.label}  {max(line.scores.values()):4.0%}  {line.path}" if line.label else f"{none}  {line.path}"
        )
    return 0


def _absolute(folder: str) -> str:
    from engine.files.walk import absolute_path

    return absolute_path(folder) if folder else ""


def _labelled_line(labels: tuple[str, ...], result: api.LabelledPicture) -> LabelledLine:
    scores = dict(zip(labels, result.scores, strict=True))
    label = max(scores, key=lambda name: scores[name]) if result.has_label else ""
    return LabelledLine(result.picture.path, label, scores)


_TASKS = {"classification": "classes", "detection": "things", "segmentation": "regions"}
"""Vision task → its key in the JSON of `look`."""


def _look(options: argparse.Namespace, console: Console) -> int:
    request = api.AnalysePicture(path=options.file, language=console.translations.language)
    analysis = console.call(api.ANALYSE, request)
    if console.json:
        console.print_json(_look_output(analysis))
        return 0
    for label in analysis.labels:
        console.print(f"{label.score:4.0%}  {label.name}")
    if "detection" in analysis.tasks:
        console.print(f"— {console.tr('cli', 'objects')}: {len(analysis.objects)}")
    for box in analysis.objects:
        console.print(f"{box.score:4.0%}  {box.label}  {_corners(box, analysis)}")
    if "segmentation" in analysis.tasks:
        console.print(f"— {console.tr('cli', 'regions')}: {analysis.mask}")
    for region in analysis.regions:
        console.print(f"{region.share:4.0%}  {region.label}")
    return 0


def _look_output(analysis: api.PictureAnalysis) -> LookOutput:
    return LookOutput(
        view=analysis.view,
        width=analysis.width,
        height=analysis.height,
        sights=tuple(_TASKS[task] for task in analysis.tasks),
        classes=analysis.labels,
        things=analysis.objects,
        regions=analysis.regions,
        mask=analysis.mask,
    )


def _corners(box: api.DetectedObject, analysis: api.PictureAnalysis) -> str:
    """Return the box in pixels of the view."""
    left, right = (round(edge * analysis.width) for edge in (box.left, box.right))
    top, bottom = (round(edge * analysis.height) for edge in (box.top, box.bottom))
    return f"{left},{top} – {right},{bottom}"


def _duplicates(options: argparse.Namespace, console: Console) -> int:
    levels = tuple(options.tier) or api.FindDuplicates().levels
    if options.csv:
        export = api.ExportDuplicates(full_path(options.csv), api.FindDuplicates(levels))
        return _print_export(console, console.call(api.EXPORT_DUPLICATES, export), options.csv)
    duplicates = console.call(api.FIND_DUPLICATES, api.FindDuplicates(levels, limit=ALL))
    if console.json:
        console.print_json(duplicates)
        return 0
    for group in duplicates.groups:
        console.print(f"— {console.tr('cli', _LEVELS[group.level])}")
        for copy in group.copies:
            picture = copy.picture
            console.print(f"   {picture.width} × {picture.height}  {copy.bytes:>10}  {picture.path}")
    if not duplicates.groups:
        console.print(console.tr("cli", "No duplicates were found."))
    return 0


_LEVELS = {"same": "identical files", "reencoded": "same picture, saved another way", "similar": "similar"}


def _print_export(console: Console, report: api.PictureExportReport, path: str) -> int:
    console.print(console.tr("cli", "{path}: {count} lines written.", path=path, count=report.written))
    return 0
