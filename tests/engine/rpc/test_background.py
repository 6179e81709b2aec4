"""Jobs that nobody waits for give way to every other job of their lane, jobs that read ahead only to a person's."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from engine.protocol.cancellation import IsCancelled
from engine.protocol.method import Method
from engine.rpc.routes import route
from tests.support.local_peers import RawPeer, serving

PATIENCE = 60.0


class Nothing(msgspec.Struct, frozen=True):
    pass


class Outcome(msgspec.Struct, frozen=True):
    gave_way: bool


SUMMARISE: Method[Nothing, None, Outcome] = Method("test.summarise", Nothing, None, Outcome)
READ_AHEAD: Method[Nothing, None, Outcome] = Method("test.read_ahead", Nothing, None, Outcome)
MEASURE: Method[Nothing, None, Outcome] = Method("test.measure", Nothing, None, Outcome)
ASK: Method[Nothing, None, Outcome] = Method("test.ask", Nothing, None, Outcome)


class Waiting:
    """A job that runs until it is asked to give way, or for `most` looks."""

    def __init__(self, most: int) -> None:
        self.started, self._most = threading.Event(), most

    def run(self, request: Nothing, is_cancelled: IsCancelled) -> Outcome:
        self.started.set()
        for _ in range(self._most):
            if is_cancelled():
                return Outcome(True)
            threading.Event().wait(0.01)
        return Outcome(False)


@pytest.mark.parametrize(
    ("first", "second", "gives_way"),
    [
        (SUMMARISE, READ_AHEAD, True),
        (SUMMARISE, ASK, True),
        (SUMMARISE, SUMMARISE, False),
        (READ_AHEAD, MEASURE, False),
        (READ_AHEAD, SUMMARISE, False),
        (READ_AHEAD, ASK, True),
        (ASK, ASK, False),
    ],
)
def test_which_job_gives_way_to_which(
    home: Path, first: Method[Nothing, None, Outcome], second: Method[Nothing, None, Outcome], gives_way: bool
) -> None:
    job = Waiting(10_000 if gives_way else 20)
    routes = (
        route(SUMMARISE, "model", job.run, preemptible=True, is_background=True),
        route(READ_AHEAD, "model", job.run, preemptible=True),
        route(MEASURE, "model", job.run, preemptible=True),
        route(ASK, "model", job.run),
    )
    with serving(home, {route.method.name: route for route in routes}), closing(RawPeer(home)) as window:
        window.call(1, first.name)
        assert job.started.wait(PATIENCE)
        window.call(2, second.name)
        assert window.reply(1)["result"]["gave_way"] is gives_way
        window.cancel(2)
        window.reply(2)
