"""Finds for each sentence of an answer the sentence of a passage that supports it.

It compares words, so it works with a model that is too small to cite, and with one that cites passages it did not read.
The score is the fraction of the answer sentence's weight that stands in one or two neighbouring sentences of a passage. The
weight of a word is its inverse document frequency among the passages' sentences; a name weighs more. A sentence with a number
that the passage does not have gets no source at all: the most plausible invention is a true sentence with another number.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.text import sentences
from engine.text.numbers import all_numbers, digit_numbers
from engine.text.tokens import content_stems

SCORE_THRESHOLD = 0.6
"""Chosen on half the claims of tests/engine/text/claims.py."""
NAME_WEIGHT = 2.0
_NAME = re.compile(r"(?<=[\w,;:(«\"] )[A-ZÁÉÍÓÚÑÜ][\w]+")
"""Words with a capital inside a sentence."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Support:
    """A sentence of an answer and its source: `answer` is its span in the answer, `span` the quoted span in passage number
    `passage` (from 0), `number` that of the citation (from 1)."""

    number: int
    passage: int
    span: Span
    answer: Span
    score: float


@dataclass(frozen=True)
class _Evidence:
    """One or two sentences of a passage."""

    passage: int
    span: Span
    stems: frozenset[str]
    numbers: frozenset[str]


def cite(answer: str, passages: Sequence[str], threshold: float = SCORE_THRESHOLD) -> tuple[Support, ...]:
    """Return the support of each sentence that has one, in the answer's order. Citations are numbered by first use, from 1."""
    evidence = [item for index, text in enumerate(passages) for item in _evidence(index, text)]
    weights = _weights(evidence)
    numbers: dict[int, int] = {}
    supports = []
    for span in sentences.spans(answer):
        best = _best(answer[slice(*span)], evidence, weights)
        if best is None or best[0] < threshold:
            continue
        score, item = best
        number = numbers.setdefault(item.passage, len(numbers) + 1)
        supports.append(Support(number, item.passage, item.span, span, score))
    return tuple(supports)


def _evidence(index: int, text: str) -> list[_Evidence]:
    """Return each sentence and each pair of neighbours, since an answer often joins two."""
    singles = sentences.spans(text)
    pairs = [(a[0], b[1]) for a, b in pairwise(singles)]
    return [
        _Evidence(index, span, _stems(text[slice(*span)]), all_numbers(text[slice(*span)]))
        for span in [*singles, *pairs]
    ]


def _stems(text: str) -> frozenset[str]:
    """Return the stems without the numbers, which are compared on their own."""
    return frozenset(stem for stem in content_stems(text) if not stem[0].isdigit())


def _weights(evidence: Sequence[_Evidence]) -> dict[str, float]:
    counts = Counter(stem for item in evidence for stem in item.stems)
    total = len(evidence) + 1
    return {stem: math.log(1 + total / count) for stem, count in counts.items()}


def _best(sentence: str, evidence: Sequence[_Evidence], weights: dict[str, float]) -> tuple[float, _Evidence] | None:
    """Return the best evidence and its score, 0 to 1; None when no evidence has all numbers of the sentence."""
    stems, numbers = _stems(sentence), digit_numbers(sentence)
    possible = [item for item in evidence if numbers <= item.numbers]
    if not possible or not (stems or numbers):
        return None
    if not stems:  # "1923."
        return 1.0, min(possible, key=lambda item: len(item.stems))
    names = frozenset(stem for name in _NAME.findall(sentence) for stem in content_stems(name))
    unknown = max(weights.values(), default=1.0)
    weighted = {stem: weights.get(stem, unknown) * (NAME_WEIGHT if stem in names else 1.0) for stem in stems}
    total = sum(weighted.values())

    def score(item: _Evidence) -> tuple[float, int]:
        return sum(weighted[stem] for stem in stems & item.stems) / total, -len(item.stems)

    best = max(possible, key=score)
    return score(best)[0], best
