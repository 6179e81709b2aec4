"""A library that was used on enough days to trust the clock."""

from __future__ import annotations

from engine.store.clock import DAY_MS, DAYS_TO_AGREE, now_ms, record_start_days
from engine.store.database import Store


def record_days_of_use(store: Store) -> None:
    """Record that the program was started today and on the days before, so that deleted rows are purged."""
    today = now_ms() // DAY_MS
    record_start_days(store, [today - days_ago for days_ago in reversed(range(DAYS_TO_AGREE))])
