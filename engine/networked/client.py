"""The engine's end of the launcher of networked programs, and how a process that is not filtered yet starts the launcher."""

from __future__ import annotations

import os
import socket  # noqa: TID251  a pair, whose other end the launcher has
import stat
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from engine.networked.messages import LONGEST, LauncherGreeting, LauncherReply, LauncherRequest
from engine.networked.programs import read_programs
from engine.offline import child_environment

PROGRAM = Path(__file__).parents[2]
OPTION = "--network-launcher"
"""Option of the engine: the descriptor of its end."""
SECONDS_TO_ANSWER = 15.0


class LauncherGone(OSError):
    """The launcher does not answer, or refuses."""


class LaunchedProgram(msgspec.Struct, frozen=True):
    """A program that the launcher has started: its number, and our ends of its standard input and output."""

    pid: int
    stdin: BinaryIO
    stdout: BinaryIO


class NetworkLauncher:
    """Has programs started without the filter by the process at the other end. Any thread may call it.

    One that does not answer is let go of: it can start nothing then.
    """

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(SECONDS_TO_ANSWER)
        self._connection = connection
        self._lock = threading.Lock()
        self._commands: dict[str, tuple[str, ...]] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the programs that it can start."""
        with self._lock:
            return tuple(self._held())

    def holds(self, name: str, command: Sequence[str]) -> bool:
        """Return whether it can start the program of this name with exactly this command line."""
        with self._lock:
            return self._held().get(name) == tuple(command)

    def start(self, name: str) -> LaunchedProgram:
        """Start a program. Raises LauncherGone."""
        their_input, our_output = os.pipe()
        our_input, their_output = os.pipe()
        try:
            with self._lock:
                reply = self._ask(LauncherRequest("start", name), (their_input, their_output))
        except LauncherGone:
            os.close(our_output)
            os.close(our_input)
            raise
        finally:
            os.close(their_input)
            os.close(their_output)
        return LaunchedProgram(reply.pid, os.fdopen(our_output, "wb"), os.fdopen(our_input, "rb"))

    def end(self, pid: int) -> None:
        """End a program and what it started; where the launcher has ended, so has the program."""
        with self._lock, suppress(LauncherGone):
            self._ask(LauncherRequest("end", pid=pid))

    def forget(self, name: str) -> None:
        """Take the network from a program now and for good; the launcher ends with the last one."""
        with self._lock, suppress(LauncherGone):
            if self._held().pop(name, None) is not None:
                self._ask(LauncherRequest("forget", name))  # a launcher that does not answer is let go of, and ends so

    def close(self) -> None:
        """Let go of the launcher, which ends and takes with it what it has started."""
        self._connection.close()

    def _held(self) -> dict[str, tuple[str, ...]]:
        """Return the commands that the launcher named at its start, by name. It is waited for here, not at the engine's start."""
        if self._commands is None:
            try:
                greeting = msgspec.json.decode(self._receive(), type=LauncherGreeting)
                self._commands = {program.name: program.command for program in greeting.programs}
            except (LauncherGone, msgspec.DecodeError):
                self._let_go()
        return self._commands or {}

    def _let_go(self) -> None:
        self._commands = {}
        self._connection.close()

    def _ask(self, request: LauncherRequest, descriptors: Sequence[int] = ()) -> LauncherReply:
        self._held()
        try:
            socket.send_fds(self._connection, [msgspec.json.encode(request)], list(descriptors))
            reply = msgspec.json.decode(self._receive(), type=LauncherReply)
        except (OSError, msgspec.DecodeError) as error:
            self._let_go()  # an answer that comes late would be taken for that to the next request
            raise LauncherGone(str(error)) from None
        if reply.refused:
            raise LauncherGone(reply.refused)
        return reply

    def _receive(self) -> bytes:
        try:
            message = self._connection.recv(LONGEST)
        except OSError as error:
            raise LauncherGone(str(error)) from None
        if not message:
            raise LauncherGone("it has ended")
        return message


def take_launcher(descriptor: int | None) -> NetworkLauncher | None:
    """Return the launcher behind a descriptor that this process was given; None without one, or where it is no socket."""
    if descriptor is None:
        return None
    try:
        if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            return None
        os.set_inheritable(descriptor, False)
        return NetworkLauncher(socket.socket(fileno=descriptor))
    except OSError:
        return None


class StartedLauncher:
    """A launcher that was just started, and the end that is for the engine. Whoever has that end, or a copy, keeps it alive."""

    def __init__(self, process: subprocess.Popen[bytes], connection: socket.socket) -> None:
        self.process, self._connection = process, connection

    @property
    def descriptor(self) -> int:
        """The engine's end, which only a child that is named it inherits."""
        return self._connection.fileno()

    def close(self) -> None:
        """Close our copy of the engine's end."""
        self._connection.close()


def start_launcher(home: Path) -> StartedLauncher | None:
    """Start a launcher where the list has a program; else there is no such process. Call it before this process is filtered."""
    if sys.platform != "linux" or not read_programs(home):
        return None
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "engine.networked.launcher", str(theirs.fileno()), str(home.absolute())],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=PROGRAM,
            pass_fds=(theirs.fileno(),), start_new_session=True, env=child_environment(),
        )  # fmt: skip
    return StartedLauncher(process, ours)
