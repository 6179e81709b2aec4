"""One window for one profile, by a local socket in the file system: a second start notifies the first window and ends."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

MAX_PATH_BYTES = 100
"""A Unix socket's path may always have this many bytes; a longer one is replaced by its hash in the temporary folder."""
CONNECT_TIMEOUT_MS = 500


class SingleInstance(QObject):
    """`notified` comes when a second start connects."""

    notified = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = socket_name(path)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_new_connection)

    def notify_running(self) -> bool:
        """Bring a window that is already open to the front, and return whether there is one."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        is_running = socket.waitForConnected(CONNECT_TIMEOUT_MS)
        socket.abort()
        return is_running

    def listen(self) -> bool:
        """Wait for later starts. Call it after `notify_running` was False: the socket left by a crash is removed."""
        QLocalServer.removeServer(self._name)
        return self._server.listen(self._name)

    def close(self) -> None:
        self._server.close()

    def _on_new_connection(self) -> None:
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.deleteLater()
            self.notified.emit()


def socket_name(path: Path) -> str:
    """Return the path itself, or a short name made of its hash when it is too long for a socket or not UTF-8."""
    encoded = os.fsencode(path)
    if len(encoded) <= MAX_PATH_BYTES and encoded == str(path).encode("utf-8", "replace"):
        return str(path)
    return f"ateneo-{hashlib.sha256(encoded).hexdigest()[:16]}"
