"""One model in memory: loaded for the first job that needs it, given to one job at a time, unloaded when nobody has."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from engine.models.fair_lock import FairLock


class Closable(Protocol):
    def close(self) -> None: ...


ModelT = TypeVar("ModelT", bound=Closable)


class ModelSlot(Generic[ModelT]):
    """One model at a time, one job at a time; empty again when idle."""

    def __init__(self, idle_seconds: float) -> None:
        self._idle_seconds = idle_seconds
        self._held = FairLock()
        self._timer: threading.Timer | None = None
        self._model: ModelT | None = None
        self.id: str | None = None

    @contextmanager
    def hold(self, id: str, load: Callable[[], ModelT]) -> Iterator[ModelT]:
        with self._held:
            self._stop_timer()
            if self.id != id or self._model is None:
                self._empty()
                self._model, self.id = load(), id
            try:
                yield self._model
            finally:
                self._timer = _Idle(self._idle_seconds, self._expire)
                self._timer.daemon = True
                self._timer.start()

    def empty(self) -> None:
        with self._held:
            self._stop_timer()
            self._empty()

    def _expire(self, timer: threading.Timer) -> None:
        """Unless a job came in between and has set a timer of its own."""
        with self._held:
            if self._timer is timer:
                self._timer = None
                self._empty()

    def _empty(self) -> None:
        model, self._model, self.id = self._model, None, None
        if model is not None:
            model.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class _Idle(threading.Timer):
    """Hands itself over, so that a timer that comes too late is known."""

    def __init__(self, seconds: float, expire: Callable[[threading.Timer], None]) -> None:
        super().__init__(seconds, lambda: expire(self))
