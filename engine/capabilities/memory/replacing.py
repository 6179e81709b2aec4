"""Finds the memories whose place a newer statement takes: "I moved to Málaga" replaces "I live in Almería"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.capabilities.memory.detection.statements import Statement
from engine.capabilities.memory.memory_rows import MemoryRow
from engine.text.tokens import content_stems

Similarities = Callable[[str, Sequence[str]], list[float] | None]
SAME_KEY = 0.93
"""Cosine of two subjects in other words or another language that are one: "favourite colour" and "color favorito"."""


def replaced_by(subject: Statement, kept: Sequence[MemoryRow], similarities: Similarities) -> list[MemoryRow]:
    """Return the kept memories that cannot be true beside a statement.

    Those of its slot; and those of its kind whose subject means the same, by the embedder.
    """
    same = [memory for memory in kept if subject.slot and memory.slot == subject.slot]
    if same or ":" not in subject.slot:
        return same
    prefix, _, key = subject.slot.partition(":")
    others = [m for m in kept if m.slot.startswith(f"{prefix}:") and _attribute(m.slot) == _attribute(subject.slot)]
    cosines = similarities(key, [memory.slot.partition(":")[2] for memory in others]) if others else None
    return [memory for memory, cosine in zip(others, cosines or (), strict=False) if cosine >= SAME_KEY]


def is_same(text: str, other: str) -> bool:
    """Tell whether two statements say the same in the same words, in any order."""
    stems = set(content_stems(text))
    return bool(stems) and stems == set(content_stems(other))


def _attribute(slot: str) -> str:
    """Return the last part of a slot of three parts: the verb in family:sister:called."""
    parts = slot.split(":")
    return parts[2] if len(parts) > 2 else ""
