"""IsCancelled: how a long job learns that it should stop."""

from __future__ import annotations

from collections.abc import Callable

from engine.protocol.errors import Cancelled

IsCancelled = Callable[[], bool]
"""Returns True once the person has asked to stop. Cheap enough to be called between any two steps."""


def never_cancelled() -> bool:
    """IsCancelled for work that nobody can stop."""
    return False


def raise_if_cancelled(is_cancelled: IsCancelled) -> None:
    """Return at once, or raise Cancelled when the person has asked to stop. For loops without another way out."""
    if is_cancelled():
        raise Cancelled
