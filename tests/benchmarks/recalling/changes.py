"""`python -m tests.benchmarks.recalling.changes [held_out]`: which statements of changes.toml take the place of the older ones
that they change, and which take that of one that stays true. Every second pair is held out; without the word the others are
measured."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from engine.capabilities.memory.api import Memory
from engine.capabilities.memory.detection.statements import subject_of
from engine.capabilities.memory.memory_rows import MemoryRow
from engine.capabilities.memory.replacing import Similarities, replaced_by
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from tests.support.models import starter_models

FILE = Path(__file__).with_name("changes.toml")


def main() -> None:
    first = int("held_out" in sys.argv)
    pairs: dict[str, list[list[str]]] = tomllib.loads(FILE.read_text("utf-8"))
    kept = [pair[0] for pair in pairs["changes"][first::2]]
    pool = LazyModelPool(ModelRegistry([starter_models()]))
    with pool.embedder() as embedder:

        def similarities(text: str, others: Sequence[str]) -> list[float]:
            vectors = embedder.embed_queries([text, *others])
            return [float(vector @ vectors[0]) for vector in vectors[1:]]

        replaced = {name: [_replaced(new, kept, similarities) for _, new in pairs[name][first::2]] for name in pairs}
    pool.close()
    right = [old in found for (old, _), found in zip(pairs["changes"][first::2], replaced["changes"], strict=True)]
    wrong = [
        bool(set(found) - {old})
        for (old, _), found in zip(pairs["changes"][first::2], replaced["changes"], strict=True)
    ]
    print(f"{sum(right)} of {len(right)} changed facts are replaced; {sum(wrong)} of these statements replace another")
    print(
        f"{sum(map(bool, replaced['others']))} of {len(replaced['others'])} statements about other things replace one"
    )


def _replaced(text: str, kept: Sequence[str], similarities: Similarities) -> list[str]:
    """Return which of the kept memories a statement replaces."""
    rows = [
        MemoryRow(Memory(at, old, "kept", 0), subject_of(old).slot, subject_of(old).kind) for at, old in enumerate(kept)
    ]
    return [memory.text for memory in replaced_by(text, subject_of(text), rows, similarities)]


if __name__ == "__main__":
    main()
