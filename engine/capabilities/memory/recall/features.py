"""Features of a question and a memory by which it is judged whether the question needs the memory."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from engine.capabilities.memory.detection.folding import fold_aligned
from engine.capabilities.memory.memory_rows import MemoryRow
from engine.text.tokens import content_stems, stem, words

FOLDER = Path(__file__).parents[4] / "resources" / "memory"
NEIGHBOURS = 5
"""Facts of nobody whose nearness to the question a memory has to exceed."""
_COMMON = "tengo tenia hago haces puedo puedes debo debes suelo estoy soy quiero have has had did does get got going which give"
_COMMON_STEMS = frozenset(
    stem(word) for word in f"{_COMMON} dame hazme ponme show tell can should need give cual cuando que".split()
)
"""Stems that say nothing of a question's subject."""
_SAID_OTHERWISE = (
    (re.compile(r"\bde nin[oa]\b|\b(?:as|when i was) a (?:child|kid|boy|girl)\b"), ""),
    (re.compile(r"\b(?:mother|father)-in-law\b"), "suegra"),
    (re.compile(r"\b(?:brother|sister)-in-law\b"), "cunada"),
    (re.compile(r"\b(?:son|daughter)-in-law\b"), "yerno"),
)
"""Relatives of several words, as one, and words that name none."""


class Text(msgspec.Struct, frozen=True):
    """The words of a question or a memory: `stems` of its content, the `concepts` they belong to, the `relatives` it names."""

    stems: frozenset[str]
    concepts: frozenset[int]
    relatives: frozenset[int]

    @classmethod
    @lru_cache(maxsize=4096)
    def of(cls, text: str) -> Text:
        """Read a text; those of memories come with every question."""
        every = frozenset(stem(word) for word in words(text))
        groups = _groups_of("concepts.txt")
        concepts = frozenset(group for word in every for group in groups.get(word, ()))
        return cls(frozenset(content_stems(text)) - _COMMON_STEMS, concepts, _relatives(text))


class Question(msgspec.Struct, frozen=True):
    """A question as it is compared with memories. `is_mine` says "my", `is_about_me` that it speaks of the person."""

    words: Text
    is_mine: bool
    is_about_me: bool
    is_general: bool
    asks: bool
    """Whether it asks for a fact about the person, not for advice."""
    kinds: Mapping[str, int]
    """Kind of fact → how many of its cues the question has."""
    names_one: bool = False
    """Whether it names one person around the person: "my mother", not "the mother of my wife"."""

    @property
    def is_personal(self) -> bool:
        """Whether the question is about the person who asks."""
        return self.is_mine or self.is_about_me

    @classmethod
    def of(cls, text: str) -> Question:
        """Read a question."""
        folded, forms = fold_aligned(text).lstrip("¿¡ "), _forms()
        is_mine = bool(forms["mine"].search(folded))
        marked = re.sub(
            r"(?<=\w{3})é\b", "exo", re.sub(r"ó\b", "ox", text.lower())
        )  # "escribió" is not "escribo"; "dejé" is I too
        present = fold_aligned(marked).lstrip("¿¡ ")
        speaks = forms["me"].search(folded) or forms["spanish_verb"].search(present)
        is_about_me = bool(speaks) and not forms["how_to"].search(folded)
        stems = frozenset(content_stems(text))
        kinds = {kind: len(stems & cues) for kind, cues in _cues().items()}
        is_general = not is_mine and bool(forms["general"].search(folded))
        asks = bool(forms["asks"].search(folded)) and not forms["advice"].search(folded)
        is_personal, names_one = is_mine or is_about_me, len(_relative_words(text)) == 1
        return cls(Text.of(text), is_mine, is_about_me, is_general, asks and is_personal, kinds, names_one)

    def is_about_another(self, memory: str) -> bool:
        """Tell whether it asks about somebody whom a memory does not name."""
        return self.names_one and not self.words.relatives & Text.of(memory).relatives


def features(question: Question, memory: MemoryRow, cosine: float, background: Sequence[float]) -> list[float]:
    """Return the features of a pair, in the order of `weights`. `background` are the question's cosines with facts of nobody."""
    asked, told = question.words, Text.of(memory.text)
    nearest = sorted(background)[-NEIGHBOURS:] or [cosine]
    nearness = (cosine - sum(nearest) / len(nearest)) * 10
    common = asked.concepts & told.concepts
    share, strange = _shares(asked, told, common)
    return [
        1.0,
        nearness,
        (cosine - 0.85) * 10,
        float(min(len(common), 3)),
        float(min(len(asked.stems & told.stems), 2)),
        float(question.is_personal),
        float(question.asks),
        float(min(question.kinds.get(memory.kind, 0), 2)),
        float(question.asks and bool(common)),
        share,
        strange,
        share * nearness,
        float(bool(told.relatives) and not told.relatives & asked.relatives),
        float(bool(asked.relatives) and not told.relatives & asked.relatives),
        float(question.is_general),
    ]


def common_words(question: str, memory: str) -> tuple[str, ...]:
    """Return the words of a memory that a question has too, or has another word for."""
    asked, groups = Text.of(question), _groups_of("concepts.txt")
    content = frozenset(content_stems(memory)) - _COMMON_STEMS
    found = (
        word
        for word in re.findall(r"[^\W_]+", memory)
        if stem(fold_aligned(word)) in content
        and (stem(fold_aligned(word)) in asked.stems or asked.concepts & set(groups.get(stem(fold_aligned(word)), ())))
    )
    return tuple(dict.fromkeys(found))


def _shares(asked: Text, told: Text, common: frozenset[int]) -> tuple[float, float]:
    """Return the part of the question's words that the memory is about, and the part that is about something else we know."""
    groups, count = _groups_of("concepts.txt"), max(1, len(asked.stems))
    covered = {w for w in asked.stems if w in told.stems or common & set(groups.get(w, ()))}
    return len(covered) / count, sum(w in groups for w in asked.stems - covered) / count


def _relatives(text: str) -> frozenset[int]:
    """Return the kinds of people around the person that a text names."""
    groups = _groups_of("relatives.txt")
    return frozenset(group for word in _relative_words(text) for group in groups[word])


@lru_cache(maxsize=4096)
def _relative_words(text: str) -> tuple[str, ...]:
    """Return the stems of the words of a text that name somebody around the person."""
    folded, groups = fold_aligned(text), _groups_of("relatives.txt")
    for form, word in _SAID_OTHERWISE:
        folded = form.sub(word, folded)
    return tuple(stem(word) for word in words(folded) if stem(word) in groups)


@cache
def _groups_of(file: str) -> Mapping[str, tuple[int, ...]]:
    """Return stem → the groups of a file of words that it stands in."""
    lines = (FOLDER / file).read_text("utf-8").splitlines()
    groups: dict[str, list[int]] = {}
    for number, line in enumerate(line for line in lines if line and not line.startswith("#")):
        for word in dict.fromkeys(stem(word) for word in words(line)):
            groups.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in groups.items()}


@cache
def _cues() -> Mapping[str, frozenset[str]]:
    cues = tomllib.loads((FOLDER / "cues.toml").read_text("utf-8"))
    return {kind: frozenset(content_stems(words)) for kind, words in cues.items()}


@cache
def _forms() -> Mapping[str, re.Pattern[str]]:
    forms = tomllib.loads((FOLDER / "questions.toml").read_text("utf-8"))
    return {name: re.compile(re.sub(r"(^|\n)\s*", "", form)) for name, form in forms.items()}
