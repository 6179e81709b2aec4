"""How many tokens of a prompt are evaluated at once, on a computer whose speed is not known."""

from __future__ import annotations

FIRST, FEWEST, STEP = 64, 32, 32
"""Tokens of the first batch, of the smallest, and of the difference between two sizes."""
BATCH_SECONDS = 3.0
"""The longest time of a batch. llama.cpp looks for a stop between two operations, of which the longest takes 1/95 of a batch (by
the weights of Qwen2.5 1.5B; 1/120 for Mistral 7B): a stop is noticed within 32 ms."""


class BatchSize:
    """`tokens` is the size of the next batch: as many as take BATCH_SECONDS, at most `most`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.tokens = min(most, FIRST)

    def note(self, tokens: int, seconds: float) -> None:
        """Note how long a batch took. One that is much smaller says little of larger ones."""
        if tokens >= min(FEWEST, self._most):
            fitting = int(tokens * BATCH_SECONDS / max(seconds, 1e-6)) // STEP * STEP
            self.tokens = min(self._most, max(FEWEST, fitting))
