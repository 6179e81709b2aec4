"""`ateneo text …`: commands of the text tools. A text is given, read from --file, or piped in."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import msgspec

from engine.capabilities.text_tools import api
from engine.cli.arguments import Parser, full_path, non_negative_int
from engine.cli.console import AddCommand, Console, common_options, read_stdin
from engine.protocol.i18n import Translations
from engine.protocol.method import Method
from engine.protocol.progress import Progress

STYLES = ("simpler", "formal", "correct")
TASKS = ("language", "keywords", "entities", "ask", "summarise", *STYLES, "translate")
LANGUAGES = ("es", "en")
MAX_ITEMS = 50

Run = Callable[[argparse.Namespace, Console], int | None]
AddAction = Callable[[str, str, Run], argparse.ArgumentParser]
Translate = Callable[..., str]
RequestT = TypeVar("RequestT")


def add_commands(add: AddCommand, translations: Translations) -> None:
    """Add `text` with its subcommands."""
    tr = partial(translations.tr, "cli")
    parser = add("text", tr("work on a text: keywords, language, names, answers, summaries and more"))
    parser.set_defaults(run=lambda options, console: parser.print_help())
    actions: argparse._SubParsersAction[argparse.ArgumentParser] = parser.add_subparsers(  # type: ignore[call-overload]  # parser_class: any callable serves
        title=tr("commands"), metavar=tr("command"), parser_class=partial(Parser, translations)
    )

    def action(name: str, help: str, run: Run) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=help, description=help, parents=[common_options(translations)])
        added.set_defaults(run=run)
        return added

    def action_on_text(name: str, help: str, run: Run) -> argparse.ArgumentParser:
        added = action(name, help, run)
        added.add_argument("text", nargs="*", help=tr("the text; read from standard input when left out"))
        added.add_argument("--file", type=full_path, metavar="PATH", help=tr("a text file or a document"))
        added.add_argument("--model", help=tr("the name of an installed model"))
        return added

    _add_finding_commands(action_on_text, tr)
    _add_writing_commands(action_on_text, tr)
    _add_comparing_commands(action, tr)
    _add_table_commands(action, tr)


def _add_finding_commands(action: AddAction, tr: Translate) -> None:
    keywords = action("keywords", tr("find the keywords of a text"), _keywords)
    keywords.add_argument("-n", "--most", type=_few, default=10, metavar="N", help=tr("how many keywords"))
    action("language", tr("tell which language a text is in"), _language)
    action("entities", tr("find names, dates, amounts, addresses and numbers in a text"), _entities)
    ask = action("ask", tr("find the answer to a question in a text"), _ask)
    ask.add_argument("--question", required=True, help=tr("the question"))
    action("fill", tr("fill in the likeliest words for each [MASK]"), _fill)
    action("likely", tr("tell how likely each word of a sentence is"), _likely)


def _add_writing_commands(action: AddAction, tr: Translate) -> None:
    summarise = action("summarise", tr("summarise a text"), _summarise)
    summarise.add_argument("--sentences", type=_few, default=3, metavar="N", help=tr("how many sentences"))
    about = tr("extract: sentences of the text; write: by the chat model; auto: whichever is better")
    summarise.add_argument("--way", choices=("auto", "extract", "write"), default="auto", help=about)
    rewrite = action("rewrite", tr("put a text into other words"), _rewrite)
    rewrite.add_argument("--manner", choices=STYLES, default="simpler", help=tr("the style"))
    translate = action("translate", tr("translate a text"), _translate)
    translate.add_argument("--to", choices=LANGUAGES, required=True, help=tr("the language to translate into"))


def _add_comparing_commands(action: AddAction, tr: Translate) -> None:
    compare = action("compare", tr("tell how similar texts are"), _compare)
    compare.add_argument("texts", nargs="+", help=tr("two texts or more"))
    follows = action("follows", tr("tell how likely one sentence follows another"), _follows)
    follows.add_argument("first", help=tr("the first sentence"))
    follows.add_argument("second", help=tr("the second sentence"))
    follows.add_argument("--model", help=tr("the name of an installed model"))


def _add_table_commands(action: AddAction, tr: Translate) -> None:
    clusters = action("clusters", tr("group the texts of a table by meaning"), _clusters)
    _add_table_arguments(clusters, tr)
    about = tr("the clustering method")
    clusters.add_argument("--method", choices=("k-means", "hdbscan"), default="k-means", help=about)
    about = tr("number of groups; 0: the best number")
    clusters.add_argument("--clusters", type=non_negative_int, default=0, metavar="N", help=about)
    about = tr("random seed: the same number gives the same result")
    clusters.add_argument("--seed", type=non_negative_int, default=0, metavar="N", help=about)
    column = action("column", tr("do a task for every row of a table; continues where it was stopped"), _column)
    column.set_defaults(run=partial(_check_and_run_column, column, tr))
    _add_table_arguments(column, tr)
    column.add_argument("target", help=tr("the new table"))
    column.add_argument("--task", choices=TASKS, required=True, help=tr("the task"))
    column.add_argument("--option", default="", help=tr("the question, or the language to translate into"))
    column.add_argument("--name", default="", help=tr("the new column's name"))
    column.add_argument("--model", help=tr("the name of an installed model"))


def _add_table_arguments(parser: argparse.ArgumentParser, tr: Translate) -> None:
    parser.add_argument("path", type=full_path, metavar="TABLE", help=tr("a table with column names in its first row"))
    parser.add_argument("--column", default="text", help=tr("the column with the texts"))


def _few(text: str) -> int:
    """Raises ValueError."""
    if not 1 <= (number := int(text)) <= MAX_ITEMS:
        raise ValueError
    return number


def _text(options: argparse.Namespace, console: Console) -> str:
    """Raises FileError."""
    if not options.file:
        return " ".join(options.text) if options.text else read_stdin()
    result = console.call(api.READ_TEXT, api.ReadText(options.file))
    if result.truncated:
        console.complain(console.tr("cli", "{name} is very long: only its beginning was taken.", name=result.name))
    return result.text


def _show(console: Console, result: object, *lines: str) -> None:
    if console.json:
        console.print_json(result)
        return
    for line in lines:
        console.print(line)


def _keywords(options: argparse.Namespace, console: Console) -> None:
    result = console.call(api.FIND_KEYWORDS, api.FindKeywords(_text(options, console), options.most))
    _show(console, result, *(f"{console.number(keyword.score, 2)}  {keyword.text}" for keyword in result.keywords))


def _language(options: argparse.Namespace, console: Console) -> None:
    result = console.call(api.IDENTIFY_LANGUAGE, api.IdentifyLanguage(_text(options, console)))
    _show(console, result, *(f"{guess.code}  {console.number(guess.score, 2)}" for guess in result.guesses))


def _entities(options: argparse.Namespace, console: Console) -> None:
    result = console.call(api.FIND_ENTITIES, api.FindEntities(_text(options, console), options.model))
    warning = f"  ({console.tr('cli', 'wrong check digits')})"
    lines = (
        f"{entity.label:<10}  {entity.text}{warning if entity.valid is False else ''}" for entity in result.entities
    )
    _show(console, result, *lines)


def _ask(options: argparse.Namespace, console: Console) -> None:
    result = console.call(api.ASK_TEXT, api.AskText(options.question, _text(options, console), model=options.model))
    _show(console, result, *(" ".join(answer.text.split()) for answer in result.answers))


def _fill(options: argparse.Namespace, console: Console) -> None:
    result = console.call(api.FILL_MASK, api.FillMask(_text(options, console), model=options.model))
    lines = (f"{console.number(candidate.score, 2)}  {candidate.text}" for mask in result.masks for candidate in mask)
    _show(console, result, *lines)


def _likely(options: argparse.Namespace, console: Console) -> None:
    text = _text(options, console)
    result = console.call(api.SCORE_SENTENCE, api.ScoreSentence(text, options.model))
    lines = (f"{console.number(word.log_probability, 2):>8}  {text[word.start : word.end]}" for word in result.words)
    _show(console, result, *lines, f"{console.number(result.log_likelihood, 2):>8}")


def _summarise(options: argparse.Namespace, console: Console) -> None:
    request = api.Summarise(_text(options, console), options.sentences, options.way, options.model)
    _generate(console, api.SUMMARISE, request)


def _rewrite(options: argparse.Namespace, console: Console) -> None:
    _generate(console, api.REWRITE, api.Rewrite(_text(options, console), options.manner, options.model))


def _translate(options: argparse.Namespace, console: Console) -> None:
    _generate(console, api.TRANSLATE, api.Translate(_text(options, console), options.to, options.model))


def _generate(console: Console, method: Method[RequestT, api.TextEvent, api.TextResult], request: RequestT) -> None:
    """Print the text as it is generated."""

    def on_event(event: api.TextEvent) -> None:
        if isinstance(event, Progress):
            console.progress(event)
        elif not console.json:
            console.print(event.text, end="")

    result = console.call(method, request, on_event)
    if console.json:
        console.print_json(result)
        return
    console.print("")
    if result.unlisted_languages:
        sentence = "The model does not list this language ({codes}): check the result."
        console.complain(console.tr("cli", sentence, codes=", ".join(result.unlisted_languages)))
    if result.truncated:
        console.complain(console.tr("cli", "The model reached its limit, so the end is missing."))


def _compare(options: argparse.Namespace, console: Console) -> None:
    result = console.call(api.COMPARE_TEXTS, api.CompareTexts(tuple(options.texts)))
    count = len(options.texts)
    lines = (
        f"{a + 1}–{b + 1}  {console.number(result.scores[a][b], 1)}/5  {console.tr('cli', result.levels[a][b])}"
        for a in range(count)
        for b in range(a + 1, count)
    )
    _show(console, result, *lines)


def _follows(options: argparse.Namespace, console: Console) -> None:
    request = api.ScoreNextSentence(options.first, options.second, options.model)
    result = console.call(api.SCORE_NEXT_SENTENCE, request)
    _show(console, result, console.number(result.score, 2))


def _clusters(options: argparse.Namespace, console: Console) -> None:
    request = api.FindClusters((), options.path, options.column, options.method, options.clusters, options.seed)
    result = console.call(api.FIND_CLUSTERS, request, console.progress)
    lines = []
    for number, cluster in enumerate(result.clusters, 1):
        lines.append(f"{number}. {', '.join(cluster.words)} ({cluster.size})")
        lines += [f"   {' '.join(text.split())}" for text in cluster.texts]
    _show(console, result, *lines)


def _check_and_run_column(
    parser: argparse.ArgumentParser, tr: Translate, options: argparse.Namespace, console: Console
) -> int:
    """Run the command; a missing question or language is a usage error."""
    if options.task == "ask" and not options.option.strip():
        parser.error(tr("{name} needs a value", name="--option"))
    if options.task == "translate" and options.option not in LANGUAGES:
        values = {"name": "--option", "value": repr(options.option), "choices": ", ".join(LANGUAGES)}
        parser.error(tr("{name} cannot be {value}; choose from {choices}", **values))
    return _column(options, console)


def _column(options: argparse.Namespace, console: Console) -> int:
    request = api.MapColumn(
        options.path,
        options.column,
        full_path(options.target),
        options.task,
        options.option,
        options.name,
        options.model,
    )
    result = console.call(api.MAP_COLUMN, request, console.progress)
    result = msgspec.structs.replace(result, path=options.target)
    sentence = "{path}: {rows} rows, {resumed} of them from an earlier run, {failed} empty."
    if result.cancelled:
        sentence = "Stopped after {rows} rows, which are kept. Run the command again to continue."
    values = {"path": result.path, "rows": result.rows, "resumed": result.resumed, "failed": result.failed}
    _show(console, result, console.tr("cli", sentence, **values))
    return 1 if result.cancelled else 0
