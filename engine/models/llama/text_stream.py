"""Turn the bytes of tokens into text to show: whole characters only, and no part of a stop string."""

from __future__ import annotations

import codecs
from collections.abc import Sequence


class TextStream:
    """Takes token bytes and returns text. Text that may be the beginning of a stop string is held back until it is not."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stop for stop in stops if stop)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self.stopped = False

    def feed(self, data: bytes) -> str:
        """Return the text that is safe to show now. After a stop string, `stopped` is true and the rest is dropped."""
        return self._release(self._held + self._decoder.decode(data))

    def finish(self) -> str:
        """Return the text held back, when no more can follow. An unfinished character is dropped."""
        text, self._held = self._held, ""
        return text

    def _release(self, text: str) -> str:
        stop_at = min((at for stop in self._stops if (at := text.find(stop)) >= 0), default=-1)
        if stop_at >= 0:
            self.stopped, self._held = True, ""
            return text[:stop_at]
        keep = max((_overlap(text, stop) for stop in self._stops), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]


def _overlap(text: str, stop: str) -> int:
    """Return the length of the longest end of `text` that `stop` begins with."""
    longest = min(len(text), len(stop) - 1)
    return next((n for n in range(longest, 0, -1) if text.endswith(stop[:n])), 0)
