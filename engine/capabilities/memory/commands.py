"""`ateneo memory`: lists what is remembered, adds, edits, approves, declines, searches, and deletes for good."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import get_args

from engine.capabilities.memory import api
from engine.cli.arguments import Parser, positive_int
from engine.cli.console import AddCommand, Console, common_options
from engine.protocol.i18n import Translations

Run = Callable[[argparse.Namespace, Console], int | None]
Translate = Callable[..., str]
BACKUPS_KEEP_IT = (
    "Backups made before still hold it, some for up to a year. “ateneo backup --clean” deletes those backups."
)
NO_END = "never"


def add_commands(add: AddCommand, translations: Translations) -> None:
    """Add `memory` with its subcommands."""
    tr = partial(translations.tr, "cli")
    parser = add("memory", tr("what Ateneo remembers about you: list, add, edit, approve, search, forget"))
    parser.set_defaults(run=lambda options, console: parser.print_help())
    actions: argparse._SubParsersAction[argparse.ArgumentParser] = parser.add_subparsers(  # type: ignore[call-overload]  # parser_class: any callable serves
        title=tr("commands"), metavar=tr("command"), parser_class=partial(Parser, translations)
    )

    def action(name: str, help: str, run: Run) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=help, description=help, parents=[common_options(translations)])
        added.set_defaults(run=run)
        return added

    listing = action("list", tr("list what is remembered and what is proposed"), _list)
    listing.add_argument("--filter", choices=get_args(api.MemoryFilter), default="all", help=tr("which memories"))
    listing.add_argument("--query", default="", metavar="WORDS", help=tr("words to look for"))
    adding = action("add", tr("remember a fact"), _add)
    adding.add_argument("text", nargs="+", help=tr("the fact, in your words"))
    _add_settings(adding, tr)
    editing = action("edit", tr("change a memory's words or where it is used"), _edit)
    editing.add_argument("memory", type=int, metavar="NUMBER", help=tr("the memory's number, from the list"))
    editing.add_argument("text", nargs="*", help=tr("its new words; unchanged when left out"))
    _add_settings(editing, tr)
    editing.add_argument("--on", dest="is_on", action="store_true", default=None, help=tr("use it again"))
    editing.add_argument("--off", dest="is_on", action="store_false", help=tr("keep it without using it"))
    for name, help_text, run in (
        ("approve", tr("keep proposed memories"), _approve),
        ("decline", tr("decline proposed memories"), _decline),
        ("forget", tr("delete memories for good"), _forget),
    ):
        numbers = action(name, help_text, run)
        numbers.add_argument("memories", nargs="+", type=int, metavar="NUMBER", help=tr("their numbers, from the list"))
    searching = action("search", tr("find the memories that belong to a question"), _search)
    searching.add_argument("query", nargs="+", help=tr("the question"))
    searching.add_argument("-k", type=positive_int, default=10, metavar="N", help=tr("how many results"))


def _add_settings(parser: argparse.ArgumentParser, tr: Translate) -> None:
    about = tr("use it in all conversations, in those of a folder, or in none")
    parser.add_argument("--scope", choices=get_args(api.MemoryScope), help=about)
    parser.add_argument("--folder", type=int, metavar="NUMBER", help=tr("the number of that folder of conversations"))
    about = tr("the day from which it is no longer used, as 2027-01-31; never, as without it, has no end")
    parser.add_argument("--until", type=_moment, metavar="DATE", help=about)


def _moment(text: str) -> int | str:
    """Return the beginning of a day in milliseconds since 1970, or NO_END. Raises ValueError."""
    if text == NO_END:
        return text
    day = datetime.strptime(text, "%Y-%m-%d").astimezone()
    return int(day.astimezone(UTC).timestamp() * 1000)


def _list(options: argparse.Namespace, console: Console) -> int:
    listed = console.call(api.LIST, api.ListMemories(options.query, options.filter))
    if console.json:
        console.print_json(listed)
        return 0
    console.print_entries(_line(memory, console) for memory in listed.memories)
    return 0


def _line(memory: api.Memory, console: Console) -> str:
    """Return number, text, and what is unusual about a memory."""
    states = {
        "proposed": console.tr("cli", "proposed"),
        "declined": console.tr("cli", "declined"),
        "replaced": console.tr("cli", "replaced by {number}", number=str(memory.replaced_by or "")),
    }
    notes = [states[memory.state]] if memory.state in states else []
    notes += [] if memory.is_on else [console.tr("cli", "off")]
    return "  ".join([f"{memory.id:>6}", memory.text, *(f"({note})" for note in notes)])


def _show(memory: api.Memory, console: Console) -> int:
    if console.json:
        console.print_json(memory)
    else:
        console.print(_line(memory, console))
    return 0


def _add(options: argparse.Namespace, console: Console) -> int:
    until = None if options.until == NO_END else options.until
    request = api.AddMemory(" ".join(options.text), options.scope or "everywhere", options.folder, until)
    return _show(console.call(api.ADD, request), console)


def _edit(options: argparse.Namespace, console: Console) -> int:
    listed = console.call(api.LIST, api.ListMemories(ids=(options.memory,)))
    if not listed.memories:
        console.complain(console.tr("cli", "There is no memory of that number."))
        return 1
    old = listed.memories[0]
    until = old.expires_at if options.until is None else None if options.until == NO_END else options.until
    request = api.ChangeMemory(
        old.id,
        " ".join(options.text) or old.text,
        options.scope or old.scope,
        old.folder if options.folder is None else options.folder,
        until,
        old.is_on if options.is_on is None else options.is_on,
    )
    return _show(console.call(api.CHANGE, request), console)


def _approve(options: argparse.Namespace, console: Console) -> int:
    return _set_states(options, console, "kept")


def _decline(options: argparse.Namespace, console: Console) -> int:
    return _set_states(options, console, "declined")


def _set_states(options: argparse.Namespace, console: Console, state: api.Decision) -> int:
    changed = [console.call(api.SET_STATE, api.SetMemoryState(id, state)) for id in options.memories]
    if console.json:
        console.print_json(changed)
    return 0


def _forget(options: argparse.Namespace, console: Console) -> int:
    count = console.call(api.FORGET, api.ForgetMemories(tuple(options.memories))).count
    if console.json:
        console.print_json({"forgotten": count})
        return 0
    console.complain(console.tr("cli", "Deleted for good: {count}.", count=count))
    console.complain(console.tr("cli", BACKUPS_KEEP_IT))
    return 0


def _search(options: argparse.Namespace, console: Console) -> int:
    found = console.call(api.SEARCH, api.SearchMemories(" ".join(options.query), options.k))
    if console.json:
        console.print_json(found)
        return 0
    for match in found.results:
        used = console.tr("cli", "used") if match.is_recalled else console.tr("cli", "not used")
        console.print(f"{_line(match.memory, console)}  {match.score:.0%}  ({used})")
    return 0
