"""Messages as a tree: edits and retries are siblings, one path from the root to a leaf is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import apsw
import msgspec

from engine.capabilities.chat import attachments, rows
from engine.capabilities.chat.api import Attachment, Message, State
from engine.protocol.classification import Labelled
from engine.protocol.errors import NotFound
from engine.protocol.passage import Citation, Passage
from engine.store.clock import now_ms
from engine.store.database import Store

WRITING: State = "writing"


class Tree:
    """All messages of one conversation, as they were when it was read."""

    def __init__(self, messages: Iterable[Message]) -> None:
        self._messages: Mapping[int, Message] = {message.id: message for message in messages}

    def path(self, leaf: int | None) -> tuple[Message, ...]:
        """Root first, to `leaf` (the newest message when that is unknown); a lost parent begins it."""
        if leaf not in self._messages:
            leaf = max(self._messages, default=None)
        path: list[Message] = []
        seen: set[int] = set()
        while leaf is not None and leaf in self._messages and leaf not in seen:
            seen.add(leaf)
            message = self._messages[leaf]
            path.append(msgspec.structs.replace(message, siblings=self._siblings(message)))
            leaf = message.parent
        return tuple(reversed(path))

    def newest_leaf(self, id: int) -> int:
        """Down from a message, always to its newest child. Raises NotFound."""
        self.find(id)
        while children := [m.id for m in self._messages.values() if m.parent == id and m.id > id]:
            id = max(children)
        return id

    def find(self, id: int) -> Message:
        if id not in self._messages:
            raise NotFound("message")
        return self._messages[id]

    def _siblings(self, message: Message) -> tuple[int, ...]:
        return tuple(
            sorted(m.id for m in self._messages.values() if m.parent == message.parent and m.role == message.role)
        )


def read_tree(connection: apsw.Connection, conversation: int) -> Tree:
    pictures = attachments.of_conversation(connection, conversation)
    messages = connection.execute(f"{rows.MESSAGE} WHERE conversation = ?", (conversation,))
    return Tree(_with_pictures(rows.message(row), pictures) for row in messages)


def _with_pictures(message: Message, pictures: Mapping[int, tuple[Attachment, ...]]) -> Message:
    if message.id not in pictures:
        return message
    return msgspec.structs.replace(message, pictures=pictures[message.id])


def add_question(
    connection: apsw.Connection, conversation: int, parent: int | None, text: str, labelled: Labelled | None = None
) -> int:
    id = _add(connection, conversation, parent, "user", text, "complete")
    if labelled is not None:
        kept = msgspec.json.encode(labelled).decode()
        connection.execute("UPDATE messages SET labelled = ? WHERE id = ?", (kept, id))
    _index(connection, id, text)
    return id


def add_answer(connection: apsw.Connection, conversation: int, question: int) -> int:
    """An answer being written has no entry in the keyword index until it is finished."""
    return _add(connection, conversation, question, "assistant", "", WRITING)


def mark_interrupted(store: Store) -> None:
    """What a killed engine left half written is kept as it is and said to be so."""
    with store.write() as connection:
        connection.execute(
            "INSERT INTO messages_words(rowid, text) SELECT id, text FROM messages WHERE state = ?", (WRITING,)
        )
        connection.execute("UPDATE messages SET state = 'interrupted' WHERE state = ?", (WRITING,))


class Answer:
    """The row of an answer while it is written: text as it comes, flushed often, finished once."""

    def __init__(self, store: Store, id: int) -> None:
        self._store = store
        self.id = id
        self.text = ""
        self.finished = False

    def flush(self) -> None:
        with self._store.write() as connection:
            connection.execute("UPDATE messages SET text = ? WHERE id = ?", (self.text, self.id))

    def show_sources(self, passages: Sequence[Passage]) -> None:
        with self._store.write() as connection:
            connection.execute("UPDATE messages SET passages = ? WHERE id = ?", (rows.encode(passages), self.id))

    def finish(
        self,
        state: State,
        *,
        model: str = "",
        tokens: int = 0,
        seconds: float = 0.0,
        first_token_seconds: float = 0.0,
        citations: Sequence[Citation] = (),
    ) -> None:
        with self._store.write() as connection:
            connection.execute(
                """UPDATE messages SET text = ?, state = ?, model = ?, tokens = ?, seconds = ?, first_token_seconds = ?,
                   citations = ? WHERE id = ?""",
                (self.text, state, model, tokens, seconds, first_token_seconds, rows.encode(citations), self.id),
            )
            if connection.changes():  # it may have been purged meanwhile
                _index(connection, self.id, self.text)
        self.finished = True


def _add(connection: apsw.Connection, conversation: int, parent: int | None, role: str, text: str, state: State) -> int:
    connection.execute(
        "INSERT INTO messages(conversation, parent, role, text, state, created_at) VALUES(?, ?, ?, ?, ?, ?)",
        (conversation, parent, role, text, state, now_ms()),
    )
    return connection.last_insert_rowid()


def _index(connection: apsw.Connection, id: int, text: str) -> None:
    connection.execute("INSERT INTO messages_words(rowid, text) VALUES(?, ?)", (id, text))
