"""`ateneo chat --tools …`: which tools the model may call, its steps, and the persona that a conversation was passed on to."""

from __future__ import annotations

import argparse

import msgspec

from engine.capabilities.chat import api
from engine.capabilities.chat.api import ConversationSettings
from engine.cli.console import Console
from engine.protocol.answering.personas import HandOver
from engine.protocol.answering.tools import ToolStep
from engine.protocol.i18n import Translations


def add_tool_options(parser: argparse.ArgumentParser, translations: Translations) -> None:
    """Add --tools, --tool-steps and --no-hand-over."""
    about = translations.tr("cli", "tools that the model may call, separated by commas; ateneo tools list shows them")
    parser.add_argument("--tools", default="", metavar="NAMES", help=about)
    about = translations.tr("cli", "how often it may call one before it answers")
    parser.add_argument("--tool-steps", type=int, metavar="N", help=about)
    about = translations.tr("cli", "the persona answers by itself, and passes the question on to no other")
    parser.add_argument("--no-hand-over", action="store_true", help=about)


def with_tools(arguments: argparse.Namespace, settings: ConversationSettings) -> ConversationSettings:
    """Return the settings with the tools that were named, and without a hand-over where none is wanted."""
    names = tuple(name.strip() for name in getattr(arguments, "tools", "").split(",") if name.strip())
    steps = getattr(arguments, "tool_steps", None)
    settings = msgspec.structs.replace(settings, tools=names) if names else settings
    if getattr(arguments, "no_hand_over", False):
        settings = msgspec.structs.replace(settings, passes_on=False)
    return settings if steps is None else msgspec.structs.replace(settings, tool_steps=steps)


def print_step(console: Console, step: ToolStep) -> None:
    """Print a step on standard error: the call when it begins, and its result."""
    if step.state == "running":
        console.complain(f"→ {step.tool} {step.arguments}")
    else:
        console.complain(f"  {step.result}")


def with_saved_persona(
    console: Console, settings: ConversationSettings, conversation: int | None
) -> ConversationSettings:
    """Return the settings with the persona that answers in a conversation, where the options name none and no instructions."""
    if conversation is None or settings.persona or settings.system:
        return settings
    saved = console.call(api.OPEN, api.OpenConversation(conversation)).settings
    return settings if saved is None or not saved.persona else as_persona_of(saved, settings)


def as_persona_of(saved: ConversationSettings, settings: ConversationSettings) -> ConversationSettings:
    """Return the settings with the persona of others, and what it brings."""
    return msgspec.structs.replace(
        settings,
        persona=saved.persona,
        system=saved.system,
        examples=saved.examples,
        tools=settings.tools or saved.tools,
        allowed_tools=saved.allowed_tools,
        hands_to=saved.hands_to,
        model=settings.model or saved.model,
    )


def after_hand_over(console: Console, settings: ConversationSettings, reply: api.Reply) -> ConversationSettings:
    """Return the settings for the next question: those of the persona that the last one was passed on to, where it was."""
    saved = console.call(api.OPEN, api.OpenConversation(reply.conversation)).settings if _is_handed(reply) else None
    return settings if saved is None else as_persona_of(saved, settings)


def _is_handed(reply: api.Reply) -> bool:
    return bool(reply.message.remarks.hand_overs)


def print_hand_over(console: Console, hand_over: HandOver) -> None:
    """Print on standard error who answers from here on, and why."""
    said = console.tr("cli", "From here on {name} answers.", name=hand_over.persona)
    console.complain(f"── {said}{f' {hand_over.reason}' if hand_over.reason else ''} ──")
