"""One call of the engine, its callbacks, and the faults that a call can end with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

import msgspec
import shiboken6
from PySide6.QtCore import QObject, Signal

from engine.protocol.errors import AteneoError
from engine.protocol.messages import ErrorBody

EventT_co = TypeVar("EventT_co", covariant=True)
ResultT_co = TypeVar("ResultT_co", covariant=True)


class EngineStopped(AteneoError):
    kind = "engine_stopped"
    sentence = "The engine stopped and was started again. What was finished is kept; please try again."


class EngineUnavailable(AteneoError):
    kind = "engine_unavailable"
    sentence = "The engine stopped several times and was not started again. Close Ateneo and open it again."


class EngineFault(msgspec.Struct, frozen=True):
    """An error of the engine. `message` is English; desktop.i18n.faults has the sentence in the user's language."""

    kind: str
    message: str
    values: Mapping[str, str] = msgspec.field(default_factory=dict)
    detail: str = ""


def fault_of(error: ErrorBody | AteneoError) -> EngineFault:
    """Return an error of the wire, or one raised here, as a fault."""
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


class Call(Generic[EventT_co, ResultT_co]):
    """Any number of events, then the result or a fault, then always the end, once. All in the window's thread.

    Qt's signals carry `object`; the `on_…` methods give their callbacks the types of the call's method. A callback that
    is a method of a QObject is forgotten when that object is deleted, as with `Signal.connect`.
    """

    def __init__(self, cancel: Callable[[], None], parent: QObject | None = None) -> None:
        self._signals = _Signals(parent)
        self._cancel = cancel
        self.is_running = True

    def on_event(self, callback: Callable[[EventT_co], object]) -> None:
        self._signals.happened.connect(callback)

    def on_result(self, callback: Callable[[ResultT_co], object]) -> None:
        self._signals.result.connect(callback)

    def on_failed(self, callback: Callable[[EngineFault], object]) -> None:
        self._signals.failed.connect(callback)

    def on_ended(self, callback: Callable[[], object]) -> None:
        self._signals.ended.connect(callback)

    @property
    def has_listeners(self) -> bool:
        """False once the parent is deleted."""
        return shiboken6.isValid(self._signals)

    def cancel(self) -> None:
        """Ask the engine to stop; the call still ends once: with its result or with kind "cancelled"."""
        if self.is_running:
            self._cancel()

    def deliver(self, event: object) -> None:
        """Pass an event on. For the client, which has decoded it as the method's type."""
        if self.has_listeners:
            self._signals.happened.emit(event)

    def finish(self, outcome: object) -> None:
        """End the call. For the client: an EngineFault fails the call, anything else is its result."""
        self.is_running = False
        if self.has_listeners:
            self._signals.setParent(None)  # from here it lives as long as whoever holds it
            (self._signals.failed if isinstance(outcome, EngineFault) else self._signals.result).emit(outcome)
        if self.has_listeners:
            self._signals.ended.emit()
            self._signals = _Signals()  # lets go of the callbacks: the object they belong to may hold this call
