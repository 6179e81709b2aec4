"""Rows of the library as a ConversationRecord, and the other way round."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import get_args

import apsw
import msgspec

from engine.capabilities.chat import attachments, rows
from engine.capabilities.chat.api import AnswerRemarks, Attachment, ConversationSettings, Message, MessageState
from engine.capabilities.chat.attachments import StoredPicture
from engine.capabilities.chat.messages import mark_untyped
from engine.capabilities.chat.titles import title_of
from engine.files.opening import open_ordinary_file
from engine.protocol.children.conversation_file import EMPTY, ConversationRecord, RecordedMessage, RecordedPicture
from engine.protocol.errors import FileNotOrdinary, NotFound
from engine.store.clock import now_ms

LONGEST_FOLDER_NAME, LONGEST_TITLE = 100, 500
"""Characters."""
LARGEST_PICTURE = 64 * 1024 * 1024
MOST = 2**53
_STATES: tuple[MessageState, ...] = get_args(MessageState)
_CONVERSATION = """SELECT CAST(title AS BLOB), created_at, changed_at, leaf, CAST(settings AS BLOB), is_pinned, is_archived,
    is_private, CAST(title_source AS BLOB), (SELECT CAST(f.name AS BLOB) FROM conversation_folders f
    WHERE f.id = conversations.folder AND f.deleted_at IS NULL) FROM conversations WHERE id = ? AND deleted_at IS NULL"""
_TITLE_SOURCES = ("words", "model", "person")


def read_messages(connection: apsw.Connection, conversation: int) -> tuple[Message, ...]:
    """Return all messages of a conversation with their pictures, parents before their children."""
    pictures = attachments.of_conversation(connection, conversation)
    read = connection.execute(f"{rows.MESSAGE} WHERE conversation = ? ORDER BY id", (conversation,))
    listed = [rows.message(row) for row in read]
    known: set[int] = set()
    messages = []
    for message in listed:
        parent = message.parent if message.parent in known else None
        known.add(message.id)
        messages.append(msgspec.structs.replace(message, parent=parent, pictures=pictures.get(message.id, ())))
    return tuple(messages)


def read_record(connection: apsw.Connection, conversation: int) -> tuple[ConversationRecord, int]:
    """Return a conversation with all its branches, and how many of its pictures are gone. Raises NotFound."""
    row = connection.execute(_CONVERSATION, (conversation,)).fetchone()
    if row is None:
        raise NotFound("conversation")
    title, created_at, changed_at, leaf, settings, pinned, archived, private, source, folder = row
    messages = read_messages(connection, conversation)
    ids = {message.id: at for at, message in enumerate(messages, 1)}
    recorded = tuple(_recorded(message, ids) for message in messages)
    given = rows.settings(settings)
    record = ConversationRecord(
        title=_text(title),
        messages=recorded,
        leaf=ids.get(leaf) if isinstance(leaf, int) else None,
        created_at=_whole(created_at),
        changed_at=_whole(changed_at),
        settings=EMPTY if given is None else msgspec.Raw(msgspec.json.encode(given)),
        folder=_text(folder),
        is_pinned=bool(pinned),
        is_archived=bool(archived),
        is_private=bool(private),
        title_source=_text(source),
    )
    named = sum(len(message.pictures) for message in messages)
    return record, named - sum(len(message.pictures) for message in recorded)


def insert_record(
    connection: apsw.Connection,
    record: ConversationRecord,
    pictures: Mapping[int, tuple[StoredPicture, ...]],
    keep_settings: Callable[[ConversationSettings], ConversationSettings],
) -> int:
    """Write a conversation with all its branches inside the caller's transaction, at the end of the list. Returns its id.

    `pictures` are the stored ones of each message, by its id in the record. `keep_settings` leaves out of the settings what
    means nothing in this library.
    """
    now = now_ms()
    title = record.title[:LONGEST_TITLE] or _first_words(record)
    connection.execute(
        """INSERT INTO conversations(title, title_source, position, created_at, changed_at, settings, folder, is_pinned,
               is_archived, is_private)
           VALUES(?, ?, (SELECT coalesce(min(position), 0) - 1 FROM conversations), ?, ?, ?, ?, ?, ?, ?)""",
        (
            title,
            record.title_source if record.title and record.title_source in _TITLE_SOURCES else "words",
            _whole(record.created_at) or now,
            _whole(record.changed_at) or _whole(record.created_at) or now,
            _settings_cell(record, keep_settings),
            _folder_id(connection, record.folder),
            record.is_pinned,
            record.is_archived,
            record.is_private,
        ),
    )
    conversation = connection.last_insert_rowid()
    connection.execute("INSERT INTO conversations_fts(rowid, title) VALUES(?, ?)", (conversation, title))
    ids = insert_messages(connection, conversation, record.messages, pictures)
    leaf = ids.get(record.leaf) if record.leaf is not None else None
    connection.execute("UPDATE conversations SET leaf = ? WHERE id = ?", (leaf, conversation))
    return conversation


def insert_messages(
    connection: apsw.Connection,
    conversation: int,
    messages: Iterable[RecordedMessage],
    pictures: Mapping[int, tuple[StoredPicture, ...]],
    known: Mapping[int, int] = MappingProxyType({}),
) -> dict[int, int]:
    """Write messages, parents before their children, and return all ids in the library by those in the record.

    `known` are messages of the record that are there already.
    """
    ids = dict(known)
    for message in messages:
        ids[message.id] = _insert_message(connection, conversation, message, ids)
        attachments.attach(connection, ids[message.id], pictures.get(message.id, ()))
    return ids


def _recorded(message: Message, ids: Mapping[int, int]) -> RecordedMessage:
    remarks = msgspec.structs.replace(message.remarks, thinking="", thinking_seconds=0.0)
    pictures = tuple(read for picture in message.pictures if (read := _recorded_picture(picture)) is not None)
    return RecordedMessage(
        id=ids[message.id],
        role=message.role,
        text=message.text,
        parent=None if message.parent is None else ids[message.parent],
        state="interrupted" if message.state == "writing" else message.state,
        created_at=message.created_at,
        model=message.model,
        tokens=message.tokens,
        seconds=message.seconds,
        first_token_seconds=message.first_token_seconds,
        thinking=message.remarks.thinking,
        thinking_seconds=message.remarks.thinking_seconds,
        citations=message.citations,
        passages=message.passages,
        label=message.label,
        pictures=pictures,
        remarks=EMPTY if remarks == AnswerRemarks() else msgspec.Raw(msgspec.json.encode(remarks)),
        is_pinned=message.is_pinned,
    )


def _recorded_picture(picture: Attachment) -> RecordedPicture | None:
    if not picture.path:
        return None
    with suppress(OSError, FileNotOrdinary), open_ordinary_file(Path(picture.path)) as file:
        return RecordedPicture(picture.name, file.read(LARGEST_PICTURE))
    return None


def _insert_message(
    connection: apsw.Connection, conversation: int, message: RecordedMessage, ids: Mapping[int, int]
) -> int:
    state = message.state if message.state in _STATES and message.state != "writing" else "interrupted"
    label = "" if message.label is None else rows.encode_one(message.label)
    remarks = _remarks(message)
    connection.execute(
        """INSERT INTO messages(conversation, parent, role, text, state, created_at, model, tokens, seconds,
               first_token_seconds, citations, passages, label, remarks) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            conversation,
            None if message.parent is None else ids[message.parent],
            message.role,
            message.text,
            state,
            _whole(message.created_at),
            message.model,
            _whole(message.tokens),
            _seconds(message.seconds),
            _seconds(message.first_token_seconds),
            rows.encode(message.citations),
            rows.encode(message.passages),
            label,
            "" if remarks == AnswerRemarks() else rows.encode_one(remarks),
        ),
    )
    id = connection.last_insert_rowid()
    connection.execute("INSERT INTO messages_fts(rowid, text) VALUES(?, ?)", (id, message.text))
    if message.is_pinned:
        connection.execute("INSERT INTO pinned_messages(message) VALUES(?)", (id,))
    if message.role == "user":
        mark_untyped(connection, id)  # a file says who wrote a question, and anybody can write a file
    return id


def _remarks(message: RecordedMessage) -> AnswerRemarks:
    """Return the remarks that can be read; memories are numbers of the library that they come from, and left out."""
    try:
        remarks = msgspec.json.decode(message.remarks, type=AnswerRemarks | None) or AnswerRemarks()
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        remarks = AnswerRemarks()
    return msgspec.structs.replace(
        remarks, thinking=message.thinking, thinking_seconds=_seconds(message.thinking_seconds), recalled=()
    )


def _settings_cell(record: ConversationRecord, keep: Callable[[ConversationSettings], ConversationSettings]) -> str:
    settings = rows.settings(bytes(record.settings))
    return "" if settings is None else rows.encode_one(keep(settings))


def _folder_id(connection: apsw.Connection, name: str) -> int | None:
    """Return the folder with this name, a new one where there is none."""
    name = " ".join(name.split())[:LONGEST_FOLDER_NAME]
    if not name:
        return None
    sql = "SELECT id FROM conversation_folders WHERE name = ? AND deleted_at IS NULL"
    if (row := connection.execute(sql, (name,)).fetchone()) is not None:
        return int(str(row[0]))
    connection.execute("INSERT INTO conversation_folders(name, created_at) VALUES(?, ?)", (name, now_ms()))
    return connection.last_insert_rowid()


def _first_words(record: ConversationRecord) -> str:
    return next((title for message in record.messages if (title := title_of(message.text))), "")


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value if isinstance(value, str) else ""


def _whole(value: object) -> int:
    return min(max(int(value), 0), MOST) if isinstance(value, int) else 0


def _seconds(value: float) -> float:
    return value if math.isfinite(value) and value >= 0 else 0.0
