"""The likeliest next tokens with what the penalties and the format of the answer have to know of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from engine.capabilities.chat.api.lab import TokenDistribution, TokenProbability
from engine.models.interfaces import NextToken, TextModel
from engine.protocol.answering.sampling import PENALTY_WINDOW
from engine.protocol.cancellation import IsCancelled

MOST_TOKENS = 2000
"""Tokens that are returned at most."""
FITTING = 20
"""Of the likeliest tokens that fit a format so many are returned, however unlikely they are."""


def distribution(
    model: TextModel, prompt: Sequence[int], count: int, fitting: Collection[int] | None, is_cancelled: IsCancelled
) -> TokenDistribution:
    """Return the distribution after a prompt. `fitting` are the ids of the tokens that fit; None: all do."""
    count = max(1, min(count, MOST_TOKENS))
    times = Counter(prompt[-PENALTY_WINDOW:])
    if fitting is None:
        tokens = tuple(_token(token, times, True) for token in model.next_tokens(prompt, count, is_cancelled))
        return TokenDistribution(tokens, model.vocabulary, model.name)
    everything = model.next_tokens(prompt, model.vocabulary, is_cancelled)
    fits = [token for token in everything if token.id in fitting]
    wanted = {token.id for token in (*everything[:count], *fits[:FITTING])}
    listed = tuple(_token(token, times, token.id in fitting) for token in everything if token.id in wanted)
    others = [token.probability for token in fits if token.id not in wanted]
    return TokenDistribution(
        listed, model.vocabulary, model.name, other_fitting=len(others), other_fitting_probability=sum(others)
    )


def _token(token: NextToken, times: Counter[int], fits: bool) -> TokenProbability:
    return TokenProbability(token.text, token.probability, token.ends_answer, token.logit, times[token.id], fits=fits)
