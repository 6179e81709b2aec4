"""Finds for each sentence of an answer the sentence of a passage that supports it, and names those that nothing supports.

It compares words, so it works with a model that is too small to cite, and with one that cites passages it did not read.
The score is the fraction of the answer sentence's weight that stands in one or two neighbouring sentences of a passage. The
weight of a word is its inverse document frequency among the passages' sentences; a name weighs more. A sentence gets no source
when one of its numbers is not in the evidence, one of its names not in the passage, or when only one of the two denies a word:
the most plausible invention is a true sentence with another number or name. An answer of a word or two stands in many sentences:
of those, the one with most words of the question is its source.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.text import sentences
from engine.text.claims import denied_stems, is_claim
from engine.text.names import missing_names, names
from engine.text.numbers import all_numbers, missing_numbers, readable_numbers
from engine.text.tokens import content_stems, words

SCORE_THRESHOLD = 0.6
"""Chosen on half the claims of tests/engine/text/claims.py."""
NAME_WEIGHT = 2.0
SHORT_ANSWER = 3
"""Content words and numbers; a sentence with no more is looked up with the question's words."""

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
class Unsupported:
    """A sentence that claims something without support. `missing` are its names and numbers that no passage holds."""

    answer: Span
    missing: tuple[str, ...]


@dataclass(frozen=True)
class _Evidence:
    """One or two sentences of a passage. `known` are the stems of the whole passage and its title."""

    passage: int
    span: Span
    stems: frozenset[str]
    numbers: frozenset[str]
    known: frozenset[str]
    denied: frozenset[str]
    is_pair: bool


def cite(
    answer: str, passages: Sequence[str], titles: Sequence[str] = (), threshold: float = SCORE_THRESHOLD
) -> tuple[Support, ...]:
    """Return the support of each sentence that has one, in the answer's order. Citations are numbered by first use, from 1.

    `titles` are the passages' titles: they may hold a name that the passage leaves out.
    """
    return check(answer, passages, titles, threshold)[0]


def check(
    answer: str,
    passages: Sequence[str],
    titles: Sequence[str] = (),
    threshold: float = SCORE_THRESHOLD,
    question: str = "",
) -> tuple[tuple[Support, ...], tuple[Unsupported, ...]]:
    """Return the supported sentences as `cite` does, and those that claim something and have no support.

    Of several sources that support a short answer alike, the one with most words of the `question` is taken.
    """
    asked = frozenset(content_stems(question))
    evidence = [
        item
        for index, text in enumerate(passages)
        for item in _evidence(index, text, titles[index] if index < len(titles) else "")
    ]
    weights, plain = _weights(evidence), [" ".join(words(text)) for text in passages]
    numbers: dict[int, int] = {}
    supports, unsupported = [], []
    for span in sentences.spans(answer):
        sentence = answer[slice(*span)]
        best = _best(sentence, evidence, weights, _full_names(sentence, plain), threshold, asked)
        if best is not None and best[0] >= threshold:
            score, item = best
            number = numbers.setdefault(item.passage, len(numbers) + 1)
            supports.append(Support(number, item.passage, item.span, span, score))
        elif is_claim(answer, span):
            unsupported.append(Unsupported(span, _missing(sentence, passages, titles)))
    return tuple(supports), tuple(unsupported)


def _missing(sentence: str, passages: Sequence[str], titles: Sequence[str]) -> tuple[str, ...]:
    """Return the names and numbers of the sentence that no passage holds."""
    everything = "\n".join((*passages, *titles))
    stems = frozenset(content_stems(everything))
    return (*missing_names(sentence, stems), *missing_numbers(sentence, readable_numbers(everything)))


def _evidence(index: int, text: str, title: str) -> list[_Evidence]:
    """Return each sentence and each pair of neighbours, since an answer often joins two."""
    known = frozenset(content_stems(f"{title}\n{text}"))
    singles = sentences.spans(text)
    pairs = [(a[0], b[1]) for a, b in pairwise(singles)]
    return [
        _Evidence(
            index,
            span,
            _stems(text[slice(*span)]),
            readable_numbers(text[slice(*span)]),
            known,
            denied_stems(text[slice(*span)]),
            at >= len(singles),
        )
        for at, span in enumerate([*singles, *pairs])
    ]


def _stems(text: str) -> frozenset[str]:
    """Return the stems without the numbers, which are compared on their own."""
    return frozenset(stem for stem in content_stems(text) if not stem[0].isdigit())


def _weights(evidence: Sequence[_Evidence]) -> dict[str, float]:
    counts = Counter(stem for item in evidence for stem in item.stems)
    total = len(evidence) + 1
    return {stem: math.log(1 + total / count) for stem, count in counts.items()}


def _full_names(sentence: str, passages: Sequence[str]) -> frozenset[str]:
    """Return the stems of names that stand side by side in the sentence and in any passage, both as plain words.

    Where one passage says "Martin Luther", the "Luther" of another is he.
    """
    said = " ".join(words(sentence))
    pairs = (" ".join(words(f"{first} {second}")) for first, second in pairwise(names(sentence)))
    together = [pair for pair in pairs if pair in said and any(pair in text for text in passages)]
    return frozenset(content_stems(" ".join(together)))


def _best(
    sentence: str,
    evidence: Sequence[_Evidence],
    weights: dict[str, float],
    full_names: frozenset[str],
    threshold: float,
    asked: frozenset[str],
) -> tuple[float, _Evidence] | None:
    """Return the best evidence and its score, 0 to 1; None when none holds all numbers and names of the sentence."""
    stems, numbers = _stems(sentence), all_numbers(sentence)
    if not (stems or numbers):
        return None
    possible = [item for item in evidence if _may_support(item, sentence, full_names)]
    if not possible:
        return None
    is_short = len(stems) + len(numbers) <= SHORT_ANSWER

    def preference(item: _Evidence) -> tuple[int, int]:
        return len(asked & item.known) + len(asked & item.stems) if is_short else 0, -len(item.stems)

    if not stems:  # "1923."
        return 1.0, max(possible, key=preference)
    name_stems = frozenset(stem for name in names(sentence) for stem in content_stems(name))
    unknown = max(weights.values(), default=1.0)
    weighted = {stem: weights.get(stem, unknown) * (NAME_WEIGHT if stem in name_stems else 1.0) for stem in stems}

    def score(item: _Evidence) -> float:
        named_elsewhere = (
            name_stems & (item.known | full_names)
        ) - item.stems  # "He" in the passage, his name in the answer
        total = sum(weighted[stem] for stem in stems - named_elsewhere)
        shared = sum(weighted[stem] for stem in stems & item.stems)
        return shared / total if total else 0.0

    best = max(possible, key=lambda item: (score(item), *preference(item)))
    alone = [item for item in evidence if not item.is_pair and score(item) >= threshold]
    if alone and not any(item in possible for item in alone):
        return None  # a sentence says the same with another number or name, or denies it
    return score(best), best


def _may_support(item: _Evidence, sentence: str, full_names: frozenset[str]) -> bool:
    if missing_numbers(sentence, item.numbers) or missing_names(sentence, item.known | full_names):
        return False
    denied, stems = denied_stems(sentence), _stems(sentence)
    return not (denied - item.denied) & item.stems and not (item.denied - denied) & stems
