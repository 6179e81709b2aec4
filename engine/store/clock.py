"""The library's clock: milliseconds since 1970, and when a deleted row can no longer be brought back.

A clock may be wrong for a day (an empty battery, another system's time zone), and what it would destroy then is gone. So a day
counts only once the program was started on later days too: rows are purged by the earliest of the last days it was started on.
"""

from __future__ import annotations

import time

from engine.store.database import Store
from engine.store.recovery.backup_contents import RESTORED_ON, START_DAYS
from engine.store.settings import LibrarySettings

RETENTION_DAYS = 30
DAY_MS = 24 * 3600 * 1000
DAYS_TO_AGREE = 3
MAX_DIGITS = 18
"""Of a day or a time in the settings; more are nonsense."""


def now_ms() -> int:
    """Return the milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def purge_cutoff(store: Store) -> int:
    """Return the moment before which deleted rows are purged; 0 until the program was started on DAYS_TO_AGREE days.

    Also records that the program was started today. Raises DiskFull, LibraryReadOnly.
    """
    settings, today = LibrarySettings(store), now_ms() // DAY_MS
    before = [int(day) for day in (settings.get(START_DAYS) or "").split() if _is_day(day)]
    days = [*(day for day in before if day != today), today][-DAYS_TO_AGREE:]
    if days != before:
        record_start_days(store, days)
    if len(days) < DAYS_TO_AGREE or min(days) < _restored_day(settings) + RETENTION_DAYS:
        return 0
    return max(0, (min(days) - RETENTION_DAYS) * DAY_MS)


def may_purge(store: Store) -> bool:
    """Tell whether things that were deleted before this start may go for good: not for RETENTION_DAYS after a restore.

    What a restored library calls deleted or no longer used may be what its backup was made by a stranger for.
    """
    settings = LibrarySettings(store)
    return settings.get(RESTORED_ON) is None or purge_cutoff(store) > 0


def has_start_before_today(store: Store) -> bool:
    """Tell whether the program was started on another day than today."""
    days = (LibrarySettings(store).get(START_DAYS) or "").split()
    return any(_is_day(day) and int(day) != now_ms() // DAY_MS for day in days)


def _restored_day(settings: LibrarySettings) -> int:
    text = settings.get(RESTORED_ON) or ""
    return int(text) if _is_day(text) else 0


def _is_day(text: str) -> bool:
    return text.lstrip("-").isdecimal() and len(text) < MAX_DIGITS


def record_start_days(store: Store, days: list[int]) -> None:
    """Save the days (since 1970) on which the program was started, the last one last."""
    LibrarySettings(store).set(START_DAYS, " ".join(map(str, days)))
