"""Picks the sentences that share most with all others (TextRank, Mihalcea & Tarau, 2004), by their words, without repetitions."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.text import sentences
from engine.text.extractive_quote import is_frame
from engine.text.tokens import content_stems

MOST_RANKED = 150
"""Sentences ranked together; of a longer text the first so many."""
DAMPING, ITERATIONS = 0.85, 30
SHORTEST_WORDS, LONGEST_WORDS = 5, 60
FIRST_BONUS = 0.4
"""Relative bonus of the first sentence, of the second a half of it, and so on: texts begin with what they are about."""
SAME, NO_LIMIT = 0.6, 2.0
"""Share of common words from which on two sentences say the same; such are taken only where there are no others."""
_ENDS = ".!?…»”\"')"

Span = tuple[int, int]


def sentence_spans(text: str) -> list[Span]:
    """Return the sentences of a text that can stand in a summary; all where none can."""
    spans = sentences.spans(text)
    whole = [span for span in spans if _can_stand_alone(text[slice(*span)])]
    return (whole or spans)[:MOST_RANKED]


def central_sentences(texts: Sequence[str], count: int) -> list[int]:
    """Return the indices of the `count` most central texts, in their order."""
    if len(texts) <= count:
        return list(range(len(texts)))
    stems = [frozenset(content_stems(text)) for text in texts]
    graph = [_weights(stems, at) for at in range(len(stems))]
    ranks = [rank * (1 + FIRST_BONUS / (1 + place)) for place, rank in enumerate(_page_rank(graph))]
    order = sorted(range(len(texts)), key=lambda at: (-ranks[at], at))
    chosen: list[int] = []
    for limit in (SAME, NO_LIMIT):
        for at in order:
            is_new = at not in chosen and all(_overlap(stems[at], stems[other]) < limit for other in chosen)
            if len(chosen) < count and is_new:
                chosen.append(at)
    return sorted(chosen)


def _can_stand_alone(sentence: str) -> bool:
    words = len(sentence.split())
    return SHORTEST_WORDS <= words <= LONGEST_WORDS and sentence.rstrip()[-1:] in _ENDS and not is_frame(sentence)


def _weights(stems: Sequence[frozenset[str]], at: int) -> list[float]:
    own = stems[at]
    return [
        len(own & other) / (math.log(2 + len(own)) + math.log(2 + len(other))) if index != at else 0.0
        for index, other in enumerate(stems)
    ]


def _page_rank(weights: Sequence[Sequence[float]]) -> list[float]:
    count = len(weights)
    sums = [sum(row) or 1.0 for row in weights]
    rank = [1 / count] * count
    for _ in range(ITERATIONS):
        rank = [
            (1 - DAMPING) / count + DAMPING * sum(rank[i] * weights[i][j] / sums[i] for i in range(count))
            for j in range(count)
        ]
    return rank


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0
