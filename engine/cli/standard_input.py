"""Standard input as text: in the encoding that was named, that its byte order mark tells, or UTF-8."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from contextlib import suppress

from engine.protocol.errors import TextUndecodable

UTF_8 = "UTF-8"
MARK = "\ufeff"
_MARKED = (
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF32_LE, "UTF-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def encoding_name(name: str) -> str:
    """Return the name of an encoding that this Python knows. Raises ValueError for another."""
    try:
        codecs.lookup(name)
        b" ".decode(name, "replace")
    except LookupError:
        raise ValueError(name) from None
    return name


def is_terminal() -> bool:
    """Return whether a person types there."""
    return sys.stdin is not None and sys.stdin.isatty()


def typed_lines(prompt: str) -> Iterator[str]:
    """Yield the lines that a person types, until the end of input."""
    while (line := typed_line(prompt)) is not None:
        yield line


def typed_line(prompt: str) -> str | None:
    """Return the line that a person types; None at the end of input. The prompt never goes into a pipe or a file."""
    with suppress(ImportError):  # not on Windows
        import readline  # noqa: F401  with it, arrow keys and the lines typed before work
    try:
        if sys.stdout.isatty():
            return input(prompt)
        print(prompt, end="", file=sys.stderr, flush=True)
        return input()
    except EOFError:
        return None


def read_text(encoding: str = "") -> str:
    """Return all of standard input, without a byte order mark. "" is the encoding of its mark, else UTF-8.

    Raises TextUndecodable, also for text with zero bytes: that is no text, or UTF-16 without a mark.
    """
    return decode_text(sys.stdin.buffer.read() if sys.stdin is not None else b"", encoding)


def decode_text(data: bytes, encoding: str = "") -> str:
    """Return the bytes as text; as read_text."""
    name = encoding or next((marked for mark, marked in _MARKED if data.startswith(mark)), UTF_8)
    try:
        text = data.decode(name)
    except UnicodeError as error:
        raise TextUndecodable(str(error), encoding=name) from None
    if "\0" in text:
        raise TextUndecodable("a zero byte", encoding=name)
    return text.removeprefix(MARK)
