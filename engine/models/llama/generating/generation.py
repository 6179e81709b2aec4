"""Generation of one answer: draw tokens, tell thinking from text, and end a thinking that goes on too long."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing

import msgspec

from engine.models.interfaces import Finish, TextDelta, ThoughtDelta
from engine.models.llama.generating.constraint import AnswerConstraint
from engine.models.llama.generating.sampler import LogProbabilities, Sampler
from engine.models.llama.generating.text_stream import AnswerStream, unfinished_character
from engine.models.llama.native import Evaluation, Weights
from engine.models.llama.thinking import Part
from engine.models.working_clock import WorkingClock
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import IsCancelled

SHORTEST_ANSWER = 64
"""Tokens of the context window that thinking leaves to the answer, where the answer may be that long."""
PROMPT_END = 24
"""Tokens of the prompt's end in which the template may have opened the thinking."""

LONGEST_TOKEN_SECONDS = 5.0
"""Most that one token counts of the time for thinking: one that takes longer was interrupted by a sleeping computer."""


class Completion(msgspec.Struct, frozen=True):
    """How an answer ended, its number of tokens with the thinking, and whether that was cut."""

    finish: Finish
    tokens: int
    thinking_cut: bool = False


class Generation:
    """The text so far and the limits of thinking, which an answer and mere thinking share."""

    def __init__(self, weights: Weights, evaluation: Evaluation, sampling: Sampling) -> None:
        self._weights, self._evaluation, self._sampling = weights, evaluation, sampling
        tail = b"".join(weights.piece(token) for token in evaluation.tokens[-PROMPT_END:] if token >= 0)
        self._stream = AnswerStream(sampling.stop, tail.decode("utf-8", "replace"), unfinished_character(tail))
        self._tokens = self._thinking_tokens = self._unsent = 0
        self._clock = WorkingClock(LONGEST_TOKEN_SECONDS)
        self._thinking_cut = False

    def _events(self, parts: list[Part], tokens: int) -> Iterator[TextDelta | ThoughtDelta]:
        for kind, text in parts:
            if kind == "text":
                self._unsent = 0
                yield TextDelta(text, tokens)
                tokens = 0
            else:
                yield ThoughtDelta(text, takes_back=kind == "retract")

    def _has_thought_enough(self) -> bool:
        if not self._stream.thinking.is_thinking or self._thinking_cut:
            return False
        reserve = min(SHORTEST_ANSWER, self._sampling.max_tokens) + PROMPT_END
        return (
            self._thinking_tokens >= self._sampling.thinking_tokens
            or self._clock.seconds() >= self._sampling.thinking_seconds
            or len(self._evaluation.tokens) + reserve >= self._evaluation.context
        )

    def _end_thinking(self) -> list[Part] | None:
        """Write the end of the thinking in the model's place, and return what is to be shown of it; None when aborted."""
        self._thinking_cut = True
        closing_text = self._stream.thinking.closing
        tokens = self._weights.tokenize(closing_text, False, True)
        if len(self._evaluation.tokens) + len(tokens) >= self._evaluation.context:
            return []
        parts = self._stream.write(closing_text)
        return parts if self._evaluation.read(tokens, last=True) else None


class AnswerGeneration(Generation):
    """Writes one answer after the evaluated prompt, within a constraint where there is one. `run` is called once."""

    def __init__(
        self,
        weights: Weights,
        evaluation: Evaluation,
        sampling: Sampling,
        constraint: AnswerConstraint | None = None,
    ) -> None:
        super().__init__(weights, evaluation, sampling)
        self._constraint = constraint

    def run(self, is_cancelled: IsCancelled) -> Generator[TextDelta | ThoughtDelta, None, Completion]:
        """Yield the answer piece by piece and return how it ended."""
        with closing(Sampler(self._sampling, self._weights.tokens)) as sampler:
            finish = yield from self._draw(sampler, is_cancelled)
        yield from self._events(self._stream.finish(), 0)
        return Completion(finish, self._tokens, self._thinking_cut)

    def _draw(self, sampler: Sampler, is_cancelled: IsCancelled) -> Generator[TextDelta | ThoughtDelta, None, Finish]:
        while self._tokens - self._thinking_tokens < self._sampling.max_tokens:
            if is_cancelled():
                return "cancelled"
            logs = self._log_probabilities()
            constraint = None if self._stream.thinking.is_thinking else self._constraint
            token = sampler.draw(self._evaluation, constraint.allowed() if constraint else None)
            is_end = self._weights.ends_answer(token)
            if is_end and not self._is_unanswered():
                return "stop"
            if not is_end:
                if constraint:
                    constraint.accept(token)
                yield from self._show(token, logs)
                if self._stream.stopped:
                    return "stop"
                if len(self._evaluation.tokens) + 1 >= self._evaluation.context:
                    return "length"
                if not self._evaluation.step(token):
                    return "cancelled"
            if is_end or self._has_thought_enough():
                if (ending := self._end_thinking()) is None:
                    return "cancelled"
                yield from self._events(ending, 0)
        return "length"

    def _show(self, token: int, logs: LogProbabilities | None) -> Iterator[TextDelta | ThoughtDelta]:
        self._tokens, self._unsent = self._tokens + 1, self._unsent + 1
        was_thinking = self._stream.thinking.is_thinking
        parts = self._stream.feed(self._weights.piece(token))
        self._thinking_tokens += was_thinking or self._stream.thinking.is_thinking
        if logs and not self._stream.thinking.is_thinking and all(kind == "text" for kind, _ in parts):
            text = "".join(text for _, text in parts)
            self._unsent = 0
            yield logs.delta(text, token, self._sampling.log_probabilities, self._token_name)
        else:
            yield from self._events(parts, self._unsent)

    def _is_unanswered(self) -> bool:
        """Whether the model has only thought so far, and was not asked to answer yet."""
        thinking = self._stream.thinking
        return thinking.is_thinking and not thinking.has_text and not self._thinking_cut

    def _log_probabilities(self) -> LogProbabilities | None:
        return LogProbabilities.of_logits(self._evaluation.logits()) if self._sampling.log_probabilities else None

    def _token_name(self, token: int) -> str:
        return self._weights.piece(token).decode("utf-8", "replace")
