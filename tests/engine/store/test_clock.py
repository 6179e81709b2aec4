"""docs/faults.md 56: a clock that is wrong for a day destroys nothing."""

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
    """Start the program on a day, and return the day before which deleted rows are purged."""

    def started(day: int) -> int:
        monkeypatch.setattr("time.time_ns", lambda: day * DAY_MS * 1_000_000)
        return purge_cutoff(store) // DAY_MS

    return started


def test_a_library_used_on_few_days_purges_nothing(start) -> None:
    assert [start(day) for day in (TODAY, TODAY, TODAY + 1, TODAY + 1)] == [0, 0, 0, 0]


def test_rows_older_than_the_retention_days_go_once_three_days_agree(start) -> None:
    assert [start(day) for day in (TODAY, TODAY + 1, TODAY + 9)] == [0, 0, TODAY - RETENTION_DAYS]


def test_a_day_in_the_future_purges_nothing_however_often_the_program_is_started(start) -> None:
    for day in (TODAY, TODAY + 1, TODAY + 2):
        usual = start(day)
    assert [start(IN_2099) for _ in range(5)] == [usual + 1] * 5
    assert start(TODAY + 3) == usual + 2


def test_a_clock_set_back_purges_nothing_until_it_is_right_again(start) -> None:
    for day in (TODAY, TODAY + 1, TODAY + 2):
        usual = start(day)
    assert start(0) == 0
    assert [start(TODAY + more) for more in (3, 4, 5)] == [0, 0, usual + 3]


def test_a_damaged_list_of_days_costs_only_the_unreadable_ones(store: Store, start) -> None:
    with store.write() as connection:
        connection.execute("INSERT INTO settings VALUES('clock.days', '20700 x \ufffd 20701')")
    assert start(TODAY) == 20_700 - RETENTION_DAYS
