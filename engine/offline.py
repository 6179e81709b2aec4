"""Refuses the network: in the environment, in Python and in the kernel. Call before any thread and any native library.

The window has the same filter of the kernel (desktop/outside/programs.py).
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import sys

from engine.protocol.socket_filter import AF_UNIX, refuse_network_sockets

SWITCHES = {
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime >= 1.29 sends telemetry without it
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
_AUDITED = frozenset(
    {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}
    | {
        "socket.gethostbyaddr",
        "socket.getnameinfo",
        "urllib.Request",
        "http.client.connect",
        "ftplib.connect",
        "smtplib.connect",
    }
)
_PARENT = "ATENEO_PARENT"


def go_offline(may_connect: bool = True) -> None:
    """Refuse the network to this process and all it starts. Raises OSError when the kernel refuses a filter it supports.

    With `may_connect` False it cannot speak to other programs of this machine either, such as one that starts programs for
    others; it keeps pairs of sockets, which lead nowhere.
    """
    os.environ.update(SWITCHES)
    sys.addaudithook(refuse_internet)
    refuse_network_sockets(may_connect)


def refuse_internet(event: str, args: tuple[object, ...]) -> None:
    """Audit hook that raises PermissionError for every use of a network socket."""
    if event not in _AUDITED:
        return
    if event.startswith("socket.") and args and getattr(args[0], "family", None) == AF_UNIX:
        return
    raise PermissionError(errno.EPERM, f"Ateneo works offline: {event} is refused")


def ignore_interrupts() -> None:
    """Ignore Ctrl+C, which the parent handles."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def child_environment() -> dict[str, str]:
    """Return the environment for a child that calls `die_with_parent`: it tells this process's id."""
    return {**os.environ, _PARENT: str(os.getpid())}


def die_with_parent() -> None:
    """Ignore Ctrl+C, and end when the parent ends. A child calls it before anything else that takes time.

    On Linux the kernel kills this process when the thread that started it ends. A parent that ended before the kernel was told
    is noticed by its id, where `child_environment` gave it. Elsewhere the end of the pipe ends a child.
    """
    ignore_interrupts()
    parent = os.environ.pop(_PARENT, "")
    if sys.platform == "linux":
        set_pdeathsig = 1
        ctypes.CDLL(None).prctl(set_pdeathsig, signal.SIGKILL)
        if parent and os.getppid() != int(parent):
            os._exit(1)
