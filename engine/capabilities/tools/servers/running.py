"""Programs of tool servers while they run: started without the network, or by the launcher of those that may use it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import BinaryIO, Protocol

from engine.networked.client import NetworkLauncher
from engine.offline import child_environment


class RunningProgram(Protocol):
    """A program with our ends of its standard input and output."""

    @property
    def pid(self) -> int:
        """The process id."""

    @property
    def stdin(self) -> BinaryIO:
        """Where we write."""

    @property
    def stdout(self) -> BinaryIO:
        """Where we read."""

    def end(self) -> None:
        """End the process and what it started. The pipes stay open."""


class OfflineProgram:
    """Implements engine.capabilities.tools.servers.running.RunningProgram for one that the kernel refuses the network."""

    def __init__(self, command: Sequence[str]) -> None:
        launcher = [sys.executable, "-m", "engine.capabilities.tools.servers.launcher", *command]
        pipe, null = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(
            launcher, stdin=pipe, stdout=pipe, stderr=null, start_new_session=True, env=child_environment()
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def stdin(self) -> BinaryIO:
        assert self._process.stdin is not None
        return self._process.stdin  # type: ignore[return-value]  # IO[bytes]

    @property
    def stdout(self) -> BinaryIO:
        assert self._process.stdout is not None
        return self._process.stdout  # type: ignore[return-value]  # IO[bytes]

    def end(self) -> None:
        if self._process.returncode is not None:  # its number may be another's by now
            return
        if sys.platform != "win32":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        with suppress(OSError):
            self._process.kill()
        self._process.wait()


class OnlineProgram:
    """Implements engine.capabilities.tools.servers.running.RunningProgram for one that the launcher starts by its name."""

    def __init__(self, launcher: NetworkLauncher, name: str) -> None:
        """Raises LauncherGone."""
        self._launcher = launcher
        self._launched = launcher.start(name)

    @property
    def pid(self) -> int:
        return self._launched.pid

    @property
    def stdin(self) -> BinaryIO:
        return self._launched.stdin

    @property
    def stdout(self) -> BinaryIO:
        return self._launched.stdout

    def end(self) -> None:
        self._launcher.end(self._launched.pid)
