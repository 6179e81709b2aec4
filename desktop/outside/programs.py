"""Starts the programs that show a web address or a file, for a window that is denied internet sockets by the kernel.

All that a process starts inherits its filter, and a browser needs the internet: a child that is forked before the filter is
installed starts them. It ends with the window.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import BinaryIO

from engine.protocol.socket_filter import refuse_network_sockets

STARTER = "xdg-open"
"""The desktop's own program, which knows the browser and the file manager; Qt uses it as well."""


class OutsidePrograms:
    """The child that starts other programs."""

    def __init__(self, requests: BinaryIO) -> None:
        self._requests = requests

    def open(self, address: bytes) -> None:
        """Have an encoded web or file address shown by the program that the desktop has for it."""
        with suppress(OSError):  # the child was killed
            self._requests.write(address + b"\n")


def refuse_network(environment: Mapping[str, str] = os.environ) -> OutsidePrograms | None:
    """Deny this process internet sockets, and return who starts other programs in its place.

    Call it before any thread starts. Nothing is denied, and None returned, where the screen itself is reached over the network
    (`ssh -X`), and on other systems than Linux.
    """
    if sys.platform != "linux" or _is_remote(environment.get("DISPLAY", "")):
        return None
    programs = _fork() if shutil.which(STARTER) else None
    refuse_network_sockets()
    return programs


def _is_remote(display: str) -> bool:
    """Tell whether X11 is reached over TCP: its display is named after a host."""
    host = display.rpartition(":")[0]
    return host not in ("", "unix") and not host.startswith("/")


def _fork() -> OutsidePrograms:
    reading, writing = os.pipe()
    if os.fork() == 0:
        try:
            os.close(writing)
            os.setsid()  # Ctrl+C in the window's terminal is not for the programs it opened
            _start_programs(reading)
        finally:
            os._exit(0)
    os.close(reading)
    return OutsidePrograms(os.fdopen(writing, "wb", buffering=0))


def _start_programs(descriptor: int) -> None:
    """Start a program for each line until the window has ended."""
    started: list[subprocess.Popen[bytes]] = []
    with os.fdopen(descriptor, "rb") as addresses:
        for address in addresses:
            started = [program for program in started if program.poll() is None]
            with suppress(OSError):
                started.append(
                    subprocess.Popen(
                        [STARTER, address.rstrip(b"\n")],
                        stdin=subprocess.DEVNULL,
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL,
                        start_new_session=True,
                    )
                )
