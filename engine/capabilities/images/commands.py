"""`ateneo images`: the same pictures as the window's."""

from __future__ import annotations

from engine.commands import AddCommand
from engine.protocol.words import Words


def add_commands(add: AddCommand, words: Words) -> None:
    pass
