"""The probability of each of a few answers, given that a model replies with one of them. Knows no chat."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from engine.models.llama.native import Evaluation, Weights
from engine.protocol import errors

if TYPE_CHECKING:
    import numpy.typing as npt

    Logits = npt.NDArray[np.float64]


class Scorer:
    """Scores answers to one prompt, whose first `shared` tokens other prompts begin with too. `step` tokens are a batch.

    The shared tokens are kept in the KV cache as a whole or evaluated again, and the rest is always evaluated: the result does
    not depend on earlier prompts.
    """

    def __init__(self, weights: Weights, evaluation: Evaluation, step: int, prompt: Sequence[int], shared: int) -> None:
        self._weights, self._evaluation, self._step = weights, evaluation, step
        self._prompt, self._shared = list(prompt), min(shared, len(prompt) - 1)

    def probabilities(self, answers: Sequence[str]) -> tuple[float, ...]:
        """Return a probability for each answer; they add up to 1. Raises PromptTooLong, Cancelled."""
        end = max(self._weights.answer_end, 0)
        tokens = [(*self._weights.tokenize(answer, False, False), end) for answer in answers]
        room = len(self._prompt) + max(map(len, tokens))
        if room > self._evaluation.context:
            raise errors.PromptTooLong(tokens=room, context=self._evaluation.context)
        logs = np.zeros(len(answers))
        self._add_log_probabilities(self._prompt, dict(enumerate(tokens)), logs)
        weights = np.exp(logs - logs.max())
        return tuple(float(weight) for weight in weights / weights.sum())

    def _add_log_probabilities(self, path: list[int], remaining: dict[int, tuple[int, ...]], logs: Logits) -> None:
        """Add the log-probabilities of the `remaining` tokens of answers that all begin with `path`.

        The probability is divided among the tokens that lead to an answer; a token without an alternative costs nothing.
        """
        following = sorted({tokens[0] for tokens in remaining.values() if tokens})
        is_choice = len(following) > 1
        steps = _log_softmax(self._logits_after(path)[following]) if is_choice else np.zeros(len(following))
        for token, step in zip(following, steps, strict=True):
            group = {answer: tokens[1:] for answer, tokens in remaining.items() if tokens[:1] == (token,)}
            logs[[*group]] += step
            if len(group) > 1:
                self._add_log_probabilities([*path, token], group, logs)

    def _logits_after(self, path: list[int]) -> Logits:
        """Return the logits [vocabulary] after the prompt, or after the prompt and the beginning of some answers."""
        common = common_length(self._evaluation.tokens, path)
        extends_prompt = len(path) > len(self._prompt) and common >= len(self._prompt)
        kept = self._evaluation.rewind(
            min(common, len(path) - 1) if extends_prompt else self._shared * (common >= self._shared)
        )
        ends = (self._shared, len(self._prompt), len(path))
        bounds = sorted({kept, *(end for end in ends if end > kept)})
        for start, end in pairwise(bounds):
            for at in range(start, end, self._step):
                until = min(at + self._step, end)
                if not self._evaluation.read(path[at:until], last=until == len(path)):
                    raise errors.Cancelled
        return self._evaluation.logits().astype(np.float64)


def _log_softmax(logits: Logits) -> Logits:
    shifted = logits - logits.max()
    logs: Logits = shifted - np.log(np.exp(shifted).sum())
    return logs


def common_length(first: Sequence[int], second: Sequence[int]) -> int:
    """Return the length of the common prefix."""
    return next(
        (at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
