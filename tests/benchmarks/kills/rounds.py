"""One round: a window at work, kills at random moments, and what is left of everything."""

from __future__ import annotations

import os
import queue
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec
import psutil

from tests.benchmarks.kills.acknowledged import Acknowledged, find_losses
from tests.support.processes import wait_for_exit

VICTIMS = ("engine", "indexer", "window", "group")
JOBS = ("index", "train", "export", "back up")
KILLS = {"engine": 2, "indexer": 3, "window": 1, "group": 1}
"""How often each is killed in one round; the window starts an engine three times at most."""
SECONDS_TO_BEGIN, SECONDS_AT_WORK, SECONDS_TO_RETURN = 90.0, 3.0, 60.0
SECONDS_TO_END = 2.0
"""For the children of what was killed."""
SOCKET = "engine.socket"
"""Stays behind a killed engine until the next process that listens replaces it."""
EARLY = 6
"""One round in so many kills before anything is acknowledged, while processes start."""


class Round(msgspec.Struct, frozen=True):
    """The result of one round: `acknowledged` things were checked; `faults` is empty where all is well."""

    number: int
    victim: str
    job: str
    kills: int
    seconds: float
    acknowledged: int
    faults: tuple[str, ...]


class KilledWindow:
    """A window process with its children, in a process group of its own."""

    def __init__(self, home: Path, models: Path, files: Path, job: str, number: int) -> None:
        variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(files / "temporary")}
        command = [sys.executable, "-m", "tests.benchmarks.kills.window", *map(str, (home, models, files, job, number))]
        with (files / "window.log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=variables,
                start_new_session=True,
            )
        self.lines: list[Acknowledged] = []
        self._new: queue.SimpleQueue[Acknowledged | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def wait_for(self, kinds: Iterable[str], seconds: float, text: str = "") -> bool:
        """Wait for the next line of one of these kinds. Return False when there is none in time."""
        until, kinds = time.monotonic() + seconds, set(kinds)
        while (left := until - time.monotonic()) > 0:
            with suppress(queue.Empty):
                line = self._new.get(timeout=left)
                if line is None:
                    return False
                if line.kind in kinds and text in line.text:
                    return True
        return False

    def children(self) -> list[psutil.Process]:
        """The engine, its indexers and whatever else they started."""
        with suppress(psutil.NoSuchProcess):
            return list(psutil.Process(self.process.pid).children(recursive=True))
        return []

    def find(self, module: str, seconds: float = 0.0) -> psutil.Process | None:
        """Return the child that runs a module, when there is one in time."""
        until = time.monotonic() + seconds
        while True:
            for child in self.children():
                with suppress(psutil.NoSuchProcess):
                    if module in child.cmdline():
                        return child
            if time.monotonic() >= until:
                return None
            time.sleep(0.02)

    def end(self) -> bool:
        """Close the window as a person does. Return whether all of it ended."""
        everything = self.children()
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(timeout=SECONDS_TO_RETURN)
        except subprocess.TimeoutExpired:
            self.kill_group()
            return False
        return not wait_for_exit(everything, SECONDS_TO_END)

    def kill_group(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def join(self) -> None:
        """Read the rest of the output of a window that has ended."""
        self._reader.join()
        assert self.process.stdout is not None and self.process.stdin is not None
        self.process.stdout.close()
        with suppress(BrokenPipeError):
            self.process.stdin.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with suppress(msgspec.DecodeError):  # half a line of a window that was killed
                self.lines.append(msgspec.json.decode(line, type=Acknowledged))
                self._new.put(self.lines[-1])
        self._new.put(None)


def run(number: int, home: Path, models: Path, files: Path, known_files: frozenset[str]) -> Round:
    """Kill and check everything."""
    generator = random.Random(number)
    victim, job = VICTIMS[number % len(VICTIMS)], JOBS[number // len(VICTIMS) % len(JOBS)]
    window, faults = KilledWindow(home, models, files, job, number), []
    begun = time.monotonic()
    if generator.randrange(EARLY):
        if not window.wait_for(("draft", "message"), SECONDS_TO_BEGIN):
            faults.append("no work began")
        time.sleep(generator.uniform(0, SECONDS_AT_WORK))
    else:
        time.sleep(generator.uniform(0, SECONDS_AT_WORK / 2))
    if victim in ("group", "window"):
        kills = 1
        faults += _kill_window(window, victim == "group")
    else:
        kills = 0
        for _ in range(KILLS[victim]):
            killed = _kill_child(window, victim, faults)
            kills += killed
            if not killed or faults:
                break
            time.sleep(generator.uniform(0, SECONDS_AT_WORK))
        faults += [] if window.end() else ["the window did not end"]
    window.join()
    faults += [
        f"a call failed with {line.text}" for line in window.lines if line.kind == "failed" and line.text == "internal"
    ]
    faults += find_losses(home, models, window.lines)
    faults += [f"stray file {name}" for name in sorted(file_names(home, files) - known_files)]
    done = sum(line.kind not in ("state", "failed") for line in window.lines)
    return Round(number, victim, job, kills, round(time.monotonic() - begun, 1), done, tuple(faults))


def _kill_window(window: KilledWindow, with_children: bool) -> list[str]:
    """Kill the window, alone or with all that it started; return what lives on."""
    everything = window.children()
    if with_children:
        window.kill_group()
    else:
        window.process.kill()
        window.process.wait()
    return _alive(everything)


def _kill_child(window: KilledWindow, victim: str, faults: list[str]) -> bool:
    """Kill the engine or an indexer, and note what lives on and whether the engine comes back. Return whether there was one."""
    is_engine = victim == "engine"
    process = window.find(
        "engine" if is_engine else "engine.indexer", SECONDS_TO_BEGIN if is_engine else SECONDS_TO_END
    )
    if process is None:  # no job of this round reads a file just now
        return False
    with suppress(psutil.NoSuchProcess):
        children = process.children(recursive=True)
        process.kill()
        faults += _alive([process, *children])
    if is_engine and not window.wait_for(("state",), SECONDS_TO_RETURN, "ready"):
        faults.append("the engine was not started again")
    return True


def _alive(processes: list[psutil.Process]) -> list[str]:
    alive = wait_for_exit(processes, SECONDS_TO_END)
    names = []
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            names.append(" ".join(process.cmdline()[2:4]))
            process.kill()
    return [f"alive after {SECONDS_TO_END:.0f} s: {name}" for name in names]


def file_names(home: Path, files: Path) -> frozenset[str]:
    """Return the names of the files in a profile and beside its exports, with "#" for numbers and hashes.

    The journal of an export that was interrupted is meant to be there.
    """
    names = {path.relative_to(home).as_posix() for path in home.rglob("*") if not path.is_dir() and path.name != SOCKET}
    names |= {f"exported/{path.name}" for path in (files / "exported").iterdir() if path.suffix != ".ateneo-rows"}
    names |= {f"temporary/{path.name}" for path in (files / "temporary").iterdir()}
    return frozenset(re.sub(r"[0-9a-f]{16,}|[0-9]+", "#", name) for name in names)
