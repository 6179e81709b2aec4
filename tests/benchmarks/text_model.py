"""Generation and prompt speed against llama.cpp's own loop, and what the second turn saves."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine.models.gguf import read_header
from engine.models.hardware import physical_cores
from engine.models.kinds import Generated, Turn
from engine.models.llama import LlamaTextModel
from engine.models.llama_native import LoadPlan, Weights
from engine.models.shelf import Shelf
from engine.protocol.sampling import Sampling
from tests.benchmarks.table import Row, alternately, ratio, seconds, spread

WRITTEN, READ, ROUNDS = 128, 512, 7
HISTORY = 1500


def run(models: Path) -> Iterator[Row]:
    shelved = next(m for m in Shelf([models]).list() if m.card.kind == "text")
    path = shelved.path(".gguf")
    plan = LoadPlan(4096, physical_cores())
    model = LlamaTextModel(shelved.card.name, path, read_header(path).chat_template, plan)
    with bare(path, plan) as theirs:
        yield from speeds(model, theirs)
    yield second_turn(model)
    model.close()


def speeds(model: LlamaTextModel, theirs: Bare) -> Iterator[Row]:
    text = "The sea was calm and the old lighthouse keeper counted the ships. " * 60
    tokens = theirs.weights.tokenize(text, True, False)[:READ]

    def ours_writing() -> float:
        return WRITTEN / finish(model, tokens[:16], WRITTEN).seconds

    def ours_reading() -> float:
        fresh = [*tokens[:1], *reversed(tokens[1:])]
        finish(model, [tokens[0]] * 2, 1)  # forget the prompt
        return READ / finish(model, fresh, 1).prompt_seconds

    writing = alternately(ROUNDS, ours_writing, lambda: theirs.write(tokens[:16], WRITTEN))
    yield Row(
        "generation ÷ llama.cpp's own",
        f"{ratio(*writing):.2f}",
        "≥ 0.97",
        f"{spread(writing[0], 'tokens/s')} against {spread(writing[1], 'tokens/s')}",
    )
    reading = alternately(ROUNDS, ours_reading, lambda: theirs.read(tokens))
    yield Row(
        f"prompt of {READ} tokens ÷ llama.cpp's own",
        f"{ratio(*reading):.2f}",
        "≥ 0.95",
        f"{spread(reading[0], 'tokens/s')} against {spread(reading[1], 'tokens/s')}",
    )


def second_turn(model: LlamaTextModel) -> Row:
    story = "The keeper wrote every ship into his book and drew a small mark beside those that came back. "
    first = [Turn("system", "You are a helpful assistant."), Turn("user", story * (HISTORY // model.count(story) + 1))]
    one = finish(model, model.prompt(first), 16)
    again = [*first, Turn("assistant", "He wrote every ship into his book."), Turn("user", "What did he draw?")]
    two = finish(model, model.prompt(again), 16)
    return Row(
        f"turn 2's time to first token ÷ turn 1's, {one.prompt_tokens} tokens of history",
        f"{two.prompt_seconds / one.prompt_seconds:.3f}",
        "≤ 0.12",
        f"{two.prompt_seconds * 1000:.0f} ms against {one.prompt_seconds * 1000:.0f} ms, {two.kept_tokens} tokens kept",
    )


def finish(model: LlamaTextModel, prompt: list[int], tokens: int) -> Generated:
    """Greedy, as llama.cpp's own bench draws nothing by chance; an end of text does not end it early often enough to matter."""
    sampling = Sampling(temperature=0.0, repeat_penalty=1.0, max_tokens=tokens, seed=1)
    generation = model.generate(prompt, sampling, lambda: False)
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
        self._clear()
        self._decode(prompt)
        begun = time.perf_counter()
        for number in range(tokens):
            self._decode([prompt[number % len(prompt)]])
        return tokens / (time.perf_counter() - begun)

    def read(self, prompt: list[int]) -> float:
        self._clear()
        return len(prompt) / seconds(lambda: self._decode(prompt))

    def _clear(self) -> None:
        self._native.llama_memory_clear(self._memory, True)

    def _decode(self, tokens: list[int]) -> None:
        ids = (self._native.llama_token * len(tokens))(*tokens)
        batch = self._native.llama_batch_get_one(
            ctypes.cast(ids, ctypes.POINTER(self._native.llama_token)), len(tokens)
        )
        assert self._native.llama_decode(self._context, batch) == 0
        self._native.llama_synchronize(self._context)


@contextmanager
def bare(path: Path, plan: LoadPlan) -> Iterator[Bare]:
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
