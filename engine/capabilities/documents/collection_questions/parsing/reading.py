"""A question in the making, and the text that is left of it."""

from __future__ import annotations

import re

import msgspec
from msgspec.structs import replace

from engine.capabilities.documents.collection_questions.question import CollectionQuestion


class QuestionReading(msgspec.Struct):
    """The question as far as it was understood; the rest of its text, folded and as it was written (of one length)."""

    question: CollectionQuestion
    folded: str
    written: str
    has_filter: bool = False

    def cut(self, length: int) -> None:
        """Take so many characters off the text that is left."""
        rest = self.folded[length:]
        skipped = len(rest) - len(rest.lstrip(" ,"))
        self.folded, self.written = rest[skipped:], self.written[length + skipped :]

    def accept(self, match: re.Match[str], **values: object) -> bool:
        """Note what a filter at the beginning of the text says, and take it off. Return True."""
        self.question = replace(self.question, **values)
        self.has_filter = True
        self.cut(match.end())
        return True
