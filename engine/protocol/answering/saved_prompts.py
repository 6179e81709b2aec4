"""Saved prompts with variables: listing them and filling them in. Types and methods.

They belong to the protocol because `ateneo chat` writes with the prompts that another capability keeps.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.protocol.answering.prompt_example import PromptExample
from engine.protocol.method import Method

PromptLanguage = Literal["en", "es"]


class PromptVariable(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place of a prompt to be filled; `choices` are offered, and `default` is used where nothing is given."""

    name: str
    default: str = ""
    choices: tuple[str, ...] = ()


class SavedPrompt(msgspec.Struct, frozen=True, omit_defaults=True):
    """A prompt of the library. `id` 0 is a new one; a negative id is one that comes with Ateneo.

    `command` is the word behind the slash, without spaces; "" has none. `variables` are those of the text; the engine fills
    them in.
    """

    name: str
    text: str
    command: str = ""
    id: int = 0
    examples: tuple[PromptExample, ...] = ()
    variables: tuple[PromptVariable, ...] = ()

    def is_named(self, name: str) -> bool:
        """Whether a person means this prompt: by its name, its command with or without a slash, or its number."""
        word = name.strip().removeprefix("/").casefold()
        return bool(word) and word in (self.name.casefold(), self.command.casefold(), str(self.id))


class ListPrompts(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ask for the prompts whose name, command or text holds all words of `query`; own ones first, each group by name."""

    language: PromptLanguage
    query: str = ""


class SavedPrompts(msgspec.Struct, frozen=True):
    """Prompts of the library."""

    prompts: tuple[SavedPrompt, ...]


class FillPrompt(msgspec.Struct, frozen=True, omit_defaults=True):
    """Put values in the place of variables. Raises VariableMissing."""

    text: str
    values: dict[str, str] = {}


class FilledPrompt(msgspec.Struct, frozen=True):
    """The prompt as it is sent."""

    text: str


LIST: Method[ListPrompts, None, SavedPrompts] = Method("prompts.list", ListPrompts, None, SavedPrompts)
FILL: Method[FillPrompt, None, FilledPrompt] = Method("prompts.fill", FillPrompt, None, FilledPrompt)
