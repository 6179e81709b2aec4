"""Refuses the network: in the environment, in Python and in the kernel. Call before any thread and any native library.

The kernel filter is classic BPF for seccomp (man 2 seccomp): sockets of any family but AF_UNIX, io_uring, which can make
sockets, and pidfd_getfd, which takes them from other processes, answer EPERM. The window has no filter: the browser that it
opens for a link would inherit it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import struct
import sys
from typing import NamedTuple

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
_AF_UNIX = 1
_X32 = 0x40000000
_IO_URING = (425, 426, 427)
_PIDFD_GETFD = 438
_PARENT = "ATENEO_PARENT"


class _Machine(NamedTuple):
    audit_arch: int
    socket: int
    socketpair: int


_MACHINES = {"x86_64": _Machine(0xC000003E, 41, 53), "aarch64": _Machine(0xC00000B7, 198, 199)}


def go_offline(may_connect: bool = True) -> None:
    """Refuse the network to this process and all it starts. Raises OSError when the kernel refuses a filter it supports.

    With `may_connect` False it cannot speak to other programs of this machine either, such as one that starts programs for
    others; it keeps pairs of sockets, which lead nowhere.
    """
    os.environ.update(SWITCHES)
    sys.addaudithook(refuse_internet)
    machine = _MACHINES.get(platform.machine())
    if sys.platform == "linux" and machine is not None:
        _install_filter(_filter(machine, may_connect))


def refuse_internet(event: str, args: tuple[object, ...]) -> None:
    """Audit hook that raises PermissionError for every use of a network socket."""
    if event not in _AUDITED:
        return
    if event.startswith("socket.") and args and getattr(args[0], "family", None) == _AF_UNIX:
        return
    raise PermissionError(errno.EPERM, f"Ateneo works offline: {event} is refused")


def _install_filter(program: bytes) -> None:
    buffer = ctypes.create_string_buffer(program)

    class SockFprog(ctypes.Structure):
        _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    fprog = SockFprog(len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    set_no_new_privs, set_seccomp, mode_filter = 38, 22, 2
    if libc.prctl(set_no_new_privs, 1, 0, 0, 0) or libc.prctl(set_seccomp, mode_filter, ctypes.byref(fprog), 0, 0):
        code = ctypes.get_errno()
        if code not in (errno.EINVAL, errno.ENOSYS):  # a kernel without seccomp: the hook and the switches remain
            raise OSError(code, os.strerror(code))


def _filter(machine: _Machine, may_connect: bool) -> bytes:
    """Return the BPF program. Calls of another architecture and of x32 have other numbers, so all of them are refused."""
    load, if_equal, if_at_least, answer = 0x20, 0x15, 0x35, 0x06
    allow, deny = 0x7FFF0000, 0x00050000 | errno.EPERM
    number, architecture, first_argument = 0, 4, 16
    refused = (*_IO_URING, _PIDFD_GETFD, *(() if may_connect else (machine.socket,)))
    n = len(refused)
    program = [  # operation, steps to skip when true, when false, operand
        (load, 0, 0, architecture),
        (if_equal, 0, n + 7, machine.audit_arch),
        (load, 0, 0, number),
        (if_at_least, n + 5, 0, _X32),
        *((if_equal, n + 4 - i, 0, call) for i, call in enumerate(refused)),
        (if_equal, 1, 0, machine.socket),
        (if_equal, 0, 2, machine.socketpair),
        (load, 0, 0, first_argument),
        (if_equal, 0, 1, _AF_UNIX),
        (answer, 0, 0, allow),
        (answer, 0, 0, deny),
    ]
    return b"".join(struct.pack("<HBBI", *step) for step in program)


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
