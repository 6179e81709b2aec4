"""One call of the engine, as the page that made it sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import shiboken6
from PySide6.QtCore import QObject, Signal

from engine.protocol.errors import AteneoError
from engine.protocol.messages import ErrorBody


class EngineStopped(AteneoError):
    kind = "engine_stopped"
    sentence = "The engine stopped and was started again. What was finished is kept; please try again."


class EngineUnavailable(AteneoError):
    kind = "engine_unavailable"
    sentence = "The engine stops again and again and was left off. Close Ateneo and open it again."


class EngineMissing(AteneoError):
    kind = "engine_missing"
    sentence = "The engine could not be started. Install Ateneo again."


@dataclass(frozen=True)
class EngineFault:
    """An error of the engine. `message` is English; desktop.i18n.sentence(trouble) says it in the user's language."""

    kind: str
    message: str
    values: Mapping[str, str] = field(default_factory=dict)
    detail: str = ""


def fault_of(error: ErrorBody | AteneoError) -> EngineFault:
    if isinstance(error, AteneoError):
        return EngineFault(error.kind, error.message, error.values, error.detail)
    if error.data is None:
        return EngineFault(AteneoError.kind, error.message)
    return EngineFault(error.data.kind, error.message, error.data.values, error.data.detail)


class _Signals(QObject):
    happened = Signal(object)
    result = Signal(object)
    failed = Signal(object)
    ended = Signal()


class Call:
    """Any number of `event`, then `result` or `failed`, then always `ended`, once. All in the window's thread.

    No QObject itself, since `event` is a virtual method of every QObject; the signals belong to one that goes with `parent`.
    """

    def __init__(self, cancel: Callable[[], None], parent: QObject | None = None) -> None:
        self._signals = _Signals(parent)
        self._cancel = cancel
        self.event = self._signals.happened
        self.result = self._signals.result
        self.failed = self._signals.failed
        self.ended = self._signals.ended
        self.running = True

    @property
    def heard(self) -> bool:
        """False once the parent is gone: nobody is there to be told."""
        return shiboken6.isValid(self._signals)

    def cancel(self) -> None:
        """Ask the engine to stop; the call still ends once: with its result or with kind "cancelled"."""
        if self.running:
            self._cancel()

    def finish(self, outcome: object) -> None:
        """For the client: a Trouble fails the call, anything else is its result."""
        self.running = False
        if self.heard:
            self._signals.setParent(None)  # from here it lives as long as whoever holds it
            (self.failed if isinstance(outcome, EngineFault) else self.result).emit(outcome)
        if self.heard:
            self.ended.emit()
