"""Hand-over: a persona passes a question on to another one that suits it better, with its reason (as in OpenAI's Swarm).

The model calls it like a tool, within a grammar, and as long as all that it has read are the person's words and its own: no text
of a document, a picture, a server or a pipe can bring it about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import msgspec
from msgspec.structs import replace

from engine.capabilities.chat.acting.tool_prompt import HAND_OVER
from engine.capabilities.chat.answer_settings import save_settings
from engine.capabilities.chat.api import ConversationSettings, HandedOver, Message
from engine.capabilities.chat.conversations import ConversationStore
from engine.capabilities.chat.messages import AnswerRow
from engine.capabilities.chat.persona_settings import handed_over, with_ready_model
from engine.capabilities.chat.turns import ReplyContext
from engine.models.interfaces import ModelPool
from engine.protocol.answering.personas import FindPersona, HandOver, PersonaSettings
from engine.protocol.answering.tools import ToolCall, ToolSpec
from engine.protocol.errors import NotFound
from engine.protocol.i18n import Translations
from engine.store.database import Store

SOURCE = "personas"
MOST_HAND_OVERS = 2
"""For one question."""
MOST_OFFERED = 10
"""Personas that a model chooses from."""
LONGEST_REASON, LONGEST_ABOUT = 200, 120
"""Characters."""
DESCRIPTION = "Pass the question on to another persona, where one of these suits it better than you: {personas}"

ReadsOwnWords = Callable[[Sequence[str]], bool]
"""Whether the tools of these names only compute, and return no text of others."""


class _HandOverArguments(msgspec.Struct, frozen=True):
    persona: str
    reason: str = ""


class HandOvers:
    """Offers the personas that one may pass a question on to, and carries the hand-over out."""

    def __init__(self, store: Store, conversations: ConversationStore, pool: ModelPool, find: FindPersona) -> None:
        self._store, self._conversations, self._pool, self._find = store, conversations, pool, find

    def described(self, context: ReplyContext, language: str, only_computes: ReadsOwnWords) -> ToolSpec | None:
        """Return the tool as the system prompt describes it, the same from turn to turn.

        None where there is nobody to hand over to, where the person keeps the question, or where the model reads anything that is
        not the person's word or its own.
        """
        settings = context.settings
        if not settings.passes_on or not settings.hands_to or not _is_own_talk(context, only_computes):
            return None
        personas = list(self._offered(context))
        if not personas:
            return None
        names = "; ".join(map(_introduced, personas))
        description = Translations(language).tr("tools", DESCRIPTION, personas=names)
        return ToolSpec(HAND_OVER, description, _parameters([persona.name for persona in personas]), SOURCE)

    def callable_now(self, context: ReplyContext) -> ToolSpec | None:
        """Return the tool with the personas that this question has not been with yet; None where it may be passed on no more."""
        names = [persona.name for persona in self._takers(context)]
        return ToolSpec(HAND_OVER, "", _parameters(names), SOURCE) if names else None

    def carry_out(
        self, call: ToolCall, context: ReplyContext, row: AnswerRow
    ) -> tuple[HandedOver, ReplyContext] | None:
        """Return the hand-over, saved with the answer and the conversation, and what the taker answers; None for nobody."""
        try:
            arguments = msgspec.json.decode(call.arguments.encode("utf-8", "replace"), type=_HandOverArguments)
        except msgspec.DecodeError:
            return None
        before = context.settings.persona
        taker = next((persona for persona in self._takers(context) if persona.name == arguments.persona), None)
        if taker is None:
            return None
        giver = self._find(before) if before else None
        settings = handed_over(context.settings, giver, taker)
        ready = with_ready_model(settings, self._pool)
        hand_over = HandOver(taker.name, before, " ".join(arguments.reason.split()))
        row.persona, row.hand_overs = taker.name, (*row.hand_overs, hand_over)
        row.notices += ["model_missing"] if ready.model != settings.model else []
        row.flush()
        with suppress(NotFound):  # the conversation was deleted meanwhile
            self._save(context, ready, giver, taker)
        steps = tuple(step for step in row.steps if step.state != "running")
        passed = replace(context, settings=ready, hand_overs=row.hand_overs, steps=steps)
        return HandedOver(hand_over, settings), passed

    def _save(
        self,
        context: ReplyContext,
        settings: ConversationSettings,
        giver: PersonaSettings | None,
        taker: PersonaSettings,
    ) -> None:
        """Keep the settings with the answer, and let the taker answer the next questions too. Raises NotFound."""
        with self._store.write() as connection:
            self._conversations.find(connection, context.conversation)
            save_settings(connection, context.answer, settings)
            saved = self._conversations.settings(connection, context.conversation) or context.settings
        self._conversations.save_settings(context.conversation, handed_over(saved, giver, taker))

    def _takers(self, context: ReplyContext) -> list[PersonaSettings]:
        """Return the personas that the question may be passed to now: none that it was with, and none where it went too far."""
        is_answered_here = bool(context.answer) and context.begun is None
        if not is_answered_here or len(context.hand_overs) >= MOST_HAND_OVERS:
            return []
        givers = {hand_over.before for hand_over in context.hand_overs}
        return [persona for persona in self._offered(context) if persona.name not in givers]

    def _offered(self, context: ReplyContext) -> Iterator[PersonaSettings]:
        for name in context.settings.hands_to[:MOST_OFFERED]:
            persona = self._find(name)
            if persona is not None and persona.name != context.settings.persona:
                yield persona


def _is_own_talk(context: ReplyContext, only_computes: ReadsOwnWords) -> bool:
    """Return whether all that the model reads before it decides are the person's words and those of models about them."""
    if not context.is_all_typed or context.has_pictures:
        return False
    return not any(_holds_text_of_others(message, only_computes) for message in context.history)


def _holds_text_of_others(message: Message, only_computes: ReadsOwnWords) -> bool:
    steps = [step.tool for step in message.remarks.steps]
    return bool(message.passages or message.citations) or not only_computes(steps)


def _parameters(names: Sequence[str]) -> str:
    reason = {"type": "string", "maxLength": LONGEST_REASON}
    schema = {
        "type": "object",
        "properties": {"persona": {"type": "string", "enum": list(names)}, "reason": reason},
        "required": ["persona", "reason"],
        "additionalProperties": False,
    }
    return msgspec.json.encode(schema).decode()


def _introduced(persona: PersonaSettings) -> str:
    about = " ".join(persona.about.split())
    if len(about) > LONGEST_ABOUT:
        about = f"{about[:LONGEST_ABOUT].rsplit(' ', 1)[0]} …"
    return f"{persona.name} ({about})" if about else persona.name
