"""Interfaces of the encoders with a task head: they mark, answer, fill and classify texts."""

from __future__ import annotations

from typing import Protocol

import msgspec

from engine.models.interfaces.loaded import LoadedModel
from engine.protocol.cancellation import IsCancelled


class EntitySpan(msgspec.Struct, frozen=True):
    """Characters `start` to `end` of a text are a `label` ("PER", "LOC" …); `score` is 0–1."""

    label: str
    start: int
    end: int
    score: float


class TokenClassifier(LoadedModel, Protocol):
    """Marks names and other entities in a text of any length."""

    def find_entities(self, text: str, is_cancelled: IsCancelled = ...) -> tuple[EntitySpan, ...]:
        """Return the entities in the order of the text. Raises Cancelled between two windows."""


class AnswerSpan(msgspec.Struct, frozen=True):
    """Characters `start` to `end` of the text are an answer with probability `score`.

    The scores of all answers add up to less than 1: the rest is the probability that the text has no answer.
    """

    start: int
    end: int
    score: float


class QuestionAnswerer(LoadedModel, Protocol):
    """Finds the answer to a question in a text of any length."""

    def answer(
        self, question: str, text: str, limit: int = 3, is_cancelled: IsCancelled = ...
    ) -> tuple[AnswerSpan, ...]:
        """Return answers that do not overlap, best first.

        Raises TextTooLong for a question that leaves no room for the text, and Cancelled.
        """


class FillMaskCandidate(msgspec.Struct, frozen=True):
    """A word for a masked place and its probability, 0–1."""

    text: str
    score: float


class MaskedModel(LoadedModel, Protocol):
    """A masked language model."""

    def fill(self, text: str, limit: int = 5) -> tuple[tuple[FillMaskCandidate, ...], ...]:
        """Return the likeliest words for each [MASK], best first. Raises MaskMissing, TextTooLong."""

    def pseudo_log_likelihood(self, text: str) -> tuple[tuple[int, int, float], ...]:
        """Return (start, end, natural logarithm of its probability given the rest) of each token. Raises TextTooLong."""


class NextSentence(LoadedModel, Protocol):
    """Judges whether one sentence follows another."""

    def next_sentence_probability(self, first: str, second: str) -> float:
        """Return the probability that `second` comes right after `first`. Raises TextTooLong."""


class ClassifierInfo(msgspec.Struct, frozen=True):
    """An installed text classifier. `entails`: one of its labels says that a sentence follows from a text.

    `independent`: several labels, or none, can apply to one text.
    """

    id: str
    name: str
    labels: tuple[str, ...]
    entails: bool
    independent: bool = False


class TextClassifier(LoadedModel, Protocol):
    """Classifies texts of any length by labels of its own."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the labels, in the order of the probabilities that `classify` returns."""

    @property
    def independent(self) -> bool:
        """Whether several labels, or none, can apply to one text: then the probabilities do not add up to 1."""

    def classify(self, text: str, is_cancelled: IsCancelled = ...) -> tuple[float, ...]:
        """Return a probability for each label. Raises Cancelled between two windows."""

    def entailment(self, text: str, hypothesis: str, is_cancelled: IsCancelled = ...) -> float:
        """Return the logit of the hypothesis following from the text.

        Raises ModelKindMismatch for a model without such a label, TextTooLong, Cancelled.
        """
