"""A text model on llama.cpp: the prompt is kept in the KV cache, tokens are streamed. Knows no conversations and no store."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from engine.models.interfaces import ChatMessage, Generated, PromptImage, PromptRead, TextDelta, ThoughtDelta
from engine.models.llama.chat_template import ChatTemplate
from engine.models.llama.generation import AnswerGeneration, Completion
from engine.models.llama.gguf import read_header
from engine.models.llama.native import Evaluation, LoadPlan, Weights, continues_image
from engine.models.llama.projector import MARKER as NATIVE_MARKER
from engine.models.llama.projector import Projector
from engine.models.llama.scoring import Scorer, common_length
from engine.models.llama.template_sandbox import RenderOptions
from engine.models.load_spec import LoadSpec
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled, never_cancelled
from engine.protocol.sampling import Sampling

CANCEL_CHECK_SECONDS = 0.02
"""Between two checks for cancel while llama.cpp computes."""
ZERO_WIDTH_SPACE = "\u200b"
MARKER = NATIVE_MARKER.decode()
"""The place of an image in a rendered prompt."""
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

    def prompt(self, messages: Sequence[ChatMessage], *, thinking: bool = False, begun: str = "") -> list[int]:
        return self._with_generated_tokens(self._tokens(messages, thinking, begun))

    def _tokens(self, messages: Sequence[ChatMessage], thinking: bool = False, begun: str = "") -> list[int]:
        images = [image for message in messages for image in message.images]
        if images and self.projector is None:
            raise errors.ModelNotMultimodal(name=self._name)
        escaped = [
            msgspec.structs.replace(message, text=_with_markers(message, self._escape_special(message.text)))
            for message in messages
        ]
        if begun:
            rendered = self._template.render_begun(escaped) + self._escape_special(begun)
        else:
            rendered = self._template.render(escaped, RenderOptions(thinking=thinking))
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
        if not prompt:
            raise errors.BadRequest("an empty prompt")
        if len(prompt) >= self.context:
            raise errors.PromptTooLong(tokens=len(prompt), context=self.context)
        kept = self._keep_prefix(prompt)
        started = time.perf_counter()
        completion = Completion("cancelled", 0)
        with self.abort_on_cancel(is_cancelled):
            is_complete = yield from self._read(prompt, kept, is_cancelled)
            prompt_end = time.perf_counter()
            if is_complete:
                completion = yield from AnswerGeneration(self.weights, self.evaluation, sampling).run(is_cancelled)
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

    def read_ahead(self, prompt: Sequence[int], is_cancelled: IsCancelled) -> int:
        if len(prompt) >= self.context or common_length(self.evaluation.tokens, prompt) == len(prompt):
            return len(prompt) if len(prompt) < self.context else 0
        kept = self._keep_prefix(prompt)
        with self.abort_on_cancel(is_cancelled), closing(self._read(prompt, kept, is_cancelled)) as reading:
            for _ in reading:
                pass
        return len(self.evaluation.tokens)

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

    def close(self) -> None:
        self._template.close()
        self.evaluation.close()
        if self.projector is not None:
            self.projector.close()
        self.weights.close()

    def _image_tokens(self, image: PromptImage) -> list[int]:
        assert self.projector is not None
        return self.projector.tokens(image)

    def _keep_prefix(self, prompt: Sequence[int]) -> int:
        """Rewind to the common prefix. The last prompt token is always evaluated, since its logits are needed."""
        common = common_length(self.evaluation.tokens, prompt)
        return self.evaluation.rewind(min(common, len(prompt) - 1))

    def _read(self, prompt: Sequence[int], kept: int, is_cancelled: IsCancelled) -> Generator[PromptRead, None, bool]:
        yield PromptRead(kept, len(prompt), kept)
        for start, end in _batches(prompt, kept, self._batch):
            if is_cancelled() or not self._read_batch(prompt[start:end], end == len(prompt), is_cancelled):
                return False
            yield PromptRead(end, len(prompt), kept)
        return True

    def _read_batch(self, tokens: Sequence[int], last: bool, is_cancelled: IsCancelled) -> bool:
        if tokens[0] >= 0:
            return self.evaluation.read(tokens, last)
        assert self.projector is not None
        embedding = self.projector.encode(tokens[0], is_cancelled)
        return embedding is not None and self.evaluation.read_image(embedding)

    def _token_name(self, token: int) -> str:
        return self.weights.piece(token).decode("utf-8", "replace")

    def _escape_special(self, text: str) -> str:
        """Break the names of special tokens (<|im_end|>) in a text, so that a document cannot speak as the system."""
        text = text.replace(MARKER, MARKER[0] + ZERO_WIDTH_SPACE + MARKER[1:])
        plain, special = (self.weights.tokenize(text, False, parse) for parse in (False, True))
        if plain == special:
            return text
        for token in {token for token in special if self.weights.is_control(token)}:
            name = self._token_name(token)
            text = text.replace(name, name[0] + ZERO_WIDTH_SPACE + name[1:])
        return text

    def _with_generated_tokens(self, tokens: list[int]) -> list[int]:
        """Return the same prompt with the tokens that the model generated, where the tokenizer would split the text otherwise.

        Sampling draws "he"+"llo" where the tokenizer says "hello"; without this the whole last answer is evaluated again.
        """
        evaluated = self.evaluation.tokens
        common = common_length(evaluated, tokens)
        image = next((at for at in range(common, len(tokens)) if tokens[at] < 0), len(tokens))
        tokens, following = tokens[:image], tokens[image:]
        return self._reuse_tokens(evaluated, common, tokens) + following

    def _reuse_tokens(self, evaluated: list[int], common: int, tokens: list[int]) -> list[int]:
        text = b"".join(self.weights.piece(token) for token in tokens[common:])
        at = cut = end = 0
        for number, token in enumerate(evaluated[common:], common + 1):
            if token < 0:
                break
            piece = self.weights.piece(token)
            if self.weights.is_control(token) or not text.startswith(piece, at):
                break
            at += len(piece)
            if _begins_character(text, at):
                cut, end = at, number
        if not end:
            return tokens
        rest = self.weights.tokenize(text[cut:].decode("utf-8", "replace"), False, True)
        if b"".join(self.weights.piece(token) for token in rest) != text[cut:]:
            return tokens  # a tokenizer that puts a space before every text
        return evaluated[:end] + rest

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


def _with_markers(message: ChatMessage, text: str) -> str:
    return "".join(f"{MARKER}\n" for _ in message.images) + text


def _batches(prompt: Sequence[int], start: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of what is evaluated at once: up to `size` tokens of text, or one whole part of an image."""
    while start < len(prompt):
        end = start + 1
        if prompt[start] < 0:
            while end < len(prompt) and continues_image(prompt[end]):
                end += 1
        else:
            while end < min(start + size, len(prompt)) and prompt[end] >= 0:
                end += 1
        yield start, end
        start = end
