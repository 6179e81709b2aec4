"""The text of a chunk as it is embedded: below its headings, since a paragraph seldom repeats what its section is about."""

from __future__ import annotations

PARAGRAPHS = "¶"
"""The first character of a path that counts paragraphs, where there are no headings."""


def embedded_text(text: str, path: str) -> str:
    """Return a chunk's text below the path of its headings; without headings as it is."""
    above = headings_of(path)
    return f"{above}\n{text}" if above else text


def headings_of(path: str) -> str:
    """Return the headings of a chunk's path, empty where it only counts paragraphs."""
    return "" if path.startswith(PARAGRAPHS) else path
