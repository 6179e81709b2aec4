"""Scores of answers against known ones: what SQuAD's script compares, with accents, case and punctuation left out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePath


def has_gold(text: str, answers: Iterable[str]) -> bool:
    """Return whether the text holds one of the known answers as whole words."""
    plain = f" {' '.join(_words(text))} "
    return any(f" {' '.join(gold)} " in plain for gold in map(_words, answers) if gold)


def token_f1(text: str, answers: Iterable[str]) -> float:
    """Return the F1 of the words with the nearest known answer, as SQuAD counts it."""
    words = _words(text)
    return max(
        (_f1(sum((Counter(words) & Counter(gold)).values()), words, gold) for gold in map(_words, answers)), default=0.0
    )


def rouge_l(text: str, answers: Iterable[str]) -> float:
    """Return the F1 of the longest common subsequence of words with the nearest known answer (Lin, 2004)."""
    words = _words(text)
    return max((_f1(_common(words, gold), words, gold) for gold in map(_words, answers)), default=0.0)


def names_file(path: str, doc: str) -> bool:
    """Return whether `doc` is the path, the name or the name without ending of a document, or of the file it is in."""
    wanted = doc.strip().casefold()
    for place in (path, *path.split(" › ")):
        pure = PurePath(place.replace("\\", "/"))
        if wanted in (place.casefold(), pure.name.casefold(), pure.stem.casefold()):
            return True
    return False


def _words(text: str) -> list[str]:
    letters = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return re.findall(r"\w+", letters)


def _f1(shared: int, words: Sequence[str], gold: Sequence[str]) -> float:
    return 2 * shared / (len(words) + len(gold)) if shared else 0.0


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    """Return the length of the longest common subsequence."""
    row = [0] * (len(second) + 1)
    for word in first:
        before = 0
        for at, other in enumerate(second, 1):
            before, row[at] = row[at], before + 1 if word == other else max(row[at], row[at - 1])
    return row[-1]
