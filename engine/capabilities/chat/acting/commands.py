"""`ateneo chat --tools …`: which tools the model may call, and its steps."""

from __future__ import annotations

import argparse

import msgspec

from engine.capabilities.chat.api import ConversationSettings
from engine.cli.console import Console
from engine.protocol.answering.tools import ToolStep
from engine.protocol.i18n import Translations


def add_tool_options(parser: argparse.ArgumentParser, translations: Translations) -> None:
    """Add --tools and --tool-steps."""
    about = translations.tr("cli", "tools that the model may call, separated by commas; ateneo tools list shows them")
    parser.add_argument("--tools", default="", metavar="NAMES", help=about)
    about = translations.tr("cli", "how often it may call one before it answers")
    parser.add_argument("--tool-steps", type=int, metavar="N", help=about)


def with_tools(arguments: argparse.Namespace, settings: ConversationSettings) -> ConversationSettings:
    """Return the settings with the tools that were named."""
    names = tuple(name.strip() for name in getattr(arguments, "tools", "").split(",") if name.strip())
    steps = getattr(arguments, "tool_steps", None)
    settings = msgspec.structs.replace(settings, tools=names) if names else settings
    return settings if steps is None else msgspec.structs.replace(settings, tool_steps=steps)


def print_step(console: Console, step: ToolStep) -> None:
    """Print a step on standard error: the call when it begins, and its result."""
    if step.state == "running":
        console.complain(f"→ {step.tool} {step.arguments}")
    else:
        console.complain(f"  {step.result}")
