"""Probabilities of the next token, and the chances that sampling settings leave to each; no drawing.

The steps come in llama.cpp's order: top-k, typical, top-p, min-p, then temperature. Each works with the probabilities of the
tokens that are left, made to add up to 1 again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Cut = Literal["", "top_k", "typical", "top_p", "min_p", "temperature"]
"""The step that leaves a token no chance; empty for one that keeps it."""


@dataclass(frozen=True)
class CandidateToken:
    """A token as text, and its probability before any setting. `ends`: the answer ends with it."""

    text: str
    probability: float
    ends: bool = False


@dataclass(frozen=True)
class SamplingSteps:
    """The settings that decide how a token is chosen: 0 means all for `top_k`, none for `min_p`; 1 none for the others."""

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0
    typical_p: float = 1.0


@dataclass(frozen=True)
class TokenChance:
    """A token, the chance that it is chosen, and the step that cut it."""

    token: CandidateToken
    chance: float
    cut: Cut = ""


@dataclass(frozen=True)
class ChoiceOutcome:
    """The chances of the likeliest tokens, the likeliest first, and of all others together.

    `kept` is how many tokens have a chance, `rest` how many others there are that are not listed.
    """

    chances: tuple[TokenChance, ...]
    rest_chance: float
    kept: int
    rest: int


@dataclass
class _Part:
    """One token, or with `count` above 1 all that are not listed, each as likely as the others. `weight` is for one."""

    weight: float
    count: int = 1
    cut: Cut = ""


def choose(tokens: Sequence[CandidateToken], vocabulary: int, settings: SamplingSteps) -> ChoiceOutcome:
    """Return the chances that the settings leave. `tokens` are the likeliest, best first, of a whole `vocabulary`."""
    rest = max(0, vocabulary - len(tokens))
    left_over = max(0.0, 1.0 - sum(token.probability for token in tokens))
    parts = [_Part(token.probability) for token in tokens]
    if rest:
        parts.append(_Part(left_over / rest, rest))
    if settings.temperature > 0:
        for cut, applies, step in _steps(settings):
            if applies:
                _cut(parts, cut, step)
    weights = _with_temperature(parts, settings.temperature)
    total = sum(weight * part.count for weight, part in zip(weights, parts, strict=True)) or 1.0
    chances = tuple(
        TokenChance(token, weight / total, part.cut)
        for token, weight, part in zip(tokens, weights, parts, strict=False)
    )
    kept = sum(part.count for part in parts if not part.cut)
    rest_chance = weights[-1] * rest / total if rest else 0.0
    return ChoiceOutcome(chances, rest_chance, kept, rest)


_Step = Callable[[list[_Part]], Sequence[int]]
"""Returns how many tokens of each part are left."""


def _steps(settings: SamplingSteps) -> Sequence[tuple[Cut, bool, _Step]]:
    return (
        ("top_k", settings.top_k > 0, lambda parts: _first(parts, settings.top_k)),
        ("typical", settings.typical_p < 1, lambda parts: _typical(parts, settings.typical_p)),
        ("top_p", settings.top_p < 1, lambda parts: _nucleus(parts, range(len(parts)), settings.top_p)),
        ("min_p", settings.min_p > 0, lambda parts: _likely_enough(parts, settings.min_p)),
    )


def _cut(parts: list[_Part], cut: Cut, step: _Step) -> None:
    alive = [part for part in parts if not part.cut]
    total = sum(part.weight * part.count for part in alive) or 1.0
    left = step([replace(part, weight=part.weight / total) for part in alive])
    for part, count in zip(alive, left, strict=True):
        if count:
            part.count = count
        else:
            part.cut = cut


def _first(parts: list[_Part], most: int) -> list[int]:
    left = []
    for part in parts:
        left.append(min(part.count, most))
        most -= left[-1]
    return left


def _nucleus(parts: list[_Part], order: Sequence[int], share: float) -> list[int]:
    """The first tokens in this order that together reach the share, at least one."""
    left, reached = [0] * len(parts), 0.0
    for at in order:
        part = parts[at]
        if reached >= share and any(left):
            break
        missing = part.count if part.weight <= 0 else math.ceil((share - reached) / part.weight)
        left[at] = max(1, min(part.count, missing))
        reached += part.weight * left[at]
    return left


def _typical(parts: list[_Part], share: float) -> list[int]:
    """The tokens whose surprise is nearest to the expected one."""
    surprises = [-math.log(max(part.weight, 1e-30)) for part in parts]
    entropy = sum(part.weight * part.count * surprise for part, surprise in zip(parts, surprises, strict=True))
    order = sorted(range(len(parts)), key=lambda at: abs(surprises[at] - entropy))
    return _nucleus(parts, order, share)


def _likely_enough(parts: list[_Part], share: float) -> list[int]:
    least = share * max((part.weight for part in parts), default=0.0)
    return [part.count if part.weight >= least else 0 for part in parts]


def _with_temperature(parts: list[_Part], temperature: float) -> list[float]:
    """Return the weight of one token of each part; temperature 0 leaves only the likeliest token."""
    if temperature <= 0:
        for part in parts[1:]:
            part.cut = "temperature"
        return [1.0 if at == 0 else 0.0 for at in range(len(parts))]
    largest = max((part.weight for part in parts if not part.cut), default=1.0) or 1.0
    return [0.0 if part.cut else (part.weight / largest) ** (1 / temperature) for part in parts]


def visible(text: str) -> str:
    """Return a token with its white space made visible, as "␣Paris"."""
    return text.replace("\n", "⏎").replace("\t", "⇥").replace(" ", "␣")
