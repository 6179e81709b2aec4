"""Sizes of messages in tokens, counted once: a conversation may have thousands of them, and the model is asked at every turn."""

from __future__ import annotations

from collections import OrderedDict

from engine.models.interfaces import ChatMessage, TextModel

TEMPLATE_TOKENS = 8
"""The most that a chat template adds to one message, in the templates we know."""
MOST_SIZES = 50_000
"""Sizes that are remembered."""


class TokenSizes:
    """Counts with a model, and remembers the counts by the hash of the text."""

    def __init__(self) -> None:
        self._counts: OrderedDict[tuple[str, int, int], int] = OrderedDict()

    def size(self, model: TextModel, message: ChatMessage) -> int:
        """Return the most tokens that a message can take."""
        if message.images:
            return len(model.prompt([message]))
        key = (model.name, len(message.text), hash(message.text))
        if key not in self._counts:
            self._counts[key] = model.count(message.text)
            if len(self._counts) > MOST_SIZES:
                self._counts.popitem(last=False)
        return self._counts[key] + TEMPLATE_TOKENS
