"""`ateneo documents watch|patterns|relink`: folders that a collection follows, what it takes of them, and where they are."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Protocol

import msgspec

from engine.capabilities.documents.api import following as api
from engine.cli.arguments import required_path
from engine.cli.console import AddCommand, Console
from engine.protocol.i18n import Translations


class ReadAgain(Protocol):
    """Reads a collection's own folders again, or these paths of it."""

    def __call__(self, console: Console, collection: str, paths: tuple[str, ...]) -> int: ...


class RelinkOutput(msgspec.Struct, frozen=True):
    """The output of `documents relink --json`. `missing` of the `documents` are not at the new place."""

    collection: str
    old: str
    new: str
    documents: int
    missing: int


def add_following(action: AddCommand, translations: Translations, read_again: ReadAgain) -> None:
    """Add `documents watch`, `documents patterns` and `documents relink`."""
    tr = partial(translations.tr, "cli")
    name = tr("name of the collection")
    watch = action("watch", tr("say or choose whether the window follows changes in a collection's folders"))
    watch.add_argument("--on", dest="followed", action="store_true", default=None, help=tr("follow changes"))
    watch.add_argument("--off", dest="followed", action="store_false", default=None, help=tr("do not follow changes"))
    watch.add_argument(
        "--battery", choices=("on", "off"), default=None, help=tr("follow changes on battery too, or not")
    )
    watch.set_defaults(run=_watch)
    patterns = action(
        "patterns", tr("say or choose which files of a collection's folders are taken, as .gitignore does")
    )
    taken, left_out = (
        tr("take only files that fit; repeat it for several"),
        tr("leave out what fits; repeat it for several"),
    )
    patterns.add_argument("--include", action="append", default=None, metavar="PATTERN", help=taken)
    patterns.add_argument("--exclude", action="append", default=None, metavar="PATTERN", help=left_out)
    patterns.add_argument("--clear", action="store_true", help=tr("take all files again"))
    patterns.set_defaults(run=partial(_patterns, read_again))
    relink = action("relink", tr("say where a folder of a collection is now; nothing is read again"))
    for parser in (watch, patterns, relink):
        parser.add_argument("collection", metavar="COLLECTION", help=name)
    relink.add_argument("old", metavar="OLD", type=required_path, help=tr("the folder as the collection knows it"))
    relink.add_argument("new", metavar="NEW", type=required_path, help=tr("where it is now"))
    relink.set_defaults(run=partial(_relink, read_again))


def _watch(options: argparse.Namespace, console: Console) -> None:
    on_battery = None if options.battery is None else options.battery == "on"
    if options.followed is not None or on_battery is not None:
        console.call(api.SET_FOLLOWING, api.SetFollowing(options.collection, options.followed, on_battery))
    _print(console, options.collection)


def _patterns(read_again: ReadAgain, options: argparse.Namespace, console: Console) -> int:
    include, exclude = options.include, options.exclude
    if options.clear:
        include, exclude = include or [], exclude or []
    is_changed = include is not None or exclude is not None
    if is_changed:
        request = api.SetFollowing(
            options.collection,
            include=None if include is None else tuple(include),
            exclude=None if exclude is None else tuple(exclude),
        )
        console.call(api.SET_FOLLOWING, request)
    code = read_again(console, options.collection, ()) if is_changed else 0
    _print(console, options.collection)
    return code


def _relink(read_again: ReadAgain, options: argparse.Namespace, console: Console) -> int:
    report = console.call(api.RELINK, api.RelinkFolder(options.collection, options.old, options.new))
    code = read_again(console, options.collection, (options.new,))
    if console.json:
        console.print_json(RelinkOutput(options.collection, options.old, options.new, report.documents, report.missing))
        return code
    text = "{documents} documents are now looked for in {new}; {missing} of them are not there."
    console.print(console.tr("cli", text, documents=report.documents, new=options.new, missing=report.missing))
    return code


def _print(console: Console, collection: str) -> None:
    known = console.call(api.GET_FOLLOWING, api.GetFollowing(collection))
    if console.json:
        console.print_json(known)
        return
    if known.is_followed:
        console.print(console.tr("cli", "Changes in the folders are followed."))
    else:
        console.print(console.tr("cli", "Changes in the folders are not followed."))
    if not known.on_battery:
        console.print(console.tr("cli", "On battery they wait."))
    for folder in known.folders:
        line = console.tr("cli", "{path}: {documents} documents", path=folder.path, documents=folder.documents)
        console.print(line if folder.exists else f"{line}; {console.tr('cli', 'not there now')}")
    if known.include:
        console.print(console.tr("cli", "Only: {patterns}", patterns=", ".join(known.include)))
    if known.exclude:
        console.print(console.tr("cli", "Not: {patterns}", patterns=", ".join(known.exclude)))
