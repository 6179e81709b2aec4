"""The settings that a persona brings to a conversation."""

from __future__ import annotations

import msgspec

from engine.protocol.answering.presets import Preset
from engine.protocol.answering.prompt_example import PromptExample


class PersonaSettings(msgspec.Struct, frozen=True):
    """`system` is the prompt that its fields make. `preset` None and `model` "" leave both to the conversation."""

    name: str
    system: str
    examples: tuple[PromptExample, ...]
    tools: tuple[str, ...]
    preset: Preset | None
    model: str
