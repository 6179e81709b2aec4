"""Another program that takes the cores from ours."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

LOOPS = """
import os, sys
from engine.offline import die_with_parent
for _ in range(int(sys.argv[1]) - 1):
    if not os.fork():
        break
die_with_parent()
while True:
    pass
"""
"""Needs the number of loops."""


class OtherProgram:
    """Python code in a session of its own, which stands still unless it is `running`."""

    def __init__(self, code: str, *arguments: str) -> None:
        self._process = subprocess.Popen([sys.executable, "-c", code, *arguments], start_new_session=True)
        self._signal(signal.SIGSTOP)

    @contextmanager
    def running(self) -> Iterator[None]:
        self._signal(signal.SIGCONT)
        try:
            yield
        finally:
            self._signal(signal.SIGSTOP)

    def close(self) -> None:
        self._signal(signal.SIGKILL)
        self._process.wait()

    def _signal(self, number: int) -> None:
        os.killpg(self._process.pid, number)
