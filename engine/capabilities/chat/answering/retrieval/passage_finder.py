"""Finds the passages for a question of a conversation, which is made to stand alone first where it leans on those before."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from engine.capabilities.chat.answering.question import asks_about_whole
from engine.capabilities.chat.answering.ranking import CANDIDATES_MORE, RankedPassages, SentenceRanker
from engine.capabilities.chat.answering.sources import DocumentAccess
from engine.capabilities.chat.api import Message
from engine.capabilities.chat.turns import ReplyContext
from engine.protocol.answering.passage import Passage
from engine.text.questions.standalone import Rewriting, chain, rewrite, without_topic
from engine.text.tokens import content_stems

BEGINNING = 4
"""Passages of the attached files that are read for a question about all of them: about 500 words."""
STEM_LETTERS = 6
RECENT = 6
"""Questions back that may say what a question is about."""


class FoundPassages(msgspec.Struct, frozen=True):
    """The passages of a question. `is_beginning`: they are the beginning of longer files.

    `searched_for` is the question that was made to stand alone, empty where it was searched for as it is written.
    """

    ranked: RankedPassages
    searched_for: str = ""
    is_beginning: bool = False


class PassageFinder:
    """Finds passages by a question and those before it."""

    def __init__(self, documents: DocumentAccess, ranker: SentenceRanker) -> None:
        self._documents, self._ranker = documents, ranker

    def find(self, context: ReplyContext) -> FoundPassages:
        """Return the passages for a question; none where it asks no documents."""
        if not context.asks_documents:
            return FoundPassages(RankedPassages())
        read_beginning = self._documents.read_beginning
        is_about_whole = asks_about_whole(context.text, context.earlier_questions)
        if context.files and is_about_whole and read_beginning is not None:
            passages = read_beginning(context.files, BEGINNING + 1)
            return FoundPassages(self._ranker.in_order(passages[:BEGINNING]), is_beginning=len(passages) > BEGINNING)
        text, passages = self._search(context)
        most = context.settings.passages
        if not text:
            return FoundPassages(self._ranker.rank(context.text, passages, most))
        asked = without_topic(text)
        if asked != text:  # the question's own sentences do not say what their passage is about
            return FoundPassages(self._ranker.rank(asked, passages[:most]), text)
        return FoundPassages(self._ranker.rank(text, passages, most), text)

    def _search(self, context: ReplyContext) -> tuple[str, tuple[Passage, ...]]:
        """Return the question that was searched for, empty for the one that is written, and its passages."""
        rewriting = stand_alone(context)
        if rewriting is not None and rewriting.is_certain:
            return rewriting.text, self._documents.find(rewriting.text, context, CANDIDATES_MORE)
        alone = self._documents.find(context.text, context, CANDIDATES_MORE)
        if rewriting is None:
            return "", alone
        together = self._documents.find(rewriting.text, context, CANDIDATES_MORE)
        if _is_meant(context, alone, together):
            return rewriting.text, together
        return "", alone


def stand_alone(context: ReplyContext) -> Rewriting | None:
    """Return the question made to stand alone by those before it, None where it does so already."""
    previous = chain(_earlier(context.history)[-RECENT:])
    answers = [message.text for message in context.history if message.role == "assistant"]
    return rewrite(context.text, previous, answers[-1] if answers else "") if previous else None


def _earlier(history: Sequence[Message]) -> list[tuple[str, str]]:
    """Return the questions of a history, each with the text that was searched for, empty for its own."""
    questions: list[tuple[str, str]] = []
    for message in history:
        if message.role == "user":
            questions.append((message.text, ""))
        elif questions:
            questions[-1] = (questions[-1][0], message.remarks.searched_for)
    return questions


def _is_meant(context: ReplyContext, alone: Sequence[Passage], together: Sequence[Passage]) -> bool:
    """Tell whether a question without any sign of it is about the same as the one before.

    It is where the best passage about both is of the document that came first for the answer before, and has as many of its words
    as the best passage about it alone, at least two where it has so many.
    """
    before = context.history[-1].passages[:1] if context.history else ()
    if not together or not before:
        return False
    first, other = together[0], alone[0] if alone else None
    if (first.document, first.message) != (before[0].document, before[0].message):
        return False
    if other is not None and (first.document, first.chunk, first.message) == (
        other.document,
        other.chunk,
        other.message,
    ):
        return False
    most = max((_shared(context.text, passage) for passage in alone[:1]), default=1)
    return _shared(context.text, first) >= max(most, min(2, len(_beginnings(context.text))), 1)


def _shared(question: str, passage: Passage) -> int:
    """Return how many of the question's words a passage has, in whatever form: "se rellena" and "para rellenar" share one."""
    return len(_beginnings(question) & _beginnings(passage.text))


def _beginnings(text: str) -> set[str]:
    return {stem[:STEM_LETTERS] for stem in content_stems(text)}
