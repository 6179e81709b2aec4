"""Probabilities of the next token, and the chances that sampling settings leave to each, for the window and the terminal.

The steps come in the order in which an answer is written: the penalties, the format of the answer, top-k, typical, top-p,
min-p, then temperature. Each works with the probabilities of the tokens that are left, made to add up to 1 again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from engine.protocol.answering.sampling import Sampling

Cut = Literal["", "format", "top_k", "typical", "top_p", "min_p", "temperature"]
"""The step that leaves a token no chance; empty for one that keeps it. format: it does not fit the JSON schema or grammar."""


class CandidateToken(msgspec.Struct, frozen=True):
    """A token as text, and its probability before any setting. `ends`: the answer ends with it.

    `logit` is what the penalties change; `times` is how often the token stands among the last tokens, which they look at.
    `fits`: an answer within the format can go on with it.
    """

    text: str
    probability: float
    ends: bool = False
    logit: float = 0.0
    times: int = 0
    fits: bool = True


class OtherTokens(msgspec.Struct, frozen=True):
    """The tokens that are not listed and fit the format: how many they are, and their probability together."""

    count: int
    probability: float


class SamplingSteps(msgspec.Struct, frozen=True):
    """The settings that decide how a token is chosen: 0 means all for `top_k`, none for `min_p` and the penalties of frequency
    and presence; 1 none for the others. `keeps_format`: only tokens that fit the schema or grammar are possible.
    """

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0
    typical_p: float = 1.0
    repeat_penalty: float = 1.0
    frequency_penalty: float = 0.0
    presence_penalty: float = 0.0
    keeps_format: bool = False


class TokenChance(msgspec.Struct, frozen=True):
    """A token, the chance that it is chosen, and the step that cut it.

    `change` is by how much the penalties changed its logit: below 0 for a token that they make less likely.
    """

    token: CandidateToken
    chance: float
    cut: Cut = ""
    change: float = 0.0


class ChoiceOutcome(msgspec.Struct, frozen=True):
    """The chances of the likeliest tokens, the likeliest first, and of all others together.

    `kept` is how many tokens have a chance, `rest` how many others there are that are not listed.
    """

    chances: tuple[TokenChance, ...]
    rest_chance: float
    kept: int
    rest: int


def steps_of(sampling: Sampling) -> SamplingSteps:
    """Return the settings that decide how a token is chosen."""
    return SamplingSteps(
        sampling.temperature,
        sampling.top_k,
        sampling.top_p,
        sampling.min_p,
        sampling.typical_p,
        sampling.repeat_penalty,
        sampling.frequency_penalty,
        sampling.presence_penalty,
        keeps_format=bool(sampling.schema or sampling.grammar),
    )


class _Part(msgspec.Struct):
    """One token, or with `count` above 1 all that are not listed, each as likely as the others. `weight` is for one."""

    weight: float
    count: int = 1
    cut: Cut = ""
    change: float = 0.0


def choose(
    tokens: Sequence[CandidateToken], vocabulary: int, settings: SamplingSteps, others: OtherTokens | None = None
) -> ChoiceOutcome:
    """Return the chances that the settings leave. `tokens` are the likeliest, best first, of a whole `vocabulary`.

    `others` are those that fit the format where there is one; None lets all that are not listed fit.
    """
    rest = max(0, vocabulary - len(tokens))
    listed = [_penalised(token, settings) for token in tokens]
    rest_part = _Part(max(0.0, 1.0 - sum(token.probability for token in tokens)) / rest if rest else 0.0, rest)
    if settings.keeps_format:
        _keep_format(listed, tokens, rest_part, others)
    parts = [*sorted(listed, key=lambda part: -part.weight), *([rest_part] if rest else [])]
    if settings.temperature > 0:
        for cut, applies, step in _steps(settings):
            if applies:
                _cut(parts, cut, step)
    _apply_temperature(parts, settings.temperature)
    total = sum(part.weight * part.count for part in parts) or 1.0
    chances = tuple(
        TokenChance(token, part.weight / total, part.cut, part.change)
        for token, part in zip(tokens, listed, strict=True)
    )
    kept = sum(part.count for part in parts if not part.cut)
    return ChoiceOutcome(chances, rest_part.weight * rest_part.count / total if rest else 0.0, kept, rest)


def _penalised(token: CandidateToken, settings: SamplingSteps) -> _Part:
    """Return a token as llama.cpp's penalties leave it."""
    if not token.times:
        return _Part(token.probability)
    repeated = token.logit * settings.repeat_penalty if token.logit <= 0 else token.logit / settings.repeat_penalty
    change = repeated - token.times * settings.frequency_penalty - settings.presence_penalty - token.logit
    return _Part(token.probability * math.exp(min(change, 50.0)), change=change)


def _keep_format(
    listed: Sequence[_Part], tokens: Sequence[CandidateToken], rest: _Part, others: OtherTokens | None
) -> None:
    for token, part in zip(tokens, listed, strict=True):
        part.cut = "" if token.fits else "format"
    if others is not None and others.count:
        rest.weight, rest.count = others.probability / others.count, min(others.count, rest.count)
    elif others is not None:
        rest.cut = "format"


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


def _apply_temperature(parts: list[_Part], temperature: float) -> None:
    """Give the parts their weights with temperature, none to those that are cut; 0 leaves only the likeliest token."""
    alive = [part for part in parts if not part.cut]
    if temperature <= 0:
        for part in alive[1:]:
            part.cut = "temperature"
        alive = alive[:1]
        for part in alive:
            part.count = 1
    largest = max((part.weight for part in alive), default=1.0) or 1.0
    for part in parts:
        if part.cut:
            part.weight = 0.0
        elif temperature <= 0:
            part.weight = 1.0
        else:
            part.weight = (part.weight / largest) ** (1 / temperature)


def visible(text: str) -> str:
    """Return a token with its white space made visible, as "␣Paris"."""
    return text.replace("\n", "⏎").replace("\t", "⇥").replace(" ", "␣")
