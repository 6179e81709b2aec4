"""Loads models in a thread of its own, so that a job that is cancelled need not wait until native code looks."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Generic

from engine.models.kinds import ModelT
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled

CHECK_SECONDS = 0.02
"""Between two looks for cancel."""


class LoaderThread:
    """Runs one load after the other. The thread lives until `close`: children that end with their parent end with its thread."""

    def __init__(self) -> None:
        self._loads: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def load(self, load: Callable[[IsCancelled], ModelT], is_cancelled: IsCancelled) -> ModelT:
        """Return the model that `load` returns, or raise what it raises, or Cancelled at once when the job is cancelled.

        Then `load` is told so too, and a model that it returns nevertheless is closed. The next load waits for its end.
        """
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="model loading", daemon=True)
            self._thread.start()
        loading = _Loading(load, is_cancelled)
        self._loads.put(loading.run)
        return loading.wait()

    def close(self) -> None:
        """End the thread after the load at hand."""
        if self._thread is not None:
            self._loads.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while (load := self._loads.get()) is not None:
            load()


class _Loading(Generic[ModelT]):
    """One load, which a job waits for or has given up."""

    def __init__(self, load: Callable[[IsCancelled], ModelT], is_cancelled: IsCancelled) -> None:
        self._load, self._is_job_cancelled = load, is_cancelled
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._is_given_up = False
        self._model: ModelT | None = None
        self._error: BaseException | None = None

    def run(self) -> None:
        """Load, in the thread."""
        try:
            model = self._load(self._is_cancelled)
        except BaseException as error:  # noqa: BLE001  raised again in the job's thread
            self._error = error
        else:
            with self._lock:
                self._model = None if self._is_given_up else model
            if self._model is None:
                model.close()
        self._ended.set()

    def wait(self) -> ModelT:
        """Return the model, in the job's thread. Raises what the load raises, Cancelled."""
        while not self._ended.wait(CHECK_SECONDS):
            if self._is_job_cancelled():
                with self._lock:
                    self._is_given_up = self._model is None
                if self._is_given_up:
                    raise Cancelled
        if self._error is not None:
            raise self._error
        assert self._model is not None
        return self._model

    def _is_cancelled(self) -> bool:
        return self._is_given_up or self._is_job_cancelled()
