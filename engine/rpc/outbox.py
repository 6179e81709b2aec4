"""Lines on their way to a local socket, so that no lane waits for a peer that does not read."""

from __future__ import annotations

import logging
import threading
from collections import deque

from engine.protocol.messages import MAX_LINE_BYTES
from engine.rpc.local_socket import LocalConnection

log = logging.getLogger(__name__)

MAX_WAITING_BYTES = 4 * MAX_LINE_BYTES
SECONDS_TO_EMPTY = 2.0


class Outbox:
    """Sends lines from any thread, in their order, by a thread of its own.

    A peer for which more than `limit` bytes wait when the next line comes is disconnected. One long line is always taken.
    """

    def __init__(self, connection: LocalConnection, limit: int = MAX_WAITING_BYTES) -> None:
        self._connection, self._limit = connection, limit
        self._lines: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._is_open = True
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._send_lines, name="outbox", daemon=True)
        self._thread.start()

    def __call__(self, line: bytes) -> None:
        """Queue a line. Dropped when the peer has gone."""
        with self._changed:
            if not self._is_open:
                return
            if self._waiting_bytes > self._limit:
                log.warning("a peer that does not read was disconnected")
                self._disconnect()
                return
            self._lines.append(line + b"\n")
            self._waiting_bytes += len(line) + 1
            self._changed.notify_all()

    def close(self, seconds: float = SECONDS_TO_EMPTY) -> None:
        """Send what waits, for so long at most, and disconnect."""
        with self._changed:
            self._changed.wait_for(lambda: not self._waiting_bytes or not self._is_open, seconds)
            self._disconnect()
        self._thread.join()

    def _send_lines(self) -> None:
        while (line := self._next()) is not None:
            try:
                self._connection.send(line)
            except OSError:  # the peer has gone, or was disconnected
                with self._changed:
                    self._disconnect()
                return
            with self._changed:
                self._waiting_bytes -= len(line)
                self._changed.notify_all()

    def _next(self) -> bytes | None:
        with self._changed:
            self._changed.wait_for(lambda: self._lines or not self._is_open)
            return self._lines.popleft() if self._is_open else None

    def _disconnect(self) -> None:
        """End both directions: the reader of this connection sees the end of its lines."""
        self._is_open = False
        self._lines.clear()
        self._connection.disconnect()
        self._changed.notify_all()
