"""The log file of an engine, made by whoever starts one: the window or a command."""

from __future__ import annotations

import os
from pathlib import Path

LOG_BYTES, LOGS_KEPT = 1_000_000, 3


def prepare_log(log: Path) -> None:
    """Create the log file for its owner only. A file over LOG_BYTES is kept as .1, older ones as .2 and .3. Raises OSError."""
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        for number in range(LOGS_KEPT - 1, 0, -1):
            older = log.with_suffix(f".log.{number}")
            if older.exists():
                older.replace(log.with_suffix(f".log.{number + 1}"))
        log.replace(log.with_suffix(".log.1"))
    os.close(os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600))
