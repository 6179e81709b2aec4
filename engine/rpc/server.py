"""Requests in, events and exactly one final reply out. Knows routes; knows no capability."""

from __future__ import annotations

import importlib.metadata
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from engine.context import Route
from engine.protocol import errors
from engine.protocol.errors import AteneoError
from engine.protocol.messages import (
    Cancel,
    ErrorBody,
    ErrorData,
    EventParams,
    Failure,
    Notification,
    Ready,
    Request,
    Result,
)
from engine.rpc.lanes import Job, Lanes, run_to_result
from engine.rpc.wire import TooLong

log = logging.getLogger(__name__)

QUICK = "quick"
LANES = ("model", "index", QUICK, "watch")
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises on bytes from outside; bytes that are no UTF-8 inside a string are not among its own errors."""
SECONDS_TO_STOP = 1.5


class Server:
    """`send` takes one line and may be called from any thread."""

    def __init__(self, routes: Mapping[str, Route], send: Callable[[bytes], None]) -> None:
        self._routes = routes
        self._send = send
        self._jobs: dict[int, Job] = {}
        self._jobs_lock = threading.Lock()
        self._lanes = Lanes(LANES)

    def serve(self, lines: Iterable[bytes | TooLong]) -> bool:
        """Say "ready", then serve until the lines end; then jobs are cancelled, but for those of the quick lane.

        Those are finished: a draft sent with a window's last breath is kept. False when one did not end within
        SECONDS_TO_STOP.
        """
        self.notify("ready", Ready(importlib.metadata.version("ateneo")))
        for line in lines:
            self._take(line)
        with self._jobs_lock:
            jobs = dict(self._jobs)
        for id, job in jobs.items():
            if job.lane != QUICK:
                self._stop(id, job)
        return self._lanes.close(SECONDS_TO_STOP)

    def notify(self, method: str, params: object) -> None:
        self._send(msgspec.json.encode(Notification(method, params)))

    def _take(self, line: bytes | TooLong) -> None:
        if isinstance(line, TooLong):
            return self._refuse(None, errors.JSON_RPC_INVALID, "The message is too long.")
        try:
            request = msgspec.json.decode(line, type=Request)
        except msgspec.ValidationError as error:
            return self._refuse(_id_of(line), errors.JSON_RPC_INVALID, str(error))
        except UNREADABLE as error:
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
        except UNREADABLE as error:
            return self._refuse(id, errors.JSON_RPC_PARAMS, str(error))
        with self._jobs_lock:
            if id in self._jobs:
                return self._refuse(id, errors.JSON_RPC_INVALID, "This id is in use.")
            lane = route.lane(params)
            if not route.preemptible:
                self._make_way(lane)
            job = self._jobs[id] = Job(lambda: self._run(id, job, route, params), lane, route.preemptible)
        return self._lanes.submit(lane, job)

    def _make_way(self, lane: str) -> None:
        for job in self._jobs.values():
            if job.preemptible and job.lane == lane:
                job.give_way()

    def _cancel(self, request: Request) -> None:
        try:
            id = msgspec.json.decode(request.params, type=Cancel).id
        except UNREADABLE as error:
            return self._refuse(None, errors.JSON_RPC_PARAMS, str(error))
        with self._jobs_lock:
            job = self._jobs.get(id)
        if job is not None:
            self._stop(id, job)
        return None

    def _stop(self, id: int, job: Job) -> None:
        """One that still waits is answered here; one that runs answers for itself."""
        if job.cancel():
            self._end(id, _failure(id, errors.Cancelled()))

    def _run(self, id: int, job: Job, route: Route, params: object) -> None:
        try:
            outcome = route.handler(params, job.cancelled)
            result = run_to_result(outcome, lambda event: self.notify("event", EventParams(id, event)), job.cancelled)
            answer = msgspec.json.encode(Result(id, result))  # in here: what cannot be encoded must not end the lane
        except AteneoError as error:
            answer = _failure(id, error)
        except Exception as error:  # noqa: BLE001  the wire is where everything is caught, once
            log_without_content(route.method.name, error)
            answer = _failure(id, errors.InternalError(detail=type(error).__name__))
        self._end(id, answer)
        if route.changes:
            self.notify("changed", {**dict.fromkeys(route.changes, True), "by": id})

    def _end(self, id: int, answer: bytes) -> None:
        with self._jobs_lock:
            self._jobs.pop(id, None)
        self._send(answer)

    def _refuse(self, id: int | None, code: int, detail: str) -> None:
        body = ErrorBody(code, errors.BadRequest.sentence, ErrorData(errors.BadRequest.kind, detail))
        self._send(msgspec.json.encode(Failure(id, body)))


def error_body(error: AteneoError) -> ErrorBody:
    values = {name: _encodable(value) for name, value in error.values.items()}
    return ErrorBody(error.code, _encodable(error.message), ErrorData(error.kind, _encodable(error.detail), values))


def failed(error: AteneoError) -> bytes:
    """The one line of an engine that cannot begin."""
    return msgspec.json.encode(Notification("failed", error_body(error)))


def _failure(id: int, error: AteneoError) -> bytes:
    return msgspec.json.encode(Failure(id, error_body(error)))


def _encodable(text: str) -> str:
    """A file's name may hold bytes that are no UTF-8; an error must be able to name that file."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


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
    except UNREADABLE:
        return None
