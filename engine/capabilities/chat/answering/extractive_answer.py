"""Answers quoted from the documents: for a language the model does not write, and for claims without support.

A small model that was never trained on Spanish writes fluent nonsense in it. A sentence from the person's own document, quoted
exactly with its page, is the better answer, and it is introduced as a quotation.
"""

from __future__ import annotations

from engine.capabilities.chat.answering.ranking import RankedPassages
from engine.protocol.answering.passage import Citation, Passage
from engine.protocol.i18n import Translations
from engine.text.extractive_quote import Quotation
from engine.text.language import Language

LANGUAGE_UNSUPPORTED = "The installed model does not know this language well, so this is quoted from your documents:"
LANGUAGE_WRONG = "The model answered in another language, so this is quoted from your documents:"
ANSWER_UNSUPPORTED = "The documents themselves say:"
NEAREST_QUOTED = "What comes nearest in your documents, without answering it for sure:"
QUOTED_FIRST = "Your documents say:"
MODEL_WORDS = "In the model's words:"


def quote(ranked: RankedPassages, language: Language, lead: str, begin: int = 0) -> tuple[str, tuple[Citation, ...]]:
    """Return a lead-in and the best quotations as Markdown, and their citations.

    `begin` is the offset in the answer where this text will stand, in characters.
    """
    text = Translations(language).tr("answers", lead)
    citations: list[Citation] = []
    for quotation in ranked.quotations():
        passage = ranked.passages[quotation.passage]
        words = " ".join(passage.text[slice(*quotation.span)].split())
        text += "\n\n> "
        citations.append(_citation(passage, quotation, len(citations) + 1, begin + len(text), len(words)))
        text += words
    return text, tuple(citations)


def _citation(passage: Passage, quotation: Quotation, number: int, answer_start: int, length: int) -> Citation:
    start, end = quotation.span
    return Citation(
        number=number,
        document=passage.document,
        path=passage.path,
        title=passage.title,
        page=passage.page,
        start=passage.start + start,
        end=passage.start + end,
        text=passage.text[start:end],
        answer_start=answer_start,
        answer_end=answer_start + length,
        label=passage.label,
        conversation=passage.conversation,
        message=passage.message,
    )
