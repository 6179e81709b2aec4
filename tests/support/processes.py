"""Waits for the end of processes that are not our children."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import psutil

TIMEOUT_SECONDS = 20.0
POLL_SECONDS = 0.2


def wait_for_exit(processes: Iterable[psutil.Process], timeout: float = TIMEOUT_SECONDS) -> list[psutil.Process]:
    """Return the processes that have not ended after so many seconds. A zombie has ended, though it is still listed."""
    running = list(processes)
    for _ in range(round(timeout / POLL_SECONDS)):
        running = [process for process in running if _is_running(process)]
        if not running:
            break
        psutil.wait_procs(running, timeout=POLL_SECONDS)
    return running


def _is_running(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(process.is_running()) and process.status() != psutil.STATUS_ZOMBIE
    return False
