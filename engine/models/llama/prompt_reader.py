"""Evaluation of a prompt: the part that is kept in the KV cache, and the rest in batches."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing

from engine.models.interfaces import PromptRead
from engine.models.llama.batch_size import BatchSize
from engine.models.llama.native import Evaluation, continues_image
from engine.models.llama.projector import Projector
from engine.models.llama.scoring import common_length
from engine.protocol.cancellation import IsCancelled


class PromptReader:
    """Reads prompts of one model, up to `most` tokens of text at once, and images where there is a projector."""

    def __init__(self, evaluation: Evaluation, projector: Projector | None, most: int) -> None:
        self._evaluation, self._projector = evaluation, projector
        self._size = BatchSize(most)

    def keep_prefix(self, prompt: Sequence[int]) -> int:
        """Rewind to the common prefix, and return its length.

        The last token of the prompt is always evaluated, since its logits are needed.
        """
        common = common_length(self._evaluation.tokens, prompt)
        return self._evaluation.rewind(min(common, len(prompt) - 1))

    def read(self, prompt: Sequence[int], kept: int, is_cancelled: IsCancelled) -> Generator[PromptRead, None, bool]:
        """Evaluate what follows the `kept` tokens, and return whether it came to the end. Raises as Evaluation.read."""
        yield PromptRead(kept, len(prompt), kept)
        for start, end in self._batches(prompt, kept):
            if is_cancelled() or not self._read_batch(prompt[start:end], end == len(prompt), is_cancelled):
                return False
            yield PromptRead(end, len(prompt), kept)
        return True

    def read_to_end(self, prompt: Sequence[int], kept: int, is_cancelled: IsCancelled) -> bool:
        """Do the same without telling of it."""
        with closing(self.read(prompt, kept, is_cancelled)) as reading:
            while True:
                try:
                    next(reading)
                except StopIteration as end:
                    return bool(end.value)

    def _read_batch(self, tokens: Sequence[int], last: bool, is_cancelled: IsCancelled) -> bool:
        if tokens[0] >= 0:
            started = time.perf_counter()
            is_read = self._evaluation.read(tokens, last)
            if is_read:
                self._size.note(len(tokens), time.perf_counter() - started)
            return is_read
        assert self._projector is not None
        embedding = self._projector.encode(tokens[0], is_cancelled)
        return embedding is not None and self._evaluation.read_image(embedding)

    def _batches(self, prompt: Sequence[int], start: int) -> Iterator[tuple[int, int]]:
        """Yield start and end of what is evaluated at once: tokens of text, or one whole part of an image."""
        while start < len(prompt):
            end = start + 1
            if prompt[start] < 0:
                while end < len(prompt) and continues_image(prompt[end]):
                    end += 1
            else:
                while end < min(start + self._size.tokens, len(prompt)) and prompt[end] >= 0:
                    end += 1
            yield start, end
            start = end
