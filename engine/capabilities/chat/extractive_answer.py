"""Answers in the documents' own words: for a language the model does not write, and for what it says without support.

A small model that was never taught Spanish invents fluent nonsense in it. What stands in the person's own document,
quoted exactly with its page, is the better answer, and says plainly that it is a quotation.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from engine.models.interfaces import ModelPool
from engine.protocol.errors import ModelMissing
from engine.protocol.i18n import Translations
from engine.protocol.passage import Citation, Passage
from engine.text.extractive_quote import Quotation, quote
from engine.text.language import Language, detect

SMALL_MODEL = 600_000_000
"""Bytes: about a billion parameters in 4 bits."""
FOCUS_SENTENCES = 3
LANGUAGE_LACKS = "The installed model does not know this language well, so this is quoted from your documents:"
UNSUPPORTED = "The documents themselves say:"


class Quoter:
    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool

    def must_quote(self, model: str | None, language: Language, passages: Sequence[Passage]) -> bool:
        """Whether the question or the best passage is in a language the model's card leaves out. No card, no doubt."""
        known = self._pool.languages(model)
        return bool(known) and not {language, detect(passages[0].text, language)} <= set(known)

    def is_small(self, model: str | None) -> bool:
        return self._pool.size(model) <= SMALL_MODEL

    def focused(self, question: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """Only the sentences that bear on the question: a small model loses its way in three whole passages."""
        kept: dict[int, list[str]] = {}
        for found in self._best(question, passages, FOCUS_SENTENCES):
            kept.setdefault(found.passage, []).append(passages[found.passage].text[slice(*found.span)])
        return tuple(msgspec.structs.replace(passages[i], text=" ".join(texts)) for i, texts in kept.items())

    def quoted(
        self, question: str, passages: Sequence[Passage], language: Language, lead: str, begin: int
    ) -> tuple[str, tuple[Citation, ...]]:
        """A lead-in and the quotations, as Markdown, and their citations; `begin` is where this stands in the answer."""
        text = Translations(language).say("answers", lead)
        citations: list[Citation] = []
        for found in self._best(question, passages):
            passage = passages[found.passage]
            words = " ".join(passage.text[slice(*found.span)].split())
            text += "\n\n> "
            citations.append(_citation(passage, found, len(citations) + 1, begin + len(text), len(words)))
            text += words
        return text, tuple(citations)

    def _best(self, question: str, passages: Sequence[Passage], most: int = 2) -> list[Quotation]:
        texts = [passage.text for passage in passages]
        try:
            with self._pool.embedder() as embedder:

                def similarity(asked: str, sentences: Sequence[str]) -> Sequence[float]:
                    query = embedder.embed_queries([asked])[0]
                    return [float(one) for one in embedder.embed_passages(sentences) @ query]

                return quote(question, texts, similarity, most)
        except ModelMissing:
            return quote(question, texts, lambda _, sentences: [0.0] * len(sentences), most)


def _citation(passage: Passage, found: Quotation, number: int, answer_start: int, length: int) -> Citation:
    first, last = found.span
    return Citation(
        number=number,
        document=passage.document,
        path=passage.path,
        title=passage.title,
        page=passage.page,
        start=passage.start + first,
        end=passage.start + last,
        text=passage.text[first:last],
        answer_start=answer_start,
        answer_end=answer_start + length,
        label=passage.label,
    )
