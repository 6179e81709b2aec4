"""`ateneo chat compare`: one prompt with several settings or models."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import get_args

import msgspec

from engine.capabilities.chat.api import comparisons as api
from engine.capabilities.chat.api.replies import AnswerDelta, AnswerReplaced, ConversationSettings
from engine.capabilities.chat.compare.axes import values_at
from engine.cli.arguments import full_path
from engine.cli.console import AddCommand, Console
from engine.protocol.answering.presets import Preset
from engine.protocol.answering.sampling import Sampling
from engine.protocol.errors import error_class
from engine.protocol.i18n import Translations

GRID = (api.ComparisonAxis("temperature", ("0.2", "1")), api.ComparisonAxis("top_p", ("0.5", "0.95")))
"""The axes where none is named."""
SUFFIXES: dict[str, api.ComparisonFormat] = {".md": "md", ".html": "html", ".htm": "html", ".csv": "csv"}


class ComparedOutput(msgspec.Struct, frozen=True):
    """One answer, as `chat compare --json` prints it; `error` is the sentence of one that failed."""

    values: dict[str, str]
    text: str
    state: str
    model: str
    tokens: int
    seconds: float
    error: str = ""


class ComparisonOutput(msgspec.Struct, frozen=True):
    """Printed by `chat compare --json`."""

    comparison: int
    prompt: str
    axes: tuple[api.ComparisonAxis, ...]
    answers: tuple[ComparedOutput, ...]


def add_compare(add: AddCommand, translations: Translations) -> None:
    """Add `chat compare`."""
    tr = partial(translations.tr, "cli")
    compare = add("chat compare", tr("answer one prompt with several settings or models, and compare the answers"))
    compare.add_argument("prompt", nargs="*", help=tr("the prompt"))
    about = tr("a setting and its values, such as temperature=0.2,1; may be repeated: all combinations are answered")
    compare.add_argument("--grid", action="append", default=[], type=axis, metavar="NAME=VALUES", help=about)
    about = tr("the id of a model to compare; may be repeated")
    compare.add_argument("--model", action="append", default=[], metavar="ID", help=about)
    about = tr("a preset to compare; may be repeated")
    compare.add_argument("--preset", action="append", default=[], choices=get_args(Preset), help=about)
    compare.add_argument("--system", default="", help=tr("instructions for the model (the system prompt)"))
    compare.add_argument("--seed", type=int, help=tr("the number that fixes chance, the same for all answers"))
    compare.add_argument("--max-tokens", type=int, help=tr("the longest answer, in tokens"))
    about = tr("the number of a saved comparison: write the answers that are missing; with --again all of them")
    compare.add_argument("--comparison", type=int, metavar="NUMBER", help=about)
    compare.add_argument("--again", action="store_true", help=tr("write all answers of a saved comparison anew"))
    compare.add_argument("--list", action="store_true", dest="lists", help=tr("list the saved comparisons"))
    about = tr("write the comparison to this file; its name ends in .md, .html or .csv")
    compare.add_argument("--output", type=full_path, default="", metavar="FILE", help=about)
    compare.set_defaults(run=_compare)


def axis(text: str) -> api.ComparisonAxis:
    """Return the axis of NAME=VALUE,VALUE. Raises ValueError without a name or a value."""
    name, equals, values = text.partition("=")
    named = tuple(value.strip() for value in values.split(",") if value.strip())
    if not equals or not name.strip() or not named:
        raise ValueError
    return api.ComparisonAxis(name.strip().replace("-", "_"), named)


def _list(console: Console) -> int:
    listed = console.call(api.LIST_COMPARISONS, api.ListComparisons())
    if console.json:
        console.print_json(listed)
        return 0
    console.print_entries(
        f"{entry.id:>6}  {entry.finished}/{entry.total}  {' '.join(entry.prompt.split())}"
        for entry in listed.comparisons
    )
    return 0


def _compare(options: argparse.Namespace, console: Console) -> int:
    if options.lists:
        return _list(console)
    if options.output and Path(options.output).suffix.lower() not in SUFFIXES:
        console.complain(console.tr("cli", "The name of the file has to end in .md, .html or .csv."))
        return 2
    if options.comparison is None:
        prompt = " ".join(options.prompt)
        if not prompt.strip():
            console.complain(console.tr("cli", "There is no prompt."))
            return 2
        begun = console.call(api.BEGIN_COMPARISON, api.BeginComparison(prompt, _axes(options), _settings(options)))
    else:
        begun = console.call(api.OPEN_COMPARISON, api.OpenComparison(options.comparison))
    finished = _run(console, begun, again=options.again and options.comparison is not None)
    if options.output:
        format = SUFFIXES[Path(options.output).suffix.lower()]
        console.call(api.EXPORT_COMPARISON, api.ExportComparison(finished.id, options.output, format))
    if console.json:
        console.print_json(_output(console, finished))
    else:
        sentence = "This is comparison {number}. It is saved; the window shows it side by side."
        console.complain(console.tr("cli", sentence, number=str(finished.id)))
    return 0 if all(answer.state == "complete" for answer in finished.answers) else 1


def _axes(options: argparse.Namespace) -> tuple[api.ComparisonAxis, ...]:
    axes: list[api.ComparisonAxis] = list(options.grid)
    if options.preset:
        axes.insert(0, api.ComparisonAxis("preset", tuple(options.preset)))
    if options.model:
        axes.insert(0, api.ComparisonAxis("model", tuple(options.model)))
    return tuple(axes) or GRID


def _settings(options: argparse.Namespace) -> ConversationSettings:
    sampling = Sampling(seed=options.seed)
    if options.max_tokens is not None:
        sampling = msgspec.structs.replace(sampling, max_tokens=options.max_tokens)
    return ConversationSettings(sampling, options.system)


def _run(console: Console, comparison: api.Comparison, *, again: bool) -> api.Comparison:
    def show(event: api.ComparisonEvent) -> None:
        if console.json:
            return
        if isinstance(event, api.CellStarted):
            console.print(f"\n── {_heading(comparison, event.position)}")
        elif isinstance(event, api.CellFinished):
            console.print("")
            if event.answer.error is not None:
                console.complain(_error_sentence(console, event.answer.error))
        elif isinstance(event.event, AnswerDelta):
            console.print(event.event.text, end="")
        elif isinstance(event.event, AnswerReplaced):
            console.print(f"\n{event.event.text}", end="")

    return console.call(api.RUN_COMPARISON, api.RunComparison(comparison.id, again=again), show)


def _heading(comparison: api.Comparison, position: int) -> str:
    values = values_at(comparison.axes, position)
    return ", ".join(f"{axis.name} {value}" for axis, value in zip(comparison.axes, values, strict=True))


def _error_sentence(console: Console, error: api.ComparisonError) -> str:
    known = error_class(error.kind)
    return console.tr("errors", known.sentence, None, **error.values) if known else error.message


def _output(console: Console, comparison: api.Comparison) -> ComparisonOutput:
    names = [axis.name for axis in comparison.axes]
    answers = tuple(
        ComparedOutput(
            values=dict(zip(names, values_at(comparison.axes, answer.position), strict=True)),
            text=answer.text,
            state=answer.state,
            model=answer.model,
            tokens=answer.tokens,
            seconds=answer.seconds,
            error=_error_sentence(console, answer.error) if answer.error else "",
        )
        for answer in comparison.answers
    )
    return ComparisonOutput(comparison.id, comparison.prompt, comparison.axes, answers)
