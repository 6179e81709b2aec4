"""Cuts a JSON file into its objects of one depth, so that only one of them is in memory at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Protocol  # Any: JSON of other programs

import msgspec

BLOCK_BYTES = 1024 * 1024
LARGEST_ITEM = 64 * 1024 * 1024
"""Bytes of one conversation, with pictures that stand in its JSON."""
OPENING, CLOSING, QUOTE = b"[{", b"]}", ord('"')
"""The second of each pair belongs to objects."""
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}"]', re.DOTALL)
"""A whole string, a bracket, or the quote of a string that does not end in the block."""


class Readable(Protocol):
    """A file open to read its bytes."""

    def read(self, size: int, /) -> bytes: ...


class CutShortError(Exception):
    """The JSON ends within an object, or has more closing brackets than opening ones."""


def objects_at(file: Readable, depth: int) -> Iterator[bytes]:
    """Yield the bytes of the objects whose opening bracket is the `depth`-th that is open; b"" for one above LARGEST_ITEM.

    Raises CutShortError after the last whole one when the file ends in the middle.
    """
    cutter = _Cutter(depth)
    size = BLOCK_BYTES
    while block := file.read(size):
        yield from cutter.cut(block)
        size = max(
            BLOCK_BYTES, cutter.waiting
        )  # a long string is searched again from its beginning: twice as much each time
    if cutter.level:
        raise CutShortError


def decode_item(data: bytes) -> Any:
    """Return the JSON of an item. Raises ValueError for damaged JSON.

    Other programs cut emoji in two: half a character, and control characters in strings, become the replacement character.
    """
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    try:
        return json.loads(data.decode("utf-8", "replace"), strict=False)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


class _Cutter:
    """Keeps the bytes of the object that is open, and of the string that has not ended."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._buffer = b""
        self._searched = 0
        """Where in the buffer the next token is looked for: behind the last one, or at the quote of an open string."""
        self._start: int | None = None
        self._is_oversized = False
        self.level = 0

    @property
    def waiting(self) -> int:
        """Bytes that were read and not yet given out."""
        return len(self._buffer)

    def cut(self, block: bytes) -> Iterator[bytes]:
        """Yield the objects that end in this block. Raises CutShortError."""
        buffer = self._buffer + block
        end = len(buffer)
        for token in _TOKEN.finditer(buffer, self._searched):
            at = token.start()
            sign = buffer[at]
            if sign == QUOTE:
                if token.end() == at + 1:  # a string that ends in a later block
                    end = at
                    break
            elif sign in OPENING:
                self._open(sign, at)
            else:
                if self.level == self._depth and sign == CLOSING[1] and self._start is not None:
                    is_oversized = self._is_oversized or at - self._start > LARGEST_ITEM
                    yield b"" if is_oversized else buffer[self._start : at + 1]
                    self._start = None
                self._close()
        self._keep(buffer, end)

    def _open(self, sign: int, at: int) -> None:
        self.level += 1
        if self.level == self._depth and sign == OPENING[1]:
            self._start, self._is_oversized = at, False

    def _close(self) -> None:
        self.level -= 1
        if self.level < 0:
            raise CutShortError

    def _keep(self, buffer: bytes, end: int) -> None:
        """Keep what the next block may belong to: the object that is open, or the string that is."""
        first = end
        if self._start is not None and not self._is_oversized:
            first = self._start
            self._is_oversized = len(buffer) - first > LARGEST_ITEM
            first = end if self._is_oversized else first
            self._start = 0
        if len(buffer) - first > LARGEST_ITEM:  # one string longer than any conversation
            raise CutShortError
        self._buffer, self._searched = buffer[first:], end - first
