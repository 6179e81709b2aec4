"""`ateneo chat search`: finds messages of all conversations by words and by meaning."""

from __future__ import annotations

import argparse
from typing import Literal

import msgspec

from engine.capabilities.chat import api
from engine.capabilities.chat.organising.commands import find_folder
from engine.cli.console import AddCommand, Console
from engine.protocol.i18n import Translations

FEW = 200
"""Messages without vectors up to which nothing is said while they are read."""


class FoundMessage(msgspec.Struct, frozen=True):
    """A message that was found: its part that fits best, and a score that orders the results of one search."""

    conversation: int
    message: int
    role: Literal["user", "assistant"]
    text: str
    score: float


class MessageSearchOutput(msgspec.Struct, frozen=True):
    """Printed by `chat search --json`."""

    results: tuple[FoundMessage, ...]


def add_search(add: AddCommand, translations: Translations) -> None:
    """Add `chat search`."""
    tr = translations.tr
    search = add("chat search", tr("cli", "find messages of all conversations, by their words and by their meaning"))
    search.add_argument("words", nargs="+", metavar="WORDS", help=tr("cli", "what to search for"))
    search.add_argument("-k", type=int, default=10, metavar="N", help=tr("cli", "how many messages to show"))
    search.add_argument("--folder", action="append", default=[], metavar="NAME", help=tr("cli", "only in this folder"))
    search.set_defaults(run=_search)


def _search(options: argparse.Namespace, console: Console) -> int:
    folders = tuple(find_folder(console, name).id for name in options.folder)
    request = api.SearchMessages(" ".join(options.words), max(options.k, 1), folders, counts_unembedded=True)
    found = console.call(api.SEARCH, request)
    if found.unembedded:
        _embed(console, found.unembedded)
        found = console.call(api.SEARCH, request)
    if console.json:
        results = (FoundMessage(m.conversation, m.message, m.role, m.text, m.score) for m in found.results)
        console.print_json(MessageSearchOutput(tuple(results)))
        return 0
    for match in found.results:
        console.print(f"{match.conversation:>6}  {match.title}: {' '.join(match.text.split())}")
    if not found.results:
        console.complain(console.tr("cli", "Nothing was found. Try other words, or fewer."))
    return 0


def _embed(console: Console, count: int) -> None:
    """Make the vectors that are missing, so that new messages are found by their meaning too."""
    if count > FEW:
        sentence = "New messages are read first, so that they are found by their meaning: {count}."
        console.complain(console.tr("cli", sentence, count=str(count)))
    console.call(api.EMBED_MESSAGES, api.EmbedMessages(), console.progress)
