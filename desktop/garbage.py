"""Python's garbage collector in the window: what was made at the start is never looked through again."""

from __future__ import annotations

import gc

YOUNG, MIDDLE, OLD = 10_000, 20, 20
"""Objects more since the last collection, and collections of the generation below, at which a generation is collected."""


def pause_collections() -> None:
    """Collect nothing until `spare_long_collections`: what is made at the start stays."""
    gc.disable()


def spare_long_collections() -> None:
    """Leave all objects that there are now out of the collections to come; these come less often.

    Each collection of the oldest generation went through all modules, pages and words: 50 ms (130 ms on a busy machine) in
    which the window stood still.
    """
    gc.freeze()
    gc.enable()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
