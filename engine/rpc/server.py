"""The server: reads requests, runs their handlers in lanes, sends events and exactly one final reply. Knows no capability."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import get_args

import msgspec

from engine.protocol import errors
from engine.protocol.errors import AteneoError
from engine.protocol.messages import (
    VERSION,
    Cancel,
    ErrorBody,
    ErrorData,
    EventParams,
    Failure,
    Notification,
    Ready,
    Request,
    Result,
    Waiting,
)
from engine.protocol.struct_types import resolve_struct_types
from engine.rpc.generators import run_to_result
from engine.rpc.lanes import Job, Lanes
from engine.rpc.number_range import check_numbers
from engine.rpc.routes import Lane, Route
from engine.rpc.wire import TooLong

log = logging.getLogger(__name__)

QUICK: Lane = "quick"
LANES_OF_WORK: tuple[Lane, ...] = ("model", "index", "transfer")
DECODE_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""Raised by msgspec for bytes from outside. Strings that are not UTF-8 raise UnicodeDecodeError, deep nesting RecursionError."""
REQUEST_DECODER, CANCEL_DECODER = msgspec.json.Decoder(Request), msgspec.json.Decoder(Cancel)
SECONDS_TO_STOP = 1.5
"""How long running jobs are given at the end of the input. A native call that does not check for cancel takes longer."""


class Peer:
    """One end that sends requests, each with its own numbers: the window on the pipe, or a command on a local socket.

    `send` takes one line without its end, from any thread.
    """

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self.send = send

    def notify(self, method: str, params: object) -> None:
        """Send a notification, from any thread. Raises TypeError for params that msgspec cannot encode."""
        self.send(notification(method, params))

    def refuse(self, id: int | None, code: int, detail: str) -> None:
        """Answer a message that is no request of ours."""
        body = ErrorBody(code, errors.BadRequest.sentence, ErrorData(errors.BadRequest.kind, detail))
        self.send(msgspec.json.encode(Failure(id, body)))


class Server:
    """Serves `routes`, by the name of their method, to any number of peers, each in a thread of its own.

    A peer gets the replies and events of its own requests only; every peer is told what changed.
    """

    def __init__(self, routes: Mapping[str, Route], models: str = "") -> None:
        """`models` is the folder of the models, which a peer may want to know."""
        self._routes = routes
        self._decoders: dict[str, msgspec.json.Decoder[object]] = {}
        self._ready = Ready(VERSION, models)
        self._peers: list[Peer] = []
        self._jobs: dict[tuple[Peer, int], Job] = {}
        self._lock, self._beginning = threading.Lock(), threading.Lock()
        self._lanes: Lanes | None = None

    def serve(self, lines: Iterable[bytes | TooLong], send: Callable[[bytes], None]) -> None:
        """Send "ready" to a new peer and serve it until its lines end. `send` is that of Peer.

        At the end its jobs are cancelled. Those of the quick lane still begin in their turn: a draft that the window sends
        while it closes is saved.
        """
        peer = Peer(send)
        peer.notify("ready", self._ready)
        lanes = self._begin()
        with self._lock:
            self._peers.append(peer)
        for line in lines:
            self._handle_line(peer, line, lanes)
        with self._lock:
            self._peers.remove(peer)
            jobs = {id: job for (owner, id), job in self._jobs.items() if owner is peer}
        for id, job in jobs.items():
            if job.lane == QUICK:
                job.preempt()
            else:
                self._cancel_job(peer, id, job)

    def quiet_seconds(self) -> float:
        """Return for how long nothing was generated, indexed or trained. Lists, drafts and watched folders do not count."""
        return 0.0 if self._lanes is None else self._lanes.unused_seconds(*LANES_OF_WORK)

    def close(self) -> bool:
        """End the lanes. Return False when a job did not end within SECONDS_TO_STOP."""
        return self._lanes is None or self._lanes.close(SECONDS_TO_STOP)

    def _begin(self) -> Lanes:
        """Return the lanes, which begin once the types are resolved, with the first peer.

        That one was told "ready" before: its first request is on its way meanwhile.
        """
        with self._beginning:
            if self._lanes is None:
                resolve_struct_types()
                self._decoders = {
                    name: msgspec.json.Decoder(route.method.request) for name, route in self._routes.items()
                }
                self._lanes = Lanes(get_args(Lane))
            return self._lanes

    def _handle_line(self, peer: Peer, line: bytes | TooLong, lanes: Lanes) -> None:
        if isinstance(line, TooLong):
            return peer.refuse(None, errors.JSON_RPC_INVALID, "The message is too long.")
        try:
            request = REQUEST_DECODER.decode(line)
        except msgspec.ValidationError as error:
            return peer.refuse(_id_of(line), errors.JSON_RPC_INVALID, str(error))
        except DECODE_ERRORS as error:
            return peer.refuse(None, errors.JSON_RPC_PARSE, str(error))
        if request.method == "cancel":
            return self._handle_cancel(peer, request)
        if request.id is None:
            return None  # JSON-RPC 2.0, 4.1: an unknown notification is ignored
        return self._start(peer, request.id, request, lanes)

    def _start(self, peer: Peer, id: int, request: Request, lanes: Lanes) -> None:
        route = self._routes.get(request.method)
        if route is None:
            return peer.refuse(id, errors.JSON_RPC_NO_METHOD, "There is no such method.")
        try:
            params = self._decoders[request.method].decode(request.params)
            check_numbers(params)
        except DECODE_ERRORS as error:
            return peer.refuse(id, errors.JSON_RPC_PARAMS, str(error))
        lane = route.lane(params)
        job = Job(
            lambda: self._run(peer, id, job, route, params), lane, route.preemptible, is_background=route.is_background
        )
        with self._lock:
            is_free = (peer, id) not in self._jobs
            if is_free:
                if not route.is_background:
                    self._preempt_jobs(lane, only_background=route.preemptible)
                self._jobs[peer, id] = job
        if not is_free:
            return peer.refuse(id, errors.JSON_RPC_INVALID, "This id is in use.")
        if lanes.is_busy(lane):
            peer.notify("waiting", Waiting(id))
        return lanes.submit(lane, job)

    def _preempt_jobs(self, lane: str, *, only_background: bool) -> None:
        for job in self._jobs.values():
            if job.lane == lane and (job.is_background or (job.preemptible and not only_background)):
                job.preempt()

    def _handle_cancel(self, peer: Peer, request: Request) -> None:
        try:
            id = CANCEL_DECODER.decode(request.params).id
        except DECODE_ERRORS as error:
            return peer.refuse(None, errors.JSON_RPC_PARAMS, str(error))
        with self._lock:
            job = self._jobs.get((peer, id))
        if job is not None:
            self._cancel_job(peer, id, job)
        return None

    def _cancel_job(self, peer: Peer, id: int, job: Job) -> None:
        """Cancel a job. One that has not begun is answered here; a running one sends its own reply."""
        if job.cancel():
            self._finish(peer, id, _failure(id, errors.Cancelled()))

    def _run(self, peer: Peer, id: int, job: Job, route: Route, params: object) -> None:
        try:
            outcome = route.handler(params, job.is_cancelled)
            result: object = run_to_result(
                outcome, lambda event: peer.notify("event", EventParams(id, event)), job.is_cancelled
            )
            reply = msgspec.json.encode(
                Result(id, result)
            )  # inside `try`: a result that cannot be encoded must not end the lane
        except AteneoError as error:
            reply = _failure(id, error)
        except Exception as error:  # noqa: BLE001  the wire is where everything is caught, once
            log_without_content(route.method.name, error)
            reply = _failure(id, errors.InternalError(detail=type(error).__name__))
        self._finish(peer, id, reply)
        if route.changes:
            self._tell_what_changed(route.changes, peer, id)

    def _finish(self, peer: Peer, id: int, reply: bytes) -> None:
        with self._lock:
            self._jobs.pop((peer, id), None)
        peer.send(reply)

    def _tell_what_changed(self, nouns: Iterable[str], peer: Peer, id: int) -> None:
        """Tell every peer; the one whose request it was gets its number too."""
        changed = dict.fromkeys(nouns, True)
        with self._lock:
            peers = list(self._peers)
        for told in peers:
            told.notify("changed", {**changed, "by": id} if told is peer else changed)


def error_body(error: AteneoError) -> ErrorBody:
    """Return the error as it goes on the wire."""
    values = {name: _encodable(value) for name, value in error.values.items()}
    return ErrorBody(error.code, _encodable(error.message), ErrorData(error.kind, _encodable(error.detail), values))


def notification(method: str, params: object = msgspec.Raw(b"{}")) -> bytes:
    """Return the line of a notification. Raises TypeError for params that msgspec cannot encode."""
    return msgspec.json.encode(Notification(method, params))


def failed_notification(error: AteneoError) -> bytes:
    """Return the line "failed", the only one that an engine sends when it cannot start."""
    return notification("failed", error_body(error))


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


_IDENTIFIED_DECODER = msgspec.json.Decoder(_Identified)


def _id_of(line: bytes) -> int | None:
    try:
        return _IDENTIFIED_DECODER.decode(line).id
    except DECODE_ERRORS:
        return None
