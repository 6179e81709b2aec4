"""Sampling of the next token: llama.cpp's sampler chain, the penalties before it, and the log-probabilities."""

from __future__ import annotations

import ctypes
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any  # llama.cpp's handles and structures have no types

import llama_cpp.llama_cpp as native
import msgspec
import numpy as np

from engine.models.interfaces import TextDelta
from engine.protocol.answering.sampling import PENALTY_WINDOW, Sampling

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.models.llama.native import Evaluation

MIROSTAT_WINDOW = 100
LOGIT_MARGINS = (5.0, 10.0)
"""Distances below the largest logit within which candidates are looked for, nearest first."""
LARGEST_SEED = 2**32 - 2  # llama.cpp reads 2**32 - 1 as "draw one"


CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])
"""llama.cpp's llama_token_data."""


class Sampler:
    """Draws one token after another for one answer. Close it: the chain is in llama.cpp's memory.

    llama.cpp's own call copies the whole vocabulary for each token, 1 % of a small model's time. The likeliest token is found
    without a copy; where `top_k` comes first, only tokens that can be among those are copied, with the same result.
    """

    def __init__(self, sampling: Sampling, vocabulary: int) -> None:
        self._sampling = sampling
        self.chain: Any = native.llama_sampler_chain_init(native.llama_sampler_chain_default_params())
        for step in _steps(sampling, vocabulary):
            native.llama_sampler_chain_add(self.chain, step)
        self._has_penalties = (sampling.repeat_penalty, sampling.frequency_penalty, sampling.presence_penalty) != (
            1,
            0,
            0,
        )

    def draw(self, evaluation: Evaluation, allowed: npt.NDArray[np.intp] | None = None) -> int:
        """Return the next token, one of those `allowed` where these are given. The penalties change the evaluation's logits."""
        if self._has_penalties:
            penalise(evaluation.logits(), _text_tokens(evaluation.tokens[-PENALTY_WINDOW:]), self._sampling)
        if allowed is not None:
            return self._draw_allowed(evaluation.logits(), allowed)
        if self._sampling.temperature <= 0:
            return int(evaluation.logits().argmax())
        if self._sampling.top_k > 0 and not self._sampling.mirostat:
            return draw_from(self.chain, likeliest(evaluation.logits(), self._sampling.top_k))
        return evaluation.draw(self.chain)

    def _draw_allowed(self, logits: npt.NDArray[np.float32], allowed: npt.NDArray[np.intp]) -> int:
        if self._sampling.temperature <= 0 or len(allowed) == 1:
            return int(allowed[logits[allowed].argmax()])
        return draw_from(self.chain, candidates_of(logits, allowed))

    def close(self) -> None:
        """Free the chain; a second call does nothing."""
        if self.chain:
            native.llama_sampler_free(self.chain)
            self.chain = None


def _steps(sampling: Sampling, vocabulary: int) -> Iterable[Any]:
    """Return the chain's steps in llama.cpp's order; none for temperature 0, which takes the likeliest token."""
    seed = secrets.randbelow(LARGEST_SEED) if sampling.seed is None else sampling.seed % (LARGEST_SEED + 1)
    if sampling.temperature <= 0:
        return []
    temperature = native.llama_sampler_init_temp(sampling.temperature)
    tau, eta = sampling.mirostat_tau, sampling.mirostat_eta
    if sampling.mirostat == 1:
        return [temperature, native.llama_sampler_init_mirostat(vocabulary, seed, tau, eta, MIROSTAT_WINDOW)]
    if sampling.mirostat == 2:
        return [temperature, native.llama_sampler_init_mirostat_v2(seed, tau, eta)]
    return [*_truncations(sampling), temperature, native.llama_sampler_init_dist(seed)]


def _truncations(sampling: Sampling) -> Iterable[Any]:
    if sampling.top_k > 0:
        yield native.llama_sampler_init_top_k(sampling.top_k)
    if sampling.typical_p < 1:
        yield native.llama_sampler_init_typical(sampling.typical_p, 1)
    if sampling.top_p < 1:
        yield native.llama_sampler_init_top_p(sampling.top_p, 1)
    if sampling.min_p > 0:
        yield native.llama_sampler_init_min_p(sampling.min_p, 1)


def likeliest(logits: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.void]:
    """Return candidates in the vocabulary's order: the `count` likeliest, and perhaps more."""
    largest = logits.max()
    for margin in LOGIT_MARGINS:
        ids = np.flatnonzero(logits >= largest - margin)
        if len(ids) >= count:
            break
    else:
        ids = np.arange(len(logits))
    return candidates_of(logits, ids)


def candidates_of(logits: npt.NDArray[np.float32], ids: npt.NDArray[np.intp]) -> npt.NDArray[np.void]:
    """Return tokens with their logits as llama.cpp's sampler chains take them."""
    candidates = np.zeros(len(ids), CANDIDATE)
    candidates["id"], candidates["logit"] = ids, logits[ids]
    return candidates


def draw_from(chain: Any, candidates: npt.NDArray[np.void]) -> int:
    """Return the token that a sampler chain draws from candidates."""
    data = ctypes.pointer(native.llama_token_data.from_buffer(candidates.data))
    array = native.llama_token_data_array(data=data, size=len(candidates), selected=-1, sorted=False)
    native.llama_sampler_apply(chain, ctypes.byref(array))
    return int(array.data[array.selected].id)


def _text_tokens(tokens: Sequence[int]) -> list[int]:
    """Return the tokens that do not stand for images."""
    return [token for token in tokens if token >= 0]


def penalise(logits: npt.NDArray[np.float32], recent: Sequence[int], sampling: Sampling) -> None:
    """Lower the logits of recent tokens in place, by llama.cpp's rules.

    llama.cpp's own sampler looks up every token of the vocabulary, 0.2 ms each time; these are at most 64 tokens.
    """
    repeat, frequency, presence = sampling.repeat_penalty, sampling.frequency_penalty, sampling.presence_penalty
    times = Counter(recent)
    ids = np.array(list(times), np.intp)
    values = logits[ids]
    values = np.where(values <= 0, values * repeat, values / repeat)
    logits[ids] = values - np.array(list(times.values()), np.float32) * frequency - presence


class LogProbabilities(msgspec.Struct, frozen=True):
    """Natural logarithms of the model's own probabilities, float32 [vocabulary], before temperature, cuts and penalties."""

    values: npt.NDArray[np.float32]

    @classmethod
    def of_logits(cls, logits: npt.NDArray[np.float32]) -> LogProbabilities:
        """Return the log-softmax of logits."""
        shifted = logits - logits.max()
        return cls(shifted - np.log(np.exp(shifted).sum()))

    def delta(self, text: str, token: int, alternatives: int, name: Callable[[int], str]) -> TextDelta:
        """Return a generated token's text with its log-probability and so many of the likeliest alternatives."""
        best = tuple((name(other), float(self.values[other])) for other in self._best(alternatives))
        return TextDelta(text, 1, float(self.values[token]), best)

    def likeliest(self, count: int) -> list[tuple[int, float]]:
        """Return so many of the likeliest tokens with their probabilities, the likeliest first."""
        return [(token, float(np.exp(self.values[token]))) for token in self._best(count)]

    def _best(self, count: int) -> list[int]:
        count = min(count, len(self.values))
        top = np.argpartition(self.values, -count)[-count:]
        return [int(token) for token in top[np.argsort(-self.values[top])]]
