"""Passes bytes between a pipe and the engine that has the library already: for a window that opens while a command works."""

from __future__ import annotations

import errno
import os
import threading
from contextlib import suppress
from pathlib import Path

from engine.rpc.local_socket import LocalConnection, connect
from engine.rpc.wire import READER_IS_GONE

_BLOCK = 1 << 16


class Relay:
    """A connection to the running engine. `greeting` is its first line, without its end."""

    def __init__(self, connection: LocalConnection, greeting: bytes, rest: bytes) -> None:
        self._connection, self.greeting, self._rest = connection, greeting, rest

    def run(self, read: int, write: int) -> bool:
        """Pass everything on until one side ends. Return False when it was the engine."""
        has_pipe_ended = threading.Event()
        requests = threading.Thread(target=self._pass_requests, args=(read, has_pipe_ended), name="relay", daemon=True)
        requests.start()
        block = self.greeting + b"\n" + self._rest
        with suppress(BrokenPipeError):
            while block:
                _write(write, block)
                block = self._connection.receive(_BLOCK)
        self._connection.close()
        return has_pipe_ended.is_set()

    def close(self) -> None:
        """End the connection of a relay that does not run."""
        self._connection.close()

    def _pass_requests(self, read: int, has_pipe_ended: threading.Event) -> None:
        with suppress(OSError):  # the engine has gone: `run` sees it too
            while block := os.read(read, _BLOCK):
                self._connection.send(block)
            has_pipe_ended.set()
            self._connection.end_output()


def find_running_engine(home: Path) -> Relay | None:
    """Return a relay to the engine that serves this profile, once that is ready. None where none answers."""
    connection = connect(home)
    if connection is None:
        return None
    received = b""
    while b"\n" not in received and (block := connection.receive(_BLOCK)):
        received += block
    greeting, end, rest = received.partition(b"\n")
    if end:
        return Relay(connection, greeting, rest)
    connection.close()
    return None


def _write(descriptor: int, block: bytes) -> None:
    """Raises BrokenPipeError when the reader has gone."""
    rest = memoryview(block)
    while rest:
        try:
            rest = rest[os.write(descriptor, rest) :]
        except OSError as error:
            if error.errno in READER_IS_GONE:
                raise BrokenPipeError(errno.EPIPE, str(error)) from None
            raise
