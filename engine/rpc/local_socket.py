"""The engine's socket for commands: AF_UNIX, in the profile's folder `run`, for the same user only. Linux alone has it.

Elsewhere Python cannot ask the kernel for the user at the other end (SO_PEERCRED), so that nothing listens there.
"""

from __future__ import annotations

import errno
import logging
import os
import socket  # noqa: TID251  the one place that opens any, and only AF_UNIX
import struct
import sys
from contextlib import suppress
from pathlib import Path

from engine.protocol.errors import LibraryInUse
from engine.protocol.private_folder import make_private_folder

log = logging.getLogger(__name__)

FOLDER, SOCKET, LOCK = "run", "engine.socket", "engine.lock"
MAX_PATH_BYTES = 107
"""A socket's address has 108 bytes, the last one a NUL (man 7 unix). A longer path is reached by way of its folder."""
BACKLOG = 64
_CREDENTIALS = struct.Struct("3i")
"""The kernel's `struct ucred`: process, user, group."""


class LocalConnection:
    """One connection of this user's, on either side."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected

    @property
    def descriptor(self) -> int:
        """The descriptor to read from and write to."""
        return self._socket.fileno()

    def receive(self, most: int) -> bytes:
        """Wait for bytes, `most` at a time, and return them. None come at the end."""
        try:
            return self._socket.recv(most)
        except OSError:  # the other side closed it without having read everything
            return b""

    def send(self, block: bytes) -> None:
        """Send everything; waits while the other side does not read. Raises OSError when it has gone."""
        self._socket.sendall(block)

    def end_output(self) -> None:
        """Tell the other side that nothing more comes; it may still answer."""
        self._shut(socket.SHUT_WR)

    def disconnect(self) -> None:
        """End both directions, from any thread: whoever reads or writes here or there comes to an end."""
        self._shut(socket.SHUT_RDWR)

    def close(self) -> None:
        """Free the descriptor. Only `disconnect` ends what waits for it."""
        self._socket.close()

    def _shut(self, how: int) -> None:
        with suppress(OSError):  # the other side has gone
            self._socket.shutdown(how)


class Listener:
    """The socket that commands connect to, from the moment it is made. Whoever holds the lock beside it owns it."""

    def __init__(self, home: Path) -> None:
        """Raises LibraryInUse while another engine holds the lock, and OSError where nothing can listen."""
        folder = make_private_folder(home / FOLDER)
        self._folder = _open_folder(folder)
        try:
            self._lock = _lock(self._folder)
            try:
                self._remove()  # left by an engine that was killed
                self._socket = _listen(self._folder, folder)
            except OSError:
                os.close(self._lock)
                raise
        except BaseException:
            os.close(self._folder)
            raise

    def accept(self) -> LocalConnection | None:
        """Wait for the next connection of this user and return it. None once `stop` was called."""
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return None
            if (user := _peer_user(connection)) == os.geteuid():
                return LocalConnection(connection)
            connection.close()
            log.warning("a connection of the user %d was refused", user)

    def stop(self) -> None:
        """Take no more connections, from any thread: `accept` returns, and the socket's file goes."""
        with suppress(OSError):  # one that was left behind does no harm
            self._remove()
        with suppress(OSError):  # called a second time
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let the next engine listen. Call it when the library is closed."""
        self.stop()
        self._socket.close()
        os.close(self._lock)
        os.close(self._folder)

    def _remove(self) -> None:
        with suppress(FileNotFoundError):
            os.unlink(SOCKET, dir_fd=self._folder)


def listen(home: Path) -> Listener | None:
    """Return the socket of this profile, or None where there can be none: another system, or a file system without sockets.

    Raises LibraryInUse while another engine has it.
    """
    if sys.platform != "linux":
        return None
    try:
        return Listener(home)
    except OSError as error:  # the store reports a folder that cannot be written
        log.info("commands cannot connect: %s", error)
        return None


def connect(home: Path) -> LocalConnection | None:
    """Return a connection to the engine of this profile. None where none listens, or one of another user."""
    if sys.platform != "linux":
        return None
    folder = home / FOLDER
    try:
        descriptor = _open_folder(folder)
    except OSError:
        return None
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(_address(descriptor, folder))
        if _peer_user(connection) == os.geteuid():
            return LocalConnection(connection)
    except OSError as error:
        log.info("no engine answers: %s", error)
    finally:
        os.close(descriptor)
    connection.close()
    return None


def _open_folder(folder: Path) -> int:
    """Return a descriptor of the folder, which is ours and open to nobody else afterwards. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        status = os.fstat(descriptor)
        if status.st_uid != os.geteuid():
            raise PermissionError(errno.EPERM, "the folder belongs to another user", str(folder))
        if status.st_mode & 0o077:
            os.fchmod(descriptor, 0o700)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _lock(folder: int) -> int:
    """Return the descriptor of a lock that the kernel drops when the process ends. Raises LibraryInUse, OSError."""
    import fcntl  # not on Windows

    descriptor = os.open(LOCK, os.O_RDWR | os.O_CREAT, 0o600, dir_fd=folder)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise LibraryInUse(str(error)) from error
    return descriptor


def _listen(descriptor: int, folder: Path) -> socket.socket:
    """Raises OSError."""
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        made.bind(_address(descriptor, folder))
        os.chmod(SOCKET, 0o600, dir_fd=descriptor)
        made.listen(BACKLOG)
    except BaseException:
        made.close()
        raise
    return made


def _address(descriptor: int, folder: Path) -> bytes:
    """Return the socket's path, by way of the open folder where the path itself is too long."""
    path = os.fsencode(folder / SOCKET)
    return path if len(path) <= MAX_PATH_BYTES else f"/proc/self/fd/{descriptor}/{SOCKET}".encode()


def _peer_user(connection: socket.socket) -> int:
    """Return the number of the user at the other end, as the kernel knows it."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return int(_CREDENTIALS.unpack(credentials)[1])
