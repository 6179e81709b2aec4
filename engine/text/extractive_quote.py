"""Picks the sentences of passages that answer a question best, to be quoted word for word.

The score of a sentence is its cosine with the question plus SHARED_WEIGHT × the fraction of the question's content words in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.text import sentences
from engine.text.tokens import content_stems

SHARED_WEIGHT = 0.1
"""The cosines of a question with the sentences of related passages differ by about this much."""
MARGIN = 0.025
"""A second sentence is quoted when its score is at most this much below the best."""
SHORTEST_WORDS = 3

Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""Returns the cosine of a question with each text."""


@dataclass(frozen=True)
class Quotation:
    """A sentence: its character `span` in passage number `passage` (from 0)."""

    passage: int
    span: tuple[int, int]


def extract_quotes(question: str, passages: Sequence[str], similarity: Similarity, most: int = 2) -> list[Quotation]:
    """Return the best sentence and at most `most` − 1 that are nearly as good, in the order of the passages."""
    return sorted(
        rank_quotes(question, passages, similarity, most), key=lambda quotation: (quotation.passage, quotation.span)
    )


def rank_quotes(question: str, passages: Sequence[str], similarity: Similarity, most: int) -> list[Quotation]:
    """Return the same as `extract_quotes`, best first."""
    candidates = [
        Quotation(index, span)
        for index, text in enumerate(passages)
        for span in sentences.spans(text)
        if len(text[slice(*span)].split()) >= SHORTEST_WORDS
    ]
    if not candidates:
        return []
    texts = [passages[candidate.passage][slice(*candidate.span)] for candidate in candidates]
    question_stems = frozenset(content_stems(question))
    scores = [
        cosine + SHARED_WEIGHT * _shared_fraction(question_stems, text)
        for cosine, text in zip(similarity(question, texts), texts, strict=True)
    ]
    order = sorted(range(len(candidates)), key=lambda i: -scores[i])
    best: list[int] = []
    for index in order:
        if (
            len(best) < most
            and scores[index] >= scores[order[0]] - MARGIN
            and texts[index] not in {texts[i] for i in best}
        ):
            best.append(index)
    return [candidates[index] for index in best]


def _shared_fraction(stems: frozenset[str], text: str) -> float:
    return len(stems & frozenset(content_stems(text))) / len(stems) if stems else 0.0
