"""Which tool servers the person lets use the network, and how each is started accordingly."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from engine.capabilities.tools.api import NetworkState
from engine.capabilities.tools.servers.running import OfflineProgram, OnlineProgram, RunningProgram
from engine.capabilities.tools.servers.server_process import ServerBroken
from engine.networked.client import LauncherGone, NetworkLauncher
from engine.networked.programs import NetworkedProgram, read_programs, write_programs
from engine.store.connection import translate_system_errors


class ServerNetwork:
    """Keeps the list of the servers with the network. A server is on it with its command line: under another it is refused.

    A server gets the network when the launcher, which has read the list at its start, holds it: after the engine's next start.
    It loses the network at once.
    """

    def __init__(self, home: Path, launcher: NetworkLauncher | None) -> None:
        self._home, self._launcher = home, launcher
        self._lock = threading.Lock()

    def state(self, name: str, command: Sequence[str]) -> NetworkState:
        """Return whether a server may use the network, or may after the next start."""
        if NetworkedProgram(name, tuple(command)) not in read_programs(self._home):
            return "refused"
        return "allowed" if self._launcher is not None and self._launcher.holds(name, command) else "after_restart"

    def allow(self, name: str, command: Sequence[str]) -> None:
        """Let a server use the network from the next start. Raises BadRequest, DiskFull, LibraryReadOnly."""
        self._replace(name, NetworkedProgram(name, tuple(command)))

    def refuse(self, name: str) -> None:
        """Take the network from a server now; where it runs with it, it is ended. Raises DiskFull, LibraryReadOnly."""
        if self._launcher is not None:
            self._launcher.forget(name)
        self._replace(name, None)

    def start(self, name: str, command: Sequence[str]) -> RunningProgram:
        """Start the program of a server. Raises ServerBroken."""
        if not command:
            raise ServerBroken("it has no command line")
        if self._launcher is not None and self.state(name, command) == "allowed":
            try:
                return OnlineProgram(self._launcher, name)
            except LauncherGone as gone:
                raise ServerBroken(f"the launcher of programs with the network: {gone}") from None
        return OfflineProgram(command)

    def _replace(self, name: str, program: NetworkedProgram | None) -> None:
        with self._lock, translate_system_errors(self._home):
            others = [other for other in read_programs(self._home) if other.name != name]
            programs = others if program is None else [*others, program]
            if programs or read_programs(self._home):
                write_programs(self._home, programs)
