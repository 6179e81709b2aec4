"""Thinking alone: a model that thinks before it answers is let think up to where its answer begins, and no further."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing

from engine.models.interfaces import ThoughtDelta
from engine.models.llama.generating.generation import Generation
from engine.models.llama.generating.sampler import Sampler
from engine.models.llama.thinking import CHANNEL, TAGS, Part
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled

MOST_SPACES = 4
"""Tokens of white space between the end of the thinking and the answer."""


class ThinkingGeneration(Generation):
    """Writes the thinking after the evaluated prompt. `run` is called once."""

    def run(self, is_cancelled: IsCancelled) -> Generator[ThoughtDelta, None, bool]:
        """Yield the thinking. Return False where the model does not think here. Raises Cancelled."""
        if not self._stream.thinking.is_thinking and not self._begins_with_tag():
            return False
        with closing(Sampler(self._sampling, self._weights.tokens)) as sampler:
            has_thought = yield from self._think(sampler, is_cancelled)
            if has_thought:
                self._write_spaces(is_cancelled)
        return has_thought

    def _think(self, sampler: Sampler, is_cancelled: IsCancelled) -> Generator[ThoughtDelta, None, bool]:
        """Return whether there was thinking, once its end is written; not where the answer begins within the token of its end."""
        thinking, has_thought = self._stream.thinking, False
        while thinking.is_thinking or not has_thought:
            has_thought = has_thought or thinking.is_thinking
            if is_cancelled():
                raise Cancelled
            token = sampler.draw(self._evaluation)
            is_end = self._weights.ends_answer(token)
            if not is_end:
                self._thinking_tokens += 1
                yield from self._thoughts(self._stream.feed(self._weights.piece(token)))
                if not self._evaluation.step(token):
                    raise Cancelled
            if thinking.has_text or (is_end and not thinking.is_thinking):
                return False
            if is_end or self._has_thought_enough():
                if (ending := self._end_thinking()) is None:
                    raise Cancelled
                yield from self._thoughts(ending)
                return True
        return True

    def _write_spaces(self, is_cancelled: IsCancelled) -> None:
        """Write the empty lines that the model puts before its answer."""
        for _ in range(MOST_SPACES):
            token = int(self._evaluation.logits().argmax())
            is_space = not self._weights.ends_answer(token) and not self._weights.piece(token).strip()
            if not is_space or len(self._evaluation.tokens) + 1 >= self._evaluation.context:
                return
            if is_cancelled() or not self._evaluation.step(token):
                raise Cancelled

    def _thoughts(self, parts: list[Part]) -> Iterator[ThoughtDelta]:
        return (event for event in self._events(parts, 0) if isinstance(event, ThoughtDelta))

    def _begins_with_tag(self) -> bool:
        """Return whether the likeliest token begins a tag of thinking, for templates that leave that to the model."""
        token = int(self._evaluation.logits().argmax())
        text = self._weights.piece(token).decode("utf-8", "replace").strip()
        return bool(text) and any(tag.startswith(text) for tag in (*TAGS, CHANNEL))
