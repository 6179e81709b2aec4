"""Extractive question answering: by a model trained for it, else the sentences most related to the question."""

from __future__ import annotations

from collections.abc import Sequence

from engine.capabilities.text_tools.api import AskText, TextAnswer, TextAnswers
from engine.capabilities.text_tools.validation import validated_text
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelMissing
from engine.text.extractive_quote import rank_quotes
from engine.text.sentences import spans
from engine.text.tokens import content_stems

MAX_EMBEDDED = 200
"""Sentences. Of a longer text, those that share most words with the question are embedded."""


class QuestionAnswering:
    """Handler of ASK_TEXT."""

    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool

    def answer(self, request: AskText, is_cancelled: IsCancelled) -> TextAnswers:
        """Return the answers, the best first.

        Raises TextEmpty, TextTooLong, Cancelled, and ModelMissing for a model that the request names.
        """
        question, text = validated_text(request.question), validated_text(request.text)
        try:
            with self._pool.question_answerer(request.model) as model:
                spans = model.answer(question, text, request.limit, is_cancelled)
                answers = tuple(TextAnswer(a.start, a.end, text[a.start : a.end], round(a.score, 4)) for a in spans)
                no_answer = max(0.0, 1 - sum(answer.score for answer in spans))
                return TextAnswers(answers, round(no_answer, 4), model.id)
        except ModelMissing:
            if request.model is not None:
                raise
        return TextAnswers(self._related_sentences(question, text, request.limit), 0.0)

    def _related_sentences(self, question: str, text: str, limit: int) -> tuple[TextAnswer, ...]:
        candidates = _candidate_sentences(question, text)
        sentences = [text[slice(*span)] for span in candidates]
        answers = []
        for quote in rank_quotes(question, sentences, self._similarity, limit):
            offset = candidates[quote.passage][0]
            start, end = offset + quote.span[0], offset + quote.span[1]
            answers.append(TextAnswer(start, end, text[start:end], 0.0))
        return tuple(answers)

    def _similarity(self, question: str, sentences: Sequence[str]) -> Sequence[float]:
        """Return the cosine of each sentence with the question, 0 without an embedder."""
        try:
            with self._pool.embedder() as embedder:
                query = embedder.embed_queries([question])[0]
                return [float(cosine) for cosine in embedder.embed_passages(sentences) @ query]
        except ModelMissing:
            return [0.0] * len(sentences)


def _candidate_sentences(question: str, text: str) -> list[tuple[int, int]]:
    """Return the spans of at most MAX_EMBEDDED sentences, in the order of the text."""
    stems, sentences = frozenset(content_stems(question)), spans(text)
    if len(sentences) <= MAX_EMBEDDED:
        return sentences
    shared = [len(stems & frozenset(content_stems(text[slice(*span)]))) for span in sentences]
    best = sorted(range(len(sentences)), key=lambda at: -shared[at])[:MAX_EMBEDDED]
    return [sentences[at] for at in sorted(best)]
