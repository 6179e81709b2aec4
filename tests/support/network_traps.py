"""A name server and a proxy of this machine that answer nobody and record who asked: what a program must never need."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PROXY_VARIABLES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")
NAME_SERVER = ("127.0.0.1", 53)


class NetworkTraps:
    """`variables` name the proxy, `before` is a command that runs another with the name server of the trap."""

    def __init__(self, folder: Path, name_server: socket.socket, proxy: socket.socket) -> None:
        self._name_server, self._proxy = name_server, proxy
        (folder / "resolv.conf").write_text(f"nameserver {NAME_SERVER[0]}\n")
        script = 'mount --bind "$0" /etc/resolv.conf && exec "$@"'
        self.before: Sequence[str] = ["unshare", "--mount", "sh", "-c", script, str(folder / "resolv.conf")]

    @property
    def variables(self) -> Mapping[str, str]:
        """The proxy in every variable that programs read, in both cases."""
        address = "http://{}:{}".format(*self._proxy.getsockname())
        return {name: address for lower in PROXY_VARIABLES for name in (lower, lower.upper())}

    def visitors(self) -> list[str]:
        """Return a line for each question to the name server and each connection to the proxy."""
        seen = []
        for trap, take in ((self._name_server, lambda: self._name_server.recv(512)), (self._proxy, self._proxy.accept)):
            trap.setblocking(False)
            while True:
                try:
                    seen.append(repr(take()))
                except BlockingIOError:
                    break
        return seen


@contextmanager
def network_traps(folder: Path) -> Iterator[NetworkTraps | None]:
    """Set the traps; None where this machine does not allow them, as to anyone but root."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as name_server,
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as proxy,
    ):
        try:
            name_server.bind(NAME_SERVER)
        except OSError:
            yield None
            return
        proxy.bind(("127.0.0.1", 0))
        proxy.listen()
        traps = NetworkTraps(folder, name_server, proxy)
        yield traps if _works([*traps.before, "true"]) else None


def _works(command: Sequence[str]) -> bool:
    return shutil.which(command[0]) is not None and not subprocess.run(command, capture_output=True).returncode
