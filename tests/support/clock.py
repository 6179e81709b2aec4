"""A library that has seen as many days as the bin wants before it believes the clock."""

from __future__ import annotations

from engine.store.clock import DAY_MS, DAYS_TO_AGREE, now_ms, record_start_days
from engine.store.database import Store


def used_today_and_before(store: Store) -> None:
    today = now_ms() // DAY_MS
    record_start_days(store, [today - back for back in reversed(range(DAYS_TO_AGREE))])
