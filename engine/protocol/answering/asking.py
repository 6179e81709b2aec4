"""Offers of chat to others: an answer that leaves nothing in the conversations, and the order in which it reads passages."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

import msgspec

from engine.protocol.answering.passage import Citation, Passage
from engine.protocol.cancellation import IsCancelled


class AskedOnce(msgspec.Struct, frozen=True, omit_defaults=True):
    """A question to collections; without `model` the chosen one answers. `extractive`: with sentences of the documents alone."""

    text: str
    collections: tuple[str, ...]
    model: str | None = None
    extractive: bool = False


class AnsweredOnce(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to it. `own` are the model's own words in `text`; `model` is the name of the one that wrote, empty for none."""

    text: str
    own: str
    citations: tuple[Citation, ...] = ()
    model: str = ""
    seconds: float = 0.0


AnswerOnce = Callable[[AskedOnce, IsCancelled], Generator[Any, None, AnsweredOnce]]  # Any: chat's own events
"""Answers as chat does, without a conversation. Raises the errors of the model pool, NotFound, Cancelled."""
RerankPassages = Callable[[str, Sequence[Passage]], tuple[Passage, ...]]
"""(question, passages best first): all of them, the first ones in the order in which an answer reads them."""


class Answering(msgspec.Struct, frozen=True):
    """The functions that chat gives to the documents capability, which is built before it."""

    answer: AnswerOnce
    rerank: RerankPassages


AddAnswering = Callable[[Answering], None]
"""Takes them. Exported by the documents capability."""
