"""The way from a question to what answers it, in the space of an embedder.

The embedder finds questions like a question before what answers them. The mean vector of questions less that of their answers is
taken from the question, as v(king) − v(man) + v(woman) is near v(queen) (Mikolov et al., 2013, "Linguistic regularities in
continuous space word representations"); the answers are in both languages, so that those in the other one come near too.
"""

from __future__ import annotations

import base64
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from engine.text.claims import is_question
from engine.text.language import detect_language
from engine.text.tokens import fold

if TYPE_CHECKING:
    from engine.store.int8_index import Floats

FILE = Path(__file__).parents[4] / "resources" / "search" / "question_shift.toml"
_ASKS = re.compile(
    r"\W*(?:(?:a|con|de|en|por|para|hasta|desde|sobre|at|by|for|from|in|on|to|with|until) )?"
    r"(?:que|cual(?:es)?|quien(?:es)?|cuando|a?donde|como|cuant[oa]s?|what|which|who|whom|whose|when|where|how|why)\b"
)
"""The beginning of a question that was typed without its mark."""


def towards_answers(query: str, vector: Floats, model: str) -> Floats:
    """Return the vector [dimensions], normalised, by which the answers to a question are looked for.

    It is `vector` itself for what is no question, and for an embedder whose shift was not learnt.
    """
    import numpy as np

    shifts = _shifts()
    if model != shifts["model"] or not (is_question(query) or _ASKS.match(fold(query))):
        return vector
    shift = np.frombuffer(base64.b64decode(shifts[detect_language(query)]), "<f2").astype(np.float32)
    if len(shift) != len(vector):
        return vector
    moved: Floats = vector - shift
    return moved / np.linalg.norm(moved)


@cache
def _shifts() -> dict[str, str]:
    """Return the embedder's id as `model`, and by language the shift."""
    return tomllib.loads(FILE.read_text("utf-8"))
