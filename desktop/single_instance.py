"""One window for one profile: the second knocks at the first's door and leaves. A local socket in the file system, no network."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

LONGEST_ADDRESS = 100
"""Bytes a Unix socket's path may surely have; a longer one is named by its hash in the temporary folder."""
PATIENCE_MS = 500


class Door(QObject):
    knocked = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._address = address(path)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)

    def knock(self) -> bool:
        """True when somebody is in; they come to the front."""
        socket = QLocalSocket()
        socket.connectToServer(self._address)
        is_in = socket.waitForConnected(PATIENCE_MS)
        socket.abort()
        return is_in

    def open(self) -> bool:
        """Only after nobody answered: what lies at the address then is left from one that crashed."""
        QLocalServer.removeServer(self._address)
        return self._server.listen(self._address)

    def close(self) -> None:
        self._server.close()

    def _answer(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.deleteLater()
            self.knocked.emit()


def address(path: Path) -> str:
    if len(str(path).encode()) <= LONGEST_ADDRESS:
        return str(path)
    return f"ateneo-{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"
