"""How the next token is drawn: llama.cpp's own sampler chain, the penalties before it, and log-probabilities beside it."""

from __future__ import annotations

import ctypes
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import llama_cpp.llama_cpp as native
import msgspec
import numpy as np

from engine.models.interfaces import TextDelta
from engine.protocol.sampling import Sampling

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.models.llama.native import Evaluation

PENALISED = 64
"""Tokens: how far back the penalties look, llama.cpp's own default."""
MIROSTAT_WINDOW = 100
FAR_BELOW = (5.0, 10.0)
"""Logits below the likeliest: how far down to look for enough candidates, nearest first."""
LARGEST_SEED = 2**32 - 2  # llama.cpp reads 2**32 - 1 as "draw one"


CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])
"""llama.cpp's llama_token_data."""


class Sampler:
    """Draws one token after another for one answer. Close it: the chain is llama.cpp's memory.

    llama.cpp's own call copies the whole vocabulary for each token, 1 % of a small model's time. The likeliest token is found
    without; and where `top_k` cuts first, only tokens that can be among those are copied, with the same outcome.
    """

    def __init__(self, sampling: Sampling, vocabulary: int) -> None:
        self._sampling = sampling
        self._chain: Any = native.llama_sampler_chain_init(native.llama_sampler_chain_default_params())
        for part in _parts(sampling, vocabulary):
            native.llama_sampler_chain_add(self._chain, part)
        self._penalises = (sampling.repeat_penalty, sampling.frequency_penalty, sampling.presence_penalty) != (1, 0, 0)

    def draw(self, evaluation: Evaluation) -> int:
        if self._penalises:
            penalise(evaluation.raw_logits(), _written(evaluation.tokens[-PENALISED:]), self._sampling)
        if self._sampling.temperature <= 0:
            return int(evaluation.logits().argmax())
        if self._sampling.top_k > 0 and not self._sampling.mirostat:
            return draw_among(self._chain, likely(evaluation.logits(), self._sampling.top_k))
        return evaluation.draw(self._chain)

    def close(self) -> None:
        if self._chain:
            native.llama_sampler_free(self._chain)
            self._chain = None


def _parts(sampling: Sampling, vocabulary: int) -> Iterable[Any]:
    """The chain in llama.cpp's own order; none for temperature 0, which takes the likeliest token."""
    seed = secrets.randbelow(LARGEST_SEED) if sampling.seed is None else sampling.seed % (LARGEST_SEED + 1)
    if sampling.temperature <= 0:
        return []
    heat = native.llama_sampler_init_temp(sampling.temperature)
    tau, eta = sampling.mirostat_tau, sampling.mirostat_eta
    if sampling.mirostat == 1:
        return [heat, native.llama_sampler_init_mirostat(vocabulary, seed, tau, eta, MIROSTAT_WINDOW)]
    if sampling.mirostat == 2:
        return [heat, native.llama_sampler_init_mirostat_v2(seed, tau, eta)]
    return [*_cuts(sampling), heat, native.llama_sampler_init_dist(seed)]


def _cuts(sampling: Sampling) -> Iterable[Any]:
    if sampling.top_k > 0:
        yield native.llama_sampler_init_top_k(sampling.top_k)
    if sampling.typical_p < 1:
        yield native.llama_sampler_init_typical(sampling.typical_p, 1)
    if sampling.top_p < 1:
        yield native.llama_sampler_init_top_p(sampling.top_p, 1)
    if sampling.min_p > 0:
        yield native.llama_sampler_init_min_p(sampling.min_p, 1)


def likely(logits: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.void]:
    """Candidates [at least `count` when there are so many], the `count` likeliest among them, in the vocabulary's order."""
    largest = logits.max()
    for far in FAR_BELOW:
        ids = np.flatnonzero(logits >= largest - far)
        if len(ids) >= count:
            break
    else:
        ids = np.arange(len(logits))
    candidates = np.zeros(len(ids), CANDIDATE)
    candidates["id"], candidates["logit"] = ids, logits[ids]
    return candidates


def draw_among(chain: Any, candidates: npt.NDArray[np.void]) -> int:
    data = candidates.ctypes.data_as(native.llama_token_data_p)
    array = native.llama_token_data_array(data=data, size=len(candidates), selected=-1, sorted=False)
    native.llama_sampler_apply(chain, ctypes.byref(array))
    return int(array.data[array.selected].id)


def _written(tokens: Sequence[int]) -> list[int]:
    """Without those that stand for pictures."""
    return [token for token in tokens if token >= 0]


def penalise(logits: Any, recent: Sequence[int], sampling: Sampling) -> None:
    """Lower recent tokens in place (`logits` is indexed by token), by llama.cpp's rules.

    Its own sampler looks every token of the vocabulary up, 0.2 ms each time; these are at most 64 tokens.
    """
    repeat, often, once = sampling.repeat_penalty, sampling.frequency_penalty, sampling.presence_penalty
    for token, times in Counter(recent).items():
        logit = logits[token]
        logits[token] = (logit * repeat if logit <= 0 else logit / repeat) - times * often - once


class ClassScore(msgspec.Struct, frozen=True):
    """Natural logarithms of the model's own probabilities, before temperature, cuts and penalties."""

    of: npt.NDArray[np.float32]

    @classmethod
    def of_logits(cls, logits: npt.NDArray[np.float32]) -> ClassScore:
        shifted = logits - logits.max()
        return cls(shifted - np.log(np.exp(shifted).sum()))

    def piece(self, text: str, token: int, alternatives: int, name: Callable[[int], str]) -> TextDelta:
        top = np.argpartition(self.of, -alternatives)[-alternatives:]
        best = top[np.argsort(-self.of[top])]
        return TextDelta(
            text, 1, float(self.of[token]), tuple((name(int(other)), float(self.of[other])) for other in best)
        )
