"""The tools of a conversation: which are allowed, as a part of its prompts, and their use for one answer."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager

from engine.capabilities.chat.acting.tool_loop import Acting, ToolAccess, ToolLoop, with_next_part
from engine.capabilities.chat.acting.tool_prompt import ToolPrompt, ToolTexts
from engine.capabilities.chat.answering.question import question_language
from engine.capabilities.chat.api import ToolUsed
from engine.capabilities.chat.messages import AnswerRow
from engine.capabilities.chat.turns import ReplyContext
from engine.models.interfaces import TextModel
from engine.protocol.answering.tools import ToolScope
from engine.protocol.cancellation import IsCancelled
from engine.text.language import Language

PRIVATE = frozenset({"memory", "conversations"})
"""Sources that a private conversation does not read."""


class ToolUse:
    """Without `access` no conversation has tools."""

    def __init__(self, access: ToolAccess | None = None) -> None:
        self._access = access
        self._loop = ToolLoop(access) if access else None
        self._texts: dict[Language, ToolTexts] = {}

    def prompt_for(self, context: ReplyContext, language: Language) -> ToolPrompt | None:
        """Return the tools that a conversation allows; None where there are none. Those of a continued answer keep its steps."""
        settings = context.settings
        if self._access is None or not settings.tools or settings.tool_steps < 1:
            return None
        specs = self._access.find_tools(settings.tools, language)
        if context.private:
            specs = tuple(tool for tool in specs if tool.source not in PRIVATE)
        if not specs:
            return None
        if language not in self._texts:
            self._texts[language] = ToolTexts.read(language)
        steps = context.begun.remarks.steps if context.begun else ()
        taken = tuple(step for step in steps if step.state != "running")
        return ToolPrompt(with_next_part(specs), self._texts[language], taken)

    def prompt_of(self, context: ReplyContext) -> ToolPrompt | None:
        """Return the same in the language of the conversation's questions."""
        return self.prompt_for(context, question_language(context.text, context.earlier_questions))

    def run(
        self,
        tools: ToolPrompt,
        context: ReplyContext,
        row: AnswerRow,
        lend: Callable[[], AbstractContextManager[TextModel]],
        pack: Callable[[TextModel, ToolPrompt], list[int]],
        is_cancelled: IsCancelled,
    ) -> Generator[ToolUsed, None, ToolPrompt]:
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
        )
        acting = Acting(row, context.text, scope, context.settings.tool_steps, lend, pack, is_cancelled)
        return (yield from self._loop.run(tools, acting))
