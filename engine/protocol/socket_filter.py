"""The kernel's filter against network sockets, which the window, the engine and the indexer install before anything else.

It is classic BPF for seccomp (man 2 seccomp): sockets of any family but AF_UNIX, io_uring, which can make sockets, and
pidfd_getfd, which takes them from other processes, answer EPERM. All that a process starts has the filter as well.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from typing import NamedTuple

AF_UNIX = 1
_X32 = 0x40000000
_IO_URING = (425, 426, 427)
_PIDFD_GETFD = 438


class _Machine(NamedTuple):
    audit_arch: int
    socket: int
    socketpair: int


_MACHINES = {"x86_64": _Machine(0xC000003E, 41, 53), "aarch64": _Machine(0xC00000B7, 198, 199)}


def can_refuse_network() -> bool:
    """Return whether this system has the filter: Linux on x86-64 and ARM."""
    return sys.platform == "linux" and platform.machine() in _MACHINES


def refuse_network_sockets(may_connect: bool = True) -> None:
    """Install the filter in this thread and all that it starts, where it exists: Linux on x86-64 and ARM.

    With `may_connect` False only pairs of sockets are left, which lead nowhere. Raises OSError when the kernel refuses a
    filter that it supports.
    """
    machine = _MACHINES.get(platform.machine())
    if sys.platform == "linux" and machine is not None:
        _install_filter(_filter(machine, may_connect))


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
        (if_equal, 0, 1, AF_UNIX),
        (answer, 0, 0, allow),
        (answer, 0, 0, deny),
    ]
    return b"".join(struct.pack("<HBBI", *step) for step in program)
