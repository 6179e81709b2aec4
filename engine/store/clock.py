"""The library's clock: milliseconds since 1970, and when a deleted row can no longer be brought back.

A clock may be wrong for a day (an empty battery, another system's time zone), and what it would destroy then is gone. So a day
counts only once the program was started on later days too: rows are purged by the earliest of the last days it was started on.
"""

from __future__ import annotations

import time

from engine.store.database import Store
from engine.store.settings import LibrarySettings

RETENTION_DAYS = 30
DAY_MS = 24 * 3600 * 1000
DAYS_TO_AGREE = 3
_START_DAYS = "clock.days"


def now_ms() -> int:
    """Return the milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def purge_cutoff(store: Store) -> int:
    """Return the moment before which deleted rows are purged; 0 until the program was started on DAYS_TO_AGREE days.

    Also records that the program was started today. Raises DiskFull, LibraryReadOnly.
    """
    settings, today = LibrarySettings(store), now_ms() // DAY_MS
    before = [int(day) for day in (settings.get(_START_DAYS) or "").split() if day.lstrip("-").isdecimal()]
    days = [*(day for day in before if day != today), today][-DAYS_TO_AGREE:]
    if days != before:
        record_start_days(store, days)
    return max(0, (min(days) - RETENTION_DAYS) * DAY_MS) if len(days) == DAYS_TO_AGREE else 0


def record_start_days(store: Store, days: list[int]) -> None:
    """Save the days (since 1970) on which the program was started, the last one last."""
    LibrarySettings(store).set(_START_DAYS, " ".join(map(str, days)))
