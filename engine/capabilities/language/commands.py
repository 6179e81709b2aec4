"""The commands of language."""

from __future__ import annotations

from engine.capabilities.language import text_commands
from engine.commands import AddCommand
from engine.protocol.words import Words


def add_commands(add: AddCommand, words: Words) -> None:
    text_commands.add_commands(add, words)
