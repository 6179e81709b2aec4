"""A child process with a time limit for each of its stages, whose crash or hang costs only itself."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from engine.models.working_clock import WorkingClock
from engine.offline import child_environment
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled

POLL_SECONDS = 0.1
"""Between two looks for cancel."""
MALFORMED, EXHAUSTED = 4, 5
"""Exit codes: the model is refused; the memory was not enough."""
STAGE_END = b"\x1e"
"""The child writes it after each stage but the last, which its end ends."""

Blocks = queue.SimpleQueue[bytes]


def run_child(command: Sequence[str], seconds: Sequence[float], is_cancelled: IsCancelled) -> tuple[int, bytes]:
    """Return exit code and output of a child, without the ends of its stages. `seconds` are the limits of these.

    When one is over, or the job is cancelled, the child is killed, with everything that it started. Raises TimeoutError whose
    text is the limit, Cancelled.
    """
    pipe, null = subprocess.PIPE, subprocess.DEVNULL
    with (
        subprocess.Popen(
            command, stdin=null, stdout=pipe, stderr=null, env=child_environment(), start_new_session=True
        ) as child,
        _output_of(child) as blocks,
    ):
        output = _wait(blocks, seconds, is_cancelled)
    return child.returncode, output


@contextmanager
def _output_of(child: subprocess.Popen[bytes]) -> Iterator[Blocks]:
    """Yield the blocks of the child's output as they come, the last one empty; at the end kill what is left of its group.

    Another process of its group may hold the other end of the pipe, such as a debugger that prints a stack trace.
    """
    assert child.stdout is not None
    descriptor, blocks = child.stdout.fileno(), Blocks()

    def read() -> None:
        while block := os.read(descriptor, 1 << 16):
            blocks.put(block)
        blocks.put(b"")

    reader = threading.Thread(target=read, name="child output")
    reader.start()
    try:
        yield blocks
    finally:
        _kill_group(child)
        reader.join()


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    """Kill the child's group. A child that has ended keeps its exit code, and its number until it is waited for."""
    if sys.platform == "win32":
        child.kill()
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _wait(blocks: Blocks, seconds: Sequence[float], is_cancelled: IsCancelled) -> bytes:
    output, clock = b"", WorkingClock()
    while not is_cancelled():
        with suppress(queue.Empty):
            if not (block := blocks.get(timeout=POLL_SECONDS)):
                return output.replace(STAGE_END, b"")
            output += block
            if STAGE_END in block:
                clock.restart()
        limit = seconds[min(output.count(STAGE_END), len(seconds) - 1)]
        if clock.seconds() > limit:
            raise TimeoutError(f"{limit:.0f}")
    raise Cancelled
