"""Fake text model and pool that keep the contracts of engine.models.interfaces."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager

from engine.models.interfaces import (
    CallFormat,
    ChatMessage,
    Embedder,
    Generated,
    NextToken,
    PromptRead,
    TextDelta,
    TextModel,
    ThoughtDelta,
)
from engine.protocol import errors
from engine.protocol.answering.sampling import Sampling
from engine.protocol.answering.tools import ToolSpec
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelMissing, PromptTooLong
from engine.protocol.model_kinds import ThinkingSupport

END_OF_THOUGHT = "</think>"


def never() -> bool:
    return False


class FakeTextModel:
    """Answers with a fixed text, one token a word, and keeps the prompts it received.

    `answers`, where there are any, are given one after the other before `answer`. `thought` comes before each answer.
    The settings of thinking before a call are in `thought_with`. `on_token` is called with the number of each token before it
    is generated.
    """

    name = "fake"
    is_multimodal = False
    call_format: CallFormat | None = None

    def __init__(self, answer: str = "Una respuesta corta.", context: int = 2048) -> None:
        self.context = context
        self.answer = answer
        self.answers: list[str] = []
        self.thought = ""
        self.begun, self.thinking = "", False
        self.received: list[list[ChatMessage]] = []
        self.prompts: list[list[int]] = []
        self.read_prompts: list[list[int]] = []
        self.thought_with: list[Sampling] = []
        self.on_token: Callable[[int], None] = lambda number: None
        self.seconds_a_token = 0.0
        self._numbers: dict[str, int] = {}

    @property
    def vocabulary(self) -> int:
        return len(self._numbers)

    def count(self, text: str) -> int:
        return len(text.split())

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """A token is a word with the spaces before it."""
        return [match.span() for match in re.finditer(r"\s*\S+|\s+$", text)]

    def text_prompt(self, text: str) -> list[int]:
        return [self._numbers.setdefault(word, len(self._numbers)) for word in text.split()]

    def text_of(self, prompt: Sequence[int]) -> str:
        """Return the words of a prompt."""
        words = {number: word for word, number in self._numbers.items()}
        return " ".join(words[token] for token in prompt)

    def extend_prompt(self, prompt: Sequence[int], text: str) -> list[int]:
        return [*prompt, *self.text_prompt(text)]

    def prompt(
        self,
        turns: Sequence[ChatMessage],
        *,
        thinking: bool = False,
        begun: str = "",
        tools: Sequence[ToolSpec] = (),
    ) -> list[int]:
        self._last, self.begun, self.thinking = list(turns), begun, thinking
        words = [word for turn in turns for word in (f"<{turn.role}>", *turn.text.split(), "<end>")]
        return [self._numbers.setdefault(word, len(self._numbers)) for word in (*words, "<assistant>", *begun.split())]

    def generate(
        self, prompt: Sequence[int], sampling: Sampling, is_cancelled: IsCancelled
    ) -> Generator[PromptRead | ThoughtDelta | TextDelta, None, Generated]:
        if len(prompt) >= self.context:
            raise PromptTooLong(tokens=len(prompt), context=self.context)
        self.received.append(self._last)
        self.prompts.append(list(prompt))
        yield PromptRead(len(prompt), len(prompt), 0)
        answer = self.answers.pop(0) if self.answers else self.answer
        words = [word + " " for word in answer.split()]
        if self.thought and not self._has_thought(prompt):
            yield ThoughtDelta(self.thought)
        for number, word in enumerate(words):
            if is_cancelled():
                return Generated(number, 1.0, len(prompt), 1.0, 0, "cancelled")
            if number >= sampling.max_tokens:
                return Generated(number, 1.0, len(prompt), 1.0, 0, "length")
            time.sleep(self.seconds_a_token)
            self.on_token(number)
            yield TextDelta(word)
        return Generated(len(words), 1.0, len(prompt), 1.0, 0, "stop")

    def think(
        self, prompt: Sequence[int], sampling: Sampling, is_cancelled: IsCancelled
    ) -> Generator[PromptRead | ThoughtDelta, None, list[int]]:
        """The thought, where there is one, as a part of the prompt."""
        if len(prompt) >= self.context:
            raise PromptTooLong(tokens=len(prompt), context=self.context)
        if is_cancelled():
            raise errors.Cancelled
        self.thought_with.append(sampling)
        yield PromptRead(len(prompt), len(prompt), 0)
        if not self.thought:
            return list(prompt)
        yield ThoughtDelta(self.thought)
        return self.extend_prompt(prompt, f"{self.thought} {END_OF_THOUGHT}")

    def read_ahead(self, prompt: Sequence[int], is_cancelled: IsCancelled) -> int:
        """Keep the prompt in `read_prompts`."""
        self.read_prompts.append(list(prompt))
        return 0 if is_cancelled() else len(prompt)

    def next_tokens(
        self, prompt: Sequence[int], count: int, is_cancelled: IsCancelled = never
    ) -> tuple[NextToken, ...]:
        """The words of the answer, each half as likely as the one before it."""
        if len(prompt) >= self.context:
            raise PromptTooLong(tokens=len(prompt), context=self.context)
        if is_cancelled():
            raise errors.Cancelled
        words = [f"{word} " for word in dict.fromkeys(self.answer.split())][:count]
        return tuple(
            NextToken(self._numbers.setdefault(word, len(self._numbers)), word, 0.5 ** (place + 1), logit=float(-place))
            for place, word in enumerate(words)
        )

    def fitting_tokens(self, begun: str, sampling: Sampling) -> frozenset[int] | None:
        """Within a schema or grammar only the next word of the answer fits."""
        if not sampling.schema and not sampling.grammar:
            return None
        words, written = self.answer.split(), len(begun.split())
        if words[:written] != begun.split():
            raise errors.SchemaInvalid("another answer")
        following = [f"{word} " for word in words[written : written + 1]]
        return frozenset(self._numbers.setdefault(word, len(self._numbers)) for word in following)

    def answer_probabilities(
        self, turns: Sequence[ChatMessage], answers: Sequence[str], is_cancelled: IsCancelled
    ) -> tuple[float, ...]:
        """An answer that is in the last turn's text is twice as likely as one that is not."""
        prompt = self.prompt(turns)
        if len(prompt) >= self.context:
            raise PromptTooLong(tokens=len(prompt), context=self.context)
        if is_cancelled():
            raise errors.Cancelled
        chances = [1 + (answer in turns[-1].text) for answer in answers]
        return tuple(chance / sum(chances) for chance in chances)

    def close(self) -> None: ...

    def _has_thought(self, prompt: Sequence[int]) -> bool:
        return bool(prompt) and prompt[-1] == self._numbers.get(END_OF_THOUGHT)


class FakeModelPool:
    """One model, or none."""

    def __init__(self, model: TextModel | None) -> None:
        self._model = model
        self._loaded = False
        self.known_languages: tuple[str, ...] = ("es", "en")
        self.absent: tuple[str, ...] = ()
        """Ids of models that are not installed."""
        self.thinking_support: ThinkingSupport = "none"

    @contextmanager
    def text_model(
        self, model: str | None = None, is_cancelled: IsCancelled = never, *, conversation: str = "", context: int = 0
    ) -> Iterator[TextModel]:
        if is_cancelled():
            raise errors.Cancelled
        if self._model is None or model in self.absent:
            raise ModelMissing
        self._loaded = True
        yield self._model

    def forget_conversation(self, conversation: str) -> None: ...

    @contextmanager
    def embedder(self, model: str | None = None) -> Iterator[Embedder]:
        raise ModelMissing
        yield

    def embedder_id(self) -> str | None:
        return None

    def ocr_model_id(self) -> str | None:
        return None

    def probe(self, model: str, is_cancelled: IsCancelled = never) -> None: ...

    def languages(self, model: str | None = None) -> tuple[str, ...]:
        return self.known_languages

    def thinking(self, model: str | None = None) -> ThinkingSupport:
        return self.thinking_support

    def size(self, model: str | None = None) -> int:
        return 10**12

    def name(self, model: str | None = None) -> str:
        if model in self.absent:
            raise ModelMissing
        return "fake"

    def multimodal_id(self, model: str | None = None) -> str | None:
        return "fake" if self._model is not None and self._model.is_multimodal else None

    def loaded_text_model_id(self) -> str | None:
        return "fake" if self._loaded else None

    def close(self) -> None: ...
