"""Fake text model that calls the tools of a script, one after the other, and then answers."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from engine.models.interfaces import ChatMessage, Generated, NextToken, PromptRead, TextDelta, ThoughtDelta
from engine.protocol import errors
from engine.protocol.answering.sampling import Sampling
from engine.protocol.answering.tools import ToolCall
from engine.protocol.cancellation import IsCancelled
from tests.support.fake_text_model import FakeTextModel, never

SURE, UNSURE = 0.9, 0.5


class ToolCallingModel(FakeTextModel):
    """Makes the `calls` in order; what was asked for is in `samplings`, and what was read before each decision in `read`, as
    tokens in `decided`.

    `is_sure` False writes no tool's name with certainty.
    """

    def __init__(self, *calls: ToolCall, answer: str = "Listo.", context: int = 4096) -> None:
        super().__init__(answer, context)
        self.calls = list(calls)
        self.is_sure = True
        self.samplings: list[Sampling] = []
        self.read: list[list[ChatMessage]] = []
        self.decided: list[list[int]] = []
        self._is_named = False

    def next_tokens(
        self, prompt: Sequence[int], count: int, is_cancelled: IsCancelled = never
    ) -> tuple[NextToken, ...]:
        """The beginning of a call, then the tool's name, as long as there are calls; else the first word of the answer."""
        if is_cancelled():
            raise errors.Cancelled
        self.read.append(self._last)
        self.decided.append(list(prompt))
        if not self.calls:
            return super().next_tokens(prompt, count, is_cancelled)
        self._is_named = not self._is_named
        text = '{"' if self._is_named else self.calls[0].tool
        return (NextToken(0, text, SURE if self.is_sure or self._is_named else UNSURE),)

    def generate(
        self, prompt: Sequence[int], sampling: Sampling, is_cancelled: IsCancelled
    ) -> Generator[PromptRead | ThoughtDelta | TextDelta, None, Generated]:
        self.samplings.append(sampling)
        if sampling.grammar and self.calls:
            yield TextDelta(f'{self.calls[0].tool}"')
        elif sampling.schema and self.calls:
            yield TextDelta(self.calls.pop(0).arguments)
        else:
            return (yield from super().generate(prompt, sampling, is_cancelled))
        return Generated(1, 0.1, len(prompt), 0.1, 0, "stop")
