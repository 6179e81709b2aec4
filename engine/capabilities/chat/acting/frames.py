"""When the tokens of an answer go to the reader: in groups, one a frame."""

from __future__ import annotations

FRAME_SECONDS = 1 / 30
"""A reader sees no more frames than this. Sending a fast model's tokens one by one costs it 3 % of its speed."""
FAST_FRAME_SECONDS, FAST_TOKENS = 1 / 15, 60.0
"""Frames of a model that writes more tokens a second than anybody reads: each takes a core from it, to be sent and drawn."""


class FramePacer:
    """Counts the tokens since the last frame. The first one is due at once."""

    def __init__(self) -> None:
        self._sent_at = self._tokens = 0.0

    def is_due(self, now: float) -> bool:
        """Count a token that came `now`, and return whether what waits is to be sent."""
        self._tokens += 1
        passed = now - self._sent_at
        is_fast = self._tokens > FAST_TOKENS * passed
        return passed >= (FAST_FRAME_SECONDS if is_fast else FRAME_SECONDS)

    def note_sent(self, now: float) -> None:
        """Begin the next frame."""
        self._sent_at, self._tokens = now, 0.0
