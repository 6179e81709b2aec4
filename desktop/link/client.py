"""Typed calls of the engine and the news it sends. Knows the protocol; knows no page."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from desktop.link.call import Call, EngineFault, EngineMissing, EngineStopped, EngineUnavailable, fault_of
from desktop.link.process import Process
from engine.protocol.changes import ALL
from engine.protocol.errors import Cancelled, TextTooLong
from engine.protocol.messages import LONGEST_LINE, Cancel, ErrorBody, EventHeader, Incoming, Notification, Request
from engine.protocol.method import Method

RequestT = TypeVar("RequestT")
EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")
SLICE_SECONDS = 0.006
"""How long lines are handled in one go; then the window's event loop has its turn."""


@dataclass(frozen=True)
class _Waiting:
    call: Call[object, object]
    method: Method[Any, Any, Any]  # Any: calls of all types wait in one table


class Client(QObject):
    """`changed`: a frozenset of nouns (engine.protocol.changes). `state`: "starting", "ready", "restarting" or "failed".

    `trouble` carries what the person should read about the engine itself: it was restarted, it refuses to serve.
    """

    changed = Signal(object)
    state_changed = Signal(str)
    fault = Signal(object)

    def __init__(self, process: Process, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = process
        process.setParent(self)
        self.state = "starting"
        self.why: EngineFault | None = None
        """Why the engine was given up; None while it was not."""
        self._next_id = 1
        self._waiting: dict[int, _Waiting] = {}
        self._unsent: dict[int, bytes] = {}
        self._decoders: dict[tuple[str, str], msgspec.json.Decoder[Any]] = {}
        self._incoming = msgspec.json.Decoder(Incoming)
        self._partial = b""
        self._lines: deque[bytes] = deque()
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._handle_lines)
        process.received.connect(self._received)
        process.died.connect(self._died)
        process.refused.connect(self._refused)
        process.unstartable.connect(lambda why: self._give_up(fault_of(EngineMissing(why))))

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def idle(self) -> bool:
        """No call is under way but those that only end when they are cancelled."""
        return all(one.method.endless for one in self._waiting.values())

    def start(self) -> None:
        self._process.start()

    def start_again(self) -> None:
        """After it was given up: what kept it from serving may be mended."""
        if self.state == "failed":
            self._process.forgive()
            self._set_state("starting")
            self._process.start()

    def close(self) -> None:
        """Nothing is delivered any more; the engine is ended."""
        self._waiting.clear()
        self._unsent.clear()
        self._lines.clear()
        self._more.stop()
        self._process.close()

    def call(
        self, method: Method[RequestT, EventT, ResultT], request: RequestT, parent: QObject | None = None
    ) -> Call[EventT, ResultT]:
        """Start a call and return it at once. When `parent` is deleted its callbacks are no longer called.

        Before the engine is ready the call waits for it; after it was given up the call fails, and so does one that is
        longer than the engine reads.
        """
        id, self._next_id = self._next_id, self._next_id + 1
        call: Call[EventT, ResultT] = Call(lambda: self._cancel(id), parent)
        self._waiting[id] = _Waiting(call, method)
        line = msgspec.json.encode(Request(method.name, msgspec.Raw(msgspec.json.encode(request)), id))
        if len(line) >= LONGEST_LINE:
            too_long = fault_of(TextTooLong(count=f"{len(line):,}", limit=f"{LONGEST_LINE:,}"))
            QTimer.singleShot(0, self, lambda: self._end(id, too_long))
        elif self.state == "ready":
            self._process.write(line)
        elif self.state == "failed":
            QTimer.singleShot(0, self, lambda: self._end(id, self.why))
        else:
            self._unsent[id] = line
        return call

    def _cancel(self, id: int) -> None:
        if self._unsent.pop(id, None) is not None:
            QTimer.singleShot(0, self, lambda: self._end(id, fault_of(Cancelled())))
        elif id in self._waiting and self.state == "ready":
            self._process.write(msgspec.json.encode(Notification("cancel", Cancel(id))))

    def _received(self, block: bytes) -> None:
        *ended, self._partial = (self._partial + block).split(b"\n")
        self._lines.extend(ended)
        if len(self._partial) > LONGEST_LINE:
            self._reset()
        elif not self._more.isActive():
            self._handle_lines()

    def _handle_lines(self) -> None:
        until = time.monotonic() + SLICE_SECONDS
        while self._lines:
            self._handle(self._lines.popleft())
            if time.monotonic() > until:
                self._more.start()
                return

    def _handle(self, line: bytes) -> None:
        try:
            self._take(self._incoming.decode(line))
        except msgspec.DecodeError:
            self._reset()

    def _take(self, message: Incoming) -> None:
        if message.method == "event":
            header = msgspec.json.decode(message.params, type=EventHeader)
            self._event(header.id, header.event)
        elif message.method:
            self._notice(message.method, message.params)
        elif message.id is not None:
            self._end(message.id, self._outcome(message))

    def _event(self, id: int, raw: msgspec.Raw) -> None:
        waiting = self._waiting.get(id)
        if waiting is not None and waiting.call.has_listeners:
            waiting.call.deliver(self._decode(waiting.method, "event", raw))

    def _outcome(self, message: Incoming) -> object:
        if message.error is not None:
            return fault_of(message.error)
        waiting = self._waiting.get(message.id or 0)
        if waiting is None:
            return None
        return self._decode(waiting.method, "result", message.result)

    def _decode(self, method: Method[Any, Any, Any], part: str, raw: msgspec.Raw) -> object:
        key = (method.name, part)
        if key not in self._decoders:
            self._decoders[key] = msgspec.json.Decoder(getattr(method, part))
        return self._decoders[key].decode(raw)

    def _end(self, id: int, outcome: object) -> None:
        waiting = self._waiting.pop(id, None)
        if waiting is not None:
            waiting.call.finish(outcome)

    def _notice(self, method: str, params: msgspec.Raw) -> None:
        if method == "ready":
            self._ready()
        elif method == "changed":
            news = msgspec.json.decode(params, type=dict[str, Any])
            self.changed.emit(frozenset(noun for noun, is_new in news.items() if is_new is True))
        elif method == "failed":
            self.why = fault_of(msgspec.json.decode(params, type=ErrorBody))

    def _ready(self) -> None:
        mended, self.why = self.why is not None, None
        self._set_state("ready")
        unsent, self._unsent = self._unsent, {}
        for line in unsent.values():
            self._process.write(line)
        if mended:  # what was asked for meanwhile was refused
            self.changed.emit(ALL)

    def _reset(self) -> None:
        """What came is not our protocol: trust nothing that follows, start the engine afresh."""
        self._lines.clear()
        self._partial = b""
        self._process.reset()

    def _died(self, again: bool) -> None:
        self._flush()
        if not again:
            self._give_up(fault_of(EngineUnavailable()))
            return
        stopped = fault_of(EngineStopped())
        self._set_state("restarting")
        self.fault.emit(stopped)
        for id in [id for id in self._waiting if id not in self._unsent]:
            self._end(id, stopped)

    def _refused(self) -> None:
        self._flush()
        self._give_up(self.why or fault_of(EngineUnavailable()))

    def _flush(self) -> None:
        """What the engine said before it went still counts; a half line does not."""
        while self._lines:
            self._handle(self._lines.popleft())
        self._partial = b""

    def _give_up(self, why: EngineFault) -> None:
        self.why = why
        self._unsent.clear()
        self._set_state("failed")
        self.fault.emit(why)
        for id in list(self._waiting):
            self._end(id, why)

    def _set_state(self, state: str) -> None:
        self.state = state
        self.state_changed.emit(state)


def is_cancelled(fault: EngineFault) -> bool:
    return fault.kind == Cancelled.kind
