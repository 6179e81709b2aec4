"""Requests in, events and exactly one final reply out. Knows routes; knows no capability."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from engine.house import Route
from engine.lanes import Job, Lanes
from engine.protocol import errors
from engine.protocol.errors import AteneoError
from engine.protocol.messages import (
    Cancel,
    ErrorBody,
    ErrorData,
    EventParams,
    Failure,
    Notification,
    Request,
    Result,
)
from engine.wire import TooLong

log = logging.getLogger(__name__)

LANES = ("model", "index", "quick")
YIELDS_AFTER_CANCEL = 8
"""A handler that looks at `cancelled` ends by itself, perhaps after an event under way; one that never looks is closed."""


class Server:
    """`send` takes one line and may be called from any thread."""

    def __init__(self, routes: Mapping[str, Route], send: Callable[[bytes], None]) -> None:
        self._routes = routes
        self._send = send
        self._jobs: dict[int, Job] = {}
        self._jobs_lock = threading.Lock()
        self._lanes = Lanes(LANES)

    def serve(self, lines: Iterable[bytes | TooLong]) -> None:
        """Until the lines end; then what runs is cancelled and awaited."""
        for line in lines:
            self._take(line)
        with self._jobs_lock:
            jobs = list(self._jobs.values())
        for job in jobs:
            job.cancel()
        self._lanes.close()

    def notify(self, method: str, params: object) -> None:
        self._send(msgspec.json.encode(Notification(method, params)))

    def _take(self, line: bytes | TooLong) -> None:
        if isinstance(line, TooLong):
            return self._refuse(None, errors.JSON_RPC_INVALID, "The message is too long.")
        try:
            request = msgspec.json.decode(line, type=Request)
        except msgspec.ValidationError as error:
            return self._refuse(_id_of(line), errors.JSON_RPC_INVALID, str(error))
        except (msgspec.DecodeError, RecursionError) as error:
            return self._refuse(None, errors.JSON_RPC_PARSE, str(error))
        if request.method == "cancel":
            return self._cancel(request)
        if request.id is None:
            return None  # a notification we do not know is to be ignored (JSON-RPC 2.0, 4.1)
        return self._start(request.id, request)

    def _start(self, id: int, request: Request) -> None:
        route = self._routes.get(request.method)
        if route is None:
            return self._refuse(id, errors.JSON_RPC_NO_METHOD, "There is no such method.")
        try:
            params = msgspec.json.decode(request.params, type=route.method.request)
        except (msgspec.DecodeError, RecursionError) as error:
            return self._refuse(id, errors.JSON_RPC_PARAMS, str(error))
        with self._jobs_lock:
            if id in self._jobs:
                return self._refuse(id, errors.JSON_RPC_INVALID, "This id is in use.")
            job = self._jobs[id] = Job(lambda: self._run(id, job, route, params))
        return self._lanes.submit(route.lane, job)

    def _cancel(self, request: Request) -> None:
        try:
            id = msgspec.json.decode(request.params, type=Cancel).id
        except msgspec.DecodeError as error:
            return self._refuse(None, errors.JSON_RPC_PARAMS, str(error))
        with self._jobs_lock:
            job = self._jobs.get(id)
        if job is not None and job.cancel():
            self._end(Failure(id, error_body(errors.Cancelled())))
        return None

    def _run(self, id: int, job: Job, route: Route, params: object) -> None:
        answer: Result | Failure
        try:
            outcome = route.handle(params, job.cancelled)
            if isinstance(outcome, Generator):
                outcome = self._drive(id, job, outcome)
            answer = Result(id, outcome)
        except AteneoError as error:
            answer = Failure(id, error_body(error))
        except Exception as error:  # noqa: BLE001  the wire is where everything is caught, once
            log_without_content(route.method.name, error)
            answer = Failure(id, error_body(errors.InternalError(detail=type(error).__name__)))
        self._end(answer)
        if route.changes:
            self.notify("changed", {**dict.fromkeys(route.changes, True), "by": id})

    def _drive(self, id: int, job: Job, events: Generator[Any, None, Any]) -> object:
        """Send what the handler yields; return what it returns. Raises Cancelled for one that had to be closed."""
        left = YIELDS_AFTER_CANCEL
        while True:
            try:
                event = next(events)
            except StopIteration as stop:
                return stop.value
            self.notify("event", EventParams(id, event))
            left -= job.cancelled()
            if left == 0:
                events.close()
                raise errors.Cancelled

    def _end(self, answer: Result | Failure) -> None:
        with self._jobs_lock:
            self._jobs.pop(answer.id, None)  # type: ignore[arg-type]
        self._send(msgspec.json.encode(answer))

    def _refuse(self, id: int | None, code: int, detail: str) -> None:
        body = ErrorBody(code, errors.BadRequest.sentence, ErrorData(errors.BadRequest.kind, detail))
        self._send(msgspec.json.encode(Failure(id, body)))


def error_body(error: AteneoError) -> ErrorBody:
    return ErrorBody(error.code, error.message, ErrorData(error.kind, error.detail, error.values))


def log_without_content(method: str, error: BaseException) -> None:
    """Where it broke, never with what: an exception's text may quote a person's words."""
    log.error("%s failed: %s at %s", method, type(error).__name__, " < ".join(_frames(error)))


def _frames(error: BaseException) -> Iterator[str]:
    trace = error.__traceback__
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return reversed(places)


class _Identified(msgspec.Struct):
    id: int | None = None


def _id_of(line: bytes) -> int | None:
    try:
        return msgspec.json.decode(line, type=_Identified).id
    except (msgspec.DecodeError, RecursionError):
        return None
