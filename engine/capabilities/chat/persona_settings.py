"""The settings that a persona brings to a conversation: filled in where a request only names it, and on a hand-over."""

from __future__ import annotations

import msgspec

from engine.capabilities.chat.api import ConversationSettings
from engine.models.interfaces import ModelPool
from engine.models.selection import preferred_text_model
from engine.protocol.answering.personas import FindPersona, PersonaSettings
from engine.protocol.answering.presets import with_preset
from engine.protocol.errors import NotFound


def with_persona(settings: ConversationSettings, find: FindPersona | None) -> ConversationSettings:
    """Return the settings with those of the persona, where they name one and have no system prompt yet. Raises NotFound."""
    if not settings.persona or settings.system:
        return settings
    persona = find(settings.persona) if find is not None else None
    if persona is None:
        raise NotFound(f"persona {settings.persona}")
    changed = _changed(settings, persona)
    return msgspec.structs.replace(
        changed,
        examples=settings.examples or persona.examples,
        tools=settings.tools or persona.tools,
        model=settings.model or persona.model or None,
    )


def handed_over(
    settings: ConversationSettings, giver: PersonaSettings | None, taker: PersonaSettings
) -> ConversationSettings:
    """Return the settings with which `taker` goes on. What only `giver` had chosen counts no longer."""
    is_givers_model = giver is not None and giver.model == settings.model
    return msgspec.structs.replace(
        _changed(settings, taker),
        examples=taker.examples,
        tools=taker.tools or settings.tools,
        model=taker.model or (None if is_givers_model else settings.model),
    )


def with_ready_model(settings: ConversationSettings, pool: ModelPool) -> ConversationSettings:
    """Return the settings with the model in use, where a persona answers whose own model is not installed or not whole."""
    if not settings.persona or settings.model is None:
        return settings
    return msgspec.structs.replace(settings, model=preferred_text_model(pool, settings.model))


def _changed(settings: ConversationSettings, persona: PersonaSettings) -> ConversationSettings:
    return msgspec.structs.replace(
        settings,
        persona=persona.name,
        system=persona.system,
        allowed_tools=persona.tools,
        hands_to=persona.hands_to,
        sampling=with_preset(settings.sampling, persona.preset) if persona.preset else settings.sampling,
    )
