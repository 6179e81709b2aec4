"""The client of the engine: typed calls, and signals for what the engine sends by itself. Knows no page."""

from __future__ import annotations

import time
from collections import deque
from typing import Any, TypeVar

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from desktop.link.call import Call, EngineFault, EngineStopped, EngineUnavailable, fault_of
from desktop.link.process import Process
from engine.protocol.errors import AteneoError, Cancelled, EngineMissing, TextTooLong
from engine.protocol.messages import (
    MAX_LINE_BYTES,
    Cancel,
    ErrorBody,
    EventHeader,
    Incoming,
    Notification,
    Request,
    encode_request,
)
from engine.protocol.method import Method

RequestT = TypeVar("RequestT")
EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")
SLICE_SECONDS = 0.006
"""How long lines are handled at a stretch before the window's event loop gets its turn."""


class _Everything(frozenset[str]):
    """Contains every noun, also of capabilities that this module does not know."""

    def __contains__(self, noun: object) -> bool:
        return True


EVERYTHING = _Everything()
"""Emitted as `changed` when replies may have been missed, so that every page reads its own things again."""


class StartedCall(msgspec.Struct, frozen=True):
    """A call as it begins. Whoever follows calls of others, such as indexing runs, registers callbacks on `call`."""

    method: Method[Any, Any, Any]  # Any: calls of all types are announced by one signal
    request: object
    call: Call[Any, Any]  # Any: as above


class _PendingCall(msgspec.Struct, frozen=True):
    call: Call[object, object]
    method: Method[Any, Any, Any]  # Any: calls of all types wait in one table


class Client(QObject):
    """Calls the engine process and keeps its `state`: "starting", "ready", "restarting" or "failed".

    `changed` carries a set of nouns such as "documents", which the capabilities' api modules declare; `changed_elsewhere` too,
    when another program changed them through the same engine.
    `fault` carries what the person should read about the engine itself: it was restarted, or it cannot serve.
    `call_started` carries a StartedCall, before anything of the call can have come back.
    """

    changed = Signal(object)
    changed_elsewhere = Signal(object)
    state_changed = Signal(str)
    fault = Signal(object)
    call_started = Signal(object)

    def __init__(self, process: Process, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = process
        process.setParent(self)
        self.state = "starting"
        self.failure: EngineFault | None = None
        """Why the engine cannot serve; None unless the state is "failed" or about to be."""
        self._is_closed = False
        self._next_id = 1
        self._pending: dict[int, _PendingCall] = {}
        self._unsent: dict[int, bytes] = {}
        self._decoders: dict[tuple[str, str], msgspec.json.Decoder[object]] = {}
        self._incoming = msgspec.json.Decoder(Incoming)
        self._partial = b""
        self._lines: deque[bytes] = deque()
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._handle_lines)
        process.received.connect(self._on_received)
        process.died.connect(self._on_died)
        process.ended.connect(self._on_ended)
        process.refused.connect(self._on_refused)
        process.unstartable.connect(lambda detail: self._fail(fault_of(EngineMissing(detail))))

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_idle(self) -> bool:
        """True when no call is running, except those that only end when they are cancelled."""
        return all(pending.method.endless for pending in self._pending.values())

    def start(self, new_library: bool = False) -> None:
        """Start the engine; `new_library` allows an empty library where one was lost."""
        self._process.start(*(["--new-library"] if new_library else []))

    def start_again(self, new_library: bool = False) -> None:
        """Start the engine again after it failed: the person may have repaired the cause."""
        if self.state == "failed":
            self._process.reset_crash_count()
            self._set_state("starting")
            self.start(new_library)

    def restart(self) -> None:
        """End the engine and start it again, for what it reads at its start. Calls that run fail, others wait for it."""
        if self.state == "ready":
            self._set_state("restarting")
            self._process.restart()

    def refuse(self, error: AteneoError) -> None:
        """Fail without starting an engine."""
        self._fail(fault_of(error))

    def close(self) -> None:
        """End the engine, or wait until no command uses it any more. Calls that still run deliver nothing more."""
        self._is_closed = True
        self._pending.clear()
        self._unsent.clear()
        self._lines.clear()
        self._more.stop()
        self._process.close()

    def call(
        self, method: Method[RequestT, EventT, ResultT], request: RequestT, parent: QObject | None = None
    ) -> Call[EventT, ResultT]:
        """Start a call and return it at once. When `parent` is deleted its callbacks are no longer called.

        A call made before the engine is ready waits for it. A call fails when the engine has failed, and when the request
        is longer than LONGEST_LINE.
        """
        id, self._next_id = self._next_id, self._next_id + 1
        call: Call[EventT, ResultT] = Call(lambda: self._cancel(id), parent)
        self._pending[id] = _PendingCall(call, method)
        line = msgspec.json.encode(Request(method.name, msgspec.Raw(encode_request(request)), id))
        if len(line) >= MAX_LINE_BYTES:
            too_long = fault_of(TextTooLong(count=f"{len(line):,}", limit=f"{MAX_LINE_BYTES:,}"))
            QTimer.singleShot(0, self, lambda: self._end(id, too_long))
        elif self.state == "ready":
            self._process.write(line)
        elif self.state == "failed":
            QTimer.singleShot(0, self, lambda: self._end(id, self.failure))
        else:
            self._unsent[id] = line
        self.call_started.emit(StartedCall(method, request, call))
        return call

    def _cancel(self, id: int) -> None:
        if self._unsent.pop(id, None) is not None:
            QTimer.singleShot(0, self, lambda: self._end(id, fault_of(Cancelled())))
        elif id in self._pending and self.state == "ready":
            self._process.write(msgspec.json.encode(Notification("cancel", Cancel(id))))

    def _on_received(self, block: bytes) -> None:
        *ended, self._partial = (self._partial + block).split(b"\n")
        self._lines.extend(ended)
        if len(self._partial) > MAX_LINE_BYTES:
            self._reset()
        elif not self._more.isActive():
            self._handle_lines()

    def _handle_lines(self) -> None:
        until = time.monotonic() + SLICE_SECONDS
        while self._lines:
            self._handle(self._lines.popleft())
            if time.monotonic() > until and not self._is_closed:  # else no event loop comes back to them
                self._more.start()
                return

    def _handle(self, line: bytes) -> None:
        try:
            self._handle_message(self._incoming.decode(line))
        except msgspec.DecodeError:
            self._reset()

    def _handle_message(self, message: Incoming) -> None:
        if message.method == "detached":
            self._process.be_patient()
        elif self._is_closed:
            return
        elif message.method == "event":
            header = msgspec.json.decode(message.params, type=EventHeader)
            self._deliver_event(header.id, header.event)
        elif message.method:
            self._handle_notification(message.method, message.params)
        elif message.id is not None:
            self._end(message.id, self._outcome(message))

    def _deliver_event(self, id: int, raw: msgspec.Raw) -> None:
        pending = self._pending.get(id)
        if pending is not None and pending.call.has_listeners:
            pending.call.deliver(self._decode(pending.method, "event", raw))

    def _outcome(self, message: Incoming) -> object:
        if message.error is not None:
            return fault_of(message.error)
        pending = self._pending.get(message.id or 0)
        if pending is None:
            return None
        return self._decode(pending.method, "result", message.result)

    def _decode(self, method: Method[Any, Any, Any], part: str, raw: msgspec.Raw) -> object:  # Any: as in _PendingCall
        key = (method.name, part)
        if key not in self._decoders:
            self._decoders[key] = msgspec.json.Decoder(getattr(method, part))
        return self._decoders[key].decode(raw)

    def _end(self, id: int, outcome: object) -> None:
        pending = self._pending.pop(id, None)
        if pending is not None:
            pending.call.finish(outcome)

    def _handle_notification(self, method: str, params: msgspec.Raw) -> None:
        if method == "ready":
            self._on_ready()
        elif method == "changed":
            nouns = msgspec.json.decode(params, type=dict[str, object])
            changed = frozenset(noun for noun, has_changed in nouns.items() if has_changed is True)
            self.changed.emit(changed)
            if "by" not in nouns:
                self.changed_elsewhere.emit(changed)
        elif method == "failed":
            self.failure = fault_of(msgspec.json.decode(params, type=ErrorBody))

    def _on_ready(self) -> None:
        was_failed, self.failure = self.failure is not None, None
        self._set_state("ready")
        unsent, self._unsent = self._unsent, {}
        for line in unsent.values():
            self._process.write(line)
        if was_failed:  # calls made in the meantime have failed
            self.changed.emit(EVERYTHING)

    def _reset(self) -> None:
        """Restart the engine after a line that is not of the protocol: nothing that follows can be trusted."""
        self._lines.clear()
        self._partial = b""
        self._process.reset()

    def _on_died(self, restarting: bool) -> None:
        self._flush()
        if not restarting:
            self._fail(fault_of(EngineUnavailable()))
            return
        self._set_state("restarting")
        self.fault.emit(fault_of(EngineStopped()))
        self._end_sent()

    def _on_ended(self) -> None:
        """It ended as it was told to, and is started again."""
        self._flush()
        self._end_sent()

    def _end_sent(self) -> None:
        for id in [id for id in self._pending if id not in self._unsent]:
            self._end(id, fault_of(EngineStopped()))

    def _on_refused(self) -> None:
        self._flush()
        self._fail(self.failure or fault_of(EngineUnavailable()))

    def _flush(self) -> None:
        """Handle the whole lines that the engine sent before it ended, and drop a half one."""
        while self._lines:
            self._handle(self._lines.popleft())
        self._partial = b""

    def _fail(self, fault: EngineFault) -> None:
        self.failure = fault
        self._unsent.clear()
        self._set_state("failed")
        self.fault.emit(fault)
        for id in list(self._pending):
            self._end(id, fault)

    def _set_state(self, state: str) -> None:
        self.state = state
        self.state_changed.emit(state)


def is_cancelled(fault: EngineFault) -> bool:
    return fault.kind == Cancelled.kind
