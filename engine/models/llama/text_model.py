"""A text model by llama.cpp: prompt kept in the KV cache, tokens streamed. Knows nothing of conversations or the store."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from engine.models.interfaces import ChatMessage, Finish, Generated, PromptImage, PromptRead, TextDelta
from engine.models.llama.chat_template import ChatTemplate
from engine.models.llama.native import Evaluation, LoadPlan, Weights, goes_on_with_picture
from engine.models.llama.projector import MARKER as NATIVE_MARKER
from engine.models.llama.projector import Projector
from engine.models.llama.sampler import ClassScore, Sampler
from engine.models.llama.scoring import Scorer, common_length
from engine.models.llama.text_stream import TextStream
from engine.protocol import errors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.sampling import Sampling

LOOK_EVERY = 0.02
"""Seconds between two looks for cancel while llama.cpp computes."""
ZERO_WIDTH_SPACE = "\u200b"
MARKER = NATIVE_MARKER.decode()
"""Where a picture stands in a rendered prompt."""
WHOLE_BATCH = 1024
"""Tokens evaluated at once by models that read a picture as a whole."""

UNLIKE = ("0", "1")
"""Two texts without a beginning in common."""


def never() -> bool:
    return False


class LlamaTextModel:
    """TextModel over one GGUF file, and its projector's. One caller at a time; `computed_tokens` counts all ever evaluated.

    Raises ModelDamaged, Cancelled, and MemoryError (also while generating) when the KV cache or the GPU is exhausted.
    """

    def __init__(
        self,
        name: str,
        path: Path,
        template: str,
        plan: LoadPlan,
        is_cancelled: IsCancelled = never,
        projector: Path | None = None,
    ) -> None:
        self._name = name
        self._weights = _open_weights(name, path, plan, is_cancelled)
        self._projector = _open_projector(name, projector, self._weights, plan) if projector else None
        plan = plan_to_see(plan, self._projector)
        self._evaluation = _open_evaluation(self._weights, self._projector, plan)
        self._step = plan.micro_batch
        self._judged: tuple[tuple[ChatMessage, ...], int] = ((), 0)
        """The turns before the last one `choose` was asked about, and how many tokens come before any text of that."""
        self._template = ChatTemplate(template, self._weights.bos, self._weights.eos, self._weights.is_one_special)

    @property
    def name(self) -> str:
        return self._name

    @property
    def context(self) -> int:
        return self._evaluation.context

    @property
    def sees(self) -> bool:
        return self._projector is not None

    @property
    def computed_tokens(self) -> int:
        return self._evaluation.computed

    @property
    def template_note(self) -> str:
        """Why the model's own chat template is not used; empty when it is."""
        return self._template.note

    def count(self, text: str) -> int:
        return len(self._weights.tokenize(text, False, False))

    def prompt(self, turns: Sequence[ChatMessage]) -> list[int]:
        return self._as_generated(self._tokens(turns))

    def _tokens(self, turns: Sequence[ChatMessage]) -> list[int]:
        pictures = [picture for turn in turns for picture in turn.pictures]
        if pictures and self._projector is None:
            raise errors.ModelBlind(name=self._name)
        rendered = self._template.render(
            [msgspec.structs.replace(turn, text=_marked(turn, self._disarm(turn.text))) for turn in turns]
        )
        add_special = not (self._weights.bos and rendered.startswith(self._weights.bos))
        before, *after = rendered.split(MARKER) if pictures else (rendered,)
        if len(after) != len(pictures):
            raise errors.InternalError("the chat template lost a picture")
        tokens = self._weights.tokenize(before, add_special, True)
        for picture, text in zip(pictures, after, strict=True):
            tokens += self._seen(picture) + self._weights.tokenize(text, False, True)
        return tokens

    def generate(
        self, prompt: Sequence[int], sampling: Sampling, is_cancelled: IsCancelled
    ) -> Generator[PromptRead | TextDelta, None, Generated]:
        if not prompt:
            raise errors.BadRequest("an empty prompt")
        if len(prompt) >= self.context:
            raise errors.PromptTooLong(tokens=len(prompt), context=self.context)
        kept = self._keep_prefix(prompt)
        begun = time.perf_counter()
        written = Written("cancelled", 0)
        with self._watching(is_cancelled):
            complete = yield from self._read(prompt, kept, is_cancelled)
            read = time.perf_counter()
            if complete:
                written = yield from self._write(sampling, is_cancelled)
        seconds = time.perf_counter() - read
        return Generated(written.tokens, seconds, len(prompt), read - begun, kept, written.finish)

    def choose(
        self, turns: Sequence[ChatMessage], answers: Sequence[str], is_cancelled: IsCancelled
    ) -> tuple[float, ...]:
        before = tuple(turns[:-1])
        if before != self._judged[0]:
            self._judged = (
                before,
                common_length(*(self._tokens([*before, ChatMessage("user", text)]) for text in UNLIKE)),
            )
        scorer = Scorer(self._weights, self._evaluation, self._step, self._tokens(turns), self._judged[1])
        with self._watching(is_cancelled):
            return scorer.shares(answers)

    def close(self) -> None:
        self._template.close()
        self._evaluation.close()
        if self._projector is not None:
            self._projector.close()
        self._weights.close()

    def _seen(self, picture: PromptImage) -> list[int]:
        assert self._projector is not None
        return self._projector.tokens(picture)

    def _keep_prefix(self, prompt: Sequence[int]) -> int:
        """Rewind to the common prefix; the last prompt token is always evaluated, since its logits are wanted."""
        common = common_length(self._evaluation.tokens, prompt)
        return self._evaluation.rewind(min(common, len(prompt) - 1))

    def _read(self, prompt: Sequence[int], kept: int, is_cancelled: IsCancelled) -> Generator[PromptRead, None, bool]:
        yield PromptRead(kept, len(prompt), kept)
        for start, end in _portions(prompt, kept, self._step):
            if is_cancelled() or not self._read_portion(prompt[start:end], end == len(prompt), is_cancelled):
                return False
            yield PromptRead(end, len(prompt), kept)
        return True

    def _read_portion(self, tokens: Sequence[int], last: bool, is_cancelled: IsCancelled) -> bool:
        if tokens[0] >= 0:
            return self._evaluation.read(tokens, last)
        assert self._projector is not None
        sight = self._projector.encode(tokens[0], is_cancelled)
        return sight is not None and self._evaluation.encode_image(sight)

    def _write(self, sampling: Sampling, is_cancelled: IsCancelled) -> Generator[TextDelta, None, Written]:
        stream = TextStream(sampling.stop)
        with closing(Sampler(sampling, self._weights.tokens)) as sampler:
            written = yield from self._draw(sampler, sampling, stream, is_cancelled)
        if rest := stream.finish():
            yield TextDelta(rest, 0)
        return written

    def _draw(
        self, sampler: Sampler, sampling: Sampling, stream: TextStream, is_cancelled: IsCancelled
    ) -> Generator[TextDelta, None, Written]:
        unseen = 0
        for number in range(sampling.max_tokens):
            if is_cancelled():
                return Written("cancelled", number)
            likelihood = self._likelihood(sampling)
            token = sampler.draw(self._evaluation)
            if self._weights.ends_answer(token):
                return Written("stop", number)
            text, unseen = stream.feed(self._weights.piece(token)), unseen + 1
            if likelihood:
                yield likelihood.piece(text, token, sampling.log_probabilities, self._name_of)
            elif text:
                yield TextDelta(text, unseen)
                unseen = 0
            if stream.stopped:
                return Written("stop", number + 1)
            if len(self._evaluation.tokens) + 1 >= self.context:
                return Written("length", number + 1)
            if not self._evaluation.step(token):
                return Written("cancelled", number + 1)
        return Written("length", sampling.max_tokens)

    def _likelihood(self, sampling: Sampling) -> ClassScore | None:
        return ClassScore.of_logits(self._evaluation.logits()) if sampling.log_probabilities else None

    def _name_of(self, token: int) -> str:
        return self._weights.piece(token).decode("utf-8", "replace")

    def _disarm(self, text: str) -> str:
        """A text that names special tokens (<|im_end|>) gets them broken, so that a document cannot speak as the system."""
        text = text.replace(MARKER, MARKER[0] + ZERO_WIDTH_SPACE + MARKER[1:])
        plain, special = (self._weights.tokenize(text, False, parse) for parse in (False, True))
        if plain == special:
            return text
        for token in {token for token in special if self._weights.is_control(token)}:
            name = self._name_of(token)
            text = text.replace(name, name[0] + ZERO_WIDTH_SPACE + name[1:])
        return text

    def _as_generated(self, tokens: list[int]) -> list[int]:
        """The same prompt, spelt with the tokens the model wrote where the tokenizer would split their text otherwise.

        Sampling draws "he"+"llo" where the tokenizer says "hello"; without this the whole last answer is read again.
        """
        written = self._evaluation.tokens
        common = common_length(written, tokens)
        picture = next((at for at in range(common, len(tokens)) if tokens[at] < 0), len(tokens))
        tokens, following = tokens[:picture], tokens[picture:]
        return self._spelt_as(written, common, tokens) + following

    def _spelt_as(self, written: list[int], common: int, tokens: list[int]) -> list[int]:
        text = b"".join(self._weights.piece(token) for token in tokens[common:])
        at = cut = end = 0
        for number, token in enumerate(written[common:], common + 1):
            if token < 0:
                break
            piece = self._weights.piece(token)
            if self._weights.is_control(token) or not text.startswith(piece, at):
                break
            at += len(piece)
            if _begins_character(text, at):
                cut, end = at, number
        if not end:
            return tokens
        rest = self._weights.tokenize(text[cut:].decode("utf-8", "replace"), False, True)
        if b"".join(self._weights.piece(token) for token in rest) != text[cut:]:
            return tokens  # a tokenizer that puts a space before every text
        return written[:end] + rest

    @contextmanager
    def _watching(self, is_cancelled: IsCancelled) -> Iterator[None]:
        """While inside, cancel also stops llama.cpp within one computation."""
        ended = threading.Event()
        watcher = threading.Thread(
            target=_watch, args=(is_cancelled, ended, self._evaluation.abort.set), name="cancel watch"
        )
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()
            self._evaluation.abort.clear()


class Written(msgspec.Struct, frozen=True):
    finish: Finish
    tokens: int


def _watch(is_cancelled: IsCancelled, ended: threading.Event, abort: Callable[[], None]) -> None:
    while not ended.wait(LOOK_EVERY):
        if is_cancelled():
            abort()


def _begins_character(text: bytes, at: int) -> bool:
    """UTF-8: a byte 10xxxxxx goes on with the character before it."""
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


def plan_to_see(plan: LoadPlan, projector: Projector | None) -> LoadPlan:
    """Where a picture's tokens see each other they must be evaluated at once; llama.cpp aborts the process otherwise."""
    if projector is None or not projector.reads_whole:
        return plan
    return msgspec.structs.replace(plan, batch=WHOLE_BATCH, micro_batch=WHOLE_BATCH)


def _open_evaluation(weights: Weights, projector: Projector | None, plan: LoadPlan) -> Evaluation:
    try:
        return Evaluation(weights, plan)
    except MemoryError:
        if projector is not None:
            projector.close()
        weights.close()
        raise


def _marked(turn: ChatMessage, text: str) -> str:
    return "".join(f"{MARKER}\n" for _ in turn.pictures) + text


def _portions(prompt: Sequence[int], start: int, step: int) -> Iterator[tuple[int, int]]:
    """What is evaluated at once: up to `step` tokens of text, or one whole part of a picture."""
    while start < len(prompt):
        end = start + 1
        if prompt[start] < 0:
            while end < len(prompt) and goes_on_with_picture(prompt[end]):
                end += 1
        else:
            while end < min(start + step, len(prompt)) and prompt[end] >= 0:
                end += 1
        yield start, end
        start = end
