"""Tells lasting facts from passing ones by their meaning: the embedder compares a sentence with examples of both."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.models.interfaces import ModelPool
from engine.protocol.errors import ModelError

if TYPE_CHECKING:
    from engine.store.int8_index import Floats

FILE = Path(__file__).parents[4] / "resources" / "memory" / "lasting.toml"
NEAREST = 3
"""Examples of each kind that a sentence is compared with."""
LEAST_MARGIN = -0.02
"""Mean cosine with the nearest lasting examples less that with the nearest passing ones. The patterns have found the sentence
already, so that only what is clearly passing is left out."""


class LastingFacts:
    """Compares sentences with the examples of resources/memory/lasting.toml, whose vectors are made once."""

    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool
        self._examples: tuple[str, Floats, int] | None = None

    def among(self, sentences: Sequence[str]) -> frozenset[str]:
        """Return those of the sentences that tell something lasting; all where no embedder answers."""
        model = self._pool.embedder_id() if sentences else None
        if model is None:
            return frozenset(sentences)
        try:
            margins = self._margins(model, sentences)
        except ModelError:
            return frozenset(sentences)
        return frozenset(s for s, margin in zip(sentences, margins, strict=True) if margin >= LEAST_MARGIN)

    def _margins(self, model: str, sentences: Sequence[str]) -> list[float]:
        import numpy as np

        with self._pool.embedder(model) as embedder:
            vectors = embedder.embed_queries(list(sentences))
            if self._examples is None or self._examples[0] != model:
                examples = tomllib.loads(FILE.read_text("utf-8"))
                texts = [*examples["lasting"], *examples["passing"]]
                self._examples = model, embedder.embed_queries(texts), len(examples["lasting"])
        _, known, lasting = self._examples
        cosines = np.sort(vectors @ known[:lasting].T), np.sort(vectors @ known[lasting:].T)
        nearest = [ordered[:, -NEAREST:].mean(axis=1) for ordered in cosines]
        return [float(margin) for margin in nearest[0] - nearest[1]]
