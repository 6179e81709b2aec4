"""Filling in the settings of a persona that a request names only."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from engine.capabilities.chat.api import ConversationSettings
from engine.protocol.answering.personas import PersonaSettings
from engine.protocol.answering.presets import with_preset
from engine.protocol.errors import NotFound

FindPersona = Callable[[str], PersonaSettings | None]
"""Name of a persona: its settings, None where there is none. Exported by the prompts capability."""


def with_persona(settings: ConversationSettings, find: FindPersona | None) -> ConversationSettings:
    """Return the settings with those of the persona, where they name one and have no system prompt yet. Raises NotFound."""
    if not settings.persona or settings.system:
        return settings
    persona = find(settings.persona) if find is not None else None
    if persona is None:
        raise NotFound(f"persona {settings.persona}")
    return msgspec.structs.replace(
        settings,
        persona=persona.name,
        system=persona.system,
        examples=settings.examples or persona.examples,
        tools=settings.tools or persona.tools,
        model=settings.model or persona.model or None,
        sampling=with_preset(settings.sampling, persona.preset) if persona.preset else settings.sampling,
    )
