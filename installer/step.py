"""One step of the set-up: a line with its name, its progress and its outcome."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from installer.messages import say

if TYPE_CHECKING:
    Reader = Callable[[str], "str | None"]  # a line of output to what a person should see of it, if anything

TICK = 1.0
"""Seconds between two updates of the elapsed time on a terminal."""
PATIENCE = 60.0
"""Seconds between two lines of a long step where there is no terminal."""
WIDTH = 100
NOT_RUN = 127


@dataclass(frozen=True)
class StepResult:
    code: int
    output: str

    @property
    def last_line(self) -> str:
        """Return the line of pip's, cmake's or another program's output that names the cause."""
        lines = [line.strip() for line in self.output.splitlines() if line.strip()]
        candidates = [
            one for one in lines if one.startswith(("ERROR", "error", "E:")) and not one.endswith(":")
        ] or lines
        return candidates[-1][:300] if candidates else f"exit code {self.code}"


class Step:
    def __init__(self, name: str, log: Path | None = None, out: TextIO | None = None) -> None:
        self.name = say(name)
        self.log = log
        self._out = out or sys.stdout
        self._start = self._last_message = time.monotonic()
        self._note, self._outcome = "", "done"

    def __enter__(self) -> Step:
        if self._out.isatty():
            self._draw()
        else:
            self._line(f"· {self.name} …")
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        outcome, mark = ("failed", "✗") if kind else (self._outcome, "✓")
        if self._out.isatty():
            self._out.write("\r\x1b[K")
        self._line(f"{mark} {self.name}: {say(outcome)} ({self._elapsed:.1f} s)")

    def already(self) -> None:
        self._outcome = "already there"

    def show(self, note: str) -> None:
        """Show how far the step is, beside its name."""
        self._note = note
        self._update()

    def run(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        read: Reader = lambda line: None,
    ) -> StepResult:
        """Run a program to its end, its output kept in the log and read for progress."""
        try:
            process = _popen(command, environment)
        except OSError as broken:
            return StepResult(NOT_RUN, str(broken))
        output = []
        try:
            for line in self._lines(process):
                output.append(line)
                self._note = read(line) or self._note
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait()
        self._append_to_log(command, "\n".join(output))
        return StepResult(process.returncode, "\n".join(output))

    @property
    def _elapsed(self) -> float:
        return time.monotonic() - self._start

    def _lines(self, process: subprocess.Popen[bytes]) -> Iterator[str]:
        """Yield lines of output; the elapsed time on the screen is updated while there are none."""
        assert process.stdout is not None
        rest = b""
        with process.stdout as stream, selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            while True:
                if selector.select(TICK):
                    if not (data := os.read(stream.fileno(), 65536)):
                        break
                    *lines, rest = (rest + data).replace(b"\r", b"\n").split(b"\n")
                    yield from (line.decode("utf-8", "replace") for line in lines)
                self._update()
        if rest:
            yield rest.decode("utf-8", "replace")

    def _update(self) -> None:
        if self._out.isatty():
            self._draw()
        elif time.monotonic() - self._last_message >= PATIENCE:
            self._last_message = time.monotonic()
            self._line(f"  {self.name}: {self._elapsed:.0f} s  {self._note}".rstrip())

    def _draw(self) -> None:
        text = f"· {self.name} … {self._elapsed:.0f} s  {self._note}".rstrip()
        self._out.write(f"\r\x1b[K{text[:WIDTH]}")
        self._out.flush()

    def _line(self, text: str) -> None:
        self._out.write(text + "\n")
        self._out.flush()

    def _append_to_log(self, command: Sequence[str], output: str) -> None:
        if self.log:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            with self.log.open("a", encoding="utf-8") as log:
                log.write(f"$ {' '.join(command)}\n{output}\n\n")


def _popen(command: Sequence[str], environment: Mapping[str, str] | None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        list(command), env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
