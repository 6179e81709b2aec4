"""FAULTS 56: nothing is destroyed on the word of a clock that is wrong for a day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.store.clock import DAY_MS, RETENTION_DAYS, purge_cutoff
from engine.store.database import Store

TODAY, IN_2099 = 20_778, 47_116


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    opened = Store.open(home)
    yield opened
    opened.close()


@pytest.fixture
def start(store: Store, monkeypatch: pytest.MonkeyPatch):
    """The program is started on a day; the day before which the bin is emptied."""

    def started(day: int) -> int:
        monkeypatch.setattr("time.time_ns", lambda: day * DAY_MS * 1_000_000)
        return purge_cutoff(store) // DAY_MS

    return started


def test_a_library_that_has_seen_few_days_destroys_nothing(start) -> None:
    assert [start(day) for day in (TODAY, TODAY, TODAY + 1, TODAY + 1)] == [0, 0, 0, 0]


def test_what_is_older_than_the_kept_days_goes_once_three_days_agree(start) -> None:
    assert [start(day) for day in (TODAY, TODAY + 1, TODAY + 9)] == [0, 0, TODAY - RETENTION_DAYS]


def test_a_day_in_the_future_destroys_nothing_however_often_the_program_is_started(start) -> None:
    for day in (TODAY, TODAY + 1, TODAY + 2):
        usual = start(day)
    assert [start(IN_2099) for _ in range(5)] == [usual + 1] * 5
    assert start(TODAY + 3) == usual + 2


def test_a_clock_set_back_destroys_nothing_until_it_is_right_again(start) -> None:
    for day in (TODAY, TODAY + 1, TODAY + 2):
        usual = start(day)
    assert start(0) == 0
    assert [start(TODAY + more) for more in (3, 4, 5)] == [0, 0, usual + 3]


def test_a_damaged_memory_of_days_costs_what_cannot_be_read(store: Store, start) -> None:
    with store.write() as connection:
        connection.execute("INSERT INTO settings VALUES('clock.days', '20700 x \ufffd 20701')")
    assert start(TODAY) == 20_700 - RETENTION_DAYS
