"""An answer as it is drawn: JSON is laid out as code; and the place of a drawn word in the source."""

from __future__ import annotations

import json
import re

from engine.capabilities.chat import api as chat

LONGEST_LAID_OUT = 100_000
"""Characters of JSON that are laid out; more is drawn as it is."""
_WORD = re.compile(r"\w+", re.UNICODE)


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


def source_offset(source: str, drawn: str, position: int) -> int:
    """Return the first character in `source` of the word that stands at `position` of the drawn text.

    Drawing drops signs and adds none, so the same word is meant that comes as many times before. Between words the next one is
    meant; 0 where there is none.
    """
    words = list(_WORD.finditer(drawn))
    word = next((word for word in words if word.end() > position), words[-1] if words else None)
    if word is None:
        return 0
    before = sum(1 for other in words if other.start() < word.start() and other[0] == word[0])
    places = [other.start() for other in _WORD.finditer(source) if other[0] == word[0]]
    return places[min(before, len(places) - 1)] if places else 0


def python_position(text: str, position: int) -> int:
    """Return a place that Qt counted in UTF-16 as Python counts it."""
    units = 0
    for at, character in enumerate(text):
        if units >= position:
            return at
        units += 2 if ord(character) > 0xFFFF else 1
    return len(text)
