"""Questions to the documents: the text to search for, and the citations that tie an answer to the passages."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from engine.protocol.passage import Citation, Passage
from engine.text.citations import cite

Retrieve = Callable[[str, Sequence[str], int, Sequence[str]], tuple[Passage, ...]]
"""(query, collections, k, attached files): the k best passages. Exported by the documents capability."""

SHORT_QUESTION = 5
"""Words. A follow-up this short ("and what does it cost?") names its subject in the question before."""

_POINTS_BACK = re.compile(
    r"^\W*(y|e|pero|entonces|and|but|so|what about|how about)\b"
    r"|\b(él|ella|ellos|ellas|ello|eso|esto|aquello|allí|it|its|he|she|they|them)\b",
    re.IGNORECASE,
)


def search_text(question: str, earlier_questions: Sequence[str]) -> str:
    """Return the question, with the previous one before it when it cannot stand alone."""
    if not earlier_questions or not (len(question.split()) <= SHORT_QUESTION or _POINTS_BACK.search(question)):
        return question
    return f"{earlier_questions[-1]} {question}"


def citations(answer: str, passages: Sequence[Passage]) -> tuple[Citation, ...]:
    """Return which sentence of the answer rests on which span of which passage. Computed from the words; no model is asked."""
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
