"""Reads text files, and the limits and notices of all documents. Decoding never fails and loses no line."""

from __future__ import annotations

from pathlib import Path

from engine.files.opening import open_ordinary_file
from engine.indexer.documents.character_sets import decode_text, is_binary
from engine.protocol.errors import FileNotText

LARGEST_TEXT = 20 * 1024 * 1024
"""Bytes read of a text file; the rest is left out with a notice."""
PAGE_CHARACTERS = 20_000
MOST_CHARACTERS = 20_000_000
"""Characters read of a document: 10,000 pages."""
FIRST_PAGES = "Only the first {pages} pages were read."
FIRST_PERCENT = "Only the first {percent} % of it were read."
REST_LEFT_OUT = "The rest of a very long file was left out."
"""Notices. The window translates them."""


def read_text(path: Path) -> tuple[str, str]:
    """Return (text with \\n line ends and no NUL, notice). Raises FileNotText for a file of other content."""
    data, notice = read_bytes(path)
    if is_binary(data):
        raise FileNotText(name=path.name)
    return clean(decode_text(data, is_cut=bool(notice))), notice


def read_bytes(path: Path) -> tuple[bytes, str]:
    """Return (the first LARGEST_TEXT bytes, notice)."""
    with open_ordinary_file(path) as file:
        data = file.read(LARGEST_TEXT + 1)
    notice = f"Only the first {LARGEST_TEXT // 1024 // 1024} MB were read." if len(data) > LARGEST_TEXT else ""
    return data[:LARGEST_TEXT], notice


def decode(data: bytes) -> str:
    """Return the text of these bytes; bytes that fit no encoding are replaced."""
    return decode_text(data)


_INVISIBLE = (("\xad", ""), ("\u200b", ""), ("\u2060", ""), ("\ufeff", ""), ("\u2011", "-"))
"""Places where a word may be divided, and the hyphen where it may not."""


def clean(text: str) -> str:
    """Return the text with \\n line ends and without NUL and lone surrogates, which SQLite and JSON refuse.

    Signs that are not seen are left out: a word with them in it is not found.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if not text.isascii():
        for sign, shown in _INVISIBLE:
            text = text.replace(sign, shown)
    return text.encode("utf-8", "replace").decode("utf-8")
