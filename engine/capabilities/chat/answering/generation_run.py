"""One generation on its way into an answer: frames for the reader, saving, thinking apart, and the checks that end it early."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Literal

from engine.capabilities.chat.acting.frames import FramePacer
from engine.capabilities.chat.answering.prompt import PackedPrompt
from engine.capabilities.chat.api import (
    AnswerDelta,
    AnswerReplaced,
    PromptProgress,
    ReplyEvent,
    ThinkingDelta,
)
from engine.capabilities.chat.messages import AnswerRow
from engine.models.interfaces import Generated, NextToken, PromptRead, TextDelta, TextModel, ThoughtDelta
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import IsCancelled
from engine.text.language import Language, is_in_other_language
from engine.text.repetition import LoopDetector

FLUSH_SECONDS, LONGEST_FLUSH_SECONDS = 0.25, 2.0
SAVING_FRACTION = 0.005
"""The most of a generation's time that saving takes: on a slow disk there is more time between two, up to the longest."""
LANGUAGE_LOOKS = (80, 240)
"""Characters of the answer at which its language is looked at; again at the end."""


class GenerationRun:
    """Passes one generation on to `row` and to the reader. `ended_by` says afterwards which check ended it.

    `question` may ask for repetition. With `language` an answer in another one is taken back. `lead` is written before the
    first word. `started`: when the work on the answer began, by `time.perf_counter`.
    """

    def __init__(self, row: AnswerRow, question: str, language: Language | None, lead: str, started: float) -> None:
        self._row, self._language, self._lead = row, language, lead
        self._loops = LoopDetector(question)
        self._looks = list(LANGUAGE_LOOKS)
        self._space_before = row.words.endswith(" ")
        self._pending, self._pending_thought = "", ""
        self._started, self._save_at, self._frames = started, started + FLUSH_SECONDS, FramePacer()
        self._thinking_since: float | None = None
        self._text_before = row.text
        self.ended_by: Literal["", "repetition", "language"] = ""
        self.first_token_seconds = 0.0

    def events(
        self,
        model: TextModel,
        prompt: PackedPrompt,
        sampling: Sampling,
        is_cancelled: IsCancelled,
        opening: NextToken | None = None,
    ) -> Generator[ReplyEvent, None, Generated]:
        """Generate, after an `opening` token where there is one, and return the model's figures.

        Raises what the model's `generate` raises.
        """
        tokens = prompt.tokens if opening is None else [*prompt.tokens, opening.id]
        if opening is not None:
            yield from self._write(TextDelta(opening.text))
        generation = model.generate(tokens, sampling, lambda: is_cancelled() or bool(self.ended_by))
        with closing(generation):
            while True:
                try:
                    event = next(generation)
                except StopIteration as stop:
                    generated: Generated = stop.value
                    break
                if isinstance(event, PromptRead):
                    yield PromptProgress(event.done, event.total, event.cached)
                elif not self.ended_by:
                    yield from self._think(event) if isinstance(event, ThoughtDelta) else self._write(event)
        yield from self._flush()
        if generated.finish != "cancelled":
            yield from self._check_language(is_finished=True)
        return generated

    def _write(self, event: TextDelta) -> Iterator[ReplyEvent]:
        text = event.text
        if not self._row.words or self._space_before:
            text = text.lstrip() if not self._row.words else text.lstrip(" ")
        if text:
            yield from self._begin_words()
            self._space_before = False
        self._row.text += text
        self._pending += text
        now = time.perf_counter()
        self.first_token_seconds = self.first_token_seconds or now - self._started
        if now >= self._save_at:
            self._save(now)
        if self._frames.is_due(now) or event.alternatives:
            yield from self._flush(event.alternatives)
        yield from self._check_loop()
        if self._looks and len(self._row.words) >= self._looks[0]:
            del self._looks[0]
            yield from self._check_language(is_finished=False)

    def _save(self, now: float) -> None:
        self._row.flush()
        saved = time.perf_counter()
        pause = max(FLUSH_SECONDS, min(LONGEST_FLUSH_SECONDS, (saved - now) / SAVING_FRACTION))
        self._save_at = saved + pause

    def _begin_words(self) -> Iterator[ReplyEvent]:
        """Before the first word: end the thinking, and write the lead."""
        if self._thinking_since is not None:
            yield from self._flush()
            self._row.thinking_seconds += time.perf_counter() - self._thinking_since
            self._thinking_since = None
        if self._lead and not self._row.words:
            self._row.text += self._lead
            self._row.written_start = len(self._row.text)
            self._pending += self._lead

    def _think(self, event: ThoughtDelta) -> Iterator[ReplyEvent]:
        if self._thinking_since is None:
            self._thinking_since = self._started if event.takes_back else time.perf_counter()
        if event.takes_back:
            self._row.thinking += self._row.words
            self._row.text, self._row.written_start = self._text_before, len(self._text_before)
            self._pending = self._pending_thought = ""
            yield AnswerReplaced(self._row.text, "thinking", self._row.thinking.strip())
        self._row.thinking += event.text
        self._pending_thought += event.text
        if self._frames.is_due(time.perf_counter()):
            yield from self._flush()

    def _flush(self, alternatives: tuple[tuple[str, float], ...] = ()) -> Iterator[ReplyEvent]:
        """Send what waits for its frame."""
        if self._pending_thought:
            yield ThinkingDelta(self._pending_thought)
        if self._pending or alternatives:
            yield AnswerDelta(self._pending, alternatives)
        self._pending = self._pending_thought = ""
        self._frames.note_sent(time.perf_counter())

    def _check_loop(self) -> Iterator[ReplyEvent]:
        start = self._loops.loop_start(self._row.words)
        if start is None:
            return
        self.ended_by, self._pending = "repetition", ""
        self._row.text = self._row.text[: self._row.written_start + start]
        self._row.notices.append("repetition")
        yield AnswerReplaced(self._row.text, "repetition")

    def _check_language(self, *, is_finished: bool) -> Iterator[ReplyEvent]:
        if self.ended_by or self._language is None:
            return
        if is_in_other_language(self._row.words, self._language, is_finished=is_finished):
            self.ended_by, self._pending = "language", ""
            self._row.text = self._text_before
            self._row.written_start = len(self._text_before)
            yield AnswerReplaced(self._row.text, "language")
