"""The tools of a conversation: which are allowed, as a part of its prompts, and their use for one answer."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager

from engine.capabilities.chat.acting.hand_over import HandOvers
from engine.capabilities.chat.acting.tool_loop import (
    Acting,
    ActingEvent,
    Pack,
    ToolAccess,
    ToolLoop,
    with_next_part,
)
from engine.capabilities.chat.acting.tool_prompt import ToolPrompt, ToolTexts
from engine.capabilities.chat.answering.question import question_language
from engine.capabilities.chat.api import HandedOver
from engine.capabilities.chat.messages import AnswerRow
from engine.capabilities.chat.turns import ReplyContext
from engine.models.interfaces import TextModel
from engine.protocol.answering.tools import ToolScope
from engine.protocol.cancellation import IsCancelled
from engine.text.language import Language

PRIVATE = frozenset({"memory", "conversations"})
"""Sources that a private conversation does not read."""


class ToolUse:
    """Without `access` no conversation has tools, and without `hand_overs` no persona passes a question on."""

    def __init__(self, access: ToolAccess | None = None, hand_overs: HandOvers | None = None) -> None:
        self._access, self._hand_overs = access, hand_overs
        self._loop = ToolLoop(access) if access else None
        self._texts: dict[Language, ToolTexts] = {}

    def prompt_for(self, context: ReplyContext, language: Language) -> ToolPrompt | None:
        """Return the tools that a conversation allows; None where there are none. Those of a continued answer keep its steps."""
        if self._access is None or context.settings.tool_steps < 1:
            return None
        specs = self._access.find_tools(names, language) if (names := context.settings.callable_tools) else ()
        if context.private:
            specs = tuple(tool for tool in specs if tool.source not in PRIVATE)
        taker = self._hand_overs.described(context, language, self._only_computes) if self._hand_overs else None
        if not specs and taker is None:
            return None
        if language not in self._texts:
            self._texts[language] = ToolTexts.read(language)
        specs = with_next_part(specs) if taker is None else (*with_next_part(specs), taker)
        steps = context.begun.remarks.steps if context.begun else context.steps
        taken = tuple(step for step in steps if step.state != "running")
        return ToolPrompt(specs, self._texts[language], taken)

    def prompt_of(self, context: ReplyContext) -> ToolPrompt | None:
        """Return the same in the language of the conversation's questions."""
        return self.prompt_for(context, question_language(context.text, context.earlier_questions))

    def run(
        self,
        tools: ToolPrompt,
        context: ReplyContext,
        row: AnswerRow,
        lend: Callable[[], AbstractContextManager[TextModel]],
        pack: Pack,
        is_cancelled: IsCancelled,
    ) -> Generator[ActingEvent, None, ToolPrompt]:
        """Let the model call tools, and return them with the steps taken. Raises the errors of the pool, Cancelled."""
        assert self._loop is not None
        language = question_language(context.text, context.earlier_questions)
        scope = ToolScope(
            context.conversation,
            context.collections,
            context.files,
            language,
            recalls=context.settings.recall and not context.private,
            folder=context.folder,
            question=context.text,
        )
        taker = self._hand_overs.callable_now(context) if self._hand_overs else None
        acting = Acting(row, context.text, scope, context.settings.tool_steps, lend, pack, is_cancelled, taker)
        return (yield from self._loop.run(tools, acting))

    def hand_over(
        self, tools: ToolPrompt, context: ReplyContext, row: AnswerRow
    ) -> Generator[HandedOver, None, ReplyContext | None]:
        """Pass the question on, where the model called for that. Return what the other persona answers; None for nobody."""
        if tools.handed is None or self._hand_overs is None:
            return None
        taken = self._hand_overs.carry_out(tools.handed, context, row)
        if taken is None:
            return None
        yield taken[0]
        return taken[1]

    def _only_computes(self, names: Sequence[str]) -> bool:
        """Return whether the tools of these names are known to return no text of others."""
        if not names or self._access is None:
            return not names
        known = {tool.name for tool in self._access.find_tools(tuple(names), "en") if not tool.source}
        return known.issuperset(names)
