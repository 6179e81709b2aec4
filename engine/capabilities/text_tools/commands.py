"""`ateneo text …`: what one does with a text, from the command line. A text is given, read from --file, or piped in."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from engine.capabilities.text_tools import api
from engine.cli.arguments import Parser, whole
from engine.cli.console import AddCommand, Console, common_options, piped
from engine.protocol.i18n import Translations
from engine.protocol.progress import Progress

MANNERS = ("simpler", "formal", "correct")
TASKS = ("language", "keywords", "entities", "ask", "summarise", *MANNERS, "translate")
LANGUAGES = ("es", "en")

Run = Callable[[argparse.Namespace, Console], int | None]
Action = Callable[[str, str, Run], argparse.ArgumentParser]


def add_commands(add: AddCommand, translations: Translations) -> None:
    tr = partial(translations.tr, "cli")
    parser = add("text", tr("keywords, language, names, answers, summaries and more of a text"))
    parser.set_defaults(run=lambda options, console: parser.print_help())
    actions: argparse._SubParsersAction[argparse.ArgumentParser] = parser.add_subparsers(  # type: ignore[call-overload]
        title=tr("commands"), metavar=tr("command"), parser_class=partial(Parser, translations)
    )

    def action(name: str, help: str, run: Run) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=help, description=help, parents=[common_options(translations)])
        made.set_defaults(run=run)
        return made

    def on_text(name: str, help: str, run: Callable[[argparse.Namespace, Console], None]) -> argparse.ArgumentParser:
        made = action(name, help, run)
        made.add_argument("text", nargs="*", help=tr("the text; piped in when left out"))
        made.add_argument("--file", type=Path, metavar="PATH", help=tr("a text file or a document"))
        made.add_argument("--model", help=tr("a model's name on the shelf"))
        return made

    keywords = on_text("keywords", tr("the phrases a text is about"), _keywords)
    keywords.add_argument("-n", "--most", type=_few, default=10, metavar="N", help=tr("how many"))
    on_text("language", tr("which language a text is in"), _language)
    on_text("entities", tr("names, dates, amounts, addresses and numbers in a text"), _entities)
    ask = on_text("ask", tr("the place in a text that answers a question"), _ask)
    ask.add_argument("--question", required=True, help=tr("what to answer"))
    on_text("fill", tr("the likeliest words for each [MASK]"), _fill)
    on_text("likely", tr("how likely each word of a sentence is"), _likely)
    summarise = on_text("summarise", tr("a text made short"), _summarise)
    summarise.add_argument("--sentences", type=_few, default=3, metavar="N", help=tr("how many"))
    summarise.add_argument(
        "--way", choices=("auto", "extract", "write"), default="auto", help=tr("its own sentences, or the model's")
    )
    rewrite = on_text("rewrite", tr("a text in other words"), _rewrite)
    rewrite.add_argument("--manner", choices=MANNERS, default="simpler", help=tr("how it is to be"))
    translate = on_text("translate", tr("a text in another language"), _translate)
    translate.add_argument("--to", choices=LANGUAGES, required=True, help=tr("its language"))

    compare = action("compare", tr("how alike texts are"), _compare)
    compare.add_argument("texts", nargs="+", help=tr("two texts or more"))
    follows = action("follows", tr("whether one sentence goes on from another"), _follows)
    follows.add_argument("first", help=tr("the first sentence"))
    follows.add_argument("second", help=tr("the second sentence"))
    follows.add_argument("--model", help=tr("a model's name on the shelf"))
    _add_table_commands(action, tr)


def _add_table_commands(action: Action, tr: Callable[[str], str]) -> None:
    clusters = action("clusters", tr("put a table's texts together by meaning"), _clusters)
    _table_arguments(clusters, tr)
    clusters.add_argument("--method", choices=("k-means", "hdbscan"), default="k-means", help=tr("how"))
    clusters.add_argument(
        "--clusters", type=whole, default=0, metavar="N", help=tr("how many; the best number when 0")
    )
    clusters.add_argument("--seed", type=whole, default=0, metavar="N", help=tr("the same number, the same result"))
    column = action("column", tr("do a task for every row of a table; goes on where it was stopped"), _column)
    column.set_defaults(run=partial(_checked_column, column, tr))
    _table_arguments(column, tr)
    column.add_argument("target", help=tr("the new table"))
    column.add_argument("--task", choices=TASKS, required=True, help=tr("what to do"))
    column.add_argument("--option", default="", help=tr("the question, or the language to translate into"))
    column.add_argument("--name", default="", help=tr("the new column's name"))
    column.add_argument("--model", help=tr("a model's name on the shelf"))


def _table_arguments(parser: argparse.ArgumentParser, tr: Callable[[str], str]) -> None:
    parser.add_argument("path", metavar="TABLE", help=tr("a table with a row of names"))
    parser.add_argument("--column", default="text", help=tr("the column with the texts"))


def _few(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 50:
        raise ValueError
    return number


def _text(options: argparse.Namespace, console: Console) -> str:
    """Raises FileError."""
    if options.file is None:
        return " ".join(options.text) if options.text else piped()
    read = console.call(api.READ_TEXT, api.ReadText(str(options.file.expanduser().absolute())))
    if read.truncated:
        console.complain(console.tr("cli", "{name} is very long: only its beginning was taken.", name=read.name))
    return read.text


def _show(console: Console, found: Any, *lines: str) -> None:
    if console.json:
        console.print_json(found)
        return
    for line in lines:
        console.print(line)


def _keywords(options: argparse.Namespace, console: Console) -> None:
    found = console.call(api.FIND_KEYWORDS, api.FindKeywords(_text(options, console), options.most))
    _show(console, found, *(f"{one.score:.2f}  {one.text}" for one in found.keywords))


def _language(options: argparse.Namespace, console: Console) -> None:
    found = console.call(api.IDENTIFY_LANGUAGE, api.IdentifyLanguage(_text(options, console)))
    _show(console, found, *(f"{one.code}  {one.score:.2f}" for one in found.guesses))


def _entities(options: argparse.Namespace, console: Console) -> None:
    found = console.call(api.FIND_ENTITIES, api.FindEntities(_text(options, console), options.model))
    wrong = console.tr("cli", "wrong check digits")
    _show(
        console,
        found,
        *(f"{one.label:<10}  {one.text}{f'  ({wrong})' if one.valid is False else ''}" for one in found.entities),
    )


def _ask(options: argparse.Namespace, console: Console) -> None:
    found = console.call(api.ASK_TEXT, api.AskText(options.question, _text(options, console), model=options.model))
    _show(console, found, *(" ".join(one.text.split()) for one in found.answers))


def _fill(options: argparse.Namespace, console: Console) -> None:
    found = console.call(api.FILL_MASK, api.FillMask(_text(options, console), model=options.model))
    _show(console, found, *(f"{one.score:.2f}  {one.text}" for gap in found.masks for one in gap))


def _likely(options: argparse.Namespace, console: Console) -> None:
    text = _text(options, console)
    found = console.call(api.SCORE_SENTENCE, api.ScoreSentence(text, options.model))
    _show(
        console,
        found,
        *(f"{one.log_probability:8.2f}  {text[one.start : one.end]}" for one in found.words),
        f"{found.log_likelihood:8.2f}",
    )


def _summarise(options: argparse.Namespace, console: Console) -> None:
    _write(
        console, api.SUMMARISE, api.Summarise(_text(options, console), options.sentences, options.way, options.model)
    )


def _rewrite(options: argparse.Namespace, console: Console) -> None:
    _write(console, api.REWRITE, api.Rewrite(_text(options, console), options.manner, options.model))


def _translate(options: argparse.Namespace, console: Console) -> None:
    _write(console, api.TRANSLATE, api.Translate(_text(options, console), options.to, options.model))


def _write(console: Console, method: Any, request: object) -> None:
    def on_event(event: api.TextEvent) -> None:
        if isinstance(event, Progress):
            console.progress(event)
        elif not console.json:
            console.print(event.text, end="")

    done: api.TextResult = console.call(method, request, on_event)
    if console.json:
        console.print_json(done)
        return
    console.print("")
    if done.unlisted_languages:
        note = "The installed model does not say that it writes this language ({codes}); read the result with care."
        console.complain(console.tr("cli", note, codes=", ".join(done.unlisted_languages)))
    if done.truncated:
        console.complain(console.tr("cli", "The model stopped before the end."))


def _compare(options: argparse.Namespace, console: Console) -> None:
    found = console.call(api.COMPARE_TEXTS, api.CompareTexts(tuple(options.texts)))
    _show(
        console,
        found,
        *(
            f"{a + 1}–{b + 1}  {found.scores[a][b]:.1f}/5  {console.tr('cli', found.levels[a][b])}"
            for a in range(len(options.texts))
            for b in range(a + 1, len(options.texts))
        ),
    )


def _follows(options: argparse.Namespace, console: Console) -> None:
    found = console.call(api.SCORE_NEXT_SENTENCE, api.ScoreNextSentence(options.first, options.second, options.model))
    _show(console, found, f"{found.score:.2f}")


def _clusters(options: argparse.Namespace, console: Console) -> None:
    request = api.FindClusters((), options.path, options.column, options.method, options.clusters, options.seed)
    found = console.call(api.FIND_CLUSTERS, request, console.progress)
    lines = []
    for number, one in enumerate(found.clusters, 1):
        lines.append(f"{number}. {', '.join(one.words)} ({one.size})")
        lines += [f"   {' '.join(text.split())}" for text in one.texts]
    _show(console, found, *lines)


def _checked_column(
    parser: argparse.ArgumentParser, tr: Callable[..., str], options: argparse.Namespace, console: Console
) -> int:
    """A question or a language that is missing is a wrong command, not a wrong table."""
    if options.task == "ask" and not options.option.strip():
        parser.error(tr("{name} needs a value", name="--option"))
    if options.task == "translate" and options.option not in LANGUAGES:
        values = {"name": "--option", "value": repr(options.option), "choices": ", ".join(LANGUAGES)}
        parser.error(tr("{name} cannot be {value}; choose from {choices}", **values))
    return _column(options, console)


def _column(options: argparse.Namespace, console: Console) -> int:
    request = api.MapColumn(
        options.path, options.column, options.target, options.task, options.option, options.name, options.model
    )
    done = console.call(api.MAP_COLUMN, request, console.progress)
    sentence = "{path}: {rows} rows, {resumed} of them from before, {failed} left empty."
    if done.cancelled:
        sentence = "Stopped after {rows} rows, which are kept. Run it again to go on."
    values = {"path": done.path, "rows": done.rows, "resumed": done.resumed, "failed": done.failed}
    _show(console, done, console.tr("cli", sentence, **values))
    return 1 if done.cancelled else 0
