"""Decodes bytes as text: byte order marks, UTF-8, UTF-16 without a mark, else Windows-1252. Never fails, loses no line."""

from __future__ import annotations

import codecs
from pathlib import Path

from engine.files.opening import open_ordinary_file

LARGEST_TEXT = 20 * 1024 * 1024
"""Bytes read of a text file; the rest is left out with a notice."""
PAGE_CHARACTERS = 20_000
MOST_CHARACTERS = 20_000_000
"""Characters read of a document: 10,000 pages."""
FIRST_PAGES = "Only the first {pages} pages were read."
FIRST_PERCENT = "Only the first {percent} % of it were read."
REST_LEFT_OUT = "The rest of a very long file was left out."
"""Notices. The window translates them."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(path: Path) -> tuple[str, str]:
    """Return (text with \\n line ends and no NUL, notice)."""
    data, notice = read_bytes(path)
    return clean(decode(data)), notice


def read_bytes(path: Path) -> tuple[bytes, str]:
    """Return (the first LARGEST_TEXT bytes, notice)."""
    with open_ordinary_file(path) as file:
        data = file.read(LARGEST_TEXT + 1)
    notice = f"Only the first {LARGEST_TEXT // 1024 // 1024} MB were read." if len(data) > LARGEST_TEXT else ""
    return data[:LARGEST_TEXT], notice


def decode(data: bytes) -> str:
    """Return the text of these bytes; bytes that fit no encoding are replaced."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    sample = data[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    is_one_sided = min(even, odd) * 10 < max(even, odd)  # else the zeros are padding
    if even + odd > len(sample) // 8 and is_one_sided:
        return data.decode("utf-16-le" if odd > even else "utf-16-be", "replace")
    try:
        return _utf8(data)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _utf8(data: bytes) -> str:
    """Decode strictly, except for a character cut by the end of the data."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    return decoder.decode(data, final=False)


def clean(text: str) -> str:
    """Return the text with \\n line ends and without NUL and lone surrogates, which SQLite and JSON refuse."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-8", "replace").decode("utf-8")
