"""Whether a question needs a fact about the person at all, by what it says and by its meaning.

It is a logistic regression on the question's vector and on the features of its words, learnt for one embedder by
`python -m tests.benchmarks.recalling.learn_need`. Which memory answers the question is decided apart from it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.capabilities.memory.recall.features import Question

if TYPE_CHECKING:
    from engine.store.int8_index import Floats

FILE = Path(__file__).parents[4] / "resources" / "memory" / "need.toml"
MOST_CUES = 2


class LearntNeed(msgspec.Struct, frozen=True):
    """The file: the id of the embedder, the weights of the vector (float32) and of the words, and the bias."""

    model: str
    bias: float
    words: tuple[float, ...]
    vector: bytes


def need(question: Question, vector: Floats, model: str) -> float | None:
    """Return the log-odds that a question with this vector [dimensions] needs a fact about the person.

    None for an embedder that was not learnt.
    """
    import numpy as np

    learnt = _learnt()
    weights = np.frombuffer(learnt.vector, "<f4")
    if model != learnt.model or len(weights) != len(vector):
        return None
    words = sum(weight * value for weight, value in zip(learnt.words, word_features(question), strict=True))
    return learnt.bias + words + float(weights @ vector)


def word_features(question: Question) -> list[float]:
    """Return what a question's words tell of its need, in the order of the file."""
    cues = min(MOST_CUES, sum(question.kinds.values())) / MOST_CUES
    return [
        float(question.is_mine), float(question.is_about_me), float(question.asks), float(question.is_general), cues
    ]  # fmt: skip


@cache
def _learnt() -> LearntNeed:
    return msgspec.convert(tomllib.loads(FILE.read_text("utf-8")), LearntNeed)
