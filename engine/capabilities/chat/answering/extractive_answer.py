"""Answers quoted from the documents: for a language the model does not write, and for claims without support.

A small model that was never trained on Spanish writes fluent nonsense in it. A sentence from the person's own document, quoted
exactly with its page, is the better answer, and it is introduced as a quotation.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from engine.models.interfaces import ModelPool
from engine.protocol.errors import ModelMissing
from engine.protocol.i18n import Translations
from engine.protocol.passage import Citation, Passage
from engine.text.extractive_quote import Quotation, extract_quotes
from engine.text.language import Language, detect_language

SMALL_MODEL = 600_000_000
"""Bytes: about a billion parameters in 4 bits."""
FOCUS_SENTENCES = 3
LANGUAGE_UNSUPPORTED = "The installed model does not know this language well, so this is quoted from your documents:"
ANSWER_UNSUPPORTED = "The documents themselves say:"


class ExtractiveAnswerer:
    """Chooses sentences of the passages by the embedder's similarity to the question; by words without an embedder."""

    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool

    def must_quote(self, model: str | None, language: Language, passages: Sequence[Passage]) -> bool:
        """Whether the model's manifest leaves out the language of both the question and the best passage.

        False where the manifest names no languages.
        """
        known = self._pool.languages(model)
        return bool(known) and not {language, detect_language(passages[0].text, language)} <= set(known)

    def is_small(self, model: str | None) -> bool:
        """Whether the model's files are smaller than SMALL_MODEL."""
        return self._pool.size(model) <= SMALL_MODEL

    def focus(self, question: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """Return the passages with only their sentences about the question: three whole passages confuse a small model."""
        sentences: dict[int, list[str]] = {}
        for quotation in self._best(question, passages, FOCUS_SENTENCES):
            text = passages[quotation.passage].text[slice(*quotation.span)]
            sentences.setdefault(quotation.passage, []).append(text)
        return tuple(msgspec.structs.replace(passages[i], text=" ".join(texts)) for i, texts in sentences.items())

    def answer(
        self, question: str, passages: Sequence[Passage], language: Language, lead: str, begin: int
    ) -> tuple[str, tuple[Citation, ...]]:
        """Return a lead-in and the quotations as Markdown, and their citations.

        `begin` is the offset in the answer where this text will stand, in characters.
        """
        text = Translations(language).tr("answers", lead)
        citations: list[Citation] = []
        for quotation in self._best(question, passages):
            passage = passages[quotation.passage]
            words = " ".join(passage.text[slice(*quotation.span)].split())
            text += "\n\n> "
            citations.append(_citation(passage, quotation, len(citations) + 1, begin + len(text), len(words)))
            text += words
        return text, tuple(citations)

    def _best(self, question: str, passages: Sequence[Passage], most: int = 2) -> list[Quotation]:
        texts = [passage.text for passage in passages]
        try:
            with self._pool.embedder() as embedder:

                def similarity(query: str, sentences: Sequence[str]) -> Sequence[float]:
                    vector = embedder.embed_queries([query])[0]
                    return [float(cosine) for cosine in embedder.embed_passages(sentences) @ vector]

                return extract_quotes(question, texts, similarity, most)
        except ModelMissing:
            return extract_quotes(question, texts, lambda _, sentences: [0.0] * len(sentences), most)


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
    )
