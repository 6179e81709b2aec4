"""Rows of the library as types of the protocol. A damaged field costs that field, never the conversation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from engine.capabilities.chat.api import AnswerRemarks, Conversation, ConversationSettings, Message, MessageState
from engine.protocol.answering.passage import Citation, Passage
from engine.protocol.classification import PredictedLabel
from engine.store.json_cells import decode_cell, decode_list

Row = Sequence[Any]  # Any: a damaged file may hold a value of any type in any column

# Text is read as bytes: one flipped bit that is no longer UTF-8 must not cost the whole row.
CONVERSATION = """SELECT id, CAST(title AS BLOB), changed_at, position, CAST(collections AS BLOB), leaf,
    (SELECT f.id FROM conversation_folders f WHERE f.id = conversations.folder AND f.deleted_at IS NULL),
    is_pinned, is_archived, is_private, CAST(source_folders AS BLOB) FROM conversations"""
MESSAGE = """SELECT id, conversation, parent, CAST(role AS BLOB), CAST(text AS BLOB), CAST(state AS BLOB), created_at,
    CAST(model AS BLOB), tokens, seconds, first_token_seconds, CAST(citations AS BLOB), CAST(passages AS BLOB),
    CAST(label AS BLOB), CAST(remarks AS BLOB), id IN (SELECT message FROM pinned_messages),
    id IN (SELECT message FROM untyped_questions) FROM messages"""
_STATES: tuple[MessageState, ...] = ("complete", "writing", "interrupted", "stopped", "failed")


def conversation(row: Row) -> Conversation:
    """Decode a row of CONVERSATION."""
    id, title, changed_at, position, collections, _, folder, is_pinned, is_archived, is_private, source_folders = row
    return Conversation(
        id=id,
        title=_text(title),
        changed_at=_integer(changed_at),
        position=_integer(position),
        collections=decode_list(collections, str),
        folder=folder if isinstance(folder, int) else None,
        is_pinned=bool(_integer(is_pinned)),
        is_archived=bool(_integer(is_archived)),
        is_private=bool(_integer(is_private)),
        source_folders=decode_list(source_folders, int),
    )


def message(row: Row) -> Message:
    """Decode a row of MESSAGE. Siblings and pictures are in other rows."""
    (id, conversation, parent, role, text, state, created_at, model, tokens, seconds, first, citations, passages,
     label, remarks, is_pinned, is_untyped) = row  # fmt: skip
    return Message(
        id=id,
        conversation=conversation,
        parent=parent if isinstance(parent, int) else None,
        role="user" if _text(role) == "user" else "assistant",
        text=_text(text),
        state=next((known for known in _STATES if known == _text(state)), "interrupted"),
        created_at=_integer(created_at),
        model=_text(model),
        tokens=_integer(tokens),
        seconds=_float(seconds),
        first_token_seconds=_float(first),
        citations=decode_list(citations, Citation),
        passages=decode_list(passages, Passage),
        label=decode_cell(label, PredictedLabel),
        remarks=decode_cell(remarks, AnswerRemarks) or AnswerRemarks(),
        is_pinned=bool(is_pinned),
        is_typed=not is_untyped,
    )


def settings(value: object) -> ConversationSettings | None:
    """Decode the settings of a conversation; None where there are none or they cannot be read."""
    return decode_cell(value, ConversationSettings)


def paths(value: object) -> tuple[str, ...]:
    """Decode a list of paths; those that cannot be read are left out."""
    return decode_list(value, str)


def encode(values: Iterable[object]) -> str:
    """Structs as a JSON list."""
    return msgspec.json.encode(list(values)).decode()


def encode_one(value: object) -> str:
    """A struct as JSON."""
    return msgspec.json.encode(value).decode()


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else ""


def _integer(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0


def _float(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
