"""A blocking client of the engine, for commands: one call at a time, over a pipe or a local socket."""

from __future__ import annotations

import itertools
import os
import queue
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import msgspec

from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import EngineGone, LibraryInUse, TextTooLong
from engine.protocol.messages import (
    MAX_LINE_BYTES,
    Cancel,
    EventHeader,
    Incoming,
    Notification,
    Request,
    encode_request,
)
from engine.protocol.method import Method
from engine.rpc.greeting import check_greeting, received_error
from engine.rpc.wire import TooLong, read_lines

RequestT = TypeVar("RequestT")
EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")

SECONDS_TO_GREET = 120.0
"""A large library that is checked and brought up to date takes long."""
SECONDS_BETWEEN_LOOKS = 0.1
"""How soon a cancel is sent after Ctrl+C."""


class EngineClient:
    """Calls an engine. Its events and errors come as the handlers yielded and raised them."""

    def __init__(self, read: int, write: int) -> None:
        """Both descriptors stay the caller's, who closes them; they may be one socket's."""
        self._write_descriptor = write
        self._ids = itertools.count(1)
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._last = b""
        self._reader = threading.Thread(target=self._read, args=(read,), name="engine-reader", daemon=True)
        self._reader.start()

    def wait_until_ready(self, models: str) -> bool:
        """Return whether the engine is ready; False when it ended without a word. `models` and errors as check_greeting.

        Raises LibraryInUse for one that says nothing for SECONDS_TO_GREET.
        """
        try:
            greeting = self._lines.get(timeout=SECONDS_TO_GREET)
        except queue.Empty:
            raise LibraryInUse("the engine does not answer") from None
        if greeting:
            check_greeting(greeting, models)
        return bool(greeting)

    def call(
        self,
        method: Method[RequestT, EventT, ResultT],
        request: RequestT,
        on_event: Callable[[EventT], object],
        is_cancelled: IsCancelled,
        on_waiting: Callable[[], object] = lambda: None,
    ) -> ResultT:
        """Run a method in the engine and return its result. `on_waiting` is called when others have to end first.

        Raises the handler's errors, Cancelled, TextTooLong for a request that no engine reads, and EngineGone. When
        `on_event` raises, the call is cancelled.
        """
        id = next(self._ids)
        self._write(_request_line(method.name, id, request))
        try:
            return self._wait_for_result(id, method, on_event, is_cancelled, on_waiting)
        except BaseException:
            with suppress(EngineGone):
                self._cancel(id)
            raise

    def wait_until_closed(self) -> bool:
        """Wait until the engine has closed its end. Return whether it goes on for others."""
        self._reader.join()
        return bool(self._last) and msgspec.json.decode(self._last, type=Incoming).method == "detached"

    def _wait_for_result(
        self,
        id: int,
        method: Method[RequestT, EventT, ResultT],
        on_event: Callable[[EventT], object],
        is_cancelled: IsCancelled,
        on_waiting: Callable[[], object],
    ) -> ResultT:
        was_cancelled = False
        while True:
            message = self._next_message()
            if not was_cancelled and is_cancelled():
                was_cancelled = True
                self._cancel(id)
            if message is None:
                continue
            if message.method == "event":
                header = msgspec.json.decode(message.params, type=EventHeader)
                if header.id == id:
                    on_event(msgspec.json.decode(header.event, type=method.event))
            elif message.method == "waiting":
                on_waiting()
            elif not message.method and message.id in (id, None):
                if message.error is not None:
                    raise received_error(message.error)
                return msgspec.json.decode(message.result, type=method.result)

    def _next_message(self) -> Incoming | None:
        """Return the next message, or None when there is none for a moment. Raises EngineGone."""
        try:
            line = self._lines.get(timeout=SECONDS_BETWEEN_LOOKS)
        except queue.Empty:
            return None
        if not line:
            self._lines.put(line)  # the next call meets it too
            raise EngineGone
        return msgspec.json.decode(line, type=Incoming)

    def _cancel(self, id: int) -> None:
        self._write(msgspec.json.encode(Notification("cancel", Cancel(id))))

    def _write(self, line: bytes) -> None:
        """Raises EngineGone."""
        rest = memoryview(line + b"\n")
        while rest:
            try:
                rest = rest[os.write(self._write_descriptor, rest) :]
            except OSError as error:
                raise EngineGone(str(error)) from error

    def _read(self, descriptor: int) -> None:
        """Lines are of any length here: a whole list comes as one."""
        with suppress(OSError):  # closed by the caller
            for line in read_lines(descriptor, sys.maxsize):
                if not isinstance(line, TooLong):
                    self._last = line
                    self._lines.put(line)
        self._lines.put(b"")


def _request_line(method: str, id: int, request: object) -> bytes:
    """Raises TextTooLong."""
    line = msgspec.json.encode(Request(method, msgspec.Raw(encode_request(request)), id))
    if len(line) >= MAX_LINE_BYTES:
        raise TextTooLong(count=f"{len(line):,}", limit=f"{MAX_LINE_BYTES:,}")
    return line
