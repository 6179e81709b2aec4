"""`ateneo chat next`: the likeliest next tokens after a text."""

from __future__ import annotations

import argparse
from functools import partial

import msgspec

from engine.capabilities.chat.api import lab as api
from engine.cli.arguments import positive_int
from engine.cli.console import AddCommand, Console
from engine.protocol.i18n import Translations

BAR = 40
"""Characters of a bar for the probability 1."""


class NextOutput(msgspec.Struct, frozen=True):
    """Printed by `chat next --json`."""

    tokens: tuple[api.TokenProbability, ...]
    model: str
    vocabulary: int


def add_next(add: AddCommand, translations: Translations) -> None:
    """Add `chat next`."""
    tr = partial(translations.tr, "cli")
    parser = add("chat next", tr("show which tokens the model holds likely after a text"))
    parser.add_argument("text", help=tr("the text to go on with; may be empty with --question"))
    about = tr("a question: the text is then the beginning of its answer")
    parser.add_argument("--question", default="", metavar="TEXT", help=about)
    parser.add_argument("-k", type=positive_int, default=20, metavar="N", help=tr("how many tokens"))
    parser.add_argument("--model", help=tr("the id of a model to use instead of the chosen one"))
    parser.set_defaults(run=_next)


def _next(options: argparse.Namespace, console: Console) -> int:
    if not options.text and not options.question.strip():
        console.complain(console.tr("cli", "There is no text."))
        return 2
    request = api.NextTokensOfText(options.text, options.question, options.k, options.model)
    found = console.call(api.NEXT_TOKENS_OF_TEXT, request)
    if console.json:
        console.print_json(NextOutput(found.tokens, found.model, found.vocabulary))
        return 0
    for token in found.tokens:
        percent = f"{console.number(100 * token.probability, 1)} %"
        console.print(f"{percent:>8}  {visible(token.text):<20} {'█' * round(BAR * token.probability)}")
    return 0


def visible(text: str) -> str:
    """Return a token with its white space made visible, as "␣Paris"."""
    return text.replace("\n", "⏎").replace("\t", "⇥").replace(" ", "␣")
