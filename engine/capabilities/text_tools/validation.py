"""Checks of a text before any tool works on it."""

from __future__ import annotations

from engine.capabilities.text_tools.api import MAX_CHARACTERS
from engine.protocol.errors import TextEmpty, TextTooLong


def validated_text(text: str, limit: int = MAX_CHARACTERS) -> str:
    """Return the text with lone surrogates, which no model reads, replaced.

    Raises TextTooLong beyond `limit` characters, TextEmpty without a letter or digit.
    """
    if len(text) > limit:
        raise TextTooLong(count=f"{len(text):,}", limit=f"{limit:,}")
    if not any(c.isalnum() for c in text):
        raise TextEmpty
    return text.encode("utf-8", "replace").decode()
