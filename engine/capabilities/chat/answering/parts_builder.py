"""The parts of a prompt for one question, the same for writing, for reading ahead and for the context meter."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from engine.capabilities.chat.answering.grades import ModelTrust
from engine.capabilities.chat.answering.prompt import PromptParts, no_images
from engine.capabilities.chat.answering.prompt_templates import PromptTemplates
from engine.capabilities.chat.answering.ranking import RankedPassages
from engine.capabilities.chat.answering.tool_use import ToolUse
from engine.capabilities.chat.attachments import AttachmentStore
from engine.capabilities.chat.history.token_sizes import TokenSizes
from engine.capabilities.chat.turns import ReplyContext
from engine.models.interfaces import ModelPool, TextModel
from engine.text.language import Language


class PartsBuilder:
    """Collects what belongs into a prompt."""

    def __init__(
        self,
        pool: ModelPool,
        attachments: AttachmentStore,
        templates: Mapping[Language, PromptTemplates],
        trust: ModelTrust,
        tools: ToolUse,
    ) -> None:
        self._pool, self._attachments, self._templates = pool, attachments, templates
        self._trust, self._tools, self._sizes = trust, tools, TokenSizes()

    def of_question(
        self,
        model: TextModel,
        context: ReplyContext,
        language: Language,
        ranked: RankedPassages,
        *,
        reads_all: bool = False,
    ) -> PromptParts:
        """Return the parts for a question and the passages that were found: the one that leads alone, unless it `reads_all`."""
        parts, passages = self.before_question(model, context, language), ranked.passages
        templates = parts.templates
        if passages and self._trust.is_small(context.settings.model):
            templates, passages = templates.for_small_model(), ranked.focused()
        elif (leader := ranked.leader) is not None and not reads_all:
            passages = (leader,)
        elif passages:
            passages = ranked.shortened(model.count)
        question = templates.with_label(context.text, context.label)
        return replace(parts, templates=templates, question=question, passages=passages, pictures=context.pictures)

    def before_question(self, model: TextModel, context: ReplyContext, language: Language) -> PromptParts:
        """Return the parts that stand before the question."""
        settings = context.settings
        return PromptParts(
            templates=self._templates[language],
            system=settings.system,
            history=context.history,
            question="",
            passages=(),
            load_images=self._attachments.prompt_images if model.is_multimodal else no_images,
            thinks=self._thinks(context),
            thinking_tokens=settings.sampling.thinking_tokens,
            memories=context.memories,
            choice=context.choice,
            expected_passages=settings.passages if context.asks_documents else 0,
            window=settings.context,
            examples=settings.examples,
            tools=self._tools.prompt_of(context),
            sizes=self._sizes,
        )

    def _thinks(self, context: ReplyContext) -> bool:
        """Return whether the model will think before this answer, which then needs room in the context window."""
        support = self._pool.thinking(context.settings.model)
        return context.begun is None and (support == "always" or (support == "optional" and context.settings.thinking))
