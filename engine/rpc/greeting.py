"""The first line of an engine: whether it serves, and whether it is the one that was meant."""

from __future__ import annotations

import os

import msgspec

from engine.protocol.children.received_errors import error_of
from engine.protocol.errors import AteneoError, EngineGone, OtherModels, OtherVersion
from engine.protocol.messages import VERSION, ErrorBody, ErrorData, Incoming, Ready

ENDED = b""
"""In place of a line, when there was none: the engine ended before it greeted."""


def check_greeting(line: bytes, models: str) -> None:
    """Return when an engine of this version, with its models in this folder, is ready. `models` "" is any folder.

    Raises the error of an engine that cannot start, OtherVersion, OtherModels, and EngineGone for anything else.
    """
    try:
        message = msgspec.json.decode(line, type=Incoming)
        if message.method == "failed":
            raise received_error(msgspec.json.decode(message.params, type=ErrorBody))
        ready = msgspec.json.decode(message.params, type=Ready)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise EngineGone(f"not a greeting: {error}") from None
    if ready.build != VERSION:
        raise OtherVersion(found=ready.build, known=VERSION)
    if models and ready.models and os.path.realpath(models) != os.path.realpath(ready.models):
        raise OtherModels(folder=ready.models)


def received_error(body: ErrorBody) -> AteneoError:
    """Return an error of the wire as the exception that was raised in the engine; AteneoError where its kind is not known."""
    return error_of(body.data or ErrorData("", body.message), (AteneoError,), AteneoError)
