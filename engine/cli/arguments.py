"""argparse in the user's language: headings, help texts and error messages; and types of arguments."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from engine.protocol.i18n import Translations

USAGE = 2

MAX_SEED = 2**32 - 1
"""The largest seed of numpy and scikit-learn."""


def full_path(path: str) -> str:
    """Return an argument's path as the engine needs it, whose working folder is another.

    The empty path stays empty, and a path in a working folder that was deleted stays as it is.
    """
    with suppress(FileNotFoundError):
        return str(Path.cwd() / os.path.expanduser(path)) if path else ""  # noqa: PTH111  "~nobody" stays as it is
    return path


def required_path(path: str) -> str:
    """Return the full path of an argument. Raises ValueError for an empty one, which names no file and not this folder."""
    if not path.strip():
        raise ValueError
    return full_path(path)


def non_negative_int(text: str) -> int:
    """Parse an option's number. Raises ValueError below 0 and above MAX_SEED."""
    number = int(text)
    if not 0 <= number <= MAX_SEED:
        raise ValueError
    return number


def positive_int(text: str) -> int:
    """Return a whole number. Raises ValueError below 1."""
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def non_negative_float(text: str) -> float:
    """Parse an option's number. Raises ValueError below 0, for NaN and for infinity."""
    number = float(text)
    if not 0 <= number < float("inf"):
        raise ValueError
    return number


MESSAGES = (
    (r"the following arguments are required: (?P<names>.+)", "this is missing: {names}"),
    (r"one of the arguments (?P<names>.+) is required", "this is missing: {names}"),
    (r"unrecognized arguments: (?P<names>.+)", "this is not known here: {names}"),
    (r"argument (?P<name>.+?): invalid choice: (?P<value>.+?) \(choose from (?P<choices>.+)\)",
     "{name} cannot be {value}; choose from {choices}"),
    (r"argument (?P<name>.+?): invalid \w+ value: (?P<value>.+)", "{name} cannot be {value}"),
    (r"argument (?P<name>.+?): expected .+", "{name} needs a value"),
    (r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)", "{name} does not go with {other}"),
)  # fmt: skip
"""Patterns of argparse's own messages → our sentences with the same parts."""


class Formatter(argparse.HelpFormatter):
    """Help texts with a translated "usage:"."""

    def __init__(self, translations: Translations, prog: str) -> None:
        super().__init__(prog, max_help_position=32)
        self._translations = translations

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],  # Any: argparse's type of a group is private
        prefix: str | None = None,
    ) -> None:
        prefix = self._translations.tr("cli", "usage:") + " " if prefix is None else prefix
        super().add_usage(usage, actions, groups, prefix)


class Parser(argparse.ArgumentParser):
    """Parser whose own texts are translated. Abbreviated options are refused: a new option would change their meaning.

    With `rest` all words after "--" are kept under this name as they are: the command line of another program.
    """

    rest = ""

    def __init__(self, translations: Translations, **options: Any) -> None:  # Any: argparse's own options
        super().__init__(
            add_help=False, allow_abbrev=False, formatter_class=partial(Formatter, translations), **options
        )
        self._translations = translations
        self._positionals.title = translations.tr("cli", "arguments")
        self._optionals.title = translations.tr("cli", "options")
        self.add_argument("-h", "--help", action="help", help=translations.tr("cli", "show this help"))

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]  # Any: argparse's own types are overloads
        words = list(sys.argv[1:] if args is None else args)
        if not self.rest or "--" not in words:
            return super().parse_known_args(words, namespace)
        at = words.index("--")
        options, unknown = super().parse_known_args(words[:at], namespace)
        setattr(options, self.rest, words[at + 1 :])
        return options, unknown

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        sentence = self._translations.tr(
            "cli", "That command is not understood: {message}", message=translated_message(message, self._translations)
        )
        self.exit(USAGE, sentence + "\n")


def translated_message(message: str, translations: Translations) -> str:
    """Return a message of argparse in the user's language; unchanged when its pattern is not known."""
    for pattern, source in MESSAGES:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return translations.tr("cli", source, **match.groupdict())
    return message
