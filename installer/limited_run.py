"""Runs a program with all that it starts, for a limited time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

TIMED_OUT = 124
"""The exit code that the program `timeout` has for it."""
GRACE_SECONDS, POLL_SECONDS = 10.0, 0.1
"""How long a program that is to end may take, before it is killed."""


def run(command: Sequence[str], folder: Path, variables: Mapping[str, str], seconds: float) -> int:
    """Return the exit code, or TIMED_OUT. What the program started and left in its group is killed at the end.

    Python programs that are out of time print the stacks of their threads, where faulthandler is on. Raises KeyboardInterrupt
    when this process is asked to end: the program is in a group of its own, which neither Ctrl+C nor another signal reaches.
    """
    group = 0 if sys.platform != "win32" else None
    with (
        _signals_noted(signal.SIGINT, signal.SIGTERM) as noted,
        subprocess.Popen(command, cwd=folder, env=dict(variables), process_group=group) as program,
    ):
        until = time.monotonic() + seconds
        while (code := _code(program)) is None and not noted and time.monotonic() < until:
            pass
        if code is None:
            _end(program, signal.SIGINT if noted else signal.SIGABRT)
        _kill(program)
    if noted:
        raise KeyboardInterrupt
    return TIMED_OUT if code is None else code


def _code(program: subprocess.Popen[bytes]) -> int | None:
    with suppress(subprocess.TimeoutExpired):
        return program.wait(POLL_SECONDS)
    return None


def _end(program: subprocess.Popen[bytes], first: signal.Signals) -> None:
    """Ask the whole group with a signal, and wait until all have ended or their time is over."""
    if sys.platform == "win32":
        return
    until = time.monotonic() + GRACE_SECONDS
    with suppress(ProcessLookupError):
        os.killpg(program.pid, first)
        while time.monotonic() < until:
            program.poll()
            os.killpg(program.pid, 0)
            time.sleep(POLL_SECONDS)


def _kill(program: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        program.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)


@contextmanager
def _signals_noted(*numbers: signal.Signals) -> Iterator[list[int]]:
    """Yield a list that these signals are added to; an exception might come while the program is started, and lose it."""
    noted: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        noted.append(number)

    before = {number: signal.signal(number, note) for number in numbers}
    try:
        yield noted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
