"""Running summaries and pinned messages in SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import apsw

from engine.capabilities.chat.api import ConversationSettings, Message
from engine.capabilities.chat.history.selection import HistorySelection, Summary
from engine.store.clock import now_ms
from engine.store.database import Store

LONGEST_SUMMARY = 20_000
"""Characters of a person's own version."""


def history_choice(
    connection: apsw.Connection, history: Sequence[Message], settings: ConversationSettings
) -> HistorySelection:
    """Return which part of a history is read again by its settings, its summary and its pinned messages."""
    summary, pinned = latest_summary(connection, history), pinned_messages(connection, history)
    return HistorySelection(settings.history, max(settings.exchanges, 0), summary, pinned)


def latest_summary(connection: apsw.Connection, path: Sequence[Message]) -> Summary | None:
    """Return the summary that reaches furthest along a path; None where there is none."""
    if not path:
        return None
    rows = connection.execute(
        "SELECT message FROM summaries WHERE message IN (SELECT id FROM messages WHERE conversation = ?)",
        (path[0].conversation,),
    )
    known = frozenset(int(str(id)) for (id,) in rows)
    upto = next((message.id for message in reversed(path) if message.id in known), None)
    if upto is None:
        return None
    sql = "SELECT CAST(substr(text, 1, ?) AS BLOB), is_edited FROM summaries WHERE message = ?"
    ((text, is_edited),) = connection.execute(sql, (LONGEST_SUMMARY, upto)).fetchall()
    return Summary(upto, _text(text), bool(is_edited))


def pinned_messages(connection: apsw.Connection, path: Sequence[Message]) -> frozenset[int]:
    """Return the ids of the pinned messages on a path."""
    if not path:
        return frozenset()
    rows = connection.execute(
        "SELECT message FROM pinned_messages WHERE message IN (SELECT id FROM messages WHERE conversation = ?)",
        (path[0].conversation,),
    )
    return frozenset(int(str(id)) for (id,) in rows) & frozenset(message.id for message in path)


class SummaryStore:
    """Writes summaries and pins. A branch has the summaries whose last answer is on it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def save(self, summary: Summary) -> None:
        """Write a summary in the place of the one up to the same answer; nothing where that was purged meanwhile."""
        with self._store.write() as connection:
            connection.execute(
                """INSERT INTO summaries(message, text, is_edited, changed_at)
                   SELECT id, ?2, ?3, ?4 FROM messages WHERE id = ?1
                   ON CONFLICT(message) DO UPDATE SET text = ?2, is_edited = ?3, changed_at = ?4""",
                (summary.upto, summary.text[:LONGEST_SUMMARY], summary.is_edited, now_ms()),
            )

    def remove(self, path: Iterable[Message]) -> None:
        """Forget the summaries along a path: it is summarised anew from its beginning."""
        with self._store.write() as connection:
            connection.executemany("DELETE FROM summaries WHERE message = ?", [(message.id,) for message in path])

    def pin(self, message: int, *, is_pinned: bool) -> None:
        """Keep a message in the model's context, or no longer. A message that does not exist is left out."""
        with self._store.write() as connection:
            if is_pinned:
                connection.execute(
                    "INSERT OR IGNORE INTO pinned_messages SELECT id FROM messages WHERE id = ?", (message,)
                )
            else:
                connection.execute("DELETE FROM pinned_messages WHERE message = ?", (message,))


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""
