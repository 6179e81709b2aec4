"""Holding out test examples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.capabilities.classification.api import Example


def draw_test_examples(examples: Sequence[Example], fraction: float, seed: int) -> list[int]:
    """Return the ids of `fraction` of each label's examples; two of each stay for training where it has them.

    The same seed gives the same ones.
    """
    generator = np.random.default_rng(seed)
    test: list[int] = []
    for label in sorted({example.label for example in examples}):
        ids = [example.id for example in examples if example.label == label]
        count = min(round(len(ids) * fraction), max(len(ids) - 2, 0))
        test += [int(id) for id in generator.permutation(ids)[:count]]
    return test
