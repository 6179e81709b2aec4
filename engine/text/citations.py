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
import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec

from engine.text import sentences
from engine.text.claims import denied_stems, has_negation, is_claim
from engine.text.names import missing_names, names
from engine.text.numbers import all_numbers, missing_numbers, readable_numbers
from engine.text.tokens import content_stems, fold, stem, words

SCORE_THRESHOLD = 0.6
"""Chosen on half the claims of tests/engine/text/claims.py."""
ANCHORED_THRESHOLD = 0.5
"""Of a sentence with numbers or names, all of which are in the evidence (`python -m tests.benchmarks.unsupported`)."""
LEAST_SHARED, NEAR_COSINE = 0.2, 0.885
"""A sentence in other words is supported by one of this cosine that shares this much of its weight."""
NAME_WEIGHT = 2.0
SHORTEST_ADJECTIVE, ADJECTIVE_SHARE = 5, 0.7
"""Letters, and share of a place's name, with which its adjective begins."""
SHARED_BEGINNING = 5
_REFUSALS = frozenset("apenas nego negaron rehuso rechazo rechazaron hardly barely refused declined rejected".split())
"""Words that deny without a "no"."""
_COMMON_WORD = re.compile(r"\b[a-zà-ÿ]{5,}\b")
SHORT_ANSWER = 3
"""Content words and numbers; a sentence with no more is looked up with the question's words."""

Span = tuple[int, int]
Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""Returns the cosine of a sentence with each text."""


class Support(msgspec.Struct, frozen=True):
    """A sentence of an answer and its source: `answer` is its span in the answer, `span` the quoted span in passage number
    `passage` (from 0), `number` that of the citation (from 1)."""

    number: int
    passage: int
    span: Span
    answer: Span
    score: float


class Unsupported(msgspec.Struct, frozen=True):
    """A sentence that claims something without support. `missing` are its names and numbers that no passage holds."""

    answer: Span
    missing: tuple[str, ...]


class _Evidence(msgspec.Struct, frozen=True):
    """One or two sentences of a passage. `known` are the stems of the whole passage and its title, `titled` of the title.

    `common` are its words without a capital, `denied` the stems that it denies; `denies` tells whether it denies anything.
    """

    passage: int
    span: Span
    text: str
    stems: frozenset[str]
    beginnings: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    known: frozenset[str]
    titled: frozenset[str]
    common: frozenset[str]
    denied: frozenset[str]
    denies: bool
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
    similarity: Similarity | None = None,
) -> tuple[tuple[Support, ...], tuple[Unsupported, ...]]:
    """Return the supported sentences as `cite` does, and those that claim something and have no support.

    Of several sources that support a short answer alike, the one with most words of the `question` is taken. With `similarity`
    a sentence in other words is supported by one that means nearly the same and has its numbers and names.
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
        best = _best(sentence, evidence, weights, _full_names(sentence, plain), threshold, asked, similarity)
        if best is not None:
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
    titled = frozenset(content_stems(title))
    common = frozenset(fold(word) for word in _COMMON_WORD.findall(text))
    return [
        _Evidence(
            index,
            span,
            part := text[slice(*span)],
            _stems(part),
            frozenset(s[:SHARED_BEGINNING] for s in _stems(part) if len(s) >= SHARED_BEGINNING),
            _name_stems(part),
            readable_numbers(part),
            known,
            titled,
            common,
            denied_stems(part),
            has_negation(part),
            at >= len(singles),
        )
        for at, span in enumerate([*singles, *pairs])
    ]


def _name_stems(text: str) -> frozenset[str]:
    return frozenset(stem for name in names(text) for stem in content_stems(name))


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
    similarity: Similarity | None,
) -> tuple[float, _Evidence] | None:
    """Return the best evidence and its score, 0 to 1; None when none supports the sentence with all its numbers and names."""
    stems, numbers = _stems(sentence), all_numbers(sentence)
    if not (stems or numbers):
        return None
    said = _said_names(sentence, evidence)
    possible = [item for item in evidence if _may_support(item, sentence, said, full_names, asked)]
    threshold = min(threshold, ANCHORED_THRESHOLD) if numbers or said else threshold
    if not possible:
        return None
    is_short = len(stems) + len(numbers) <= SHORT_ANSWER

    def preference(item: _Evidence) -> tuple[int, int]:
        return len(asked & item.known) + len(asked & item.stems) if is_short else 0, -len(item.stems)

    if not stems:  # "1923."
        return 1.0, max(possible, key=preference)
    name_stems = _name_stems(sentence)
    unknown = max(weights.values(), default=1.0)
    weighted = {stem: weights.get(stem, unknown) * (NAME_WEIGHT if stem in name_stems else 1.0) for stem in stems}

    def score(item: _Evidence) -> float:
        named_elsewhere = (
            name_stems & (item.known | full_names)
        ) - item.stems  # "He" in the passage, his name in the answer
        total = sum(weighted[stem] for stem in stems - named_elsewhere)
        shared = sum(
            weighted[stem] for stem in stems if stem in item.stems or stem[:SHARED_BEGINNING] in item.beginnings
        )
        return shared / total if total else 0.0

    best = max(possible, key=lambda item: (score(item), *preference(item)))
    alone = [item for item in evidence if not item.is_pair and score(item) >= threshold]
    if alone and not any(item in possible for item in alone):
        return None  # a sentence says the same with another number or name, or denies it
    if score(best) >= threshold:
        return score(best), best
    if similarity is None:
        return None
    denies = has_negation(sentence)
    alike = [item for item in possible if not item.is_pair and score(item) >= LEAST_SHARED and item.denies == denies]
    return _nearest(sentence, alike, similarity)


def _nearest(sentence: str, evidence: Sequence[_Evidence], similarity: Similarity) -> tuple[float, _Evidence] | None:
    """Return the evidence that means nearly the same as a sentence, with their cosine."""
    if not evidence:
        return None
    cosines = similarity(sentence, [item.text for item in evidence])
    at = max(range(len(evidence)), key=lambda index: cosines[index])
    return (cosines[at], evidence[at]) if cosines[at] >= NEAR_COSINE else None


def _said_names(sentence: str, evidence: Sequence[_Evidence]) -> frozenset[str]:
    """Return the stems of the names in a sentence; its first word is one too where a passage has it as a name."""
    first = next(iter(words(sentence)), "")
    is_name = sentence.lstrip("*_ ")[:1].isupper() and any(stem(first) in item.names for item in evidence)
    return _name_stems(sentence) | (frozenset([stem(first)]) if is_name else frozenset())


def _may_support(
    item: _Evidence, sentence: str, said: frozenset[str], full_names: frozenset[str], asked: frozenset[str]
) -> bool:
    if missing_numbers(sentence, item.numbers):
        return False
    if any(not _has_adjective(name, item) for name in missing_names(sentence, item.known | full_names)):
        return False
    if (has_negation(sentence) or _REFUSALS & set(words(sentence))) and not (
        item.denies or _REFUSALS & set(words(item.text))
    ):
        return False
    if _names_another(item, said, full_names, asked):
        return False
    denied, stems = denied_stems(sentence), _stems(sentence)
    return not (denied - item.denied) & item.stems and not (item.denied - denied) & stems


def _has_adjective(name: str, item: _Evidence) -> bool:
    """Tell whether the passage has the adjective of a place: "alemanes" for Alemania, "German" is written as a name."""
    beginning = fold(name)[: max(SHORTEST_ADJECTIVE, math.ceil(ADJECTIVE_SHARE * len(name)))]
    return len(beginning) >= SHORTEST_ADJECTIVE and any(word.startswith(beginning) for word in item.common)


def _names_another(item: _Evidence, said: frozenset[str], full_names: frozenset[str], asked: frozenset[str]) -> bool:
    """Tell whether the evidence is about others: it leaves out a name of the sentence and has names that this leaves out.

    One without any other name may mean him by "he", and the title names the one that the whole document is about. A name that
    the question asks by may be left out where the evidence has another name of the sentence, which answers it.
    """
    left_out = said - full_names - item.stems - item.titled
    if (said - asked) & item.stems:
        left_out -= asked
    missing = [name for name in left_out if not _has_adjective(name, item)]
    return bool(missing and item.names - said - item.titled)
