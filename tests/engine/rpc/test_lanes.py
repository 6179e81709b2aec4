"""Lanes run one job each at a time in order; a job runs at most once and ends at most once."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from functools import partial

import pytest

from engine.protocol.errors import Cancelled
from engine.rpc.generators import YIELDS_AFTER_CANCEL, run_to_result
from engine.rpc.lanes import Job, Lanes


@pytest.fixture
def lanes() -> Iterator[Lanes]:
    made = Lanes(["slow", "quick"])
    yield made
    assert made.close(30)


def wait_for(event: threading.Event) -> None:
    assert event.wait(30)


def never() -> bool:
    return False


def test_jobs_of_a_lane_run_one_after_another_in_order_on_its_own_thread(lanes: Lanes) -> None:
    ran: list[tuple[int, str]] = []
    done = threading.Event()

    def work(number: int) -> None:
        ran.append((number, threading.current_thread().name))

    for number in range(50):
        lanes.submit("slow", Job(partial(work, number)))
    lanes.submit("slow", Job(done.set))
    assert done.wait(30)
    assert ran == [(number, "lane-slow") for number in range(50)]


def test_a_busy_lane_holds_no_other(lanes: Lanes) -> None:
    let_go, quick = threading.Event(), threading.Event()
    lanes.submit("slow", Job(partial(wait_for, let_go)))
    lanes.submit("quick", Job(quick.set))
    assert quick.wait(30)
    let_go.set()


def test_a_job_cancelled_before_its_turn_never_runs() -> None:
    ran: list[int] = []
    job = Job(lambda: ran.append(1))
    assert job.cancel()
    assert not job.cancel()
    job.run()
    assert ran == []


def test_a_job_under_way_is_only_asked_to_stop(lanes: Lanes) -> None:
    begun, seen = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        while not job.is_cancelled():
            pass
        seen.set()

    job = Job(work)
    lanes.submit("slow", job)
    assert begun.wait(30)
    assert not job.cancel()
    assert seen.wait(30)


def test_a_lane_that_does_not_end_in_time_is_reported() -> None:
    let_go = threading.Event()
    lanes = Lanes(["slow"])
    lanes.submit("slow", Job(partial(wait_for, let_go)))
    assert not lanes.close(0)
    let_go.set()


def counting(stop: int, closed: list[int]) -> Generator[int, None, str]:
    number = 0
    try:
        for number in range(stop):
            yield number
    finally:
        closed.append(number)
    return "all"


def test_events_are_passed_on_and_the_result_comes_last() -> None:
    events: list[int] = []
    assert run_to_result(counting(3, []), events.append, never) == "all"
    assert events == [0, 1, 2]


def test_a_plain_result_is_passed_through() -> None:
    assert run_to_result("at once", print, never) == "at once"


def test_a_generator_that_ignores_a_cancel_is_closed_and_cleans_up() -> None:
    closed: list[int] = []
    with pytest.raises(Cancelled):
        run_to_result(counting(10**9, closed), lambda event: None, lambda: True)
    assert closed == [YIELDS_AFTER_CANCEL - 1]


def test_a_listener_that_fails_closes_the_generator() -> None:
    closed: list[int] = []

    def broken(event: int) -> None:
        raise ValueError(event)

    with pytest.raises(ValueError, match="0"):
        run_to_result(counting(9, closed), broken, never)
    assert closed == [0]


def test_a_lane_is_unused_from_the_end_of_its_last_job_on(lanes: Lanes) -> None:
    began, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        began.set()
        go_on.wait(10)

    lanes.submit("slow", Job(work))
    assert began.wait(10)
    assert lanes.unused_seconds("slow", "quick") == 0.0 < lanes.unused_seconds("quick")
    lanes.submit("slow", Job(done.set))
    go_on.set()
    assert done.wait(10)
    while lanes.is_busy("slow"):
        pass
    assert 0.0 < lanes.unused_seconds("slow", "quick") <= lanes.unused_seconds("quick")
