"""docs/faults.md 57: limits count the time at work only."""

from __future__ import annotations

from engine.models.working_clock import LimitedCalls, WorkingClock


def test_a_step_in_which_the_process_was_stopped_counts_as_the_longest_step() -> None:
    times = iter([100.0, 100.25, 3700.25, 3700.5, 3700.5, 3701.0])
    clock = WorkingClock(0.5, lambda: next(times))
    assert [clock.seconds() for _ in range(3)] == [0.25, 0.75, 1.0]
    clock.restart()
    assert clock.seconds() == 0.5


def test_a_call_is_overdue_while_it_runs_longer_than_its_limit() -> None:
    calls = LimitedCalls()
    assert not calls.is_overdue
    with calls.limited(1000.0):
        assert not calls.is_overdue
    with calls.limited(0.0):
        assert calls.is_overdue
    assert not calls.is_overdue
