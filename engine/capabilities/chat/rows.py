"""Rows of the library to the types of the protocol. A damaged field costs that field, never the conversation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec

from engine.capabilities.chat.api import Conversation, Manner, Message, State
from engine.protocol.classification import Labelled
from engine.protocol.passage import Citation, Passage

T = TypeVar("T")
Row = Sequence[Any]

# Text is read as bytes: a flipped bit that is no UTF-8 any more must not cost the whole row.
CONVERSATION = (
    """SELECT id, CAST(title AS BLOB), changed_at, position, CAST(collections AS BLOB), leaf FROM conversations"""
)
MESSAGE = """SELECT id, conversation, parent, CAST(role AS BLOB), CAST(text AS BLOB), CAST(state AS BLOB), created_at,
    CAST(model AS BLOB), tokens, seconds, first_token_seconds, CAST(citations AS BLOB), CAST(passages AS BLOB),
    CAST(labelled AS BLOB) FROM messages"""
_STATES: tuple[State, ...] = ("complete", "writing", "interrupted", "stopped", "failed")


def conversation(row: Row) -> Conversation:
    id, title, changed_at, position, collections, _ = row
    return Conversation(id, _text(title), _number(changed_at), _number(position), _listed(collections, str))


def message(row: Row) -> Message:
    (id, conversation, parent, role, text, state, created_at, model, tokens, seconds, first, citations, passages,
     labelled) = row  # fmt: skip
    return Message(
        id=id,
        conversation=conversation,
        parent=parent if isinstance(parent, int) else None,
        role="user" if _text(role) == "user" else "assistant",
        text=_text(text),
        state=next((known for known in _STATES if known == _text(state)), "interrupted"),
        created_at=_number(created_at),
        model=_text(model),
        tokens=_number(tokens),
        seconds=_real(seconds),
        first_token_seconds=_real(first),
        citations=_listed(citations, Citation),
        passages=_listed(passages, Passage),
        labelled=_one(labelled, Labelled),
    )


def manner(value: object) -> Manner | None:
    return _one(value, Manner)


def encode(values: Iterable[object]) -> str:
    return msgspec.json.encode(list(values)).decode()


def _one(value: object, type_: type[T]) -> T | None:
    try:
        return msgspec.json.decode(value if isinstance(value, bytes) else b"", type=type_)
    except msgspec.DecodeError:
        return None


def _listed(value: object, type_: type[T]) -> tuple[T, ...]:
    try:
        items = msgspec.json.decode(value if isinstance(value, str | bytes) else b"", type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeEncodeError):
        return ()
    return tuple(_readable(items, type_))


def _readable(items: Iterable[msgspec.Raw], type_: type[T]) -> Iterator[T]:
    for item in items:
        try:
            yield msgspec.json.decode(item, type=type_)
        except msgspec.DecodeError:
            continue


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else ""


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0


def _real(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
