"""Finds the memories whose place a newer statement takes: "I moved to Málaga" replaces "I live in Almería"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from engine.capabilities.memory.detection.folding import fold_aligned
from engine.capabilities.memory.detection.statements import Statement
from engine.capabilities.memory.memory_rows import MemoryRow
from engine.text.language import detect_language
from engine.text.tokens import content_stems

Similarities = Callable[[str, Sequence[str]], list[float] | None]
_DENIAL = re.compile(r"\b(?:no|not|never|nunca|tampoco|ni|nor|without|sin)\b|n't\b")
FAMILY = "family"
"""Slots of relatives, whose names are put into one language by a list: a sister and a brother are near in meaning."""
SAME_KEY = 0.93
"""Cosine of two subjects in other words or another language that are one: "favourite colour" and "color favorito"."""


def replaced_by(
    text: str, subject: Statement, kept: Sequence[MemoryRow], similarities: Similarities
) -> list[MemoryRow]:
    """Return the kept memories that cannot be true beside a statement.

    Those of its slot; and those in the other language whose subject means the same, by the embedder. In one language two
    subjects that are written differently are two: a physics exam and a chemistry exam are near in meaning.
    """
    same = [memory for memory in kept if subject.slot and memory.slot == subject.slot]
    prefix, _, key = subject.slot.partition(":")
    if same or not key or prefix == FAMILY:
        return same
    language = detect_language(text)
    others = [m for m in kept if m.slot.startswith(f"{prefix}:") and detect_language(m.text) != language]
    cosines = similarities(key, [memory.slot.partition(":")[2] for memory in others]) if others else None
    return [memory for memory, cosine in zip(others, cosines or (), strict=False) if cosine >= SAME_KEY]


def is_same(text: str, other: str) -> bool:
    """Tell whether two statements say the same in the same words, in any order."""
    stems = set(content_stems(text))
    return bool(stems) and stems == set(content_stems(other)) and _denials(text) == _denials(other)


def _denials(text: str) -> list[str]:
    return sorted(_DENIAL.findall(fold_aligned(text)))
