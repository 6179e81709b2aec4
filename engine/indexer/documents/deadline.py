"""The processor time that reading one document may take, and how far it is. What was read until then is kept."""

from __future__ import annotations

import time
from collections.abc import Callable

READING_SHARE, CUTTING_SHARE = 0.5, 0.8
"""Shares of a file's processor time after which no further page is read, and none is cut into chunks."""


PAGES_BETWEEN_REPORTS = 25


class Deadline:
    """Is over once this process has computed for so many seconds from now on, in all its threads.

    `report` is told now and then how many pages of how many are read.
    """

    def __init__(self, seconds: float, report: Callable[[int, int], None] | None = None) -> None:
        self._until = time.process_time() + seconds
        self._report = report

    @property
    def is_over(self) -> bool:
        return time.process_time() > self._until

    def report(self, done: int, total: int) -> None:
        """Tell how many pages of a document are read, at every PAGES_BETWEEN_REPORTS."""
        if self._report is not None and done % PAGES_BETWEEN_REPORTS == 0:
            self._report(done, total)
