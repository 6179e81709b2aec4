"""Makes an index again in the background: a thread of its own, with pauses between, so that constant change costs little."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable

import apsw

from engine.protocol.errors import AteneoError

log = logging.getLogger(__name__)

LEAST_PAUSE_SECONDS, PAUSE_FACTOR = 30.0, 5.0
"""Between two makings, and at least so many times as long as the last one took."""
SECONDS_STANDING_STILL = 0.1
LOWER_PRIORITY = 10


class IndexMaker:
    """Calls `make` in a thread of low priority, which starts when it is first wanted and ends with `close`."""

    def __init__(self, make: Callable[[], object], is_awaited: Callable[[], bool]) -> None:
        """`is_awaited` tells whether a person waits for an answer."""
        self._make, self._is_awaited = make, is_awaited
        self._wanted, self._closing = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._not_before = 0.0
        self._starting = threading.Lock()

    def start_soon(self) -> None:
        """Have the index made, unless it was only just made or is being made."""
        with self._starting:
            if self._closing.is_set() or time.monotonic() < self._not_before:
                return
            self._wanted.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="words-index", daemon=True)
                self._thread.start()

    def gives_up(self) -> bool:
        """Stand still while a person waits for an answer; return whether the making has to end. Called at each step of it."""
        while self._is_awaited() and not self._closing.wait(SECONDS_STANDING_STILL):
            pass
        return self._closing.is_set()

    def close(self) -> None:
        """End the thread."""
        self._closing.set()
        self._wanted.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        lower_priority()
        while self._wanted.wait() and not self._closing.is_set():
            self._wanted.clear()
            began = time.monotonic()
            try:
                self._make()
            except (AteneoError, OSError, apsw.Error) as error:  # FTS5 answers meanwhile
                log.info("no index of words: %s", error)
            ended = time.monotonic()
            self._not_before = ended + max(LEAST_PAUSE_SECONDS, (ended - began) * PAUSE_FACTOR)


def lower_priority() -> None:
    """Let everything else of the engine go first: on Linux a thread has a priority of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWER_PRIORITY)
