"""Passages of earlier conversations for an answer: what was said in the folders that a question asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.capabilities.chat.api import MessageMatch, SearchMessages
from engine.capabilities.chat.search.message_search import MessageRanking, MessageSearch, match_of
from engine.protocol.answering.passage import Passage
from engine.store.database import Store
from engine.text.claims import is_question
from engine.text.relevance import has_shared_terms, is_related, stands_out

MILLISECONDS = 1000
NEAREST = 10
"""Messages looked at; a question among them gives way to its answer."""


class MessageRetriever:
    """Finds the passages that an answer may be drawn from."""

    def __init__(self, store: Store, search: MessageSearch) -> None:
        self._store, self._search = store, search

    def retrieve(self, query: str, folders: Sequence[int], k: int, without: int) -> tuple[Passage, ...]:
        """Return the best k passages, best first; none when no one of them is related to the question.

        `without` is the conversation that asks. Raises NotFound for a folder that does not exist.
        """
        request = SearchMessages(query, max(k, NEAREST), tuple(folders), without)
        ranked = self._search.rank(request)
        if not _has_related(query, ranked):
            return ()
        passages: dict[int, Passage] = {}
        for match in ranked.matches:
            said = self._answer_to(match, query) if match.role == "user" and is_question(match.text) else match
            if said is not None and len(passages) < k:
                passages.setdefault(said.message, _passage(said))
        return tuple(passages.values())

    def _answer_to(self, question: MessageMatch, query: str) -> MessageMatch | None:
        """Return the newest answer to a question, with the question's score; None where there is none."""
        with self._store.read() as connection:
            row = connection.execute(
                """SELECT max(id) FROM messages WHERE parent = ? AND role = 'assistant' AND text <> ''
                   AND state <> 'writing'""",
                (question.message,),
            ).fetchone()
            if row is None or row[0] is None:
                return None
            return match_of(connection, int(str(row[0])), query, question.score)


def _has_related(query: str, ranked: MessageRanking) -> bool:
    """Tell whether one of the messages may hold the answer, as documents' search tells it of passages."""
    meaning, matches = ranked.meaning, ranked.matches
    if meaning is None:
        return any(has_shared_terms(query, match.text) for match in matches)
    if matches and stands_out(matches[0].score, meaning.scanned):
        return True
    cosines = dict(meaning.best)
    return any(is_related(query, match.text, cosines.get(match.message, 0.0)) for match in matches)


def _passage(match: MessageMatch) -> Passage:
    day = datetime.fromtimestamp(match.created_at / MILLISECONDS).date().isoformat()
    return Passage(
        document=0,
        chunk=0,
        path="",
        title=match.title,
        page=0,
        start=match.start,
        end=match.end,
        text=match.text,
        score=match.score,
        label=day,
        conversation=match.conversation,
        message=match.message,
    )
