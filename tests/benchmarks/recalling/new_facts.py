"""The facts of new_facts.toml in two parts: one that may be looked at, and one that is only measured."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from engine.text.language import Language, detect_language

FILE = Path(__file__).with_name("new_facts.toml")
SEED = 20261130
FIRST_ENGLISH = "Our pitch at the campsite"
PartName = Literal["development", "held_out"]
PARTS: tuple[PartName, ...] = ("development", "held_out")
ItemT = TypeVar("ItemT", bound=Hashable)


class NewFact(msgspec.Struct, frozen=True):
    """A fact as it is told, before it changed as `was`, and its questions: `asked` in its language and in the other."""

    kind: str
    told: str
    asked: tuple[str, str]
    near: str
    was: str = ""


class _File(msgspec.Struct, frozen=True):
    facts: tuple[NewFact, ...]
    others: dict[str, tuple[str, ...]]


class Part(msgspec.Struct, frozen=True):
    """Half of the facts of each language, and by kind half of the questions that need no memory."""

    spanish: tuple[NewFact, ...]
    english: tuple[NewFact, ...]
    others: dict[str, tuple[str, ...]]

    @property
    def facts(self) -> tuple[NewFact, ...]:
        """Those in Spanish, then those in English."""
        return self.spanish + self.english

    def language(self, fact: NewFact) -> Language:
        """Return the language in which a fact was told."""
        return "es" if fact in self.spanish else "en"


def read_part(name: PartName) -> Part:
    """Return one of the two parts, which have nothing in common."""
    file = msgspec.convert(tomllib.loads(FILE.read_text("utf-8")), _File)
    english = next(at for at, fact in enumerate(file.facts) if fact.told.startswith(FIRST_ENGLISH))
    which = PARTS.index(name)
    spanish, others = (
        _half(facts, which, lambda fact: fact.kind) for facts in (file.facts[:english], file.facts[english:])
    )
    near = {"near": tuple(fact.near for fact in spanish + others)}
    return Part(
        spanish, others, near | {kind: _half(texts, which, detect_language) for kind, texts in file.others.items()}
    )


def _half(items: Sequence[ItemT], which: int, kind: Callable[[ItemT], str]) -> tuple[ItemT, ...]:
    """Return every second of the items, which are mixed within each kind."""
    mixed = random.Random(SEED).sample(list(items), len(items))
    half = set(sorted(mixed, key=kind)[which::2])
    return tuple(item for item in items if item in half)
