"""How the next token is drawn: llama.cpp's own sampler chain, the penalties before it, and log-probabilities beside it."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import llama_cpp.llama_cpp as native
import msgspec
import numpy as np

from engine.models.kinds import Piece
from engine.protocol.sampling import Sampling

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.models.llama_native import Evaluation

PENALISED = 64
"""Tokens: how far back the penalties look, llama.cpp's own default."""
MIROSTAT_WINDOW = 100
LARGEST_SEED = 2**32 - 2  # llama.cpp reads 2**32 - 1 as "draw one"


class Sampler:
    """Draws one token after another for one answer. Close it: the chain is llama.cpp's memory."""

    def __init__(self, sampling: Sampling, vocabulary: int) -> None:
        self._sampling = sampling
        self._chain: Any = native.llama_sampler_chain_init(native.llama_sampler_chain_default_params())
        for part in _parts(sampling, vocabulary):
            native.llama_sampler_chain_add(self._chain, part)
        self._penalises = (sampling.repeat_penalty, sampling.frequency_penalty, sampling.presence_penalty) != (1, 0, 0)

    def draw(self, evaluation: Evaluation) -> int:
        if self._penalises:
            penalise(evaluation.raw_logits(), evaluation.tokens[-PENALISED:], self._sampling)
        return evaluation.draw(self._chain)

    def close(self) -> None:
        if self._chain:
            native.llama_sampler_free(self._chain)
            self._chain = None


def _parts(sampling: Sampling, vocabulary: int) -> Iterable[Any]:
    """The chain in llama.cpp's own order. Temperature 0 takes the likeliest token."""
    seed = secrets.randbelow(LARGEST_SEED) if sampling.seed is None else sampling.seed % (LARGEST_SEED + 1)
    if sampling.temperature <= 0:
        return [native.llama_sampler_init_greedy()]
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


def penalise(logits: Any, recent: Sequence[int], sampling: Sampling) -> None:
    """Lower recent tokens in place (`logits` is indexed by token), by llama.cpp's rules.

    Its own sampler looks every token of the vocabulary up, 0.2 ms each time; these are at most 64 tokens.
    """
    repeat, often, once = sampling.repeat_penalty, sampling.frequency_penalty, sampling.presence_penalty
    for token, times in Counter(recent).items():
        logit = logits[token]
        logits[token] = (logit * repeat if logit <= 0 else logit / repeat) - times * often - once


class Likelihood(msgspec.Struct, frozen=True):
    """Natural logarithms of the model's own probabilities, before temperature, cuts and penalties."""

    of: npt.NDArray[np.float32]

    @classmethod
    def of_logits(cls, logits: npt.NDArray[np.float32]) -> Likelihood:
        shifted = logits - logits.max()
        return cls(shifted - np.log(np.exp(shifted).sum()))

    def piece(self, text: str, token: int, alternatives: int, name: Callable[[int], str]) -> Piece:
        top = np.argpartition(self.of, -alternatives)[-alternatives:]
        best = top[np.argsort(-self.of[top])]
        return Piece(text, 1, float(self.of[token]), tuple((name(int(other)), float(self.of[other])) for other in best))
