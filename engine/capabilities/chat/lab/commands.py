"""`ateneo chat next`: the likeliest next tokens after a text, and the chances that settings leave them."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

import msgspec

from engine.capabilities.chat.api import lab as api
from engine.capabilities.chat.terminal.sampling_options import NUMBERS, read_schema
from engine.cli.arguments import full_path, positive_int
from engine.cli.console import AddCommand, Console
from engine.protocol.answering.presets import check_ranges
from engine.protocol.answering.sampling import Sampling
from engine.protocol.answering.token_choice import (
    CandidateToken,
    ChoiceOutcome,
    OtherTokens,
    TokenChance,
    choose,
    steps_of,
    visible,
)
from engine.protocol.i18n import Translations

BAR = 40
"""Characters of a bar for the probability 1."""
OPTIONS = (
    "temperature", "top_k", "top_p", "min_p", "typical_p", "repeat_penalty", "frequency_penalty", "presence_penalty",
)  # fmt: skip
"""Settings that change the chances; those that are not given change nothing."""
UNCHANGED = Sampling(temperature=1.0, top_k=0, top_p=1.0, min_p=0.0, repeat_penalty=1.0)
CUTS = {
    "format": "does not fit the schema",
    "top_k": "left out by top-k",
    "typical": "left out by typical",
    "top_p": "left out by top-p",
    "min_p": "left out by min-p",
    "temperature": "left out by temperature 0",
}


class TokenOutput(msgspec.Struct, frozen=True):
    """One token of `chat next --json`: `chance` is what the settings leave of its probability, `cut` the one that leaves none.

    `times` is how often it stands among the last tokens, which the penalties look at.
    """

    text: str
    probability: float
    chance: float
    cut: str
    ends_answer: bool
    times: int
    fits: bool


class NextOutput(msgspec.Struct, frozen=True):
    """Printed by `chat next --json`."""

    tokens: tuple[TokenOutput, ...]
    model: str
    vocabulary: int
    kept: int


def add_next(add: AddCommand, translations: Translations) -> None:
    """Add `chat next`."""
    tr = partial(translations.tr, "cli")
    parser = add("chat next", tr("show which tokens the model holds likely after a text"))
    parser.add_argument("text", help=tr("the text to go on with; may be empty with --question"))
    about = tr("a question: the text is then the beginning of its answer")
    parser.add_argument("--question", default="", metavar="TEXT", help=about)
    parser.add_argument("-k", type=positive_int, default=20, metavar="N", help=tr("how many tokens"))
    parser.add_argument("--model", help=tr("the id of a model to use instead of the chosen one"))
    group = parser.add_argument_group(tr("how the next token is chosen"))
    for name in OPTIONS:
        type_, help = NUMBERS[name]
        group.add_argument(f"--{name.replace('_', '-')}", dest=name, type=type_, help=tr(help))
    about = tr("a file with a JSON schema: the answer is JSON that fits it")
    group.add_argument("--schema", type=full_path, default="", metavar="FILE", help=about)
    parser.set_defaults(run=_next)


def _next(options: argparse.Namespace, console: Console) -> int:
    if not options.text and not options.question.strip():
        console.complain(console.tr("cli", "There is no text."))
        return 2
    sampling = _sampling(options)
    request = api.NextTokensOfText(options.text, options.question, options.k, options.model, sampling)
    found = console.call(api.NEXT_TOKENS_OF_TEXT, request)
    outcome = _outcome(found, sampling)
    if console.json:
        tokens = (
            TokenOutput(t.text, t.probability, shown.chance, shown.cut, t.ends_answer, t.times, t.fits)
            for t, shown in zip(found.tokens, outcome.chances, strict=True)
        )
        console.print_json(NextOutput(tuple(tokens), found.model, found.vocabulary, outcome.kept))
        return 0
    for shown in outcome.chances:
        console.print(_line(console, shown, has_settings=sampling != UNCHANGED))
    return 0


def _sampling(options: argparse.Namespace) -> Sampling:
    """Return the settings that the options name. Raises SettingOutOfRange, SchemaInvalid, and the errors of reading a file."""
    given = {name: getattr(options, name) for name in OPTIONS if getattr(options, name) is not None}
    schema = read_schema(Path(options.schema)) if options.schema else ""
    sampling = msgspec.structs.replace(UNCHANGED, **given, schema=schema)
    check_ranges(sampling)
    return sampling


def _outcome(found: api.TokenDistribution, sampling: Sampling) -> ChoiceOutcome:
    tokens = [CandidateToken(t.text, t.probability, t.ends_answer, t.logit, t.times, t.fits) for t in found.tokens]
    has_format = found.other_fitting is not None
    others = OtherTokens(found.other_fitting or 0, found.other_fitting_probability) if has_format else None
    return choose(tokens, found.vocabulary, steps_of(sampling), others)


def _line(console: Console, shown: TokenChance, *, has_settings: bool) -> str:
    token = shown.token
    before, name = _percent(console, token.probability), visible(token.text)
    if not has_settings:
        return f"{before:>8}  {name:<20} {'█' * round(BAR * token.probability)}"
    after = _percent(console, shown.chance)
    reason = console.tr("cli", CUTS[shown.cut]) if shown.cut else "█" * round(BAR * shown.chance)
    if shown.change and not shown.cut:
        reason += " " + console.tr("cli", "written %n time(s) before", token.times)
    return f"{before:>8} → {after:>8}  {name:<20} {reason}"


def _percent(console: Console, share: float) -> str:
    return f"{console.number(100 * share, 1)} %"
