"""Logits to probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any  # arrays have several number types

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]  # of the number type that the network has


def softmax(logits: Array) -> Array:
    """Return probabilities that add up to 1 over the last axis."""
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    probabilities: Array = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return probabilities


def sigmoid(logits: Array) -> Array:
    """Return a probability for each logit alone."""
    probabilities: Array = 1 / (1 + np.exp(-np.clip(logits, -60, 60)))
    return probabilities
