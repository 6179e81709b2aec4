"""A text model on llama.cpp: the prompt is kept in the KV cache, tokens are streamed. Knows no conversations and no store."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from engine.models.interfaces import (
    CallFormat,
    ChatMessage,
    Generated,
    NextToken,
    PromptImage,
    PromptRead,
    TextDelta,
    ThoughtDelta,
)
from engine.models.llama.chat_template import ChatTemplate
from engine.models.llama.generating.constraint import constraint_of, fitting_tokens
from engine.models.llama.generating.generation import AnswerGeneration, Completion
from engine.models.llama.generating.sampler import LogProbabilities
from engine.models.llama.generating.text_stream import character_offsets
from engine.models.llama.generating.thinking_generation import ThinkingGeneration
from engine.models.llama.gguf import read_header
from engine.models.llama.native import Evaluation, LoadPlan, Weights
from engine.models.llama.projector import Projector
from engine.models.llama.prompt_escaping import MARKER, escape_message, escape_text, escape_tool
from engine.models.llama.prompt_reader import PromptReader
from engine.models.llama.scoring import Scorer, common_length
from engine.models.llama.state_keeper import StateKeeper
from engine.models.llama.template_sandbox import RenderOptions
from engine.models.load_spec import LoadSpec
from engine.protocol import errors
from engine.protocol.answering.sampling import Sampling
from engine.protocol.answering.tools import ToolSpec
from engine.protocol.cancellation import IsCancelled, never_cancelled

CANCEL_CHECK_SECONDS = 0.05
"""Between two checks for cancel while llama.cpp computes; each takes a core from it. Between tokens it is looked for too."""
ONE_IMAGE_BATCH = 1024
"""Tokens evaluated at once by models that need all tokens of an image in one batch."""
UNLIKE_TEXTS = ("0", "1")
"""Two texts without a common prefix."""


class LlamaTextModel:
    """Implements engine.models.interfaces.TextModel over a GGUF file and perhaps a projector. One caller at a time.

    Raises ModelDamaged, Cancelled, and MemoryError (also while generating) when the KV cache or the GPU is exhausted.
    """

    def __init__(
        self,
        name: str,
        path: Path,
        template: str,
        plan: LoadPlan,
        is_cancelled: IsCancelled = never_cancelled,
        projector: Path | None = None,
    ) -> None:
        self._name = name
        self.weights = _open_weights(name, path, plan, is_cancelled)
        self.projector = _open_projector(name, projector, self.weights, plan) if projector else None
        plan = plan_for_projector(plan, self.projector)
        self.evaluation = _open_evaluation(self.weights, self.projector, plan)
        self._batch = plan.micro_batch
        self._reader = PromptReader(self.evaluation, self.projector, plan.micro_batch)
        self.state_keeper: StateKeeper | None = None
        """Keeps conversations on disk; None keeps none."""
        self._scored_prefix: tuple[tuple[ChatMessage, ...], int] = ((), 0)
        """The messages before the last one in the latest call of `answer_probabilities`, and their number of tokens."""
        self._template = ChatTemplate(template, self.weights.bos, self.weights.eos, self.weights.is_one_special)

    @property
    def name(self) -> str:
        return self._name

    @property
    def context(self) -> int:
        return self.evaluation.context

    @property
    def vocabulary(self) -> int:
        return self.weights.tokens

    @property
    def is_multimodal(self) -> bool:
        return self.projector is not None

    @property
    def evaluated_tokens(self) -> int:
        """How many tokens were ever evaluated."""
        return self.evaluation.evaluated

    @property
    def template_note(self) -> str:
        """Why the model's own chat template is not used; empty when it is."""
        return self._template.note

    def count(self, text: str) -> int:
        return len(self.weights.tokenize(text, False, False))

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        pieces = [self.weights.piece(token) for token in self.weights.tokenize(text, False, False)]
        return character_offsets(text, pieces)

    def text_prompt(self, text: str) -> list[int]:
        return self.weights.tokenize(text, True, False)

    @property
    def call_format(self) -> CallFormat | None:
        return self._template.call_format

    def extend_prompt(self, prompt: Sequence[int], text: str) -> list[int]:
        return [*prompt, *self.weights.tokenize(text, False, True)]

    def prompt(
        self,
        messages: Sequence[ChatMessage],
        *,
        thinking: bool = False,
        begun: str = "",
        tools: Sequence[ToolSpec] = (),
    ) -> list[int]:
        return self._with_generated_tokens(self._tokens(messages, thinking, begun, tools))

    def _tokens(
        self,
        messages: Sequence[ChatMessage],
        thinking: bool = False,
        begun: str = "",
        tools: Sequence[ToolSpec] = (),
    ) -> list[int]:
        images = [image for message in messages for image in message.images]
        if images and self.projector is None:
            raise errors.ModelNotMultimodal(name=self._name)
        escaped = [escape_message(self.weights, message) for message in messages]
        if begun:
            rendered = self._template.render_begun(escaped) + escape_text(self.weights, begun)
        else:
            described = tuple(escape_tool(self.weights, tool) for tool in tools)
            rendered = self._template.render(escaped, RenderOptions(thinking=thinking, tools=described))
        add_special = not (self.weights.bos and rendered.startswith(self.weights.bos))
        first, *rest = rendered.split(MARKER) if images else (rendered,)
        if len(rest) != len(images):
            raise errors.InternalError("the chat template lost an image")
        tokens = self.weights.tokenize(first, add_special, True)
        for image, text in zip(images, rest, strict=True):
            tokens += self._image_tokens(image) + self.weights.tokenize(text, False, True)
        return tokens

    def generate(
        self, prompt: Sequence[int], sampling: Sampling, is_cancelled: IsCancelled
    ) -> Generator[PromptRead | ThoughtDelta | TextDelta, None, Generated]:
        self._refuse_unfit(prompt)
        constraint = constraint_of(self.weights, sampling)
        kept = self._reader.keep_prefix(prompt)
        started = time.perf_counter()
        completion = Completion("cancelled", 0)
        with self.abort_on_cancel(is_cancelled):
            is_complete = yield from self._reader.read(prompt, kept, is_cancelled)
            prompt_end = time.perf_counter()
            if is_complete:
                generation = AnswerGeneration(self.weights, self.evaluation, sampling, constraint)
                completion = yield from generation.run(is_cancelled)
        seconds = time.perf_counter() - prompt_end
        return Generated(
            completion.tokens,
            seconds,
            len(prompt),
            prompt_end - started,
            kept,
            completion.finish,
            completion.thinking_cut,
        )

    def think(
        self, prompt: Sequence[int], sampling: Sampling, is_cancelled: IsCancelled
    ) -> Generator[PromptRead | ThoughtDelta, None, list[int]]:
        self._refuse_unfit(prompt)
        kept = self._reader.keep_prefix(prompt)
        with self.abort_on_cancel(is_cancelled):
            if not (yield from self._reader.read(prompt, kept, is_cancelled)):
                raise errors.Cancelled
            thinking = ThinkingGeneration(self.weights, self.evaluation, sampling)
            has_thought = yield from thinking.run(is_cancelled)
        return list(self.evaluation.tokens) if has_thought else list(prompt)

    def read_ahead(self, prompt: Sequence[int], is_cancelled: IsCancelled) -> int:
        if len(prompt) >= self.context or common_length(self.evaluation.tokens, prompt) == len(prompt):
            return len(prompt) if len(prompt) < self.context else 0
        kept = self._reader.keep_prefix(prompt)
        with self.abort_on_cancel(is_cancelled):
            self._reader.read_to_end(prompt, kept, is_cancelled)
        return len(self.evaluation.tokens)

    def next_tokens(
        self, prompt: Sequence[int], count: int, is_cancelled: IsCancelled = never_cancelled
    ) -> tuple[NextToken, ...]:
        self._refuse_unfit(prompt)
        kept = self._reader.keep_prefix(prompt)
        with self.abort_on_cancel(is_cancelled):
            if not self._reader.read_to_end(prompt, kept, is_cancelled):
                raise errors.Cancelled
        logits = self.evaluation.logits()
        return tuple(
            NextToken(token, self._token_name(token), p, self.weights.ends_answer(token), float(logits[token]))
            for token, p in LogProbabilities.of_logits(logits).likeliest(count)
        )

    def fitting_tokens(self, begun: str, sampling: Sampling) -> frozenset[int] | None:
        return fitting_tokens(self.weights, sampling, begun)

    def answer_probabilities(
        self, messages: Sequence[ChatMessage], answers: Sequence[str], is_cancelled: IsCancelled
    ) -> tuple[float, ...]:
        earlier = tuple(messages[:-1])
        if earlier != self._scored_prefix[0]:
            variants = (self._tokens([*earlier, ChatMessage("user", text)]) for text in UNLIKE_TEXTS)
            self._scored_prefix = (earlier, common_length(*variants))
        prompt, shared = self._tokens(messages), self._scored_prefix[1]
        scorer = Scorer(self.weights, self.evaluation, self._batch, prompt, shared)
        with self.abort_on_cancel(is_cancelled):
            return scorer.probabilities(answers)

    def take_up(self, conversation: str) -> None:
        """Prepare for a conversation, whose state may be on disk; "" is for work that belongs to none."""
        if self.state_keeper is not None:
            self.state_keeper.take_up(self.evaluation, conversation)

    def save_state(self) -> None:
        """Keep the conversation's state on disk, where enough of it is new."""
        if self.state_keeper is not None:
            self.state_keeper.save(self.evaluation)

    def close(self) -> None:
        self.save_state()
        self._template.close()
        self.evaluation.close()
        if self.projector is not None:
            self.projector.close()
        self.weights.close()

    def _refuse_unfit(self, prompt: Sequence[int]) -> None:
        """Raise PromptTooLong for a prompt that leaves no room for a token, BadRequest for an empty one."""
        if not prompt:
            raise errors.BadRequest("an empty prompt")
        if len(prompt) >= self.context:
            raise errors.PromptTooLong(tokens=len(prompt), context=self.context)

    def _image_tokens(self, image: PromptImage) -> list[int]:
        assert self.projector is not None
        return self.projector.tokens(image)

    def _token_name(self, token: int) -> str:
        return self.weights.piece(token).decode("utf-8", "replace")

    def _with_generated_tokens(self, tokens: list[int]) -> list[int]:
        """Return the same prompt with the tokens that the model generated, where the tokenizer would split the text otherwise.

        Sampling draws "he"+"llo" where the tokenizer says "hello"; without this everything after it is evaluated again.
        """
        evaluated = self.evaluation.tokens
        common = common_length(evaluated, tokens)
        image = next((at for at in range(common, len(tokens)) if tokens[at] < 0), len(tokens))
        tokens, following = tokens[:image], tokens[image:]
        return _reuse_tokens(self.weights, evaluated, common, tokens) + following

    @contextmanager
    def abort_on_cancel(self, is_cancelled: IsCancelled) -> Iterator[None]:
        """Stop llama.cpp within a computation on cancel, as long as the context lasts."""
        ended = threading.Event()
        watcher = threading.Thread(
            target=_watch, args=(is_cancelled, ended, self.evaluation.abort.set), name="cancel watch"
        )
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()
            self.evaluation.abort.clear()


def open_text_model(name: str, spec: LoadSpec, is_cancelled: IsCancelled = never_cancelled) -> LlamaTextModel:
    """Open a text model as planned. Raises as LlamaTextModel."""
    folder = Path(spec.folder)
    plan = LoadPlan(spec.context, spec.threads, spec.gpu_layers)
    projector = folder / spec.projector if spec.projector else None
    template = read_header(folder / spec.file).chat_template
    return LlamaTextModel(name, folder / spec.file, template, plan, is_cancelled, projector)


def _reuse_tokens(weights: Weights, evaluated: list[int], common: int, tokens: list[int]) -> list[int]:
    text = b"".join(weights.piece(token) for token in tokens[common:])
    at = cut = end = 0
    for number, token in enumerate(evaluated[common:], common + 1):
        if token < 0:
            break
        piece = weights.piece(token)
        if not piece or not text.startswith(piece, at):
            break
        at += len(piece)
        is_boundary = number == len(evaluated) or weights.is_control(token) or text[at : at + 1] in b" \n"
        if is_boundary and _begins_character(text, at):
            cut, end = at, number
    if not end:
        return tokens
    rest = weights.tokenize(text[cut:].decode("utf-8", "replace"), False, True)
    if b"".join(weights.piece(token) for token in rest) != text[cut:]:
        return tokens  # a tokenizer that puts a space before every text
    return evaluated[:end] + rest


def _watch(is_cancelled: IsCancelled, ended: threading.Event, abort: Callable[[], None]) -> None:
    while not ended.wait(CANCEL_CHECK_SECONDS):
        if is_cancelled():
            abort()


def _begins_character(text: bytes, at: int) -> bool:
    """Return whether a UTF-8 character begins there: a byte 10xxxxxx continues the one before it."""
    return at >= len(text) or text[at] & 0xC0 != 0x80


def _open_weights(name: str, path: Path, plan: LoadPlan, is_cancelled: IsCancelled) -> Weights:
    try:
        return Weights(path, plan, is_cancelled)
    except ValueError as broken:
        if is_cancelled():
            raise errors.Cancelled from None
        raise errors.ModelDamaged(str(broken), name=name) from None


def _open_projector(name: str, path: Path, weights: Weights, plan: LoadPlan) -> Projector:
    try:
        return Projector(path, weights, plan)
    except ValueError as broken:
        weights.close()
        raise errors.ModelDamaged(str(broken), name=name) from None


def plan_for_projector(plan: LoadPlan, projector: Projector | None) -> LoadPlan:
    """Return the plan with a batch for a whole image, where its tokens attend to each other.

    llama.cpp aborts the process when such tokens come in two batches.
    """
    if projector is None or not projector.needs_one_batch:
        return plan
    return msgspec.structs.replace(plan, batch=ONE_IMAGE_BATCH, micro_batch=ONE_IMAGE_BATCH)


def _open_evaluation(weights: Weights, projector: Projector | None, plan: LoadPlan) -> Evaluation:
    try:
        return Evaluation(weights, plan)
    except MemoryError:
        if projector is not None:
            projector.close()
        weights.close()
        raise
