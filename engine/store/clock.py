"""The library's clock: milliseconds since 1970, and how long what was deleted can be brought back."""

from __future__ import annotations

import time

KEPT_DAYS = 30
_DAY_MS = 24 * 3600 * 1000


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def kept_since() -> int:
    """What was deleted before this moment goes for good."""
    return now_ms() - KEPT_DAYS * _DAY_MS
