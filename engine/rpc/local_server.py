"""Serves the commands that connect to the engine's local socket, each in a thread of its own."""

from __future__ import annotations

import logging
import threading

from engine.rpc.local_socket import Listener, LocalConnection
from engine.rpc.outbox import MAX_WAITING_BYTES, Outbox
from engine.rpc.server import Server
from engine.rpc.wire import read_lines

log = logging.getLogger(__name__)

MAX_CONNECTIONS = 32


class LocalServer:
    """Accepts connections from its start until `close` and serves them."""

    def __init__(self, listener: Listener, server: Server, max_waiting_bytes: int = MAX_WAITING_BYTES) -> None:
        """`max_waiting_bytes` is how far a connection may be behind with reading."""
        self._listener, self._server, self._max_waiting_bytes = listener, server, max_waiting_bytes
        self._connections: dict[LocalConnection, Outbox] = {}
        self._is_closing = False
        self._changed = threading.Condition()
        self._acceptor = threading.Thread(target=self._accept, name="local-socket", daemon=True)
        self._acceptor.start()

    @property
    def has_connections(self) -> bool:
        """Whether somebody is connected."""
        with self._changed:
            return bool(self._connections)

    def close_when_unused(self) -> None:
        """Wait until nobody is connected any more, however long that takes, and take no new connection."""
        with self._changed:
            self._changed.wait_for(lambda: not self._connections)
            self._is_closing = True
        self._listener.stop()
        self._acceptor.join()

    def _accept(self) -> None:
        while (connection := self._listener.accept()) is not None:
            with self._changed:
                is_refused = self._is_closing or len(self._connections) >= MAX_CONNECTIONS
                if not is_refused:
                    self._connections[connection] = Outbox(connection, self._max_waiting_bytes)
            if is_refused:
                connection.close()
                continue
            threading.Thread(target=self._serve, args=(connection,), name="local-peer", daemon=True).start()

    def _serve(self, connection: LocalConnection) -> None:
        outbox = self._connections[connection]
        try:
            self._server.serve(read_lines(connection.descriptor), outbox)
        finally:
            outbox.close()
            with self._changed:
                del self._connections[connection]
                self._changed.notify_all()
            connection.close()
