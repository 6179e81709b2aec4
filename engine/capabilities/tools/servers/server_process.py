"""The process of a tool server and the calls to it: JSON-RPC 2.0, one message a line, as the Model Context Protocol says.

A call that fails, hangs or sends too much ends the process and costs that call; the next one starts it again.
"""

from __future__ import annotations

import queue
import threading
import time
from contextlib import suppress
from typing import Any  # the messages of a server are any JSON

import msgspec

from engine.capabilities.tools.servers.running import RunningProgram
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled

PROTOCOL = "2025-06-18"
START_SECONDS, CALL_SECONDS = 20.0, 60.0
POLL_SECONDS = 0.1
LONGEST_LINE = 4_000_000
"""Bytes of one message."""
MOST_QUEUED = 1000
"""Messages that wait to be read; a server that sends more is ended."""
METHOD_NOT_FOUND = -32601


class ServerBroken(Exception):
    """The process could not be started, ended, was silent for too long or sent too much. It is ended."""


class ServerRefusal(Exception):
    """The server answered a request with an error of its own, whose text this is."""


class _Error(msgspec.Struct):
    message: str = ""


class _Message(msgspec.Struct):
    """A message of a server: a reply where it has no method."""

    id: int | str | None = None
    method: str = ""
    result: msgspec.Raw = msgspec.Raw(b"null")
    error: _Error | None = None


_DECODER = msgspec.json.Decoder(_Message)


class ServerProcess:
    """One running server. Not for two threads at once."""

    def __init__(self, program: RunningProgram, is_cancelled: IsCancelled) -> None:
        """Greet a program that was just started. Raises ServerBroken, ServerRefusal, Cancelled, which end it."""
        self._program = program
        self._messages: queue.Queue[_Message | None] = queue.Queue(MOST_QUEUED)
        self._last_id = 0
        self._reader = threading.Thread(target=self._read, name="tool server", daemon=True)
        self._reader.start()
        client = {"name": "ateneo", "version": "1"}
        greeting = {"protocolVersion": PROTOCOL, "capabilities": {}, "clientInfo": client}
        try:
            self.request("initialize", greeting, is_cancelled, START_SECONDS)
            self._send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        except ServerRefusal:
            self.close()
            raise

    @property
    def is_alive(self) -> bool:
        """Whether the program still has its output open."""
        return self._reader.is_alive()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._program.pid

    def request(
        self, method: str, params: dict[str, Any], is_cancelled: IsCancelled, seconds: float = CALL_SECONDS
    ) -> msgspec.Raw:
        """Send a request and return its result. Raises ServerBroken, ServerRefusal, Cancelled; the first and last end it."""
        self._last_id += 1
        self._send({"jsonrpc": "2.0", "id": self._last_id, "method": method, "params": params})
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if is_cancelled():
                self.close()
                raise Cancelled
            with suppress(queue.Empty):
                message = self._messages.get(timeout=POLL_SECONDS)
                if message is None:
                    self.close()
                    raise ServerBroken("it ended")
                if message.method:
                    self._answer(message)
                elif message.id == self._last_id:
                    if message.error is not None:
                        raise ServerRefusal(message.error.message[:500])
                    return message.result
        self.close()
        raise ServerBroken(f"no answer in {seconds:.0f} s")

    def close(self) -> None:
        """End the process and what it started."""
        self._program.end()
        self._reader.join(2.0)  # what it has started may have left its group, and hold its output open
        with suppress(OSError, ValueError):
            self._program.stdin.close()

    def _answer(self, message: _Message) -> None:
        """Answer what the server asks of us: a ping, and nothing else. Notifications need none."""
        if message.id is None:
            return
        if message.method == "ping":
            self._send({"jsonrpc": "2.0", "id": message.id, "result": {}})
        else:
            error = {"code": METHOD_NOT_FOUND, "message": "not offered"}
            self._send({"jsonrpc": "2.0", "id": message.id, "error": error})

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self._program.stdin.write(msgspec.json.encode(message) + b"\n")
            self._program.stdin.flush()
        except (OSError, ValueError):
            self.close()
            raise ServerBroken("it ended") from None

    def _read(self) -> None:
        """Put the messages into the queue, and None at the end. What is no message is left out."""
        with self._program.stdout, suppress(OSError, ValueError, queue.Full):
            while line := self._program.stdout.readline(LONGEST_LINE):
                if not line.endswith(b"\n") and len(line) >= LONGEST_LINE:
                    break
                with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                    self._messages.put(_DECODER.decode(line), timeout=POLL_SECONDS)
        with suppress(queue.Full):
            self._messages.put(None, timeout=CALL_SECONDS)
