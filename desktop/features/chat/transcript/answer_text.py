"""The text of an answer as it is drawn: JSON is laid out and coloured as code."""

from __future__ import annotations

import json

from engine.capabilities.chat import api as chat

LONGEST_LAID_OUT = 100_000
"""Characters of JSON that are laid out; more is drawn as it is."""


def drawn_text(message: chat.Message) -> str:
    """Return the Markdown to draw: an answer that is one JSON object or list becomes a block of code, the others stay."""
    text = message.text.strip()
    is_json = text[:1] in ("{", "[") and text[-1:] in ("}", "]") and len(text) <= LONGEST_LAID_OUT
    if message.state == "writing" or not is_json or message.citations:
        return message.text
    try:
        laid_out = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return message.text
    return f"```json\n{laid_out}\n```"
