"""The library's clock: milliseconds since 1970, and how long what was deleted can be brought back.

A clock may be wrong for a day (an empty battery, another system's time zone), and what it would destroy then is gone. So a day
counts only when the program was started on a later one too: the bin is emptied by the earliest of the last days it saw.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from engine.store.settings import Settings

if TYPE_CHECKING:
    from engine.store.database import Store

KEPT_DAYS = 30
DAY_MS = 24 * 3600 * 1000
DAYS_TO_AGREE = 3
_SEEN = "clock.days"


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def kept_since(store: Store) -> int:
    """What was deleted before this moment goes for good; 0 until the program was started on DAYS_TO_AGREE days."""
    settings, today = Settings(store), now_ms() // DAY_MS
    before = [int(day) for day in (settings.get(_SEEN) or "").split() if day.lstrip("-").isdecimal()]
    seen = [*(day for day in before if day != today), today][-DAYS_TO_AGREE:]
    if seen != before:
        remember_days(store, seen)
    return max(0, (min(seen) - KEPT_DAYS) * DAY_MS) if len(seen) == DAYS_TO_AGREE else 0


def remember_days(store: Store, days: list[int]) -> None:
    """Days since 1970 on which the program was started, the last one last."""
    Settings(store).set(_SEEN, " ".join(map(str, days)))
