"""Which sentence of an answer rests on which sentence of which passage.

Computed by comparing words, so that a model too small to cite, or one that cites what it did not read, changes nothing.
The score is the share of the answer sentence's weight found in one or two neighbouring sentences of the passage; a term
weighs its inverse document frequency among the passages' sentences, a name more. A figure that is not there is no matter of
weight: the most plausible invention is a true sentence with another number, so it has no source at all.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.text import sentences
from engine.text.numbers import all_figures, figures
from engine.text.tokens import content_terms

ENOUGH = 0.6
"""Chosen on half the claims of tests/engine/text/claims.py."""
NAME_WEIGHT = 2.0
_NAME = re.compile(r"(?<=[\w,;:(«\"] )[A-ZÁÉÍÓÚÑÜ][\w]+")
"""Capitals within a sentence."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Support:
    """`answer` is the sentence's span in the answer, `span` the quoted span in passage number `passage` (from 0)."""

    number: int
    passage: int
    span: Span
    answer: Span
    score: float


@dataclass(frozen=True)
class _Evidence:
    passage: int
    span: Span
    terms: frozenset[str]
    figures: frozenset[str]


def cite(answer: str, passages: Sequence[str], enough: float = ENOUGH) -> tuple[Support, ...]:
    """One support for each sentence that has one, in the answer's order; numbers count the sources by first use, from 1."""
    evidence = [item for index, text in enumerate(passages) for item in _evidence(index, text)]
    weights = _weights(evidence)
    numbers: dict[int, int] = {}
    found = []
    for span in sentences.spans(answer):
        best = _best(answer[slice(*span)], evidence, weights)
        if best is None or best[0] < enough:
            continue
        score, item = best
        number = numbers.setdefault(item.passage, len(numbers) + 1)
        found.append(Support(number, item.passage, item.span, span, score))
    return tuple(found)


def _evidence(index: int, text: str) -> list[_Evidence]:
    """Each sentence, and each pair of neighbours, since an answer often joins two."""
    singles = sentences.spans(text)
    pairs = [(a[0], b[1]) for a, b in pairwise(singles)]
    return [
        _Evidence(index, span, _words(text[slice(*span)]), all_figures(text[slice(*span)]))
        for span in [*singles, *pairs]
    ]


def _words(text: str) -> frozenset[str]:
    """Its telling terms without the figures, which are compared on their own."""
    return frozenset(term for term in content_terms(text) if not term[0].isdigit())


def _weights(evidence: Sequence[_Evidence]) -> dict[str, float]:
    counts = Counter(term for item in evidence for term in item.terms)
    total = len(evidence) + 1
    return {term: math.log(1 + total / count) for term, count in counts.items()}


def _best(sentence: str, evidence: Sequence[_Evidence], weights: dict[str, float]) -> tuple[float, _Evidence] | None:
    terms, claimed = _words(sentence), figures(sentence)
    possible = [item for item in evidence if claimed <= item.figures]
    if not possible or not (terms or claimed):
        return None
    if not terms:  # "1923."
        return 1.0, min(possible, key=lambda item: len(item.terms))
    names = frozenset(term for name in _NAME.findall(sentence) for term in content_terms(name))
    unknown = max(weights.values(), default=1.0)
    weighed = {t: weights.get(t, unknown) * (NAME_WEIGHT if t in names else 1.0) for t in terms}
    total = sum(weighed.values())

    def score(item: _Evidence) -> tuple[float, int]:
        return sum(weighed[t] for t in terms & item.terms) / total, -len(item.terms)

    best = max(possible, key=score)
    return score(best)[0], best
