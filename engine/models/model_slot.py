"""A place in memory for one model: loaded for the first job that needs it, lent to one job at a time, emptied when idle."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic

from engine.models.fair_lock import FairLock
from engine.models.kinds import ModelT

REST_SECONDS = 5.0


class ModelSlot(Generic[ModelT]):
    """Holds one model at a time, for one job at a time, and `idle_seconds` after the last job none.

    `on_rest` is called with the model `REST_SECONDS` after the last job.
    """

    def __init__(self, idle_seconds: float, on_rest: Callable[[ModelT], None] | None = None) -> None:
        self._idle_seconds, self._on_rest = idle_seconds, on_rest
        self._lock = FairLock()
        self.timer: threading.Timer | None = None
        """Empties the slot when it fires; None while a job holds the model."""
        self.rest_timer: threading.Timer | None = None
        """Calls `on_rest` when it fires; None while a job holds the model, and afterwards."""
        self._model: ModelT | None = None
        self.id: str | None = None
        """Id of the model in the slot; None when it is empty."""

    @contextmanager
    def hold(self, id: str, load: Callable[[], ModelT]) -> Iterator[ModelT]:
        """Lend the model of that id, loading it first when another one or none is in memory. Raises what `load` raises."""
        with self._lock:
            self._stop_timer()
            if self.id != id or self._model is None:
                self._close_model()
                self._model, self.id = load(), id
            try:
                yield self._model
            finally:
                self.timer = _IdleTimer(self._idle_seconds, self.expire)
                if self._on_rest is not None:
                    self.rest_timer = _IdleTimer(REST_SECONDS, self.rest)

    def empty(self) -> None:
        """Close the model after the job at hand."""
        with self._lock:
            self._stop_timer()
            self._close_model()

    def expire(self, timer: threading.Timer) -> None:
        """Close the model, unless a job came in between and set a timer of its own."""
        with self._lock:
            if self.timer is timer:
                self.timer = None
                self._close_model()

    def rest(self, timer: threading.Timer) -> None:
        """Call `on_rest`, unless a job came in between."""
        with self._lock:
            if self.rest_timer is timer and self._on_rest is not None and self._model is not None:
                self.rest_timer = None
                self._on_rest(self._model)

    def _close_model(self) -> None:
        model, self._model, self.id = self._model, None, None
        if model is not None:
            model.close()

    def _stop_timer(self) -> None:
        for timer in (self.timer, self.rest_timer):
            if timer is not None:
                timer.cancel()
        self.timer = self.rest_timer = None


class _IdleTimer(threading.Timer):
    """Begins to run at once, and passes itself to `expire`, so that a timer that fires too late is recognised."""

    def __init__(self, seconds: float, expire: Callable[[threading.Timer], None]) -> None:
        super().__init__(seconds, lambda: expire(self))
        self.daemon = True
        self.start()
