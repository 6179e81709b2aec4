"""How long work learns that nobody waits for its result any more. Types only."""

from __future__ import annotations

from collections.abc import Callable

IsCancelled = Callable[[], bool]
"""True once the person has asked to stop. Cheap: it may be called between any two steps."""


def never_cancelled() -> bool:
    """The IsCancelled of work that nobody can stop."""
    return False
