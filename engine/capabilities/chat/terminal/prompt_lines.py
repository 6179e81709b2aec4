"""Saved prompts as lines of `ateneo chat`: "/" lists them, "/name" writes one after asking for its variables."""

from __future__ import annotations

import re

import msgspec

from engine.capabilities.chat import api
from engine.cli.console import Console
from engine.cli.prompt_values import ask_for_values
from engine.protocol.answering import saved_prompts
from engine.protocol.answering.saved_prompts import FillPrompt, ListPrompts, PromptLanguage, SavedPrompt

TALK_COMMANDS = {
    "/retry": "answer again",
    "/edit TEXT": "ask this in the place of the last question; both are kept",
    "/branch NUMBER": "go on from this message, in a branch of its own",
}
"""Lines with a meaning of their own, and what they do."""
COMMAND_WIDTH = 16
_COMMAND = re.compile(r"/[\w-]*")


def is_command(word: str) -> bool:
    """Whether the first word of a line is a command, and not the beginning of a question such as "/etc/hosts?"."""
    return _COMMAND.fullmatch(word) is not None


def prompt_request(console: Console, request: api.Send, line: str) -> api.Send | None:
    """Return the question that a saved prompt makes; its examples count from then on. None where nothing is to be sent.

    Text behind the command is the value of the first variable; the others are asked for. Raises VariableMissing.
    """
    word, _, rest = line.strip().partition(" ")
    if word == "/":
        _list_prompts(console, rest)
        return None
    prompts = console.call(saved_prompts.LIST, ListPrompts(_language(console))).prompts
    whole = next((prompt for prompt in prompts if prompt.is_named(line)), None)
    prompt = whole or next((prompt for prompt in prompts if prompt.is_named(word)), None)
    if prompt is None:
        console.complain(console.tr("cli", "There is no prompt “{name}”. “/” lists what there is.", name=word))
        return None
    first = prompt.variables[0].name if prompt.variables else ""
    given = {first: rest.strip()} if first and rest.strip() and whole is None else {}
    values = ask_for_values(prompt.variables, given)
    if values is None:
        return None
    text = console.call(saved_prompts.FILL, FillPrompt(prompt.text, values)).text
    settings = request.settings
    if prompt.examples:
        settings = msgspec.structs.replace(settings, examples=prompt.examples)
    return msgspec.structs.replace(request, text=text, settings=settings)


def _list_prompts(console: Console, query: str) -> None:
    listed = console.call(saved_prompts.LIST, ListPrompts(_language(console), query))
    if console.json:
        console.print_json(listed)
        return
    if not query.strip():
        for command, about in TALK_COMMANDS.items():
            console.print(f"{command:<{COMMAND_WIDTH}}  {console.tr('cli', about)}")
    for prompt in listed.prompts:
        console.print(f"{_command(prompt):<{COMMAND_WIDTH}}  {prompt.name}")


def _command(prompt: SavedPrompt) -> str:
    return f"/{prompt.command or prompt.name}"


def _language(console: Console) -> PromptLanguage:
    return "es" if console.translations.language == "es" else "en"
