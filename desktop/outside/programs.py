"""Starts the programs that show a web address or a file, for a window that is denied internet sockets by the kernel.

All that a process starts inherits its filter, and a browser needs the internet: a child that is forked before the filter is
installed starts them. It ends with the window. It also starts the launcher of the tool servers that the person lets use the
network, where there are such, since the engine is a child of the filtered window.
"""

from __future__ import annotations

import os
import shutil
import socket  # noqa: TID251  pairs between the window and its children
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.protocol.paths import network_programs
from engine.protocol.socket_filter import refuse_network_sockets

STARTER = "xdg-open"
"""The desktop's own program, which knows the browser and the file manager; Qt uses it as well."""
PROGRAM = Path(__file__).parents[2]
LAUNCHER = b"launcher"
"""A line that is no address; the launcher's end of a pair comes with it."""
BLOCK, MOST_DESCRIPTORS = 65_536, 8


class OutsidePrograms:
    """The child that starts other programs."""

    def __init__(self, requests: socket.socket, home: Path | None) -> None:
        self._requests, self._home = requests, home

    def open(self, address: bytes) -> None:
        """Have an encoded web or file address shown by the program that the desktop has for it."""
        with suppress(OSError):  # the child was killed
            self._requests.sendall(address + b"\n")

    @contextmanager
    def network_launcher(self) -> Iterator[tuple[str, ...]]:
        """Give the options for an engine that is started within the block, with the launcher of the profile's networked programs.

        None is started where the profile has no list of such programs. The engine inherits its end, and nobody else keeps it.
        """
        if self._home is None or not network_programs(self._home).exists():
            yield ()
            return
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            with theirs, suppress(OSError):
                socket.send_fds(self._requests, [LAUNCHER + b"\n"], [theirs.fileno()])
            ours.set_inheritable(True)
            yield "--network-launcher", str(ours.fileno())


def refuse_network(environment: Mapping[str, str] = os.environ, home: Path | None = None) -> OutsidePrograms | None:
    """Deny this process internet sockets, and return who starts other programs in its place.

    Call it before any thread starts. `home` is the profile whose networked programs may be started. Nothing is denied, and None
    returned, where the screen itself is reached over the network (`ssh -X`), and on other systems than Linux.
    """
    if sys.platform != "linux" or _is_remote(environment.get("DISPLAY", "")):
        return None
    is_needed = shutil.which(STARTER) or (home is not None and network_programs(home).exists())
    programs = _fork(home) if is_needed else None
    refuse_network_sockets()
    return programs


def _is_remote(display: str) -> bool:
    """Tell whether X11 is reached over TCP: its display is named after a host."""
    host = display.rpartition(":")[0]
    return host not in ("", "unix") and not host.startswith("/")


def _fork(home: Path | None) -> OutsidePrograms:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    if os.fork() == 0:
        try:
            ours.close()
            os.setsid()  # Ctrl+C in the window's terminal is not for the programs it opened
            _start_programs(theirs, home)
        finally:
            os._exit(0)
    theirs.close()
    return OutsidePrograms(ours, home)


def _start_programs(requests: socket.socket, home: Path | None) -> None:
    """Start a program for each line until the window has ended."""
    started: list[subprocess.Popen[bytes]] = []
    lines, descriptors = b"", list[int]()
    while True:
        block, more, _, _ = socket.recv_fds(requests, BLOCK, MOST_DESCRIPTORS)
        if not block:
            return
        descriptors += more
        *ended, lines = (lines + block).split(b"\n")
        for line in ended:
            started = [program for program in started if program.poll() is None]
            with suppress(OSError, IndexError):
                if line != LAUNCHER:
                    started.append(_start([STARTER, os.fsdecode(line)]))
                elif home is not None:
                    started.append(_start_launcher(home, descriptors.pop(0)))


def _start_launcher(home: Path, descriptor: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "engine.networked.launcher", str(descriptor), str(home)]
    try:
        return _start(command, descriptor)
    finally:
        os.close(descriptor)


def _start(command: list[str], *descriptors: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=descriptors,
        cwd=PROGRAM if descriptors else None,
    )
