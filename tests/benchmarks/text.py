"""Generation and prompt speed against llama.cpp's own loop, and what the second turn saves."""

from __future__ import annotations

import ctypes
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine.capabilities.chat import api as chat
from engine.models.hardware import physical_cores
from engine.models.interfaces import Generated
from engine.models.llama.gguf import read_header
from engine.models.llama.native import LoadPlan, Weights
from engine.models.llama.text_model import LlamaTextModel
from engine.models.registry import ModelRegistry
from engine.protocol.answering.sampling import Sampling
from tests.benchmarks.table import Row, alternately, ratio, seconds, spread
from tests.support.engine_process import EngineProcess

WRITTEN, READ, ROUNDS = 48, 512, 31
HISTORY, CONVERSATIONS = 1500, 5
SEA = "The sea was calm and the old lighthouse keeper counted the ships. "
GREEDY = {"temperature": 0.0, "repeat_penalty": 1.0, "seed": 1}


def run(models: Path) -> Iterator[Row]:
    installed = next(m for m in ModelRegistry([models]).list() if m.manifest.kind == "text")
    path = installed.path(".gguf")
    plan = LoadPlan(4096, physical_cores())
    model = LlamaTextModel(installed.manifest.name, path, read_header(path).chat_template, plan)
    with bare(path, plan) as theirs, tempfile.TemporaryDirectory() as home, EngineProcess(Path(home), models) as engine:
        yield from generation(model, theirs, engine)
        yield prompt(model, theirs)
    model.close()
    with tempfile.TemporaryDirectory() as home, EngineProcess(Path(home), models) as engine:
        yield second_turn(engine)


def generation(model: LlamaTextModel, theirs: Bare, engine: EngineProcess) -> Iterator[Row]:
    tokens, groups = theirs.weights.tokenize(SEA, True, False)[:16], list[float]()

    def through_the_engine() -> float:
        """Sampled, decoded, streamed over the pipe and written to the library, as a person gets it."""
        asked = chat.Send(
            "Tell me a long story about the sea.",
            settings=chat.ConversationSettings(Sampling(max_tokens=WRITTEN, **GREEDY)),
        )
        call = engine.start_call(chat.SEND, asked)
        message = call.result().message
        groups.append(sum(isinstance(event, chat.AnswerDelta) for event in call.events) / message.seconds)
        return message.tokens / message.seconds

    def in_process() -> float:
        done = finish(model, tokens, WRITTEN)
        return done.tokens / done.seconds

    whole, ours, bare = alternately(ROUNDS, through_the_engine, in_process, lambda: theirs.write(tokens, WRITTEN))
    yield Row(
        "generation ÷ llama.cpp's own loop",
        f"{ratio(ours, bare):.2f}",
        "≥ 0.97",
        f"{spread(ours, 'tokens/s')} with sampling, against {spread(bare, 'tokens/s')} of `llama_decode` alone",
    )
    yield Row(
        "generation as a person gets it (engine, wire, library) ÷ llama.cpp's own loop",
        f"{ratio(whole, bare):.2f}",
        "≥ 0.97",
        f"{spread(whole, 'tokens/s')}, sent in {spread(groups, 'groups/s', 0)}",
    )


def prompt(model: LlamaTextModel, theirs: Bare) -> Row:
    tokens = theirs.weights.tokenize(SEA * 60, True, False)[:READ]
    backwards = [tokens[0], *reversed(tokens[1:])]

    def reading() -> float:
        finish(model, backwards[:1] * 2, 1)  # so that only the first token is kept
        done = finish(model, backwards, 1)
        return (done.prompt_tokens - done.cached_tokens) / done.prompt_seconds

    figures = alternately(ROUNDS, reading, lambda: theirs.read(tokens))
    return Row(
        f"prompt of {READ} tokens ÷ llama.cpp's own loop",
        f"{ratio(*figures):.2f}",
        "≥ 0.95",
        f"{spread(figures[0], 'tokens/s')} against {spread(figures[1], 'tokens/s')}",
    )


def second_turn(engine: EngineProcess) -> Row:
    """Through the engine: from the question sent to the first word heard."""
    heard(engine, None, "Hello.")
    first, second, kept = [], [], []
    for number in range(CONVERSATIONS):
        story = f"Story {number}. " + SEA * (HISTORY // 14)
        one, replied = heard(engine, None, story)
        two, again = heard(engine, replied.conversation, "What did he count?")
        first.append(one * 1000)
        second.append(two * 1000)
        kept.append(again.cached_tokens / again.prompt_tokens)
    return Row(
        f"turn 2's time to first token ÷ turn 1's, {replied.prompt_tokens:,} tokens of history",
        f"{ratio(second, first):.3f}",
        "≤ 0.12",
        f"{spread(second, 'ms', 0)} against {spread(first, 'ms', 0)}; {min(kept):.0%} of the prompt kept",
    )


def heard(engine: EngineProcess, conversation: int | None, text: str) -> tuple[float, chat.Reply]:
    """Seconds until the first word, and what it became."""
    begun = time.perf_counter()
    call = engine.start_call(
        chat.SEND, chat.Send(text, conversation, settings=chat.ConversationSettings(Sampling(max_tokens=24, **GREEDY)))
    )
    call.wait_for(chat.AnswerDelta)
    until = time.perf_counter() - begun
    return until, call.result()


def finish(model: LlamaTextModel, prompt: list[int], tokens: int) -> Generated:
    """Greedy: llama.cpp's own bench draws nothing by chance."""
    generation = model.generate(prompt, Sampling(max_tokens=tokens, **GREEDY), lambda: False)
    while True:
        try:
            next(generation)
        except StopIteration as stop:
            done: Generated = stop.value
            return done


class Bare:
    """llama_decode in a loop: one token at a time, or a prompt in batches. What llama-bench does, through the same library."""

    def __init__(self, weights: Weights, context: Any, native: Any) -> None:
        self.weights, self._context, self._native = weights, context, native
        self._memory = native.llama_get_memory(context)

    def write(self, prompt: list[int], tokens: int) -> float:
        self._native.llama_memory_clear(self._memory, True)
        self._decode(prompt)
        begun = time.perf_counter()
        for number in range(tokens):
            self._decode([prompt[number % len(prompt)]])
        return tokens / (time.perf_counter() - begun)

    def read(self, prompt: list[int]) -> float:
        self._native.llama_memory_clear(self._memory, True)
        return len(prompt) / seconds(lambda: self._decode(prompt))

    def _decode(self, tokens: list[int]) -> None:
        ids = (self._native.llama_token * len(tokens))(*tokens)
        batch = self._native.llama_batch_get_one(
            ctypes.cast(ids, ctypes.POINTER(self._native.llama_token)), len(tokens)
        )
        assert self._native.llama_decode(self._context, batch) == 0
        self._native.llama_synchronize(self._context)


@contextmanager
def bare(path: Path, plan: LoadPlan) -> Iterator[Bare]:
    """A context as llama-bench makes it: batches of 512, flash attention as ours."""
    import llama_cpp.llama_cpp as native

    weights = Weights(path, plan, lambda: False)
    params = native.llama_context_default_params()
    params.n_ctx, params.n_batch, params.n_ubatch = plan.context, 512, 512
    params.n_threads = params.n_threads_batch = plan.threads
    params.flash_attn_type = native.LLAMA_FLASH_ATTN_TYPE_ENABLED
    context = native.llama_init_from_model(weights.handle, params)
    try:
        yield Bare(weights, context, native)
    finally:
        native.llama_free(context)
        weights.close()
