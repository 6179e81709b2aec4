"""`ateneo count`."""

from __future__ import annotations

import argparse

from engine.capabilities.counter import api

from engine.cli.console import AddCommand, Console
from engine.protocol.i18n import Translations


def add_commands(add: AddCommand, translations: Translations) -> None:
    """Add the command to the command line."""
    count = add("count", translations.tr("cli", "count the words of a text"))
    count.add_argument("text", help=translations.tr("cli", "the text to count"))
    count.set_defaults(run=_count)


def _count(options: argparse.Namespace, console: Console) -> None:
    console.print_json(console.call(api.COUNT, api.CountWords(options.text)))
