"""The sentences of some passages that answer a question best, in the passages' own words.

A sentence scores its cosine with the question plus SHARED_WEIGHT × the share of the question's telling words in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.text import sentences
from engine.text.tokens import content_terms

SHARED_WEIGHT = 0.1
"""Cosines of one question with the sentences of related passages differ by about as much."""
CLOSE = 0.025
"""A second sentence is quoted when it scores this near the best."""
SHORTEST_WORDS = 3

Similarity = Callable[[str, Sequence[str]], Sequence[float]]


@dataclass(frozen=True)
class Quotation:
    """`span` in passage number `passage`."""

    passage: int
    span: tuple[int, int]


def quote(question: str, passages: Sequence[str], similarity: Similarity, most: int = 2) -> list[Quotation]:
    """The best sentence and at most `most` − 1 nearly as good, in the order of the passages."""
    return sorted(ranked(question, passages, similarity, most), key=lambda one: (one.passage, one.span))


def ranked(question: str, passages: Sequence[str], similarity: Similarity, most: int) -> list[Quotation]:
    """As `quote`, the best first.

    `similarity(question, texts)` gives one cosine a text.
    """
    found = [
        Quotation(index, span)
        for index, text in enumerate(passages)
        for span in sentences.spans(text)
        if len(text[slice(*span)].split()) >= SHORTEST_WORDS
    ]
    if not found:
        return []
    texts = [passages[one.passage][slice(*one.span)] for one in found]
    asked = frozenset(content_terms(question))
    scores = [
        cosine + SHARED_WEIGHT * _shared(asked, text)
        for cosine, text in zip(similarity(question, texts), texts, strict=True)
    ]
    order = sorted(range(len(found)), key=lambda i: -scores[i])
    best: list[int] = []
    for index in order:
        if (
            len(best) < most
            and scores[index] >= scores[order[0]] - CLOSE
            and texts[index] not in {texts[i] for i in best}
        ):
            best.append(index)
    return [found[index] for index in best]


def _shared(asked: frozenset[str], text: str) -> float:
    return len(asked & frozenset(content_terms(text))) / len(asked) if asked else 0.0
