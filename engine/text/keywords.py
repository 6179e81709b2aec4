"""Extracts key phrases from a text alone, without a model or other texts to compare with.

Words are scored after YAKE (Campos et al., 2020): a word is more telling when it comes early, often, in many sentences, with
capitals, and with the same neighbours. A phrase gets the geometric mean of its words: YAKE's product prefers any three words
that met once. Works in any language written with spaces; where there is no list of function words, short words count as such.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from statistics import mean, median, pstdev

import msgspec

from engine.text import sentences
from engine.text.tokens import STOP_WORDS, fold, stem

LONGEST_PHRASE = 3
SHORTEST_WORD = 3
"""Letters. Shorter words are function words, or as general."""
ALONE, TOGETHER = 0.5, 1.0
"""Powers of a phrase's length: against phrases that stand once in the text, and for those that come back."""
TINY = 1e-12
_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[^\w\s]")
_FORMULAS = frozenset(
    "estimado estimada estimados estimadas querido querida sr sra srta sres don dona atentamente cordialmente saludos saludo "
    "dear mr mrs ms sincerely faithfully yours regards please thank thanks ltd inc".split()
)
"""Words that open and close letters."""
_STOP = STOP_WORDS["es"] | STOP_WORDS["en"] | _FORMULAS
_INSIDE = frozenset(("de", "del", "of"))
"""Function words that may stand inside a phrase; others join clauses."""


class KeyPhrase(msgspec.Struct, frozen=True, dict=True):
    """A phrase; `score` is relative to the best phrase's, which is 1; `count` is how often it stands in the text."""

    text: str
    score: float
    count: int

    @cached_property
    def stems(self) -> frozenset[str]:
        """The folded stems of its words."""
        return frozenset(stem(fold(word)) for word in self.text.split())


class _Token(msgspec.Struct, frozen=True):
    text: str
    key: str
    first: bool

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()


def extract_key_phrases(text: str, most: int = 10) -> list[KeyPhrase]:
    """Return up to `most` phrases, best first; none repeats another one."""
    phrases: list[KeyPhrase] = []
    for phrase in candidate_phrases(text):
        if not any(_is_redundant(phrase, other) for other in phrases):
            phrases.append(phrase)
        if len(phrases) == most:
            break
    return phrases


def candidate_phrases(text: str) -> list[KeyPhrase]:
    """Return all phrases, best first, repetitions too."""
    lines = [_tokens(text[slice(*span)]) for span in sentences.spans(text)]
    scored = sorted(_score_phrases(lines, _word_scores(lines)), key=lambda phrase: phrase[1])
    return [KeyPhrase(phrase, scored[0][1] / score, count) for phrase, score, count in scored]


def overlaps(phrase: KeyPhrase, other: KeyPhrase) -> bool:
    """Tell whether one phrase is part of the other, or most of their words are the same."""
    return phrase.stems <= other.stems or other.stems <= phrase.stems or _shares_most_words(phrase, other)


def _is_redundant(phrase: KeyPhrase, other: KeyPhrase) -> bool:
    """Tell whether `phrase` adds nothing to `other`; a longer phrase adds something only when it stands there more than once."""
    is_part = phrase.stems <= other.stems or (phrase.count == 1 and other.stems <= phrase.stems)
    return is_part or _shares_most_words(phrase, other)


def _shares_most_words(phrase: KeyPhrase, other: KeyPhrase) -> bool:
    return len(phrase.stems & other.stems) * 2 > len(phrase.stems | other.stems)


def _tokens(sentence: str) -> list[_Token]:
    return [_Token(t, fold(t), at == 0) for at, t in enumerate(_TOKEN.findall(sentence))]


def _is_function_word(key: str) -> bool:
    return key in _STOP or len(key) < SHORTEST_WORD or not any(c.isalpha() for c in key)


def _word_scores(lines: Sequence[Sequence[_Token]]) -> dict[str, float]:
    """Return folded word → score, the lower the more telling, without function words."""
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
    counts = [len(numbers) for key, numbers in places.items() if not _is_function_word(key)]
    if not counts:
        return {}
    usual, most = mean(counts) + pstdev(counts), max(map(len, places.values()))
    scores = {}
    for key, numbers in places.items():
        if _is_function_word(key):
            continue
        count = len(numbers)
        case = capitals[key] / (1 + math.log(count))
        position = math.log(math.log(3 + median(numbers)))
        relatedness = 1 + (_spread(left[key]) + _spread(right[key])) * count / most
        different = len(set(numbers)) / len(lines)
        scores[key] = relatedness * position / (case + count / usual / relatedness + different / relatedness)
    return scores


def _spread(neighbours: Sequence[str]) -> float:
    """Return the fraction of different neighbours: 1 for a word that has another one every time."""
    return len(set(neighbours)) / len(neighbours) if neighbours else 0.0


def _score_phrases(lines: Sequence[Sequence[_Token]], scores: dict[str, float]) -> list[tuple[str, float, int]]:
    """Return (text, score, count) of each run of words that neither begins nor ends with a function word."""
    counts: Counter[tuple[str, ...]] = Counter()
    texts: dict[tuple[str, ...], str] = {}
    pairs: Counter[tuple[str, str]] = Counter()
    times: Counter[str] = Counter()
    for line in lines:
        times.update(token.key for token in line)
        pairs.update((a.key, b.key) for a, b in pairwise(line))
        for run in _runs(line, scores):
            key = tuple(token.key for token in run)
            counts[key] += 1
            texts.setdefault(key, " ".join(token.text for token in run))
    return [(texts[key], _phrase_score(key, count, scores, pairs, times), count) for key, count in counts.items()]


def _runs(line: Sequence[_Token], scores: dict[str, float]) -> Iterator[Sequence[_Token]]:
    for start, token in enumerate(line):
        if token.key not in scores:
            continue
        for end in range(start + 1, min(start + LONGEST_PHRASE, len(line)) + 1):
            last = line[end - 1]
            if not last.is_word:
                break
            if last.key in scores:
                yield line[start:end]
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
        else:  # a function word inside: the more often it stands between these two, the better the phrase
            before, after = key[at - 1], key[at + 1]
            probability = pairs[before, word] / times[before] * pairs[word, after] / times[after]
            product *= 2 - probability
    mean_score = math.exp(math.log(max(product, TINY)) / len(key))
    return mean_score * math.pow(len(key), ALONE if count == 1 else -TOGETHER) / count
