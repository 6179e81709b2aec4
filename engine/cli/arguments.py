"""The command line's grammar said in the user's language: argparse's headings, helps and complaints."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from functools import partial
from typing import Any, NoReturn

from engine.protocol.i18n import Translations

USAGE = 2

MOST_SEED = 2**32 - 1
"""What numpy and scikit-learn take."""


def whole(text: str) -> int:
    """Raises ValueError below 0 and for more than any of our options can mean."""
    number = int(text)
    if not 0 <= number <= MOST_SEED:
        raise ValueError
    return number


def positive(text: str) -> int:
    """Return a whole number. Raises ValueError below 1."""
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def amount(text: str) -> float:
    """Raises ValueError below 0, for no number and for an infinite one."""
    number = float(text)
    if not 0 <= number < float("inf"):
        raise ValueError
    return number


COMPLAINTS = (
    (r"the following arguments are required: (?P<names>.+)", "this is missing: {names}"),
    (r"one of the arguments (?P<names>.+) is required", "this is missing: {names}"),
    (r"unrecognized arguments: (?P<names>.+)", "this is not known here: {names}"),
    (r"argument (?P<name>.+?): invalid choice: (?P<value>.+?) \(choose from (?P<choices>.+)\)",
     "{name} cannot be {value}; choose from {choices}"),
    (r"argument (?P<name>.+?): invalid \w+ value: (?P<value>.+)", "{name} cannot be {value}"),
    (r"argument (?P<name>.+?): expected .+", "{name} needs a value"),
    (r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)", "{name} does not go with {other}"),
)  # fmt: skip
"""argparse's own sentences, and ours with the same parts."""


class Formatter(argparse.HelpFormatter):
    def __init__(self, translations: Translations, prog: str) -> None:
        super().__init__(prog, max_help_position=32)
        self._translations = translations

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        prefix = self._translations.tr("cli", "usage:") + " " if prefix is None else prefix
        super().add_usage(usage, actions, groups, prefix)


class Parser(argparse.ArgumentParser):
    """Abbreviated options are refused: they would change their meaning when an option is added."""

    def __init__(self, translations: Translations, **options: Any) -> None:
        super().__init__(
            add_help=False, allow_abbrev=False, formatter_class=partial(Formatter, translations), **options
        )
        self._translations = translations
        self._positionals.title = translations.tr("cli", "arguments")
        self._optionals.title = translations.tr("cli", "options")
        self.add_argument("-h", "--help", action="help", help=translations.tr("cli", "show this help"))

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        sentence = self._translations.tr(
            "cli", "That command is not understood: {message}", message=complaint(message, self._translations)
        )
        self.exit(USAGE, sentence + "\n")


def complaint(message: str, translations: Translations) -> str:
    for pattern, source in COMPLAINTS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return translations.tr("cli", source, **found.groupdict())
    return message
