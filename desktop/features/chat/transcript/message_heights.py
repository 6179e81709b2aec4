"""Heights of the messages of a conversation: measured ones as they were, the others estimated from their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from engine.capabilities.chat.api import Message

CHARACTER_WIDTH, LINE_HEIGHT = 0.5, 1.5
"""Of an average character and of a line, in sizes of the font."""
QUESTION_WIDTH = 0.82
"""Part of the column that the bubble of a question takes at most."""
QUESTION_REST, ANSWER_REST = 3.6, 3.0
"""Height of what stands around the text (frame and buttons), in sizes of the font."""
SOURCES_REST = 7.0
"""Height of the cards with the sources, in sizes of the font."""
PICTURES_REST = 7.0
"""Height of a row of pictures, in sizes of the font."""


class ColumnSize(msgspec.Struct, frozen=True):
    """Width of the column and size of its font, in pixels."""

    width: int
    font: int

    def estimates(self, messages: Iterable[Message], gap: int) -> Iterator[int]:
        """Yield about how high each message's view will be, with the gap below it. Thousands are estimated in one turn."""
        line, question_line, line_height = (
            self._characters(1.0),
            self._characters(QUESTION_WIDTH),
            self.font * LINE_HEIGHT,
        )
        answer_rest, question_rest = (round(self.font * rest) + gap for rest in (ANSWER_REST, QUESTION_REST))
        for message in messages:
            text = message.text
            a_line, rest = (question_line, question_rest) if message.role == "user" else (line, answer_rest)
            lines = -(-len(text) // a_line) + text.count("\n") // 2 or 1
            if message.passages or message.citations or message.pictures:
                rest += round(self.font * _rest_of_extras(message))
            yield int(lines * line_height) + rest

    def _characters(self, part: float) -> int:
        """Return how many characters a line holds that takes a part of the width."""
        return max(int(max(self.width * part, self.font * 10) / (self.font * CHARACTER_WIDTH)), 1)


def _rest_of_extras(message: Message) -> float:
    """Return the height of the sources and the pictures, in sizes of the font."""
    has_sources = (message.citations or message.passages) and message.remarks.coverage is None
    return (SOURCES_REST if has_sources else 0.0) + (PICTURES_REST if message.pictures else 0.0)


class MessageHeights:
    """The height of each message of a conversation, by its place, with the gap below it."""

    def __init__(self) -> None:
        self._heights: list[int] = []
        self._known: dict[int, tuple[int, int]] = {}
        """By the id of a message: the length of its text, and its height as it was measured then."""
        self._size, self._gap = ColumnSize(1, 1), 0
        self._messages: Sequence[Message] = ()

    def __len__(self) -> int:
        return len(self._heights)

    def show(self, messages: Sequence[Message], size: ColumnSize, gap: int) -> None:
        """Take over the messages. What is known of them counts until the column has another size."""
        same = 0
        if (size, gap) != (self._size, self._gap):
            self._known.clear()
        else:
            pairs = enumerate(zip(self._messages, messages, strict=False))
            same = next((at for at, (a, b) in pairs if a is not b), min(len(self._messages), len(messages)))
        self._size, self._gap, self._messages = size, gap, messages
        new = messages[same:]
        self._heights[same:] = size.estimates(new, gap)
        for at, message in enumerate(new, same) if self._known else ():
            length, height = self._known.get(message.id, (-1, 0))
            if length == len(message.text):
                self._heights[at] = gap + height

    def measure(self, at: int, height: int) -> None:
        """Note how high the view of a message is."""
        message = self._messages[at]
        self._known[message.id] = len(message.text), height
        self._heights[at] = height + self._gap

    def above(self, at: int) -> int:
        """Return the height of all messages before one, each with its gap."""
        return sum(self._heights[:at])

    def below(self, at: int) -> int:
        """Return the height of all messages after one, each with its gap."""
        return sum(self._heights[at + 1 :])

    def at(self, position: int) -> tuple[int, int]:
        """Return the place of the message at a distance from the top, and where that message begins."""
        top = 0
        for place, height in enumerate(self._heights):
            if top + height > position or place == len(self._heights) - 1:
                return place, top
            top += height
        return 0, 0
