"""The processor time that reading one document may take. What was read until then is kept."""

from __future__ import annotations

import time

READING_SHARE, CUTTING_SHARE = 0.5, 0.8
"""Shares of a file's processor time after which no further page is read, and none is cut into chunks."""


class Deadline:
    """Is over once this process has computed for so many seconds from now on, in all its threads."""

    def __init__(self, seconds: float) -> None:
        self._until = time.process_time() + seconds

    @property
    def is_over(self) -> bool:
        return time.process_time() > self._until
