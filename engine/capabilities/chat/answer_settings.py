"""The settings with which each answer was asked for, in SQLite: so its prompt can be rebuilt, and versions be told apart."""

from __future__ import annotations

import apsw

from engine.capabilities.chat import rows
from engine.capabilities.chat.api import ConversationSettings


def save_settings(connection: apsw.Connection, answer: int, settings: ConversationSettings) -> None:
    """Keep the settings of an answer, in the transaction that begins it."""
    connection.execute(
        "INSERT OR REPLACE INTO answer_settings(message, model, settings) VALUES(?, ?, ?)",
        (answer, settings.model or "", rows.encode_one(settings)),
    )


def find_settings(connection: apsw.Connection, answer: int) -> ConversationSettings | None:
    """Return the settings of an answer; None where they are not known."""
    sql = "SELECT CAST(settings AS BLOB) FROM answer_settings WHERE message = ?"
    row = connection.execute(sql, (answer,)).fetchone()
    return None if row is None else rows.settings(row[0])
