"""`python -m tests.benchmarks start`: start of the engine with a silent name server and a proxy that answers nobody.

docs/faults.md 46: what is never asked cannot delay anything. Starts with and without them take turns. Needs root for the name
server's port.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from tests.benchmarks.table import Row, spread
from tests.support.network_traps import network_traps

STARTS = 15
READY = b'"method":"ready"'
PLAIN = ("unshare", "--mount", "sh", "-c", 'exec "$0" "$@"')
"""Starts the engine by as many programs as the traps do."""


def run(models: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, network_traps(Path(folder)) as traps:
        if traps is None:
            print("start: skipped, the name server's port is not to be had here", file=sys.stderr)
            return
        engine = [sys.executable, "-m", "engine", "--home", str(Path(folder) / "home"), "--models", str(models)]
        start([*PLAIN, *engine], {})  # it makes the library
        plain, trapped = list[tuple[float, float]](), list[tuple[float, float]]()
        for _ in range(STARTS):
            plain.append(start([*PLAIN, *engine], {}))
            trapped.append(start([*traps.before, *engine], traps.variables))
        visitors = len(traps.visitors())
    for at, name in enumerate(("time until it is ready", "processor time")):
        before, after = [times[at] for times in plain], [times[at] for times in trapped]
        detail = f"{spread(after, 's', 2)} against {spread(before, 's', 2)}, {STARTS} starts each; {visitors} questions asked"
        ratio = f"{median(after) / median(before):.3f}"
        yield Row(f"start with a silent name server and proxy ÷ without, {name}", ratio, "0.95–1.05", detail)


def start(command: Sequence[str], variables: Mapping[str, str]) -> tuple[float, float]:
    """Return the seconds until the engine is ready, and its processor time until it has ended."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **variables},
    ) as child:
        assert child.stdout is not None and child.stdin is not None
        ready = next(line for line in child.stdout if READY in line)
        seconds = time.perf_counter() - begun
        assert ready
        child.stdin.close()
        child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    return seconds, usage.ru_utime + usage.ru_stime
