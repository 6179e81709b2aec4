"""One answer that is to be written, and how it ended."""

from __future__ import annotations

import msgspec

from engine.capabilities.chat.acting.tool_prompt import ToolPrompt
from engine.capabilities.chat.answering.ranking import RankedPassages
from engine.capabilities.chat.api import FinishReason
from engine.capabilities.chat.messages import AnswerRow
from engine.capabilities.chat.turns import ReplyContext
from engine.protocol.answering.passage import Citation, Passage
from engine.protocol.cancellation import IsCancelled
from engine.text.language import Language


class AnswerOutcome(msgspec.Struct, frozen=True):
    """How an answer ended, with token counts; the counts are 0 where no model wrote it."""

    finish: FinishReason
    prompt_tokens: int = 0
    cached_tokens: int = 0
    truncated: int = 0


class AnswerTask(msgspec.Struct, frozen=True):
    """An answer to be written. `quoted` are the citations of the quotation it begins with."""

    context: ReplyContext
    row: AnswerRow
    language: Language
    ranked: RankedPassages
    is_cancelled: IsCancelled
    quoted: tuple[Citation, ...] = ()
    tools: ToolPrompt | None = None

    @property
    def is_extractive(self) -> bool:
        """Whether only sentences of the documents may answer."""
        return self.context.settings.extractive and self.context.asks_documents

    @property
    def is_sober(self) -> bool:
        """Whether the answer repeats what was read: passages, or results of tools."""
        return bool(self.ranked.passages or (self.tools and self.tools.steps))

    @property
    def cited_passages(self) -> tuple[Passage, ...]:
        """The passages that the answer may rest on: those it was asked from, else those that tools found."""
        return self.ranked.passages or (self.tools.passages if self.tools else ())

    @property
    def model_id(self) -> str | None:
        """The model that the settings name; None for the chosen one."""
        return self.context.settings.model
