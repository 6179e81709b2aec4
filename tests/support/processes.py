"""Whether processes have ended, their adopter having noticed or not."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import psutil

PATIENCE = 20.0
GLANCE = 0.2


def left_running(processes: Iterable[psutil.Process], patience: float = PATIENCE) -> list[psutil.Process]:
    """Those that have not ended after so many seconds: a zombie has, though it is still listed."""
    left = list(processes)
    for _ in range(round(patience / GLANCE)):
        left = [one for one in left if _runs(one)]
        if not left:
            break
        psutil.wait_procs(left, timeout=GLANCE)
    return left


def _runs(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(process.is_running()) and process.status() != psutil.STATUS_ZOMBIE
    return False
