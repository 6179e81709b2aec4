"""Which model native code worked on when the engine's process died, told by two files that a death leaves behind."""

from __future__ import annotations

import faulthandler
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.25
FOLDER, AT_WORK, FATAL_SIGNAL = "run", "models-at-work.json", "fatal-signal.txt"


class EngineDeath(msgspec.Struct, frozen=True):
    """The ids of the models that an engine worked on when it died, and the fatal signal; "" when it was killed from outside."""

    models: tuple[str, ...]
    signal: str


_DECODER = msgspec.json.Decoder(tuple[str, ...])


class CrashMarker:
    """Names models in a file while native code does something with them for the first time. `home` None: nowhere.

    Python's own handler of fatal signals (SIGSEGV, SIGABRT and others) writes to a second file, so that a crash is told from a
    SIGKILL, which says nothing of the model.
    """

    def __init__(self, home: Path | None = None) -> None:
        self._folder = None if home is None else home / FOLDER
        self._models: list[str] = []
        self._lock = threading.Lock()

    def take(self) -> EngineDeath | None:
        """Return how the process before this one died, and forget it; None when it ended, or did not work on a model.

        From now on a fatal signal of this process is noted. Call it once, when no other process uses the folder.
        """
        if self._folder is None:
            return None
        models, signal = self._read_models(), self._read_signal()
        self.forget()
        with suppress(OSError):  # a folder that cannot be written: the library says so
            self._folder.mkdir(mode=0o700, exist_ok=True)
            path = self._folder / FATAL_SIGNAL
            faulthandler.enable(
                os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            )  # open as long as the process lives
        return EngineDeath(models, signal) if models else None

    @contextmanager
    def at_work(self, model: str, is_stuck: Callable[[], bool] = lambda: False) -> Iterator[None]:
        """Name a model for as long as native code works on it. When that `is_stuck`, which cannot be stopped, end the process."""
        with self._lock:
            self._models.append(model)
            self._write()
        ended = threading.Event()
        watch = threading.Thread(target=_watch, args=(is_stuck, ended), name="first work of a model", daemon=True)
        watch.start()
        try:
            yield
        finally:
            ended.set()
            watch.join()
            with self._lock:
                self._models.remove(model)
                self._write()

    def forget(self) -> None:
        """Leave nothing behind, for a process that ends in the middle of its work."""
        if self._folder is not None:
            with suppress(OSError):
                (self._folder / AT_WORK).unlink(missing_ok=True)

    def _read_models(self) -> tuple[str, ...]:
        assert self._folder is not None
        try:
            return _DECODER.decode((self._folder / AT_WORK).read_bytes())
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return ()

    def _read_signal(self) -> str:
        """Return the first line of what the handler of fatal signals wrote; all of it, places in our code, goes to the log."""
        assert self._folder is not None
        try:
            text = (self._folder / FATAL_SIGNAL).read_text("utf-8", "replace")
        except OSError:
            return ""
        if text:
            log.error("the engine before this one crashed\n%s", text)
        return text.partition("\n")[0].removeprefix("Fatal Python error: ")

    def _write(self) -> None:
        if self._folder is None:
            return
        with suppress(OSError):  # the folder cannot be written, or is full: a crash is not noted
            path = self._folder / AT_WORK
            if not self._models:
                path.unlink(missing_ok=True)
                return
            temporary = path.with_suffix(".new")
            temporary.write_bytes(msgspec.json.encode(self._models))
            temporary.replace(path)


def _watch(is_stuck: Callable[[], bool], ended: threading.Event) -> None:
    """Have a stuck process crash as native code does, which the next one learns of."""
    while not ended.wait(LOOK_SECONDS):
        if is_stuck():
            os.abort()
