"""`ateneo prompts`: saved prompts, the check, export and import."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial

import msgspec

from engine.capabilities.prompts import api
from engine.capabilities.prompts.commands.common import (
    CommandGroup,
    Translate,
    add_removal,
    find_prompt,
    language_of,
    show_saved,
)
from engine.cli.arguments import full_path, positive_int
from engine.cli.console import Console
from engine.cli.prompt_values import ask_for_values
from engine.cli.standard_input import is_terminal, read_text
from engine.protocol.answering.sampling import Sampling

STANDARD_INPUT = "-"


def add_prompt_actions(group: CommandGroup, tr: Translate) -> None:
    """Add the subcommands."""
    listing = group.add("list", tr("list the prompts, your own first"), _list_prompts)
    listing.add_argument("query", nargs="*", help=tr("words to look for"))
    showing = group.add("show", tr("print a prompt"), _show_prompt)
    showing.add_argument("name", help=tr("its name, its command or its number"))
    adding = group.add("add", tr("save a prompt"), _add_prompt)
    adding.add_argument("name", help=tr("its name"))
    adding.add_argument("text", help=tr("its text, with variables as {example}", example="{{text}}"))
    adding.add_argument("--command", default="", metavar="WORD", help=tr("the word behind the slash"))
    editing = group.add("edit", tr("change one of your prompts"), _edit_prompt)
    editing.add_argument("name", help=tr("its name, its command or its number"))
    editing.add_argument("--text", help=tr("its new text"))
    editing.add_argument("--rename", metavar="NAME", help=tr("its new name"))
    editing.add_argument("--command", metavar="WORD", help=tr("the word behind the slash"))
    filling = group.add("fill", tr("print a prompt with values in the place of its variables"), _fill_prompt)
    filling.add_argument("name", help=tr("its name, its command or its number"))
    filling.add_argument("values", nargs="*", metavar="NAME=VALUE", help=tr("the values"))
    running = group.add("run", tr("have the model answer a saved prompt"), _run_prompt)
    running.add_argument("name", help=tr("its name, its command or its number"))
    about = tr(
        "the value of a variable, “-” reads it from the pipe; may be repeated. In a terminal others are asked for"
    )
    running.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help=about)
    running.add_argument("--model", metavar="ID", help=tr("the model that answers"))
    running.add_argument("--max-tokens", type=positive_int, metavar="N", help=tr("the longest answer, in tokens"))
    checking = group.add("check", tr("say what is vague in a prompt, and how to mend it"), _check_prompt)
    checking.add_argument("text", nargs="+", help=tr("the prompt"))
    add_removal(group, tr, "prompt")
    exporting = group.add("export", tr("write your prompts, personas and chains to a file"), _export)
    about = tr("the file to write: Markdown where its name ends in .md, else JSON")
    exporting.add_argument("--output", required=True, type=full_path, metavar="FILE", help=about)
    importing = group.add("import", tr("read prompts, personas and chains from a file"), _import)
    importing.add_argument("file", type=full_path, metavar="FILE", help=tr("the file to read"))
    group.add("purge", tr("delete removed prompts, personas and chains for good"), _purge)


def _list_prompts(options: argparse.Namespace, console: Console) -> int:
    listed = console.call(api.LIST, api.ListPrompts(language_of(console), " ".join(options.query)))
    if console.json:
        console.print_json(listed)
        return 0
    for prompt in listed.prompts:
        command = f"/{prompt.command}" if prompt.command else ""
        console.print(f"{prompt.id:>6}  {command:<14}  {prompt.name}")
    return 0


def _show_prompt(options: argparse.Namespace, console: Console) -> int:
    prompt = find_prompt(options.name, console)
    if prompt is None:
        return 1
    if console.json:
        console.print_json(prompt)
        return 0
    for example in prompt.examples:
        console.print(f"> {example.question}\n{example.answer}\n")
    console.print(prompt.text)
    return 0


def _add_prompt(options: argparse.Namespace, console: Console) -> int:
    request = api.SavePrompt(api.SavedPrompt(options.name, options.text, options.command))
    return show_saved(console.call(api.SAVE, request), console)


def _edit_prompt(options: argparse.Namespace, console: Console) -> int:
    old = find_prompt(options.name, console)
    if old is None:
        return 1
    changed = msgspec.structs.replace(
        old,
        name=old.name if options.rename is None else options.rename,
        text=old.text if options.text is None else options.text,
        command=old.command if options.command is None else options.command,
    )
    return show_saved(console.call(api.SAVE, api.SavePrompt(changed)), console)


def _fill_prompt(options: argparse.Namespace, console: Console) -> int:
    prompt = find_prompt(options.name, console)
    if prompt is None:
        return 1
    filled = console.call(api.FILL, api.FillPrompt(prompt.text, _values(options.values)))
    if console.json:
        console.print_json(filled)
    else:
        console.print(filled.text)
    return 0


def _run_prompt(options: argparse.Namespace, console: Console) -> int:
    prompt = find_prompt(options.name, console)
    if prompt is None:
        return 1
    values: dict[str, str] | None = _values(options.set)
    if is_terminal() and not console.json:
        values = ask_for_values(prompt.variables, values or {})
    if values is None:
        return 1
    sampling = Sampling() if options.max_tokens is None else Sampling(max_tokens=options.max_tokens)
    request = api.RunPrompt(prompt.text, values, prompt.examples, options.model, sampling)
    show = partial(console.print, end="")
    answer = console.call(api.RUN, request, lambda event: None if console.json else show(event.text))
    if console.json:
        console.print_json(answer)
    else:
        console.print("")
    return 0


def _values(given: Sequence[str]) -> dict[str, str]:
    """Return the values of NAME=VALUE; the value "-" is what is piped in."""
    values = {name.strip(): value for name, _, value in (pair.partition("=") for pair in given)}
    return {name: read_text() if value == STANDARD_INPUT else value for name, value in values.items()}


def _check_prompt(options: argparse.Namespace, console: Console) -> int:
    text = " ".join(options.text)
    checked = console.call(api.CHECK, api.CheckPrompt(text))
    if console.json:
        console.print_json(checked)
        return 0
    for weakness in checked.weaknesses:
        words = text[weakness.start : weakness.end]
        console.print(console.tr("cli", "{problem} “{words}”", problem=_about(weakness.kind, console), words=words))
        mend = weakness.mend.strip(". ")
        console.print(f"    → {mend}")
    if not checked.weaknesses:
        console.print(console.tr("cli", "Nothing vague was found."))
    return 0


def _about(kind: api.WeaknessKind, console: Console) -> str:
    tr = partial(console.tr, "cli")
    return {
        "no_text": tr("The text it speaks of is missing:"),
        "no_delimiters": tr("The text is not set apart from what is asked:"),
        "several_tasks": tr("Several tasks at once:"),
        "vague_words": tr("Vague words:"),
        "only_negative": tr("It says only what not to do:"),
        "no_format": tr("It does not say what the answer should look like:"),
        "no_length": tr("It does not say how long the answer should be:"),
        "no_audience": tr("It does not say for whom:"),
    }[kind]


def _purge(options: argparse.Namespace, console: Console) -> int:
    count = console.call(api.PURGE_DELETED, api.PurgeDeletedPrompts()).count
    if console.json:
        console.print_json({"purged": count})
    else:
        console.complain(console.tr("cli", "Deleted for good: {count}.", count=count))
    return 0


def _export(options: argparse.Namespace, console: Console) -> int:
    request = api.ExportPrompts(options.output, language_of(console))
    return _show_counts(console.call(api.EXPORT, request), console)


def _import(options: argparse.Namespace, console: Console) -> int:
    return _show_counts(console.call(api.IMPORT, api.ImportPrompts(options.file)), console)


def _show_counts(counts: api.PromptCounts, console: Console) -> int:
    if console.json:
        console.print_json(counts)
        return 0
    console.print(
        console.tr(
            "cli",
            "{prompts} prompts, {personas} personas, {chains} chains",
            prompts=counts.prompts,
            personas=counts.personas,
            chains=counts.chains,
        )
    )
    return 0
