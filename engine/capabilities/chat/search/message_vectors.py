"""Vectors of messages: which messages lack them, how long ones are cut into pieces, and their storing and removing.

Private and deleted conversations get none, and thinking has none: it is not in a message's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import apsw
import msgspec

from engine.store.database import Store
from engine.store.rows import rows
from engine.store.vector_tables import VectorTableSpec
from engine.store.vectors import VectorStore
from engine.text.chunking import chunk_spans
from engine.text.chunking.token_counter import Span
from engine.text.claims import is_question

MESSAGE_VECTORS = VectorTableSpec(
    rows_table="message_chunks",
    embedded_counts="SELECT embedder, count(*) FROM message_chunks GROUP BY embedder",
    missing_count="""SELECT count(*) FROM message_chunks WHERE embedder = ?
        AND id NOT IN (SELECT rowid FROM vectors_{id}_rowids)""",
)
PART = 128
"""Pieces embedded and stored together: all that a cancel or a kill can lose."""
PIECE_WORDS, LONGEST_PIECE_WORDS = 110, 150
"""Words and signs of a piece: some 160 tokens, as the chunks of documents."""
MOST_PIECES = 400
"""Of one message; a paste of megabytes is found by meaning in its beginning, and by words everywhere."""
OTHERS, QUESTIONS = 0, 1
"""Partitions of the vectors: a question that was asked is nearer to most other questions than their answers are."""
_WORD = re.compile(r"\w+|[^\w\s]")
_UNEMBEDDED = """SELECT {columns} FROM messages m JOIN conversations c ON c.id = m.conversation
    WHERE c.deleted_at IS NULL AND NOT c.is_private AND m.state <> 'writing' AND m.text <> '' AND m.id > ?2
    AND NOT EXISTS(SELECT 1 FROM message_chunks k
        WHERE k.message = m.id AND k.embedder = ?1 AND k.message_bytes = octet_length(m.text))"""


class MessagePart(msgspec.Struct, frozen=True):
    """Whole messages that are embedded together. `pieces` are their texts, in order."""

    messages: tuple[int, ...]
    spans: tuple[tuple[Span, ...], ...]
    bytes: tuple[int, ...]
    are_questions: tuple[bool, ...]
    pieces: tuple[str, ...]


def piece_spans(text: str) -> list[Span]:
    """Return the character spans of the pieces of a message: whole paragraphs, or sentences of long ones."""
    return chunk_spans(text, [m.span() for m in _WORD.finditer(text)], PIECE_WORDS, LONGEST_PIECE_WORDS)[:MOST_PIECES]


class MessageVectors:
    """Reads what is missing, and writes and removes vectors."""

    def __init__(self, store: Store, vectors: VectorStore) -> None:
        self._store, self._vectors = store, vectors

    def count_unembedded(self, model: str) -> int:
        """Return how many messages lack their vectors of this model."""
        with self._store.read() as connection:
            ((count,),) = rows(connection.execute(_UNEMBEDDED.format(columns="count(*)"), (model, 0)))
        return int(count)

    def parts(self, model: str) -> Iterator[MessagePart]:
        """Yield the messages that lack vectors, the oldest first, about PART pieces at a time, each when it is asked for."""
        last = 0
        while True:
            with self._store.read() as connection:
                sql = _UNEMBEDDED.format(columns="m.id, CAST(m.text AS BLOB)") + " ORDER BY m.id LIMIT ?3"
                listed = connection.execute(sql, (model, last, PART)).fetchall()
            if not listed:
                return
            part = _part(listed)
            last = part.messages[-1]
            yield part

    def put(self, part: MessagePart, model: str, dimensions: int, vectors: bytes) -> int:
        """Store the vectors of a part in place of older ones, and return of how many messages.

        Those of messages that were purged, changed or made private meanwhile are left out.
        """
        size, at = dimensions * 2, 0
        ids, kept = {OTHERS: list[int](), QUESTIONS: list[int]()}, {OTHERS: b"", QUESTIONS: b""}
        with self._store.write() as connection:
            stored = _storable(connection, part)
            self._remove_vectors_of(connection, "message IN (SELECT value FROM json_each(?))", str(list(stored)))
            rows = zip(part.messages, part.spans, part.bytes, part.are_questions, strict=True)
            for message, spans, count, is_question in rows:
                if message in stored:
                    kind = QUESTIONS if is_question else OTHERS
                    ids[kind] += _add_pieces(connection, message, model, spans, count)
                    kept[kind] += vectors[at * size : (at + len(spans)) * size]
                at += len(spans)
            for kind in (OTHERS, QUESTIONS):
                self._vectors.add(connection, model, dimensions, kind, ids[kind], kept[kind])
        return len(stored)

    def remove(self, connection: apsw.Connection, conversation: int) -> None:
        """Remove the vectors of a conversation's messages inside the caller's transaction."""
        messages = "SELECT id FROM messages WHERE conversation = ?"
        self._remove_vectors_of(connection, f"message IN ({messages})", conversation)

    def remove_private(self) -> None:
        """Remove vectors that belong to private conversations, which a restored library may have."""
        with self._store.write(frees_space=True) as connection:
            private = connection.execute("SELECT id FROM conversations WHERE is_private").fetchall()
            for (id,) in private:
                self.remove(connection, int(str(id)))

    def erase_removed(self) -> None:
        """Erase removed vectors from the files beside the library too."""
        self._vectors.erase_removed()

    def _remove_vectors_of(self, connection: apsw.Connection, condition: str, value: int | str) -> None:
        chunks = connection.execute(f"SELECT id FROM message_chunks WHERE {condition}", (value,)).fetchall()
        if chunks:
            self._vectors.remove(connection, [int(str(id)) for (id,) in chunks])
            connection.execute(f"DELETE FROM message_chunks WHERE {condition}", (value,))


def _part(listed: Sequence[Sequence[object]]) -> MessagePart:
    """Return the first messages with about PART pieces together, at least one message."""
    messages, spans, sizes, are_questions, pieces = [], [], [], [], list[str]()
    for id, stored in listed:
        if len(pieces) >= PART:
            break
        encoded = stored if isinstance(stored, bytes) else b""
        text = encoded.decode("utf-8", "replace")
        own = piece_spans(text) or [(0, len(text))]
        messages.append(int(str(id)))
        spans.append(tuple(own))
        sizes.append(len(encoded))
        are_questions.append(is_question(text))
        pieces += [text[start:end] for start, end in own]
    return MessagePart(tuple(messages), tuple(spans), tuple(sizes), tuple(are_questions), tuple(pieces))


def _storable(connection: apsw.Connection, part: MessagePart) -> set[int]:
    """Return those messages that still stand as they were read."""
    sql = """SELECT m.id FROM messages m JOIN conversations c ON c.id = m.conversation
        WHERE m.id = ? AND octet_length(m.text) = ? AND NOT c.is_private"""
    found = (connection.execute(sql, row).fetchone() for row in zip(part.messages, part.bytes, strict=True))
    return {int(str(row[0])) for row in found if row is not None}


def _add_pieces(
    connection: apsw.Connection, message: int, model: str, spans: Sequence[Span], message_bytes: int
) -> list[int]:
    """Write the pieces of a message and return their ids."""
    ids = []
    for start, end in spans:
        connection.execute(
            """INSERT INTO message_chunks(message, embedder, start_offset, end_offset, message_bytes)
               VALUES(?, ?, ?, ?, ?)""",
            (message, model, start, end, message_bytes),
        )
        ids.append(connection.last_insert_rowid())
    return ids
