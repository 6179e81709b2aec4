"""Counts the tokens of spans of a text, from the character spans of all its tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

Span = tuple[int, int]


class TokenCounter:
    """A token belongs to the span that its first character is in."""

    def __init__(self, offsets: Sequence[Span]) -> None:
        self._starts = [start for start, _ in offsets]

    def count(self, span: Span) -> int:
        """Return how many tokens begin in the span."""
        return bisect_left(self._starts, span[1]) - bisect_left(self._starts, span[0])

    def cut(self, span: Span, tokens: int) -> int:
        """Return the character at which the first `tokens` tokens of the span end."""
        index = bisect_left(self._starts, span[0]) + tokens
        return min(self._starts[index], span[1]) if index < len(self._starts) else span[1]

    def last(self, span: Span, tokens: int) -> int:
        """Return the character at which the last `tokens` tokens of the span begin; its end where there are none."""
        end = bisect_left(self._starts, span[1])
        index = max(end - tokens, bisect_right(self._starts, span[0] - 1))
        return self._starts[index] if index < end else span[1]
