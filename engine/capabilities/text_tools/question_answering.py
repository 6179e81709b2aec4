"""The place in a text that answers a question: by a model trained for it, else the sentences that bear on it most."""

from __future__ import annotations

from collections.abc import Sequence

from engine.capabilities.text_tools.api import AskText, TextAnswer, TextAnswers
from engine.capabilities.text_tools.validation import sound
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelMissing
from engine.text import extractive_quote
from engine.text.sentences import spans
from engine.text.tokens import content_stems

MOST_WEIGHED = 200
"""Sentences embedded; of a longer text those that share most words with the question."""


class Answerer:
    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool

    def answer(self, request: AskText, is_cancelled: IsCancelled) -> TextAnswers:
        """Raises TextEmpty, TextTooLong, ModelMissing for a model that is named."""
        question, text = sound(request.question), sound(request.text)
        try:
            with self._pool.question_answerer(request.model) as model:
                found = model.answer(question, text, request.limit, is_cancelled)
                answers = tuple(TextAnswer(a.start, a.end, text[a.start : a.end], round(a.score, 4)) for a in found)
                return TextAnswers(answers, round(max(0.0, 1 - sum(a.score for a in found)), 4), model.id)
        except ModelMissing:
            if request.model is not None:
                raise
        return TextAnswers(self._sentences(question, text, request.limit), 0.0)

    def _sentences(self, question: str, text: str, most: int) -> tuple[TextAnswer, ...]:
        begin = _bearing(question, text)
        passages = [text[slice(*span)] for span in begin]
        found = extractive_quote.rank_quotes(question, passages, self._similarity, most)
        places = [(begin[one.passage][0] + one.span[0], begin[one.passage][0] + one.span[1]) for one in found]
        return tuple(TextAnswer(start, end, text[start:end], 0.0) for start, end in places)

    def _similarity(self, question: str, sentences: Sequence[str]) -> Sequence[float]:
        try:
            with self._pool.embedder() as embedder:
                query = embedder.embed_queries([question])[0]
                return [float(one) for one in embedder.embed_passages(sentences) @ query]
        except ModelMissing:
            return [0.0] * len(sentences)


def _bearing(question: str, text: str) -> list[tuple[int, int]]:
    asked, every = frozenset(content_stems(question)), spans(text)
    if len(every) <= MOST_WEIGHED:
        return every
    shared = [len(asked & frozenset(content_stems(text[slice(*span)]))) for span in every]
    best = sorted(range(len(every)), key=lambda at: -shared[at])[:MOST_WEIGHED]
    return [every[at] for at in sorted(best)]
