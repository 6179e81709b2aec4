"""`ateneo persona`: personas made of six fields."""

from __future__ import annotations

import argparse
from typing import get_args

import msgspec

from engine.capabilities.prompts import api
from engine.capabilities.prompts.commands.common import (
    CommandGroup,
    Translate,
    add_removal,
    find_persona,
    language_of,
    show_saved,
)
from engine.cli.console import Console
from engine.protocol.answering.presets import Preset

NONE = "none"
FIELDS = ("role", "instruction", "context", "format", "audience", "tone")


def add_persona_actions(group: CommandGroup, tr: Translate) -> None:
    """Add the subcommands."""
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
        about = tr("personas it may pass a question on to, separated by commas")
        parser.add_argument("--hands-to", metavar="NAMES", help=about)
        about = tr("how it chooses words; none leaves that to the conversation")
        parser.add_argument("--preset", choices=(*get_args(Preset), NONE), help=about)
        about = tr("the model it prefers; none leaves that to the conversation")
        parser.add_argument("--model", metavar="ID", help=about)
    add_removal(group, tr, "persona")


def _field_help(field: str, tr: Translate) -> str:
    return {
        "role": tr("who answers, as “a patient teacher”"),
        "instruction": tr("what it does"),
        "context": tr("what it should know"),
        "format": tr("the form of its answers"),
        "audience": tr("for whom it writes"),
        "tone": tr("how it sounds"),
    }[field]


def _list_personas(options: argparse.Namespace, console: Console) -> int:
    listed = console.call(api.LIST_PERSONAS, api.ListPersonas(language_of(console)))
    if console.json:
        console.print_json(listed)
        return 0
    for composed in listed.personas:
        console.print(f"{composed.persona.id:>6}  {composed.persona.name}")
    return 0


def _show_persona(options: argparse.Namespace, console: Console) -> int:
    found = find_persona(options.name, console)
    if found is None:
        return 1
    if console.json:
        console.print_json(found)
    else:
        console.print(found.system)
    return 0


def _add_persona(options: argparse.Namespace, console: Console) -> int:
    persona = _changed(options, api.Persona(options.name, language_of(console), api.PersonaFields()))
    return show_saved(console.call(api.SAVE_PERSONA, api.SavePersona(persona)).persona, console)


def _edit_persona(options: argparse.Namespace, console: Console) -> int:
    found = find_persona(options.name, console)
    if found is None:
        return 1
    changed = _changed(options, found.persona)
    return show_saved(console.call(api.SAVE_PERSONA, api.SavePersona(changed)).persona, console)


def _changed(options: argparse.Namespace, old: api.Persona) -> api.Persona:
    """Return a persona with what the options name."""
    return msgspec.structs.replace(
        old,
        fields=_fields(options, old.fields),
        tools=old.tools if options.tools is None else _names(options.tools),
        hands_to=old.hands_to if options.hands_to is None else _names(options.hands_to),
        preset=old.preset if options.preset is None else (None if options.preset == NONE else options.preset),
        model=old.model if options.model is None else "" if options.model == NONE else options.model,
    )


def _fields(options: argparse.Namespace, old: api.PersonaFields) -> api.PersonaFields:
    given = {field: getattr(options, field) for field in FIELDS if getattr(options, field) is not None}
    return msgspec.structs.replace(old, **given)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
