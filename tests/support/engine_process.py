"""The real engine as a child process, spoken to through the real wire with typed methods."""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, TypeVar

import msgspec

from engine.networked.client import OPTION, StartedLauncher
from engine.protocol.messages import ErrorBody, EventHeader, Incoming, Ready
from engine.protocol.method import Method

RequestT = TypeVar("RequestT")
ResultT = TypeVar("ResultT")
EventT = TypeVar("EventT")

PATIENCE = 120.0
"""Seconds until a missing answer fails the test instead of hanging it."""


class CallFailed(AssertionError):
    def __init__(self, body: ErrorBody) -> None:
        super().__init__(body.message)
        self.kind = body.data.kind if body.data else ""
        self.body = body


class EngineGone(AssertionError):
    pass


class Pending(Generic[ResultT]):
    """A call under way."""

    def __init__(self, process: EngineProcess, id: int, method: Method[Any, Any, ResultT]) -> None:
        self._process, self.id, self._method = process, id, method
        self.incoming: queue.SimpleQueue[Incoming | None] = queue.SimpleQueue()
        self.events: list[Any] = []
        self.has_ended = False

    def cancel(self) -> None:
        self._process.cancel(self.id)

    def next(self, seconds: float = PATIENCE) -> Any:
        """The next event; None after the final reply, which `result` then gives. Raises queue.Empty."""
        message = self.incoming.get(timeout=seconds)
        if message is None:
            raise EngineGone
        if message.method == "event":
            raw = msgspec.json.decode(message.params, type=EventHeader).event
            self.events.append(msgspec.json.decode(raw, type=self._method.event))
            return self.events[-1]
        self.final, self.has_ended = message, True
        return None

    def wait_for(self, kind: type[EventT]) -> EventT:
        while (event := self.next()) is not None:
            if isinstance(event, kind):
                return event
        raise AssertionError(f"the call ended before a {kind.__name__}")

    def result(self, on_event: Callable[[Any], None] = lambda event: None) -> ResultT:
        while (event := self.next()) is not None:
            on_event(event)
        if self.final.error is not None:
            raise CallFailed(self.final.error)
        return msgspec.json.decode(self.final.result, type=self._method.result)


class EngineProcess:
    """`entry` is what Python runs: the engine, or a script that prepares its process and runs the engine.

    `launcher` is that of the programs that may use the network.
    """

    def __init__(
        self,
        home: Path,
        models: Path,
        *,
        log: Path | None = None,
        entry: Sequence[str] = ("-m", "engine"),
        launcher: StartedLauncher | None = None,
    ) -> None:
        self._home, self._models, self._entry, self._launcher = home, models, entry, launcher
        self._log = log or home / "engine-stderr.log"
        self._ids = itertools.count(1)
        self._pending: dict[int, Pending[Any]] = {}
        self.notifications: queue.SimpleQueue[Incoming] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._is_gone = False
        self.build = ""

    def __enter__(self) -> EngineProcess:
        self._home.mkdir(parents=True, exist_ok=True)
        environment = {name: value for name, value in os.environ.items() if name != "CI"}
        command = [sys.executable, *self._entry, "--home", str(self._home), "--models", str(self._models)]
        descriptors = () if self._launcher is None else (self._launcher.descriptor,)
        command += [] if self._launcher is None else [OPTION, str(self._launcher.descriptor)]
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment,
                pass_fds=descriptors,
            )
        if self._launcher is not None:
            self._launcher.close()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        first = self.notifications.get(timeout=PATIENCE)
        if first.method != "ready":
            self.close()
            raise EngineGone(f"{first.method}: {bytes(first.params).decode()}; see {self._log}")
        self.build = msgspec.json.decode(first.params, type=Ready).build
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        return self.process.pid

    def call(
        self,
        method: Method[RequestT, Any, ResultT],
        request: RequestT,
        on_event: Callable[[Any], None] = lambda event: None,
    ) -> ResultT:
        return self.start_call(method, request).result(on_event)

    def start_call(self, method: Method[RequestT, Any, ResultT], request: RequestT) -> Pending[ResultT]:
        return self.start_raw_call(method, msgspec.json.encode(request))

    def start_raw_call(self, method: Method[Any, Any, ResultT], params: bytes) -> Pending[ResultT]:
        pending = Pending(self, next(self._ids), method)
        with self._lock:
            if self._is_gone:
                raise EngineGone
            self._pending[pending.id] = pending
        self.write_line(
            b'{"jsonrpc":"2.0","id":%d,"method":"%b","params":%b}' % (pending.id, method.name.encode(), params)
        )
        return pending

    def cancel(self, id: int) -> None:
        self.write({"jsonrpc": "2.0", "method": "cancel", "params": {"id": id}})

    def write(self, message: object) -> None:
        self.write_line(msgspec.json.encode(message))

    def write_line(self, line: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def close(self) -> int:
        """End of its input is its shutdown; returns the exit code."""
        assert self.process.stdin is not None and self.process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        code = self.process.wait(timeout=PATIENCE)
        self._reader.join(timeout=PATIENCE)
        self.process.stdout.close()
        return code

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            message = msgspec.json.decode(line, type=Incoming)
            id = message.id
            if message.method == "event":
                id = msgspec.json.decode(message.params, type=EventHeader).id
            elif message.method:
                self.notifications.put(message)
                continue
            if id in self._pending:
                self._pending[id].incoming.put(message)
            else:
                self.notifications.put(message)
        self.notifications.put(Incoming(method="gone"))
        with self._lock:
            self._is_gone = True
            for pending in self._pending.values():
                pending.incoming.put(None)
