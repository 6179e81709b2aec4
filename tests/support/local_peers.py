"""The engine's local socket in a test's own process: a server with the test's routes, and peers that send any bytes."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from engine.rpc.local_server import LocalServer
from engine.rpc.local_socket import FOLDER, SOCKET, Listener
from engine.rpc.outbox import MAX_WAITING_BYTES
from engine.rpc.routes import Route
from engine.rpc.server import Server

TIMEOUT = 60.0


class RawPeer:
    """A connection that sends what a test gives it, and reads when the test says so."""

    def __init__(self, home: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(TIMEOUT)
        self._socket.connect(str(home / FOLDER / SOCKET))
        self._reader = self._socket.makefile("rb")

    def send(self, block: bytes) -> None:
        self._socket.sendall(block)

    def call(self, id: int, method: str, **params: object) -> None:
        self.send(msgspec.json.encode({"jsonrpc": "2.0", "id": id, "method": method, "params": params}) + b"\n")

    def cancel(self, id: int) -> None:
        self.send(msgspec.json.encode({"jsonrpc": "2.0", "method": "cancel", "params": {"id": id}}) + b"\n")

    def read(self) -> dict[str, Any]:
        """The next message; an empty one at the end."""
        line = self._reader.readline()
        return msgspec.json.decode(line) if line else {}

    def read_until(self, is_wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while (message := self.read()) and not is_wanted(message):
            pass
        return message

    def reply(self, id: int | None) -> dict[str, Any]:
        return self.read_until(lambda message: "method" not in message and message["id"] == id)

    def close(self) -> None:
        self._reader.close()
        self._socket.close()


class Serving:
    """A server with these routes on the socket of a home. Its end waits until nobody is connected."""

    def __init__(self, home: Path, routes: Mapping[str, Route], max_waiting_bytes: int = MAX_WAITING_BYTES) -> None:
        self.listener, self.server = Listener(home), Server(routes)
        self.local = LocalServer(self.listener, self.server, max_waiting_bytes)

    def close(self) -> None:
        self.local.close_when_unused()
        assert self.server.close()
        self.listener.close()


@contextmanager
def serving(home: Path, routes: Mapping[str, Route], max_waiting_bytes: int = MAX_WAITING_BYTES) -> Iterator[Serving]:
    with closing(Serving(home, routes, max_waiting_bytes)) as made:
        yield made
