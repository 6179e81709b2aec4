"""The settings that a persona brings to a conversation, and how one passes a question on to another."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from engine.protocol.answering.presets import Preset
from engine.protocol.answering.prompt_example import PromptExample


class PersonaSettings(msgspec.Struct, frozen=True):
    """`system` is the prompt that its fields make. `preset` None and `model` "" leave both to the conversation.

    Without `tools` any tool of the conversation may be called. `hands_to` are the names of the personas that it may pass a
    question on to; `about` says in a few words what it is for.
    """

    name: str
    system: str
    examples: tuple[PromptExample, ...]
    tools: tuple[str, ...]
    preset: Preset | None
    model: str
    hands_to: tuple[str, ...] = ()
    about: str = ""


class HandOver(msgspec.Struct, frozen=True, omit_defaults=True):
    """A persona passed the question on to `persona`, for a `reason` in its own words. `before` is who did."""

    persona: str
    before: str = ""
    reason: str = ""


FindPersona = Callable[[str], PersonaSettings | None]
"""Name of a persona: its settings, None where there is none. Exported by the prompts capability."""
