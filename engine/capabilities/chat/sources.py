"""Questions put to the documents: what to search for, and how the answer is tied to what was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from engine.protocol.passage import Citation, Passage
from engine.text.citations import cite

Retrieve = Callable[[str, Sequence[str], int], tuple[Passage, ...]]

SHORT_QUESTION = 5
"""Words. A follow-up this short ("and what does it cost?") names its subject in the question before."""

_POINTS_BACK = re.compile(
    r"^\W*(y|e|pero|entonces|and|but|so|what about|how about)\b"
    r"|\b(él|ella|ellos|ellas|ello|eso|esto|aquello|allí|it|its|he|she|they|them)\b",
    re.IGNORECASE,
)


def search_text(question: str, earlier: Sequence[str]) -> str:
    """The question, after the previous one when it cannot stand alone."""
    if not earlier or not (len(question.split()) <= SHORT_QUESTION or _POINTS_BACK.search(question)):
        return question
    return f"{earlier[-1]} {question}"


def citations(answer: str, passages: Sequence[Passage]) -> tuple[Citation, ...]:
    """Which sentence of the answer rests on which span of which passage, computed, not asked of the model."""
    return tuple(
        Citation(
            number=support.number,
            document=passage.document,
            path=passage.path,
            title=passage.title,
            page=passage.page,
            start=passage.start + support.span[0],
            end=passage.start + support.span[1],
            text=passage.text[slice(*support.span)],
            answer_start=support.answer[0],
            answer_end=support.answer[1],
            label=passage.label,
        )
        for support in cite(answer, [passage.text for passage in passages])
        for passage in (passages[support.passage],)
    )
