"""Reads and writes lines of bytes over two pipes, or a socket. engine.rpc.server knows their meaning."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from typing import Final

from engine.protocol.messages import MAX_LINE_BYTES

_BLOCK = 1 << 16
READER_IS_GONE = (errno.EPIPE, errno.EINVAL)  # EINVAL on Windows


class TooLong:
    """Stands for a line that was skipped because it was longer than the limit."""


TOO_LONG: Final = TooLong()


def claim_pipe() -> tuple[int, int]:
    """Return (read, write): new descriptors of the protocol's pipe that no other code knows.

    Afterwards descriptor 0 is the null device and descriptor 1 is stderr, so that a native library that writes to,
    or redirects, standard output can neither corrupt nor swallow a message.
    """
    read, write = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    return read, write


def read_lines(descriptor: int, longest: int = MAX_LINE_BYTES) -> Iterator[bytes | TooLong]:
    """Yield lines without their end until end of file. A line over `longest` bytes is skipped in constant memory.

    The rest after the last line's end is dropped: it is half a message.
    """
    pending: list[bytes] = []
    size = 0
    while block := _read(descriptor):
        *ended, rest = block.split(b"\n")
        for part in ended:
            size += len(part)
            yield b"".join([*pending, part]) if size <= longest else TOO_LONG
            pending, size = [], 0
        size += len(rest)
        if size <= longest:
            pending.append(rest)
        else:
            pending.clear()


def read_lines_or_exit(descriptor: int) -> Iterator[bytes | TooLong]:
    """Yield lines as `read_lines`. At their end this process ends at once, whatever its other threads do: nobody waits for it."""
    yield from read_lines(descriptor)
    os._exit(0)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, _BLOCK)
    except ConnectionResetError:  # a socket whose other end was closed before it had read everything
        return b""


class LineWriter:
    """Writes whole lines from any thread. A reader that has gone is no error: the end of our input tells the same."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()
        self._is_closed = False

    def close(self) -> None:
        """Close the descriptor. Lines that come later are dropped."""
        with self._lock:
            if not self._is_closed:
                self._is_closed = True
                os.close(self._descriptor)

    def __call__(self, line: bytes) -> None:
        with self._lock:
            rest = memoryview(b"" if self._is_closed else line + b"\n")
            while rest:
                try:
                    rest = rest[os.write(self._descriptor, rest) :]
                except OSError as error:
                    if error.errno in READER_IS_GONE:
                        return
                    raise
