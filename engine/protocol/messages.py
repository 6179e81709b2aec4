"""The JSON-RPC 2.0 messages of the wire, one per line of UTF-8. docs/architecture.md follows one request through."""

from __future__ import annotations

from typing import Literal

import msgspec

VERSION = "0.1.0"
"""As pyproject.toml has it: reading it from the program's metadata takes as long as importing forty modules."""
MAX_LINE_BYTES = 16 * 1024 * 1024
"""A longer line is refused and skipped to its end; our own messages stay far below."""


class Request(msgspec.Struct, frozen=True):
    """A call (with `id`) or the notification "cancel" (without)."""

    method: str
    params: msgspec.Raw = msgspec.Raw(b"{}")
    id: int | None = None
    jsonrpc: Literal["2.0"] = "2.0"


class Cancel(msgspec.Struct, frozen=True):
    """Params of the notification "cancel": the request that should stop."""

    id: int


class Waiting(msgspec.Struct, frozen=True):
    """Params of the notification "waiting": the request that begins when others before it have ended."""

    id: int


class ErrorData(msgspec.Struct, frozen=True, omit_defaults=True):
    """`kind` and `values` (which fill the braces of the sentence) let the other side show it in the user's language."""

    kind: str
    detail: str = ""
    values: dict[str, str] = {}


class ErrorBody(msgspec.Struct, frozen=True):
    """JSON-RPC's error: its code, the sentence in English, and what is needed to translate it."""

    code: int
    message: str
    data: ErrorData | None = None


class Result(msgspec.Struct, frozen=True):
    """The one final reply to a request that succeeded."""

    id: int
    result: object
    jsonrpc: str = "2.0"


class Failure(msgspec.Struct, frozen=True):
    """The one final reply to a request that failed; `id` is None when not even the id could be read."""

    id: int | None
    error: ErrorBody
    jsonrpc: str = "2.0"


class Notification(msgspec.Struct, frozen=True):
    """Sent by the engine: "event", "waiting", "changed", "ready", "failed" or "detached".

    "waiting" has the id of a request that another one keeps waiting. "changed" has the nouns that changed and, where it was
    one of the receiver's own, the request that changed them: {"documents": true, "by": 7}. "failed" has an ErrorBody and is
    the only message of an engine that cannot start. "detached" is the last message on the pipe of an engine that goes on for
    others after its input has ended.
    """

    method: str
    params: object
    jsonrpc: str = "2.0"


class Incoming(msgspec.Struct, frozen=True):
    """Any message of the engine, as the reader decodes it: a notification has a method, a reply an error or a result.

    `result` is an empty Raw where there is none, since msgspec cannot decode `Raw | None`.
    """

    id: int | None = None
    method: str = ""
    params: msgspec.Raw = msgspec.Raw(b"{}")
    result: msgspec.Raw = msgspec.Raw()
    error: ErrorBody | None = None
    jsonrpc: str = "2.0"


class EventParams(msgspec.Struct, frozen=True):
    """Params of "event" as they are written: the request's id and a struct of its method's event type."""

    id: int
    event: object


class EventHeader(msgspec.Struct, frozen=True):
    """Params of "event" as they are read: `event` stays raw until the method is known."""

    id: int
    event: msgspec.Raw


class Ready(msgspec.Struct, frozen=True, omit_defaults=True):
    """Params of "ready": the version of the program, and the folder that the engine takes its models from."""

    build: str
    models: str = ""


def encode_request(request: object) -> bytes:
    """Return the JSON of a request. Bytes of names that are not UTF-8, and half characters, become the replacement character."""
    try:
        return msgspec.json.encode(request)
    except UnicodeEncodeError:
        return msgspec.json.encode(_without_surrogates(msgspec.to_builtins(request)))


def _without_surrogates(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(part) for part in value]
    return value
