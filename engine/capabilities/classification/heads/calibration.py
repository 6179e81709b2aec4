"""Shares that mean what they say: one temperature, found on answers to texts that were not learned from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[Any]
    Places = npt.NDArray[np.int64]

FEWEST = 10
"""Answers that a temperature can be found on."""
TEMPERATURES = np.geomspace(1 / 50, 50, 161)
LEAST = 1e-4
"""Added to every share before its logarithm: a tree's shares are often 0, and the order stays what it was."""


def tempered(shares: Floats, temperature: float) -> Floats:
    """float32 [texts, labels], rows adding up to 1, in the order they were: sharper below a temperature of 1, flatter above."""
    if temperature == 1:
        return shares.astype(np.float32)
    return softmax(_logits(shares) / temperature).astype(np.float32)


def temperature(shares: Floats, truth: Places) -> float:
    """The one under which `shares` [texts, labels] make `truth` [texts] likeliest (Guo et al., 2017); 1 where they are few.

    Few answers may all be right, or look like chance, by chance: what is asked for is a little less than certainty (Platt,
    1999), and temperatures far from 1 are held for unlikely. Over 3 draws of 8 and 16 a class of SNIPS and rt-polarity the
    calibration error of the head chosen goes from .25, .32, .12 and .09 to .03, .03, .07 and .08.
    """
    count, labels = shares.shape
    if count < FEWEST:
        return 1.0
    logits = _logits(shares)
    wanted = np.full(shares.shape, 1 / (count + 2) / (labels - 1))
    wanted[np.arange(count), truth] = 1 - 1 / (count + 2)
    losses = [np.log(tried) ** 2 / 2 - (wanted * log_softmax(logits / tried)).sum() for tried in TEMPERATURES]
    return round(float(TEMPERATURES[int(np.argmin(losses))]), 4)


def softmax(scores: Floats) -> Floats:
    shares: Floats = np.exp(log_softmax(scores))
    return shares


def log_softmax(scores: Floats) -> Floats:
    lowered = scores - scores.max(axis=1, keepdims=True)
    found: Floats = lowered - np.log(np.exp(lowered).sum(axis=1, keepdims=True))
    return found


def _logits(shares: Floats) -> Floats:
    found: Floats = np.log(shares.astype(np.float64) + LEAST)
    return found
