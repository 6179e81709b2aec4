"""Questions and answers in SQLite: reading, adding, and the row of an answer while it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import apsw
import msgspec

from engine.capabilities.chat import attachments, rows
from engine.capabilities.chat.api import Attachment, Message, MessageState
from engine.capabilities.chat.tree import MessageTree
from engine.protocol.classification import PredictedLabel
from engine.protocol.errors import NotFound
from engine.protocol.passage import Citation, Passage
from engine.store.clock import now_ms
from engine.store.database import Store
from engine.store.vector_tables import FullTextSpec

MESSAGES_FTS = FullTextSpec("messages_fts", pending="SELECT count(*) FROM messages WHERE state = 'writing'")
"""The keyword index of the messages: an answer gets its entry when it is finished."""
WRITING: MessageState = "writing"
_SIBLINGS = "SELECT id FROM messages WHERE conversation = ? AND parent IS ? AND role = ? ORDER BY id"


def read_tree(connection: apsw.Connection, conversation: int) -> MessageTree:
    """All messages of a conversation; empty when there is none of that id."""
    pictures = attachments.of_conversation(connection, conversation)
    messages = connection.execute(f"{rows.MESSAGE} WHERE conversation = ?", (conversation,))
    return MessageTree(_with_pictures(rows.message(row), pictures) for row in messages)


def read_message(connection: apsw.Connection, id: int) -> Message:
    """One message with its pictures and siblings; no other row's text is read. Raises NotFound."""
    row = connection.execute(f"{rows.MESSAGE} WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise NotFound("message")
    message = rows.message(row)
    siblings = connection.execute(_SIBLINGS, (message.conversation, message.parent, message.role))
    return msgspec.structs.replace(
        message,
        siblings=tuple(int(str(sibling)) for (sibling,) in siblings),
        pictures=attachments.of_message(connection, id),
    )


def conversation_of(connection: apsw.Connection, message: int) -> int:
    """The id of the conversation that a message belongs to. Raises NotFound."""
    row = connection.execute("SELECT conversation FROM messages WHERE id = ?", (message,)).fetchone()
    if row is None:
        raise NotFound("message")
    return int(str(row[0]))


def add_question(
    connection: apsw.Connection, conversation: int, parent: int | None, text: str, label: PredictedLabel | None = None
) -> int:
    """Write a question and its entry in the keyword index. Returns its id."""
    id = _add(connection, conversation, parent, "user", text, "complete")
    if label is not None:
        encoded = msgspec.json.encode(label).decode()
        connection.execute("UPDATE messages SET label = ? WHERE id = ?", (encoded, id))
    _index(connection, id, text)
    return id


def add_answer(connection: apsw.Connection, conversation: int, question: int) -> int:
    """Write an empty answer in state "writing". It has no entry in the keyword index until it is finished."""
    return _add(connection, conversation, question, "assistant", "", WRITING)


def mark_interrupted(store: Store) -> None:
    """Mark the answers that an engine left half written when it was killed, and index their text."""
    with store.write() as connection:
        connection.execute(
            "INSERT INTO messages_fts(rowid, text) SELECT id, text FROM messages WHERE state = ?", (WRITING,)
        )
        connection.execute("UPDATE messages SET state = 'interrupted' WHERE state = ?", (WRITING,))


class AnswerRow:
    """The row of an answer while it is written: `text` grows, `flush` saves it, `finish` is called once."""

    def __init__(self, store: Store, id: int) -> None:
        self._store = store
        self.id = id
        self.text = ""
        self.is_finished = False

    def flush(self) -> None:
        """Save the text so far."""
        with self._store.write() as connection:
            connection.execute("UPDATE messages SET text = ? WHERE id = ?", (self.text, self.id))

    def save_sources(self, passages: Sequence[Passage]) -> None:
        """Save the passages that were retrieved for the answer."""
        with self._store.write() as connection:
            connection.execute("UPDATE messages SET passages = ? WHERE id = ?", (rows.encode(passages), self.id))

    def finish(
        self,
        state: MessageState,
        *,
        model: str = "",
        tokens: int = 0,
        seconds: float = 0.0,
        first_token_seconds: float = 0.0,
        citations: Sequence[Citation] = (),
    ) -> None:
        """Save the text with its final state and index it."""
        with self._store.write() as connection:
            connection.execute(
                """UPDATE messages SET text = ?, state = ?, model = ?, tokens = ?, seconds = ?, first_token_seconds = ?,
                   citations = ? WHERE id = ?""",
                (self.text, state, model, tokens, seconds, first_token_seconds, rows.encode(citations), self.id),
            )
            if connection.changes():  # the conversation may have been purged meanwhile
                _index(connection, self.id, self.text)
        self.is_finished = True


def _with_pictures(message: Message, pictures: Mapping[int, tuple[Attachment, ...]]) -> Message:
    if message.id not in pictures:
        return message
    return msgspec.structs.replace(message, pictures=pictures[message.id])


def _add(
    connection: apsw.Connection, conversation: int, parent: int | None, role: str, text: str, state: MessageState
) -> int:
    connection.execute(
        "INSERT INTO messages(conversation, parent, role, text, state, created_at) VALUES(?, ?, ?, ?, ?, ?)",
        (conversation, parent, role, text, state, now_ms()),
    )
    return connection.last_insert_rowid()


def _index(connection: apsw.Connection, id: int, text: str) -> None:
    connection.execute("INSERT INTO messages_fts(rowid, text) VALUES(?, ?)", (id, text))
