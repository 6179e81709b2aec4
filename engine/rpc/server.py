"""The server: reads requests, runs their handlers in lanes, sends events and exactly one final reply. Knows no capability."""

from __future__ import annotations

import importlib.metadata
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import get_args

import msgspec

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
from engine.rpc.generators import run_to_result
from engine.rpc.lanes import Job, Lanes
from engine.rpc.routes import Lane, Route
from engine.rpc.wire import TooLong

log = logging.getLogger(__name__)

QUICK: Lane = "quick"
DECODE_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""Raised by msgspec for bytes from outside. Strings that are not UTF-8 raise UnicodeDecodeError, deep nesting RecursionError."""
SECONDS_TO_STOP = 1.5
"""How long running jobs are given at the end of the input. A native call that does not check for cancel takes longer."""


class Server:
    """Serves `routes` by the name of their method. `send` takes one line without its end, from any thread."""

    def __init__(self, routes: Mapping[str, Route], send: Callable[[bytes], None]) -> None:
        self._routes = routes
        self._send = send
        self._jobs: dict[int, Job] = {}
        self._jobs_lock = threading.Lock()
        self._lanes = Lanes(get_args(Lane))

    def serve(self, lines: Iterable[bytes | TooLong]) -> bool:
        """Send "ready" and serve until the lines end. Return False when a job did not end within SECONDS_TO_STOP.

        At the end all jobs are cancelled except those of the quick lane: a draft that the window sends while it closes
        is still saved.
        """
        self.notify("ready", Ready(importlib.metadata.version("ateneo")))
        for line in lines:
            self._handle_line(line)
        with self._jobs_lock:
            jobs = dict(self._jobs)
        for id, job in jobs.items():
            if job.lane != QUICK:
                self._cancel_job(id, job)
        return self._lanes.close(SECONDS_TO_STOP)

    def notify(self, method: str, params: object) -> None:
        """Send a notification, from any thread. Raises TypeError for params that msgspec cannot encode."""
        self._send(msgspec.json.encode(Notification(method, params)))

    def _handle_line(self, line: bytes | TooLong) -> None:
        if isinstance(line, TooLong):
            return self._send_refusal(None, errors.JSON_RPC_INVALID, "The message is too long.")
        try:
            request = msgspec.json.decode(line, type=Request)
        except msgspec.ValidationError as error:
            return self._send_refusal(_id_of(line), errors.JSON_RPC_INVALID, str(error))
        except DECODE_ERRORS as error:
            return self._send_refusal(None, errors.JSON_RPC_PARSE, str(error))
        if request.method == "cancel":
            return self._handle_cancel(request)
        if request.id is None:
            return None  # JSON-RPC 2.0, 4.1: an unknown notification is ignored
        return self._start(request.id, request)

    def _start(self, id: int, request: Request) -> None:
        route = self._routes.get(request.method)
        if route is None:
            return self._send_refusal(id, errors.JSON_RPC_NO_METHOD, "There is no such method.")
        try:
            params = msgspec.json.decode(request.params, type=route.method.request)
        except DECODE_ERRORS as error:
            return self._send_refusal(id, errors.JSON_RPC_PARAMS, str(error))
        with self._jobs_lock:
            if id in self._jobs:
                return self._send_refusal(id, errors.JSON_RPC_INVALID, "This id is in use.")
            lane = route.lane(params)
            if not route.preemptible:
                self._preempt_jobs(lane)
            job = self._jobs[id] = Job(lambda: self._run(id, job, route, params), lane, route.preemptible)
        return self._lanes.submit(lane, job)

    def _preempt_jobs(self, lane: str) -> None:
        for job in self._jobs.values():
            if job.preemptible and job.lane == lane:
                job.preempt()

    def _handle_cancel(self, request: Request) -> None:
        try:
            id = msgspec.json.decode(request.params, type=Cancel).id
        except DECODE_ERRORS as error:
            return self._send_refusal(None, errors.JSON_RPC_PARAMS, str(error))
        with self._jobs_lock:
            job = self._jobs.get(id)
        if job is not None:
            self._cancel_job(id, job)
        return None

    def _cancel_job(self, id: int, job: Job) -> None:
        """Cancel a job. One that has not begun is answered here; a running one sends its own reply."""
        if job.cancel():
            self._finish(id, _failure(id, errors.Cancelled()))

    def _run(self, id: int, job: Job, route: Route, params: object) -> None:
        try:
            outcome = route.handler(params, job.is_cancelled)
            result: object = run_to_result(
                outcome, lambda event: self.notify("event", EventParams(id, event)), job.is_cancelled
            )
            reply = msgspec.json.encode(
                Result(id, result)
            )  # inside `try`: a result that cannot be encoded must not end the lane
        except AteneoError as error:
            reply = _failure(id, error)
        except Exception as error:  # noqa: BLE001  the wire is where everything is caught, once
            log_without_content(route.method.name, error)
            reply = _failure(id, errors.InternalError(detail=type(error).__name__))
        self._finish(id, reply)
        if route.changes:
            self.notify("changed", {**dict.fromkeys(route.changes, True), "by": id})

    def _finish(self, id: int, reply: bytes) -> None:
        with self._jobs_lock:
            self._jobs.pop(id, None)
        self._send(reply)

    def _send_refusal(self, id: int | None, code: int, detail: str) -> None:
        body = ErrorBody(code, errors.BadRequest.sentence, ErrorData(errors.BadRequest.kind, detail))
        self._send(msgspec.json.encode(Failure(id, body)))


def error_body(error: AteneoError) -> ErrorBody:
    """Return the error as it goes on the wire."""
    values = {name: _encodable(value) for name, value in error.values.items()}
    return ErrorBody(error.code, _encodable(error.message), ErrorData(error.kind, _encodable(error.detail), values))


def failed_notification(error: AteneoError) -> bytes:
    """Return the line "failed", the only one that an engine sends when it cannot start."""
    return msgspec.json.encode(Notification("failed", error_body(error)))


def _failure(id: int, error: AteneoError) -> bytes:
    return msgspec.json.encode(Failure(id, error_body(error)))


def _encodable(text: str) -> str:
    """Return `text` with lone surrogates escaped: a file's name may hold bytes that are not UTF-8, and errors name files."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def log_without_content(method: str, error: BaseException) -> None:
    """Log the place of an error and its class, never its text, which may quote what a person wrote."""
    log.error("%s failed: %s at %s", method, type(error).__name__, " < ".join(_frames(error)))


def _frames(error: BaseException) -> Iterator[str]:
    trace = error.__traceback__
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return reversed(frames)


class _Identified(msgspec.Struct):
    id: int | None = None


def _id_of(line: bytes) -> int | None:
    try:
        return msgspec.json.decode(line, type=_Identified).id
    except DECODE_ERRORS:
        return None
