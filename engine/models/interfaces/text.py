"""Interfaces of the models that generate text and embed it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from engine.models.interfaces.loaded import Closable, LoadedModel
from engine.protocol.answering.tools import ToolCall, ToolSpec
from engine.protocol.cancellation import IsCancelled

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from engine.protocol.answering.sampling import Sampling

    Embeddings = npt.NDArray[np.float32]

Finish = Literal["stop", "length", "cancelled"]
LARGEST_IMAGE_SIDE = 1024
"""Pixels of the longer side of an image shown to a text model; projectors reduce it further."""


class DecodedImage(msgspec.Struct, frozen=True):
    """A decoded image: upright RGB, three bytes a pixel, row by row."""

    width: int
    height: int
    rgb: bytes


class PromptImage(msgspec.Struct, frozen=True):
    """An image in a prompt. `digest` identifies its content; `decode` is called only when the model has not cached it."""

    digest: str
    decode: Callable[[], DecodedImage]


class ChatMessage(msgspec.Struct, frozen=True):
    """One message of a conversation. `images` come before the text in the prompt.

    An assistant's `call` of a tool takes the place of its text; a message of role "tool" with the result follows.
    """

    role: Literal["system", "user", "assistant", "tool"]
    text: str
    images: tuple[PromptImage, ...] = ()
    call: ToolCall | None = None


class CallFormat(msgspec.Struct, frozen=True):
    """The way a model writes the call of a tool: the text before its name, between name and arguments (JSON), and after."""

    before: str
    between: str
    after: str


class TextDelta(msgspec.Struct, frozen=True):
    """Text as it is generated, whole characters only, made of `tokens` tokens.

    `alternatives`: (text, log-probability) of the likeliest tokens in this place. Logarithms are natural.
    """

    text: str
    tokens: int = 1
    log_probability: float | None = None
    alternatives: tuple[tuple[str, float], ...] = ()


class ThoughtDelta(msgspec.Struct, frozen=True):
    """A piece of the thinking before the answer, as it is generated.

    `takes_back`: all text since the beginning was thinking too, since the end of the thinking came without a beginning.
    """

    text: str
    takes_back: bool = False


class PromptRead(msgspec.Struct, frozen=True):
    """Progress of evaluating the prompt, in tokens; `cached` of them were in the KV cache already."""

    done: int
    total: int
    cached: int


class Generated(msgspec.Struct, frozen=True):
    """The end of a generation. `seconds` are of generation only, so that tokens / seconds is the speed a person sees.

    `tokens` counts the thinking too. `cached_tokens` of the prompt were in the KV cache already. `thinking_cut`: the thinking
    reached its limit.
    """

    tokens: int
    seconds: float
    prompt_tokens: int
    prompt_seconds: float
    cached_tokens: int
    finish: Finish
    thinking_cut: bool = False


class NextToken(msgspec.Struct, frozen=True):
    """A token that may come next, with the model's own probability, before temperature, cuts and penalties.

    `text` of a token that is a part of a character only has "\ufffd" in its place. `ends_answer`: the answer ends with it.
    `logit` is what the probability was made of, and what the penalties change.
    """

    id: int
    text: str
    probability: float
    ends_answer: bool = False
    logit: float = 0.0


class TextModel(Closable, Protocol):
    """A causal language model with its own chat template."""

    @property
    def name(self) -> str:
        """Name of the model for a person, used in error messages."""

    @property
    def is_multimodal(self) -> bool:
        """Whether messages may carry images."""

    @property
    def context(self) -> int:
        """Tokens of prompt and answer together."""

    @property
    def vocabulary(self) -> int:
        """How many tokens there are to choose from."""

    def count(self, text: str) -> int:
        """Return the number of tokens of a text, without special ones."""

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Return the character offsets of each token of a text, without special ones.

        A token that holds only a part of a character begins at that character, and so does the next one.
        """

    def text_prompt(self, text: str) -> list[int]:
        """Return the token ids of a plain text to go on with, without a chat template, after the token that begins a text."""

    @property
    def call_format(self) -> CallFormat | None:
        """How the model's own chat template writes the call of a tool; None for one that knows no tools."""

    def extend_prompt(self, prompt: Sequence[int], text: str) -> list[int]:
        """Return a prompt with our own text after it, in which the names of special tokens are these tokens."""

    def prompt(
        self,
        messages: Sequence[ChatMessage],
        *,
        thinking: bool = False,
        begun: str = "",
        tools: Sequence[ToolSpec] = (),
    ) -> list[int]:
        """Return the token ids of the rendered chat template, up to where the assistant's answer begins.

        `thinking` is for templates that take a switch. `begun` is the beginning of an answer that is to go on from there,
        without thinking. `tools`, calls and messages of tools are for models with a `call_format`.

        Negative ids stand for an image. Raises ModelNotMultimodal for images where the model takes none, and whatever
        `PromptImage.decode` raises.
        """

    def generate(
        self, prompt: Sequence[int], sampling: Sampling, is_cancelled: IsCancelled
    ) -> Generator[PromptRead | ThoughtDelta | TextDelta, None, Generated]:
        """Evaluate the prompt and generate an answer. A prefix that is in the KV cache is not evaluated again.

        Within a schema or a grammar the text is always a beginning of a possible answer, and a whole one with finish "stop".
        Thinking that reaches one of its limits, or has no end, is closed by force, and the answer follows.
        Notices cancel within 300 ms, also while the prompt is evaluated, and then returns with finish "cancelled".
        Raises PromptTooLong, SchemaInvalid, GrammarInvalid.
        """

    def think(
        self, prompt: Sequence[int], sampling: Sampling, is_cancelled: IsCancelled
    ) -> Generator[PromptRead | ThoughtDelta, None, list[int]]:
        """Let a model think that does so before it answers, and no further. Return the prompt with the thinking behind it.

        A prompt after which the model does not think is returned as it is. Thinking that reaches one of the limits of `sampling`,
        or has no end, is closed by force. Raises PromptTooLong, Cancelled.
        """

    def read_ahead(self, prompt: Sequence[int], is_cancelled: IsCancelled) -> int:
        """Evaluate a prompt without an answer, so that one with the same beginning is read sooner.

        Return how many of its tokens are in the KV cache. Notices cancel within 300 ms.
        """

    def next_tokens(self, prompt: Sequence[int], count: int, is_cancelled: IsCancelled = ...) -> tuple[NextToken, ...]:
        """Return so many of the likeliest tokens after a prompt, the likeliest first.

        A prompt that is prolonged by one of these ids goes on from that token exactly, whatever the tokenizer would make of its
        text. Raises PromptTooLong, Cancelled.
        """

    def fitting_tokens(self, begun: str, sampling: Sampling) -> frozenset[int] | None:
        """Return the ids of the tokens with which an answer that begins so may go on within its schema or grammar.

        None where any token may come. Raises SchemaInvalid, GrammarInvalid, also where the beginning does not fit.
        """

    def answer_probabilities(
        self, messages: Sequence[ChatMessage], answers: Sequence[str], is_cancelled: IsCancelled
    ) -> tuple[float, ...]:
        """Return the probability of each answer, given that the model replies to the messages with one of them.

        The probabilities add up to 1. Messages carry no images. What comes before the last message's text is evaluated once
        as long as it stays the same; the result does not depend on earlier calls. Raises PromptTooLong, Cancelled.
        """


class Embedder(LoadedModel, Protocol):
    """Turns texts into L2-normalised float32 vectors [texts, dimensions]."""

    @property
    def id(self) -> str:
        """Identifies the vector space: two embedders with one id give the same vectors."""

    @property
    def dimensions(self) -> int:
        """Length of each vector."""

    @property
    def max_tokens(self) -> int:
        """Most tokens of a text that are embedded, prefix and special ones included; the rest of it is cut off."""

    def count(self, text: str) -> int:
        """Return the number of tokens of a text, without special ones."""

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Return the character offsets of each token, without special ones."""

    def embed_queries(self, texts: Sequence[str]) -> Embeddings:
        """Embed what is searched for: the model's query prefix goes before each text."""

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        """Embed what is searched in: the model's passage prefix goes before each text."""
