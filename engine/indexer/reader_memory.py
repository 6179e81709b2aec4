"""Counts the memory that reading files leaves behind in this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from engine.files.limits import KEPT_BYTES, give_back_memory


class ReaderMemory:
    """Memory that stays after files were read: `is_outgrown` tells whether a fresh process should go on.

    What opening a model and embedding take is not counted: another process would take it too.
    """

    def __init__(self) -> None:
        self._of_model = 0
        self._before = _private_bytes()

    @contextmanager
    def of_model(self) -> Iterator[None]:
        """Count what the process grows by meanwhile as the model's."""
        before = _private_bytes()
        try:
            yield
        finally:
            self._of_model += max(_private_bytes() - before, 0)

    def is_outgrown(self) -> bool:
        """Call this between files, when nothing of them is held any more."""
        if self._grown() > KEPT_BYTES:
            give_back_memory()
        return self._grown() > KEPT_BYTES

    def _grown(self) -> int:
        return _private_bytes() - self._before - self._of_model


def _private_bytes() -> int:
    """Return the memory of this process without what it shares with files: code that is loaded stays in any case."""
    memory = psutil.Process().memory_info()
    return int(memory.rss - getattr(memory, "shared", 0))
