"""Questions and answers in SQLite: reading, adding, and the row of an answer while it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import apsw
import msgspec

from engine.capabilities.chat import attachments, rows
from engine.capabilities.chat.api import AnswerRemarks, Attachment, Message, MessageState, Notice, UnsupportedSentence
from engine.capabilities.chat.tree import MessageTree
from engine.protocol.answering.collection_answer import CollectionCoverage, CollectionRow
from engine.protocol.answering.memories import RecalledMark
from engine.protocol.answering.passage import Citation, Passage
from engine.protocol.answering.personas import HandOver
from engine.protocol.answering.tools import ToolStep
from engine.protocol.classification import PredictedLabel
from engine.protocol.errors import NotFound
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
    connection: apsw.Connection,
    conversation: int,
    parent: int | None,
    text: str,
    label: PredictedLabel | None = None,
    *,
    is_typed: bool = True,
) -> int:
    """Write a question and its entry in the keyword index. Returns its id."""
    id = _add(connection, conversation, parent, "user", text, "complete")
    if label is not None:
        encoded = msgspec.json.encode(label).decode()
        connection.execute("UPDATE messages SET label = ? WHERE id = ?", (encoded, id))
    if not is_typed:
        mark_untyped(connection, id)
    _index(connection, id, text)
    return id


def mark_untyped(connection: apsw.Connection, question: int) -> None:
    """Note that not all words of a question are the person's own."""
    connection.execute("INSERT INTO untyped_questions(message) VALUES(?)", (question,))


def add_answer(connection: apsw.Connection, conversation: int, question: int) -> int:
    """Write an empty answer in state "writing". It has no entry in the keyword index until it is finished."""
    return _add(connection, conversation, question, "assistant", "", WRITING)


def mark_interrupted(store: Store) -> None:
    """Mark the answers that an engine left half written when it was killed, and index their text."""
    with store.write() as connection:
        # Written out and not bound, so that the index of these few messages is used.
        connection.execute(
            "INSERT INTO messages_fts(rowid, text) SELECT id, text FROM messages WHERE state = 'writing'"
        )
        connection.execute("UPDATE messages SET state = 'interrupted' WHERE state = 'writing'")


class AnswerRow:
    """The row of an answer while it is written: `text` grows, `flush` saves it, `finish` is called once.

    With `begun` an answer is continued: its text up to the end of the model's words stands already.
    """

    def __init__(self, store: Store, id: int, begun: Message | None = None) -> None:
        self._store, self._begun = store, begun
        self.id = id
        self.text = begun.text[: written_span(begun)[1]] if begun else ""
        self.written_start = written_span(begun)[0] if begun else 0
        """Where the model's own words begin in the text."""
        self.written_end: int | None = None
        """Where they end; None while nothing stands below them."""
        self.thinking = begun.remarks.thinking if begun else ""
        self.thinking_seconds = begun.remarks.thinking_seconds if begun else 0.0
        self.steps: tuple[ToolStep, ...] = begun.remarks.steps if begun else ()
        """Calls of tools, the one that runs now included."""
        self.unsupported: tuple[UnsupportedSentence, ...] = ()
        self.truncated = 0
        self.recalled: tuple[RecalledMark, ...] = begun.remarks.recalled if begun else ()
        """Memories in the prompt."""
        self.persona = begun.remarks.persona if begun else ""
        self.hand_overs: tuple[HandOver, ...] = begun.remarks.hand_overs if begun else ()
        self.coverage: CollectionCoverage | None = None
        self.counted: tuple[CollectionRow, ...] = ()
        """The files and rows behind an answer about a whole collection."""
        self.searched_for = begun.remarks.searched_for if begun else ""
        self.notices: list[Notice] = []
        self.is_finished = False

    @property
    def words(self) -> str:
        """The model's own words."""
        return self.text[self.written_start : self.written_end]

    @property
    def remarks(self) -> AnswerRemarks:
        """The remarks as they are now."""
        end = len(self.text) if self.written_end is None else self.written_end
        return AnswerRemarks(
            unsupported=self.unsupported,
            steps=self.steps,
            notices=tuple(dict.fromkeys(self.notices)),
            truncated=self.truncated,
            written_start=self.written_start,
            written_end=end,
            thinking=self.thinking.strip(),
            thinking_seconds=self.thinking_seconds,
            recalled=self.recalled,
            persona=self.persona,
            hand_overs=self.hand_overs,
            coverage=self.coverage,
            counted=self.counted,
            searched_for=self.searched_for,
        )

    def flush(self) -> None:
        """Save the text and the remarks so far."""
        with self._store.write() as connection:
            connection.execute(
                "UPDATE messages SET text = ?, remarks = ? WHERE id = ?",
                (self.text, rows.encode_one(self.remarks), self.id),
            )

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
        """Save the text with its final state and index it. Figures of a continued answer are added to those it had."""
        if self._begun is not None:
            model, first_token_seconds = model or self._begun.model, self._begun.first_token_seconds
            tokens, seconds = tokens + self._begun.tokens, seconds + self._begun.seconds
            citations = citations or [c for c in self._begun.citations if c.answer_end <= len(self.text)]
        with self._store.write() as connection:
            connection.execute(
                """UPDATE messages SET text = ?, state = ?, model = ?, tokens = ?, seconds = ?, first_token_seconds = ?,
                   citations = ?, remarks = ? WHERE id = ?""",
                (
                    self.text,
                    state,
                    model,
                    tokens,
                    seconds,
                    first_token_seconds,
                    rows.encode(citations),
                    rows.encode_one(self.remarks),
                    self.id,
                ),
            )
            if connection.changes():  # the conversation may have been purged meanwhile
                _index(connection, self.id, self.text)
        self.is_finished = True


def written_span(answer: Message) -> tuple[int, int]:
    """Return where the model's own words stand in an answer; an answer without remarks is all its own words."""
    start, end = answer.remarks.written_start, answer.remarks.written_end
    return (start, end) if end else (0, len(answer.text))


def begin_again(connection: apsw.Connection, answer: Message) -> None:
    """Set an answer to "writing" again: it leaves the keyword index until it is finished."""
    connection.execute(
        "INSERT INTO messages_fts(messages_fts, rowid, text) VALUES('delete', ?, ?)", (answer.id, answer.text)
    )
    connection.execute("UPDATE messages SET state = ? WHERE id = ?", (WRITING, answer.id))


def copy_beginning(connection: apsw.Connection, answer: Message, copy: int, offset: int, token: str) -> Message:
    """Give the answer `copy`, which is being written, the text of another up to `offset`, and a token. Return it as begun.

    The passages it rests on come with it, and the citations before that place.
    """
    text = answer.text[:offset] + token
    start, _ = written_span(answer)
    remarks = AnswerRemarks(
        written_start=start,
        written_end=len(text),
        thinking=answer.remarks.thinking,
        thinking_seconds=answer.remarks.thinking_seconds,
        recalled=answer.remarks.recalled,
        steps=answer.remarks.steps,
        hand_overs=answer.remarks.hand_overs,
        searched_for=answer.remarks.searched_for,
    )
    citations = tuple(citation for citation in answer.citations if citation.answer_end <= offset)
    connection.execute(
        "UPDATE messages SET text = ?, passages = ?, citations = ?, remarks = ? WHERE id = ?",
        (text, rows.encode(answer.passages), rows.encode(citations), rows.encode_one(remarks), copy),
    )
    return Message(
        copy, answer.conversation, "assistant", text, WRITING, now_ms(), answer.parent,
        citations=citations, passages=answer.passages, remarks=remarks,
    )  # fmt: skip


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
