"""The JSON-RPC 2.0 messages of the wire, one a line of UTF-8. See HOUSE in the README for one request's way."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes. A longer line is refused and skipped to its end; nothing of ours comes near it."""


class Request(msgspec.Struct, frozen=True):
    """A call (with `id`) or the notification "cancel" (without)."""

    method: str
    params: msgspec.Raw = msgspec.Raw(b"{}")
    id: int | None = None
    jsonrpc: Literal["2.0"] = "2.0"


class Cancel(msgspec.Struct, frozen=True):
    id: int


class ErrorData(msgspec.Struct, frozen=True, omit_defaults=True):
    """`values` fill the braces of the error's sentence, so that the other side can say it in the user's language."""

    kind: str
    detail: str = ""
    values: dict[str, str] = {}


class ErrorBody(msgspec.Struct, frozen=True):
    code: int
    message: str
    data: ErrorData | None = None


class Result(msgspec.Struct, frozen=True):
    """The one final answer to a request that succeeded."""

    id: int
    result: Any
    jsonrpc: str = "2.0"


class Failure(msgspec.Struct, frozen=True):
    """The one final answer to a request that did not; `id` is None when not even the id could be read."""

    id: int | None
    error: ErrorBody
    jsonrpc: str = "2.0"


class Notification(msgspec.Struct, frozen=True):
    """ "event", "changed", "ready" or "failed"."""

    method: str
    params: Any
    jsonrpc: str = "2.0"


class Incoming(msgspec.Struct, frozen=True):
    """Anything the engine sends, as its reader decodes it: a notification has a method, a reply an error or a result.

    `result` is empty (false) where there is none: msgspec cannot decode `Raw | None`.
    """

    id: int | None = None
    method: str = ""
    params: msgspec.Raw = msgspec.Raw(b"{}")
    result: msgspec.Raw = msgspec.Raw()
    error: ErrorBody | None = None
    jsonrpc: str = "2.0"


class EventParams(msgspec.Struct, frozen=True):
    """`event` is Raw when read, the event's struct when written."""

    id: int
    event: Any


class EventHeader(msgspec.Struct, frozen=True):
    id: int
    event: msgspec.Raw


class Ready(msgspec.Struct, frozen=True):
    build: str
