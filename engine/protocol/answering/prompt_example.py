"""Examples of question and answer that a model reads before the real question (few-shot prompting)."""

from __future__ import annotations

import msgspec


class PromptExample(msgspec.Struct, frozen=True):
    """A question and the answer it should have; it is sent as a turn before the conversation."""

    question: str
    answer: str
