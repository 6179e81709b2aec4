"""An engine of five routes for the protocol's contract suite, run in a thread or, as a script, as a real child."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path

from engine.protocol.cancellation import IsCancelled

sys.path.insert(0, str(Path(__file__).parents[2]))

from engine.rpc.wire import LineWriter, claim_pipe, read_lines

if __name__ == "__main__":
    READ, WRITE = claim_pipe()

import msgspec

from engine.protocol.errors import NameTaken
from engine.protocol.method import Method
from engine.rpc.routes import Route, route
from engine.rpc.server import Server


class Count(msgspec.Struct, frozen=True):
    to: int
    noise: bool = False


class Counted(msgspec.Struct, frozen=True, tag="counted"):
    number: int


class Total(msgspec.Struct, frozen=True):
    total: int


class Nothing(msgspec.Struct, frozen=True):
    pass


COUNT: Method[Count, Counted, Total] = Method("test.count", Count, Counted, Total)
PATIENT: Method[Count, Counted, Total] = Method("test.patient", Count, Counted, Total)
FAIL: Method[Nothing, None, Nothing] = Method("test.fail", Nothing, None, Nothing)
BREAK: Method[Nothing, None, Nothing] = Method("test.break", Nothing, None, Nothing)
ENDLESS: Method[Nothing, Counted, Nothing] = Method("test.endless", Nothing, Counted, Nothing)
CLOSED: Method[Nothing, None, Total] = Method("test.closed", Nothing, None, Total)


def routes() -> dict[str, Route]:
    closed = 0

    def count(request: Count, is_cancelled: IsCancelled) -> Generator[Counted, None, Total]:
        for number in range(request.to):
            if is_cancelled():
                return Total(number)
            if request.noise:
                os.write(1, b"native noise on descriptor 1\n")
            yield Counted(number)
        return Total(request.to)

    def fail(request: Nothing, is_cancelled: IsCancelled) -> Nothing:
        raise NameTaken("row 7", name="Casa")

    def break_down(request: Nothing, is_cancelled: IsCancelled) -> Nothing:
        raise ValueError("the user's secret words")

    def endless(request: Nothing, is_cancelled: IsCancelled) -> Generator[Counted, None, Nothing]:
        nonlocal closed
        number = 0
        try:
            while True:
                yield Counted(number)
                number += 1
        finally:
            closed += 1

    def how_often_closed(request: Nothing, is_cancelled: IsCancelled) -> Total:
        return Total(closed)

    made = (
        route(COUNT, "quick", count, changes=("numbers",)),
        route(FAIL, "quick", fail),
        route(BREAK, "quick", break_down),
        route(PATIENT, "model", count, preemptible=True),
        route(ENDLESS, "model", endless),
        route(CLOSED, "model", how_often_closed),
    )
    return {route.method.name: route for route in made}


def serve(read: int, write: int) -> None:
    server = Server(routes())
    server.serve(read_lines(read), LineWriter(write))
    server.close()


if __name__ == "__main__":
    serve(READ, WRITE)
