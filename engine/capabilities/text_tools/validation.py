"""What a text must be before anything is done with it."""

from __future__ import annotations

from engine.capabilities.text_tools.api import MAX_CHARACTERS
from engine.protocol.errors import TextEmpty, TextTooLong


def sound(text: str, longest: int = MAX_CHARACTERS) -> str:
    """The text without lone surrogates, which no model reads. Raises TextEmpty without a letter or figure, TextTooLong."""
    if len(text) > longest:
        raise TextTooLong(count=f"{len(text):,}", limit=f"{longest:,}")
    if not any(c.isalnum() for c in text):
        raise TextEmpty
    return text.encode("utf-8", "replace").decode()
