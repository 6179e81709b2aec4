"""Turn the bytes of tokens into text to show: whole characters only, thinking apart, and no part of a stop string."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence

from engine.models.llama.thinking import Part, ThinkingSplitter, overlap


class TextStream:
    """Takes token bytes and returns text. Text that may be the beginning of a stop string is held back until it is not."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stop for stop in stops if stop)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self.stopped = False

    def feed(self, data: bytes) -> str:
        """Return the text that is safe to show now. After a stop string, `stopped` is true and the rest is dropped."""
        return self.release(self.decode(data))

    def decode(self, data: bytes) -> str:
        """Return the characters that are whole now."""
        return self._decoder.decode(data)

    def release(self, text: str) -> str:
        """Return what is safe to show of the text so far and this."""
        text = self._held + text
        stop_at = min((at for stop in self._stops if (at := text.find(stop)) >= 0), default=-1)
        if stop_at >= 0:
            self.stopped, self._held = True, ""
            return text[:stop_at]
        keep = max((overlap(text, stop) for stop in self._stops), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]

    def finish(self) -> str:
        """Return the text held back, when no more can follow. An unfinished character is dropped."""
        text, self._held = self._held, ""
        return text


class AnswerStream:
    """The same for an answer that may begin with thinking, in which no stop string counts."""

    def __init__(self, stops: Sequence[str], prompt_end: str, begun: bytes = b"") -> None:
        """`begun` is the beginning of a character that the answer goes on with."""
        self._text, self.thinking = TextStream(stops), ThinkingSplitter(prompt_end)
        self._text.decode(begun)

    @property
    def stopped(self) -> bool:
        """Whether a stop string came."""
        return self._text.stopped

    def feed(self, data: bytes) -> list[Part]:
        """Return the parts that are safe to show now."""
        return self.write(self._text.decode(data))

    def write(self, text: str) -> list[Part]:
        """Return the same for whole characters."""
        return list(self._release(self.thinking.feed(text)))

    def finish(self) -> list[Part]:
        """Return what was held back, when no more can follow."""
        parts = list(self._release(self.thinking.finish()))
        rest = "" if self.stopped else self._text.finish()
        return [*parts, ("text", rest)] if rest else parts

    def _release(self, parts: Sequence[Part]) -> Iterator[Part]:
        for kind, text in parts:
            if kind != "text":
                yield kind, text
            elif not self.stopped and (shown := self._text.release(text)):
                yield kind, shown


def unfinished_character(data: bytes) -> bytes:
    """Return the bytes at the end that begin a UTF-8 character without ending it; empty where there are none."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    decoder.decode(data)
    return decoder.getstate()[0]


def character_offsets(text: str, pieces: Sequence[bytes]) -> list[tuple[int, int]]:
    """Return the characters of a text that each of its pieces begins with and ends before.

    Some tokenizers put a space before every text, which is not counted.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    offsets: list[tuple[int, int]] = []
    at = -1 if pieces and pieces[0].startswith(b" ") and not text.startswith(" ") else 0
    for piece in pieces:
        start, at = at, at + len(decoder.decode(piece))
        offsets.append((max(start, 0), max(at, 0)))
    return offsets
