"""Writes the running summary of a conversation, a block of exchanges after the other, in the background."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing

from msgspec.structs import replace

from engine.capabilities.chat.answering.prompt_templates import PromptTemplates
from engine.capabilities.chat.answering.question import question_language
from engine.capabilities.chat.api import Message
from engine.capabilities.chat.context.notes import MOST_GISTS, Notes
from engine.capabilities.chat.history.selection import Exchange, HistorySelection, Summary, exchanges_of, next_block
from engine.capabilities.chat.history.summary_store import SummaryStore
from engine.models.interfaces import ChatMessage, ModelPool, TextDelta, TextModel
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import IsCancelled
from engine.protocol.i18n import Translations
from engine.text.language import Language

SUMMARY_PART, MOST_TOKENS = 8, 1024
"""A summary takes this part of the context window at most, and never more tokens than this."""
LONGEST_QUESTION, LONGEST_ANSWER = 400, 240
"""Characters of each message that the model reads for its sentence; what the person told is found without it."""
WRITTEN_TOKENS = 48
"""Of the sentence on one block."""
PERSON, ASSISTANT = "User:", "Assistant:"


class Summariser:
    """Takes notes with the model of the conversation."""

    def __init__(self, pool: ModelPool, store: SummaryStore, templates: Mapping[Language, PromptTemplates]) -> None:
        self._pool, self._store, self._templates = pool, store, templates

    def update(
        self, history: Sequence[Message], choice: HistorySelection, model_id: str | None, is_cancelled: IsCancelled
    ) -> Summary | None:
        """Bring the summary up to date, block by block, and return it. Each block is saved; a cancelled one is not.

        Of a long conversation only the last blocks need a sentence: the notes hold no more. Raises the errors of the pool.
        """
        exchanges, summary = exchanges_of(history), choice.summary
        blocks = _blocks(exchanges, choice)
        if not blocks:
            return summary
        with self._pool.text_model(model_id, is_cancelled) as model:
            for number, block in enumerate(blocks):
                language = question_language(block[-1].question.text, [e.question.text for e in block[:-1]])
                needs_gist = len(blocks) - number <= MOST_GISTS
                gist = self._take_notes(model, block, language, is_cancelled) if needs_gist else ""
                if gist is None or is_cancelled():
                    break
                notes = _notes_with(model, summary, block, gist, language)
                summary = Summary(block[-1].answer.id, notes.text(language))
                self._store.save(summary)
        return summary

    def _take_notes(
        self, model: TextModel, block: Sequence[Exchange], language: Language, is_cancelled: IsCancelled
    ) -> str | None:
        """Return what the model writes on a block; None when it was cancelled."""
        tokens = self._prompt(model, block, language)
        written, sampling = (
            "",
            Sampling(temperature=0.0, repeat_penalty=1.0, max_tokens=WRITTEN_TOKENS, stop=("\n",), seed=0),
        )
        with closing(model.generate(tokens, sampling, is_cancelled)) as generation:
            while True:
                try:
                    event = next(generation)
                except StopIteration as end:
                    return None if end.value.finish == "cancelled" else written
                written += event.text if isinstance(event, TextDelta) else ""

    def _prompt(self, model: TextModel, block: Sequence[Exchange], language: Language) -> list[int]:
        """Return the request for notes, with the turns shortened until there is room for an answer."""
        longest = LONGEST_QUESTION
        while True:
            turns = "\n".join(_turn(exchange, language, longest) for exchange in block)
            tokens = model.prompt([ChatMessage("user", self._templates[language].take_notes.replace("{turns}", turns))])
            if len(tokens) + WRITTEN_TOKENS < model.context or longest < 8:
                return tokens
            longest //= 2


def _blocks(exchanges: Sequence[Exchange], choice: HistorySelection) -> list[Sequence[Exchange]]:
    """Return all blocks that are to be summarised, oldest first."""
    blocks: list[Sequence[Exchange]] = []
    while block := next_block(exchanges, choice):
        blocks.append(block)
        choice = replace(choice, summary=Summary(block[-1].answer.id, ""))
    return blocks


def _notes_with(
    model: TextModel, summary: Summary | None, block: Sequence[Exchange], gist: str, language: Language
) -> Notes:
    """Return the notes of a summary with those on the next block, within the room for a summary."""
    before = Notes.parse(summary.text if summary else "")
    told = [exchange.question.text for exchange in block]
    turns = "\n".join((*told, *(exchange.answer.text for exchange in block)))
    limit = min(model.context // SUMMARY_PART, MOST_TOKENS)
    return before.with_block(gist, told, turns).bounded(model.count, limit, language)


def _turn(exchange: Exchange, language: Language, longest: int) -> str:
    tr = Translations(language).tr
    question = " ".join(exchange.question.text[:longest].split())
    answer = " ".join(exchange.answer.text[: min(longest, LONGEST_ANSWER)].split())
    return f"{tr('answers', PERSON)} {question}\n{tr('answers', ASSISTANT)} {answer}"
