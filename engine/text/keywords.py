"""The phrases a text is about, from the text alone: no model and no other texts to compare with.

Words after YAKE (Campos et al., 2020): one tells more when it comes early, often, in many sentences, with capitals, and
always with the same neighbours. A phrase has their geometric mean: YAKE's product prefers any three words that met once.
Any language written with spaces; what a function word is in those we have no list for is told by its length.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import mean, median, pstdev

from engine.text import sentences
from engine.text.tokens import STOP_WORDS, fold, stem

LONGEST_PHRASE = 3
SHORTEST_WORD = 3
"""Letters. Shorter words are function words, or too general to be told from them."""
ALONE, TOGETHER = 0.5, 1.0
"""Powers of a phrase's length that count against words which met once, by chance, and for those that meet again."""
TINY = 1e-12
_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[^\w\s]")
_FORMULAS = frozenset(
    "estimado estimada estimados estimadas querido querida sr sra srta sres don dona atentamente cordialmente saludos saludo "
    "dear mr mrs ms sincerely faithfully yours regards please thank thanks ltd inc".split()
)
"""What letters open and close with."""
_STOP = STOP_WORDS["es"] | STOP_WORDS["en"] | _FORMULAS
_INSIDE = frozenset(("de", "del", "of"))
"""Function words that hold a phrase together; others hold clauses together."""


@dataclass(frozen=True)
class Keyword:
    """`share` is how telling it is beside the most telling one, which has 1."""

    text: str
    share: float
    count: int

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stem(fold(word)) for word in self.text.split())


@dataclass(frozen=True)
class _Token:
    text: str
    key: str
    first: bool

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()


def keywords(text: str, most: int = 10) -> list[Keyword]:
    """Most telling first; none says what another of them says already."""
    kept: list[Keyword] = []
    for one in candidates(text):
        if not any(_is_said(one, other) for other in kept):
            kept.append(one)
        if len(kept) == most:
            break
    return kept


def candidates(text: str) -> list[Keyword]:
    """Every phrase, most telling first, though another says the same."""
    lines = [_tokens(text[slice(*span)]) for span in sentences.spans(text)]
    found = sorted(_phrases(lines, _word_scores(lines)), key=lambda one: one[1])
    return [Keyword(phrase, found[0][1] / score, count) for phrase, score, count in found]


def overlap(one: Keyword, other: Keyword) -> bool:
    """Whether one is part of the other, or most of their words are the same."""
    return one.stems <= other.stems or other.stems <= one.stems or _alike(one, other)


def _is_said(one: Keyword, other: Keyword) -> bool:
    """A longer phrase says more than its part only when it comes back."""
    return one.stems <= other.stems or (one.count == 1 and other.stems <= one.stems) or _alike(one, other)


def _alike(one: Keyword, other: Keyword) -> bool:
    return len(one.stems & other.stems) * 2 > len(one.stems | other.stems)


def _tokens(sentence: str) -> list[_Token]:
    return [_Token(t, fold(t), at == 0) for at, t in enumerate(_TOKEN.findall(sentence))]


def _is_function_word(key: str) -> bool:
    return key in _STOP or len(key) < SHORTEST_WORD or not any(c.isalpha() for c in key)


def _word_scores(lines: Sequence[Sequence[_Token]]) -> dict[str, float]:
    """Folded word to its score, the lower the more telling; function words are left out."""
    places: dict[str, list[int]] = defaultdict(list)
    capitals: Counter[str] = Counter()
    left: dict[str, list[str]] = defaultdict(list)
    right: dict[str, list[str]] = defaultdict(list)
    for number, line in enumerate(lines):
        for at, token in enumerate(line):
            if not token.is_word:
                continue
            places[token.key].append(number)
            capitals[token.key] += token.text[0].isupper() and not token.first
            if at and line[at - 1].is_word:
                left[token.key].append(line[at - 1].key)
                right[line[at - 1].key].append(token.key)
    counts = [len(found) for key, found in places.items() if not _is_function_word(key)]
    if not counts:
        return {}
    usual, most = mean(counts) + pstdev(counts), max(map(len, places.values()))
    scores = {}
    for key, found in places.items():
        if _is_function_word(key):
            continue
        case = capitals[key] / (1 + math.log(len(found)))
        position = math.log(math.log(3 + median(found)))
        related = 1 + (_spread(left[key]) + _spread(right[key])) * len(found) / most
        shared = len(set(found)) / len(lines)
        scores[key] = related * position / (case + len(found) / usual / related + shared / related)
    return scores


def _spread(neighbours: Sequence[str]) -> float:
    """1 for a word that has another neighbour every time."""
    return len(set(neighbours)) / len(neighbours) if neighbours else 0.0


def _phrases(lines: Sequence[Sequence[_Token]], scores: dict[str, float]) -> list[tuple[str, float, int]]:
    """(as first written, score, times) of each run of words that neither begins nor ends with a function word."""
    counts: Counter[tuple[str, ...]] = Counter()
    written: dict[tuple[str, ...], str] = {}
    pairs: Counter[tuple[str, str]] = Counter()
    times: Counter[str] = Counter()
    for line in lines:
        times.update(token.key for token in line)
        pairs.update((a.key, b.key) for a, b in pairwise(line))
        for run in _runs(line, scores):
            key = tuple(token.key for token in run)
            counts[key] += 1
            written.setdefault(key, " ".join(token.text for token in run))
    return [(written[key], _phrase_score(key, count, scores, pairs, times), count) for key, count in counts.items()]


def _runs(line: Sequence[_Token], scores: dict[str, float]) -> Iterator[Sequence[_Token]]:
    for begin, token in enumerate(line):
        if token.key not in scores:
            continue
        for end in range(begin + 1, min(begin + LONGEST_PHRASE, len(line)) + 1):
            last = line[end - 1]
            if not last.is_word:
                break
            if last.key in scores:
                yield line[begin:end]
            elif last.key not in _INSIDE:
                break


def _phrase_score(
    key: tuple[str, ...],
    count: int,
    scores: dict[str, float],
    pairs: Counter[tuple[str, str]],
    times: Counter[str],
) -> float:
    product = 1.0
    for at, word in enumerate(key):
        if word in scores:
            product *= scores[word]
        else:  # a function word inside: the surer it is there, the more the phrase is one
            before, after = key[at - 1], key[at + 1]
            sure = pairs[before, word] / times[before] * pairs[word, after] / times[after]
            product *= 2 - sure
    typical = math.exp(math.log(max(product, TINY)) / len(key))
    return typical * math.pow(len(key), ALONE if count == 1 else -TOGETHER) / count
