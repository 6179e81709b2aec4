"""Shared by the commands of prompts: groups of subcommands, finding an entry by its name, printing a saved one."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial

from engine.capabilities.prompts import api
from engine.cli.arguments import Parser
from engine.cli.console import AddCommand, Console, common_options
from engine.protocol.i18n import Translations

Run = Callable[[argparse.Namespace, Console], int | None]
Translate = Callable[..., str]


class CommandGroup:
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


def make_group(add: AddCommand, translations: Translations, name: str, help: str) -> CommandGroup:
    """Add a command with subcommands."""
    parser = add(name, help)
    parser.set_defaults(run=lambda options, console: parser.print_help())
    return CommandGroup(parser, translations)


def show_saved(saved: api.SavedPrompt | api.Persona | api.Chain, console: Console) -> int:
    """Print an entry that was saved."""
    if console.json:
        console.print_json(saved)
    else:
        console.print(f"{saved.id:>6}  {saved.name}")
    return 0


def add_removal(group: CommandGroup, tr: Translate, kind: api.PromptKind) -> None:
    """Add the subcommands that remove and restore entries of a kind."""
    removing = group.add("remove", tr("remove one of your own; restore brings it back"), partial(_remove, kind))
    removing.add_argument("name", help=tr("its name or its number"))
    restoring = group.add("restore", tr("bring a removed one back"), partial(_restore, kind))
    restoring.add_argument("number", type=int, metavar="NUMBER", help=tr("its number"))


def _remove(kind: api.PromptKind, options: argparse.Namespace, console: Console) -> int:
    found: api.SavedPrompt | api.Persona | api.Chain | None
    if kind == "prompt":
        found = find_prompt(options.name, console)
    elif kind == "persona":
        composed = find_persona(options.name, console)
        found = composed.persona if composed else None
    else:
        found = find_chain(options.name, console)
    if found is None:
        return 1
    console.call(api.DELETE, api.DeleteSaved(kind, found.id))
    return show_saved(found, console)


def _restore(kind: api.PromptKind, options: argparse.Namespace, console: Console) -> int:
    console.call(api.RESTORE, api.RestoreSaved(kind, options.number))
    return 0


def language_of(console: Console) -> api.PromptLanguage:
    """Return the language of the console."""
    return "es" if console.translations.language == "es" else "en"


def find_prompt(name: str, console: Console) -> api.SavedPrompt | None:
    """Return a prompt by its name, command or number; None, said, where there is none."""
    prompts = console.call(api.LIST, api.ListPrompts(language_of(console))).prompts
    found = next((prompt for prompt in prompts if prompt.is_named(name)), None)
    if found is None:
        _say_not_found(name, console)
    return found


def find_persona(name: str, console: Console) -> api.ComposedPersona | None:
    """Return a persona by its name or number; None, said, where there is none."""
    personas = console.call(api.LIST_PERSONAS, api.ListPersonas(language_of(console))).personas
    found = next((p for p in personas if name.casefold() in (p.persona.name.casefold(), str(p.persona.id))), None)
    if found is None:
        _say_not_found(name, console)
    return found


def find_chain(name: str, console: Console) -> api.Chain | None:
    """Return a chain by its name or number; None, said, where there is none."""
    chains = console.call(api.LIST_CHAINS, api.ListChains(language_of(console))).chains
    found = next((c for c in chains if name.casefold() in (c.name.casefold(), str(c.id))), None)
    if found is None:
        _say_not_found(name, console)
    return found


def _say_not_found(name: str, console: Console) -> None:
    console.complain(console.tr("cli", "There is no “{name}”. The command “list” shows what there is.", name=name))
