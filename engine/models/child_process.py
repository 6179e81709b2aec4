"""A child process with a time limit, whose crash or hang costs only itself."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress

from engine.offline import child_environment
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled

POLL_SECONDS = 0.1
MALFORMED, EXHAUSTED = 4, 5
"""Exit codes: the model is refused; the memory was not enough."""


def run_child(command: Sequence[str], seconds: float, is_cancelled: IsCancelled) -> tuple[int, bytes]:
    """Return exit code and output of a child that is killed when its time is over or the job is cancelled.

    Raises Cancelled.
    """
    pipe, null = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdout=pipe, stderr=null, env=child_environment()) as child:
        killer = threading.Timer(seconds, child.kill)
        killer.start()
        try:
            output = _wait(child, is_cancelled)
        finally:
            killer.cancel()
            killer.join()
            child.kill()
    return child.returncode, output


def _wait(child: subprocess.Popen[bytes], is_cancelled: IsCancelled) -> bytes:
    while True:
        if is_cancelled():
            raise Cancelled
        with suppress(subprocess.TimeoutExpired):
            return child.communicate(timeout=POLL_SECONDS)[0]
