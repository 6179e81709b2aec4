"""The way from a question to what answers it, in the space of an embedder.

The embedder finds questions like a question before what answers them. The mean vector of questions less that of their answers is
taken from the question, as v(king) − v(man) + v(woman) is near v(queen) (Mikolov et al., 2013, "Linguistic regularities in
continuous space word representations"); the answers are in both languages, so that those in the other one come near too. The
nearest are then compared by a learnt metric, in which a question is near to what answers it (a map of low rank of both sides,
learnt by InfoNCE: van den Oord et al., 2018).
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.text.claims import is_question
from engine.text.language import detect_language
from engine.text.tokens import fold

if TYPE_CHECKING:
    from engine.store.int8_index import Floats
    from engine.store.vector_scan import Metric

FILE = Path(__file__).parents[3] / "resources" / "search" / "answers.toml"
_ASKS = re.compile(
    r"\W*(?:(?:a|con|de|en|por|para|hasta|desde|sobre|at|by|for|from|in|on|to|with|until) )?"
    r"(?:que|cual(?:es)?|quien(?:es)?|cuando|a?donde|como|cuant[oa]s?|what|which|who|whom|whose|when|where|how|why)\b"
)
"""The beginning of a question that was typed without its mark."""


class _LearntAnswers(msgspec.Struct, frozen=True):
    """The file: the id of the embedder, the shift by language, and the metric."""

    model: str
    es: bytes
    en: bytes
    directions: bytes
    gains: tuple[float, ...]


def towards_answers(query: str, vector: Floats, model: str) -> tuple[Floats, Metric | None]:
    """Return the vector [dimensions], normalised, by which the answers to a question are looked for, and how they are compared.

    It is `vector` itself, and compared as ever, for what is no question, and for an embedder that was not learnt.
    """
    return shift_to_answers(query, vector, model) if is_question(query) or _ASKS.match(fold(query)) else (vector, None)


def shift_to_answers(query: str, vector: Floats, model: str) -> tuple[Floats, Metric | None]:
    """Return the same for a text that asks for something, whatever its form."""
    import numpy as np

    learnt = _learnt()
    if model != learnt.model:
        return vector, None
    shift = _numbers(learnt.es if detect_language(query) == "es" else learnt.en)
    if len(shift) != len(vector):
        return vector, None
    moved: Floats = vector - shift
    return moved / np.linalg.norm(moved), _metric()


@cache
def _metric() -> Metric:
    import numpy as np

    from engine.store.vector_scan import Metric

    learnt = _learnt()
    gains = np.array(learnt.gains, np.float32)
    return Metric(_numbers(learnt.directions).reshape(len(gains), -1).T, gains)


def _numbers(encoded: bytes) -> Floats:
    import numpy as np

    return np.frombuffer(encoded, "<f2").astype(np.float32)


@cache
def _learnt() -> _LearntAnswers:
    return msgspec.convert(tomllib.loads(FILE.read_text("utf-8")), _LearntAnswers)
