"""`ateneo prompts`, `ateneo persona` and `ateneo chain`: saved prompts, personas and chains from a terminal."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from engine.capabilities.prompts import api
from engine.cli.arguments import Parser
from engine.cli.console import AddCommand, Console, common_options, read_stdin
from engine.protocol.i18n import Translations

Run = Callable[[argparse.Namespace, Console], int | None]
Translate = Callable[..., str]
FIELDS = ("role", "instruction", "context", "format", "audience", "tone")


def add_commands(add: AddCommand, translations: Translations) -> None:
    """Add the three commands with their subcommands."""
    tr = partial(translations.tr, "cli")
    prompts = _group(add, translations, "prompts", tr("saved prompts with variables: list, show, add, fill, check"))
    _add_prompt_actions(prompts, tr)
    personas = _group(add, translations, "persona", tr("personas made of six fields: list, show, add, remove"))
    _add_persona_actions(personas, tr)
    chains = _group(add, translations, "chain", tr("prompts that run one after the other: list, add, run, runs"))
    _add_chain_actions(chains, tr)


class _Group:
    """A command with subcommands."""

    def __init__(self, parser: argparse.ArgumentParser, translations: Translations) -> None:
        self._translations = translations
        self._actions: argparse._SubParsersAction[argparse.ArgumentParser] = parser.add_subparsers(  # type: ignore[call-overload]  # parser_class: any callable
            title=translations.tr("cli", "commands"),
            metavar=translations.tr("cli", "command"),
            parser_class=partial(Parser, translations),
        )

    def add(self, name: str, help: str, run: Run) -> argparse.ArgumentParser:
        """Add a subcommand."""
        parser = self._actions.add_parser(
            name, help=help, description=help, parents=[common_options(self._translations)]
        )
        parser.set_defaults(run=run)
        return parser


def _group(add: AddCommand, translations: Translations, name: str, help: str) -> _Group:
    parser = add(name, help)
    parser.set_defaults(run=lambda options, console: parser.print_help())
    return _Group(parser, translations)


def _add_prompt_actions(group: _Group, tr: Translate) -> None:
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
    checking = group.add("check", tr("say what is vague in a prompt, and how to mend it"), _check_prompt)
    checking.add_argument("text", nargs="+", help=tr("the prompt"))
    _add_removal(group, tr, "prompt")
    exporting = group.add("export", tr("write your prompts, personas and chains to a file"), _export)
    exporting.add_argument("output", metavar="FILE", help=tr("the file to write"))
    importing = group.add("import", tr("read prompts, personas and chains from a file"), _import)
    importing.add_argument("file", metavar="FILE", help=tr("the file to read"))
    group.add("purge", tr("delete removed prompts, personas and chains for good"), _purge)


def _add_persona_actions(group: _Group, tr: Translate) -> None:
    group.add("list", tr("list the personas, your own first"), _list_personas)
    showing = group.add("show", tr("print a persona with its system prompt"), _show_persona)
    showing.add_argument("name", help=tr("its name or its number"))
    for name, help_text, run in (
        ("add", tr("save a persona"), _add_persona),
        ("edit", tr("change one of your personas"), _edit_persona),
    ):
        parser = group.add(name, help_text, run)
        parser.add_argument("name", help=tr("its name"))
        for field in FIELDS:
            parser.add_argument(f"--{field}", metavar="TEXT", help=_field_help(field, tr))
        parser.add_argument("--tools", metavar="NAMES", help=tr("tools it may call, separated by commas"))
    _add_removal(group, tr, "persona")


def _field_help(field: str, tr: Translate) -> str:
    return {
        "role": tr("who answers, as “a patient teacher”"),
        "instruction": tr("what it does"),
        "context": tr("what it should know"),
        "format": tr("the form of its answers"),
        "audience": tr("for whom it writes"),
        "tone": tr("how it sounds"),
    }[field]


def _add_chain_actions(group: _Group, tr: Translate) -> None:
    group.add("list", tr("list the chains, your own first"), _list_chains)
    adding = group.add("add", tr("save a chain of prompts"), _add_chain)
    adding.add_argument("name", help=tr("its name"))
    about = tr(
        "a prompt with {input}, {previous} or {step}", input="{{input}}", previous="{{previous}}", step="{{step 1}}"
    )
    adding.add_argument("steps", nargs="+", metavar="PROMPT", help=about)
    running = group.add("run", tr("run a chain on a text, or on each row of a table"), _run_chain)
    running.add_argument("name", help=tr("its name or its number"))
    running.add_argument("--input", default="", metavar="TEXT", help=tr("the text; “-” reads it from the pipe"))
    running.add_argument("--resume", type=int, default=0, metavar="NUMBER", help=tr("go on with a stopped run"))
    running.add_argument("--table", metavar="FILE", help=tr("a table, as CSV or XLSX"))
    running.add_argument("--column", default="", metavar="NAME", help=tr("the column with the texts"))
    running.add_argument("--output", default="", metavar="FILE", help=tr("the table to write, as CSV"))
    running.add_argument("--model", metavar="ID", help=tr("the model that answers"))
    runs = group.add("runs", tr("list the runs of a chain"), _list_runs)
    runs.add_argument("name", help=tr("its name or its number"))
    _add_removal(group, tr, "chain")


def _add_removal(group: _Group, tr: Translate, kind: api.PromptKind) -> None:
    removing = group.add("remove", tr("remove one of your own; restore brings it back"), partial(_remove, kind))
    removing.add_argument("name", help=tr("its name or its number"))
    restoring = group.add("restore", tr("bring a removed one back"), partial(_restore, kind))
    restoring.add_argument("number", type=int, metavar="NUMBER", help=tr("its number"))


# prompts


def _list_prompts(options: argparse.Namespace, console: Console) -> int:
    listed = console.call(api.LIST, api.ListPrompts(_language(console), " ".join(options.query)))
    if console.json:
        console.print_json(listed)
        return 0
    for prompt in listed.prompts:
        command = f"/{prompt.command}" if prompt.command else ""
        console.print(f"{prompt.id:>6}  {command:<14}  {prompt.name}")
    return 0


def _show_prompt(options: argparse.Namespace, console: Console) -> int:
    prompt = _find_prompt(options.name, console)
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
    return _show_saved(console.call(api.SAVE, request), console)


def _edit_prompt(options: argparse.Namespace, console: Console) -> int:
    old = _find_prompt(options.name, console)
    if old is None:
        return 1
    changed = msgspec.structs.replace(
        old,
        name=old.name if options.rename is None else options.rename,
        text=old.text if options.text is None else options.text,
        command=old.command if options.command is None else options.command,
    )
    return _show_saved(console.call(api.SAVE, api.SavePrompt(changed)), console)


def _show_saved(saved: api.SavedPrompt | api.Persona | api.Chain, console: Console) -> int:
    if console.json:
        console.print_json(saved)
    else:
        console.print(f"{saved.id:>6}  {saved.name}")
    return 0


def _fill_prompt(options: argparse.Namespace, console: Console) -> int:
    prompt = _find_prompt(options.name, console)
    if prompt is None:
        return 1
    values = dict(value.partition("=")[::2] for value in options.values)
    filled = console.call(api.FILL, api.FillPrompt(prompt.text, values))
    if console.json:
        console.print_json(filled)
    else:
        console.print(filled.text)
    return 0


def _check_prompt(options: argparse.Namespace, console: Console) -> int:
    text = " ".join(options.text)
    checked = console.call(api.CHECK, api.CheckPrompt(text))
    if console.json:
        console.print_json(checked)
        return 0
    for weakness in checked.weaknesses:
        console.print(f"{_about(weakness.kind, console)} “{text[weakness.start : weakness.end]}”")
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


# personas


def _list_personas(options: argparse.Namespace, console: Console) -> int:
    listed = console.call(api.LIST_PERSONAS, api.ListPersonas(_language(console)))
    if console.json:
        console.print_json(listed)
        return 0
    for composed in listed.personas:
        console.print(f"{composed.persona.id:>6}  {composed.persona.name}")
    return 0


def _show_persona(options: argparse.Namespace, console: Console) -> int:
    found = _find_persona(options.name, console)
    if found is None:
        return 1
    if console.json:
        console.print_json(found)
    else:
        console.print(found.system)
    return 0


def _add_persona(options: argparse.Namespace, console: Console) -> int:
    persona = api.Persona(
        options.name, _language(console), _fields(options, api.PersonaFields()), tools=_tools(options)
    )
    return _show_saved(console.call(api.SAVE_PERSONA, api.SavePersona(persona)).persona, console)


def _edit_persona(options: argparse.Namespace, console: Console) -> int:
    found = _find_persona(options.name, console)
    if found is None:
        return 1
    old = found.persona
    tools = old.tools if options.tools is None else _tools(options)
    changed = msgspec.structs.replace(old, fields=_fields(options, old.fields), tools=tools)
    return _show_saved(console.call(api.SAVE_PERSONA, api.SavePersona(changed)).persona, console)


def _fields(options: argparse.Namespace, old: api.PersonaFields) -> api.PersonaFields:
    given = {field: getattr(options, field) for field in FIELDS if getattr(options, field) is not None}
    return msgspec.structs.replace(old, **given)


def _tools(options: argparse.Namespace) -> tuple[str, ...]:
    return tuple(name.strip() for name in (options.tools or "").split(",") if name.strip())


# chains


def _list_chains(options: argparse.Namespace, console: Console) -> int:
    listed = console.call(api.LIST_CHAINS, api.ListChains(_language(console)))
    if console.json:
        console.print_json(listed)
        return 0
    for chain in listed.chains:
        console.print(f"{chain.id:>6}  {chain.name}: {' → '.join(step.name for step in chain.steps)}")
    return 0


def _add_chain(options: argparse.Namespace, console: Console) -> int:
    steps = tuple(
        api.ChainStep(console.tr("cli", "Step {number}", number=number), prompt)
        for number, prompt in enumerate(options.steps, 1)
    )
    return _show_saved(console.call(api.SAVE_CHAIN, api.SaveChain(api.Chain(options.name, steps))), console)


def _run_chain(options: argparse.Namespace, console: Console) -> int:
    chain = _find_chain(options.name, console)
    if chain is None:
        return 1
    if options.table:
        return _run_over_table(chain, options, console)
    text = read_stdin() if options.input == "-" else options.input
    request = api.RunChain(chain.id, text, options.resume, options.model)

    def show(event: api.ChainEvent) -> None:
        if console.json:
            return
        if isinstance(event, api.StepStarted):
            console.print(f"\n— {event.name} —")
        else:
            console.print(event.text, end="")

    run = console.call(api.RUN_CHAIN, request, on_event=show)
    if console.json:
        console.print_json(run)
    else:
        console.print("")
    return 0 if run.state == "complete" else 1


def _run_over_table(chain: api.Chain, options: argparse.Namespace, console: Console) -> int:
    target = options.output or str(Path(options.table).with_suffix(".chain.csv"))
    request = api.RunChainOverTable(chain.id, options.table, options.column, target, options.model)

    result = console.call(api.RUN_OVER_TABLE, request, on_event=console.progress)
    if console.json:
        console.print_json(result)
    else:
        values = {"rows": result.rows, "failed": result.failed, "path": result.path}
        console.print(console.tr("cli", "{rows} rows, {failed} without an answer: {path}", **values))
    return 1 if result.cancelled else 0


def _list_runs(options: argparse.Namespace, console: Console) -> int:
    chain = _find_chain(options.name, console)
    if chain is None:
        return 1
    listed = console.call(api.LIST_RUNS, api.ListRuns(chain.id))
    if console.json:
        console.print_json(listed)
        return 0
    for run in listed.runs:
        console.print(f"{run.id:>6}  {run.state:<9}  {len(run.outputs)}/{len(run.steps)}  {run.input[:60]}")
    return 0


# all


def _remove(kind: api.PromptKind, options: argparse.Namespace, console: Console) -> int:
    found: api.SavedPrompt | api.Persona | api.Chain | None
    if kind == "prompt":
        found = _find_prompt(options.name, console)
    elif kind == "persona":
        composed = _find_persona(options.name, console)
        found = composed.persona if composed else None
    else:
        found = _find_chain(options.name, console)
    if found is None:
        return 1
    console.call(api.DELETE, api.DeleteSaved(kind, found.id))
    return _show_saved(found, console)


def _restore(kind: api.PromptKind, options: argparse.Namespace, console: Console) -> int:
    console.call(api.RESTORE, api.RestoreSaved(kind, options.number))
    return 0


def _purge(options: argparse.Namespace, console: Console) -> int:
    count = console.call(api.PURGE_DELETED, api.PurgeDeletedPrompts()).count
    if console.json:
        console.print_json({"purged": count})
    else:
        console.complain(console.tr("cli", "Deleted for good: {count}.", count=count))
    return 0


def _export(options: argparse.Namespace, console: Console) -> int:
    return _show_counts(console.call(api.EXPORT, api.ExportPrompts(options.output)), console)


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


def _language(console: Console) -> api.PromptLanguage:
    return "es" if console.translations.language == "es" else "en"


def _find_prompt(name: str, console: Console) -> api.SavedPrompt | None:
    prompts = console.call(api.LIST, api.ListPrompts(_language(console))).prompts
    word = name.lstrip("/")
    found = next((p for p in prompts if word.casefold() in (p.name.casefold(), p.command.casefold(), str(p.id))), None)
    if found is None:
        _say_not_found(name, console)
    return found


def _find_persona(name: str, console: Console) -> api.ComposedPersona | None:
    personas = console.call(api.LIST_PERSONAS, api.ListPersonas(_language(console))).personas
    found = next((p for p in personas if name.casefold() in (p.persona.name.casefold(), str(p.persona.id))), None)
    if found is None:
        _say_not_found(name, console)
    return found


def _find_chain(name: str, console: Console) -> api.Chain | None:
    chains = console.call(api.LIST_CHAINS, api.ListChains(_language(console))).chains
    found = next((c for c in chains if name.casefold() in (c.name.casefold(), str(c.id))), None)
    if found is None:
        _say_not_found(name, console)
    return found


def _say_not_found(name: str, console: Console) -> None:
    console.complain(console.tr("cli", "There is no “{name}”. The command “list” shows what there is.", name=name))
