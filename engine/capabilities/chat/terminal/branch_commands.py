"""Options of `ateneo chat` that go to another branch: --edit, --retry and --branch, and the same as lines of a talk."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import msgspec

from engine.capabilities.chat import api
from engine.capabilities.chat.terminal.prompt_lines import is_command, prompt_request
from engine.cli.console import Console
from engine.protocol.errors import NotFound
from engine.protocol.i18n import Translations

LAST = 0
"""Stands for the last question, or the last answer."""
Ask = Callable[[api.Send], api.Reply]
Retry = Callable[[api.Retry], api.Reply]


def add_branch_options(parser: argparse.ArgumentParser, translations: Translations) -> None:
    """Add the options; each takes a message's number from `chat show`."""
    group = parser.add_argument_group(translations.tr("cli", "other branches of a conversation"))
    about = translations.tr("cli", "ask in the place of this question, the last one without a number; both are kept")
    group.add_argument("--edit", nargs="?", type=int, const=LAST, metavar="MESSAGE", help=about)
    about = translations.tr("cli", "answer again, beside this answer, or beside the last one without a number")
    group.add_argument("--retry", nargs="?", type=int, const=LAST, metavar="MESSAGE", help=about)
    about = translations.tr("cli", "go on from this message, in a branch of its own")
    group.add_argument("--branch", type=int, metavar="MESSAGE", help=about)


def problem(options: argparse.Namespace) -> str:
    """Return the sentence about options that do not go together; empty where they do."""
    given = [name for name in ("edit", "retry", "branch") if getattr(options, name) is not None]
    if len(given) > 1:
        return "Use one of --edit, --retry and --branch."
    if given and options.conversation is None:
        return "Say which conversation with --conversation."
    return ""


def with_branch(console: Console, options: argparse.Namespace, request: api.Send) -> api.Send:
    """Return the request for the branch that the options name. Raises NotFound."""
    if options.edit is not None:
        return msgspec.structs.replace(request, edits=find_message(console, request.conversation, "user", options.edit))
    if options.branch is not None:
        return msgspec.structs.replace(
            request, parent=find_message(console, request.conversation, None, options.branch)
        )
    return request


def find_message(console: Console, conversation: int | None, role: str | None, id: int = LAST) -> int:
    """Return the message with this number, or the last one of a role on the branch that is shown. Raises NotFound."""
    if conversation is None:
        raise NotFound("conversation")
    if id != LAST:
        tree = console.call(api.READ_TREE, api.ReadTree(conversation))
        if not any(message.id == id and role in (None, message.role) for message in tree.messages):
            raise NotFound("message")
        return id
    opened = console.call(api.OPEN, api.OpenConversation(conversation))
    found = next((message.id for message in reversed(opened.messages) if message.role == role), None)
    if found is None:
        raise NotFound("message")
    return found


def typed_request(console: Console, request: api.Send, line: str) -> api.Send | api.Retry | None:
    """Return what a line of a talk asks for: "/retry", "/edit TEXT", "/branch NUMBER", a saved prompt, or a question.

    None where there is nothing to send. Raises NotFound, VariableMissing.
    """
    word, _, rest = line.strip().partition(" ")
    if word == "/retry" and not rest:
        return api.Retry(find_message(console, request.conversation, "assistant"), request.settings)
    if word == "/edit" and rest.strip():
        return msgspec.structs.replace(request, text=rest, edits=find_message(console, request.conversation, "user"))
    if word == "/branch" and rest.strip().isdigit() and request.conversation is not None:
        message = find_message(console, request.conversation, None, int(rest))
        opened = console.call(api.CHOOSE, api.ChooseLeaf(request.conversation, message))
        console.print(opened.messages[-1].text)
        return None
    if is_command(word):
        return prompt_request(console, request, line)
    return msgspec.structs.replace(request, text=line)
