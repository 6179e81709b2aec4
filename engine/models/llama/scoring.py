"""How likely each of a few answers is, were a model held to give one of them: nothing is drawn. Knows no chat."""

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
    """After one prompt, whose `shared` first tokens other prompts begin with too; `step` tokens are evaluated at once.

    Those are kept whole or computed anew, and what follows is always computed: what was asked before changes no digit.
    """

    def __init__(self, weights: Weights, evaluation: Evaluation, step: int, prompt: Sequence[int], shared: int) -> None:
        self._weights, self._evaluation, self._step = weights, evaluation, step
        self._prompt, self._shared = list(prompt), min(shared, len(prompt) - 1)

    def shares(self, answers: Sequence[str]) -> tuple[float, ...]:
        """Adding up to 1. Raises PromptTooLong, Cancelled."""
        end = max(self._weights.answer_end, 0)
        spelt = [(*self._weights.tokenize(answer, False, False), end) for answer in answers]
        room = len(self._prompt) + max(map(len, spelt))
        if room > self._evaluation.context:
            raise errors.PromptTooLong(tokens=room, context=self._evaluation.context)
        logs = np.zeros(len(answers))
        self._divide(self._prompt, dict(enumerate(spelt)), logs)
        shares = np.exp(logs - logs.max())
        return tuple(float(share) for share in shares / shares.sum())

    def _divide(self, path: list[int], ways: dict[int, tuple[int, ...]], logs: Logits) -> None:
        """Add to `logs` what is decided from here on among answers with those tokens still to come.

        The probability is divided among the tokens that lead to an answer; one that must come costs nothing.
        """
        following = sorted({tokens[0] for tokens in ways.values() if tokens})
        chances = _log_shares(self._after(path)[following]) if len(following) > 1 else np.zeros(len(following))
        for token, chance in zip(following, chances, strict=True):
            group = {answer: tokens[1:] for answer, tokens in ways.items() if tokens[:1] == (token,)}
            logs[[*group]] += chance
            if len(group) > 1:
                self._divide([*path, token], group, logs)

    def _after(self, path: list[int]) -> Logits:
        """[vocabulary]: the logits after the prompt, or after the prompt and what some answers begin with."""
        common = common_length(self._evaluation.tokens, path)
        begun = len(path) > len(self._prompt) and common >= len(self._prompt)
        kept = self._evaluation.rewind(min(common, len(path) - 1) if begun else self._shared * (common >= self._shared))
        bounds = sorted({kept, *(place for place in (self._shared, len(self._prompt), len(path)) if place > kept)})
        for start, end in pairwise(bounds):
            for at in range(start, end, self._step):
                until = min(at + self._step, end)
                if not self._evaluation.read(path[at:until], last=until == len(path)):
                    raise errors.Cancelled
        return self._evaluation.logits().astype(np.float64)


def _log_shares(logits: Logits) -> Logits:
    shifted = logits - logits.max()
    found: Logits = shifted - np.log(np.exp(shifted).sum())
    return found


def common_length(first: Sequence[int], second: Sequence[int]) -> int:
    """Length of the common beginning."""
    return next(
        (at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
