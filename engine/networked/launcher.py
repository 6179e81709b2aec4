"""`python -m engine.networked.launcher SOCKET HOME`: starts the programs that the person lets use the network, and no others.

The window or the command starts it before the engine, whose filter nothing can lift again, and only where the list has a program.
It reads the list once, itself; the engine asks by name. It ends as soon as nobody has the other end of SOCKET, also when the
engine is killed, and what it has started ends with it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket  # noqa: TID251  it is handed one end of a pair; the network is for what it starts
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import msgspec

from engine.networked.messages import LONGEST, LauncherGreeting, LauncherReply, LauncherRequest
from engine.networked.programs import NetworkedProgram, read_programs
from engine.offline import child_environment, ignore_interrupts

_SET_DUMPABLE = 4
_DECODER = msgspec.json.Decoder(LauncherRequest)


class Launcher:
    """Starts `programs` for the engine at the other end of `connection`."""

    def __init__(self, connection: socket.socket, programs: tuple[NetworkedProgram, ...]) -> None:
        self._connection = connection
        self._commands = {program.name: program.command for program in programs}
        self._processes: dict[int, tuple[str, subprocess.Popen[bytes]]] = {}
        self._send(LauncherGreeting(programs))

    def serve(self) -> None:
        """Answer requests until the engine has ended, or every program is forgotten. Then end what was started."""
        try:
            while self._commands:
                message, descriptors, _, _ = socket.recv_fds(self._connection, LONGEST, 2)
                if not message:
                    return
                try:
                    reply = self._answer(message, descriptors)
                finally:
                    for descriptor in descriptors:
                        os.close(descriptor)
                self._send(reply)
        except OSError:  # the other end was closed with an answer unread
            return
        finally:
            for pid in tuple(self._processes):
                self._end(pid)

    def _answer(self, message: bytes, descriptors: list[int]) -> LauncherReply:
        try:
            request = _DECODER.decode(message)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return LauncherReply(refused="no request")
        if request.action == "start":
            return self._start(request.name, descriptors)
        if request.action == "forget":
            self._commands.pop(request.name, None)
            for pid in [pid for pid, (name, _) in self._processes.items() if name == request.name]:
                self._end(pid)
        elif request.pid in self._processes:
            self._end(request.pid)
        return LauncherReply()

    def _start(self, name: str, descriptors: list[int]) -> LauncherReply:
        if name not in self._commands:
            return LauncherReply(refused="it is not in the list")
        if len(descriptors) != 2:
            return LauncherReply(refused="it has no input and output")
        command = [sys.executable, "-m", "engine.networked.starter", *self._commands[name]]
        read, write = descriptors
        process = subprocess.Popen(
            command, stdin=read, stdout=write, stderr=subprocess.DEVNULL, close_fds=False,  # none is inheritable
            start_new_session=True, env=child_environment(),
        )  # fmt: skip
        self._processes[process.pid] = (name, process)
        return LauncherReply(pid=process.pid)

    def _end(self, pid: int) -> None:
        """Kill a process and what it started. Until it is waited for, its number is nobody else's."""
        _, process = self._processes.pop(pid)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        process.kill()
        process.wait()

    def _send(self, message: msgspec.Struct) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # the engine has ended
            self._connection.send(msgspec.json.encode(message))


def main() -> None:
    """Serve the engine. No other process of this user may look into this one, or change what it does."""
    ignore_interrupts()
    ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    with socket.socket(fileno=int(sys.argv[1])) as connection:
        connection.set_inheritable(False)
        Launcher(connection, read_programs(Path(sys.argv[2]))).serve()


if __name__ == "__main__":
    main()
