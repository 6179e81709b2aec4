"""Backups that the engine makes by itself at a quiet moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine.capabilities.system import api as system
from engine.protocol.errors import Cancelled, DiskFull, LibraryDamaged
from engine.store import automatic_backup, clock
from engine.store.automatic_backup import AutomaticBackups, is_due, make_room, set_automatic
from engine.store.database import Store
from engine.store.recovery.backup import Backup, list_backups
from tests.engine.store import message_rows
from tests.support.disk import fill_disk, mounted
from tests.support.engine_process import PATIENCE, EngineProcess

PAGE = 16_384


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automatic_backup, "SECONDS_BETWEEN_LOOKS", 0.01)


def wait_until(is_reached: Callable[[], object]) -> None:
    reached, until = threading.Event(), time.monotonic() + 30
    while not is_reached() and time.monotonic() < until:
        reached.wait(0.01)
    assert is_reached()


def always_quiet() -> float:
    return 1000.0


def never_quiet() -> float:
    return 0.0


def made_old(made: Backup, days: int = 1) -> Backup:
    """Rename a backup as if it was made some days ago."""
    then = made.made - timedelta(days=days)
    path = made.path.rename(made.path.with_name(f"{made.number:06d}-{then:%Y-%m-%d-%H%M%S}"))
    return Backup(path, made.number, then)


def change(store: Store) -> None:
    with store.write() as connection:
        message_rows.insert_conversation(connection)


def test_the_first_is_made_at_a_quiet_moment_and_no_second_on_the_same_day(home: Path, store: Store) -> None:
    with AutomaticBackups(store, always_quiet):
        wait_until(lambda: list_backups(home))
        change(store)
    assert len(list_backups(home)) == 1 and not is_due(home)


def test_the_next_is_made_a_day_later_if_something_was_changed(home: Path, store: Store) -> None:
    made_old(store.back_up())
    change(store)
    assert is_due(home)
    with AutomaticBackups(store, always_quiet):
        wait_until(lambda: len(list_backups(home)) == 2)
    assert not is_due(home)


def test_a_clock_that_went_back_does_not_stop_backups(home: Path, store: Store) -> None:
    future = made_old(store.back_up(), days=-400)
    assert future.made > datetime.now() and is_due(home)
    with AutomaticBackups(store, always_quiet):
        wait_until(lambda: len(list_backups(home)) == 2)
    assert not is_due(home)


def test_none_is_made_while_the_engine_works_or_when_the_person_said_no(home: Path, store: Store) -> None:
    with AutomaticBackups(store, never_quiet):
        change(store)
    set_automatic(store, False)
    looked = threading.Event()

    def quiet() -> float:
        looked.set()
        return always_quiet()

    with AutomaticBackups(store, quiet):
        assert looked.wait(30)
    assert list_backups(home) == []


def test_it_stands_still_while_a_person_waits_for_an_answer(
    home: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(automatic_backup, "SECONDS_STANDING_STILL", 0.01)
    answered, looked_often, looks = threading.Event(), threading.Event(), iter(range(50))

    def is_awaited() -> bool:
        if next(looks, None) is None:
            looked_often.set()
        return not answered.is_set()

    with AutomaticBackups(store, always_quiet, is_awaited):
        assert looked_often.wait(30)  # a small library is copied with fewer looks
        assert list_backups(home) == []
        answered.set()
        wait_until(lambda: list_backups(home))


def test_it_does_not_outlast_an_engine_that_ends_in_the_middle_of_an_answer(home: Path, store: Store) -> None:
    begun = threading.Event()

    def is_awaited() -> bool:
        begun.set()
        return True

    with AutomaticBackups(store, always_quiet, is_awaited):
        assert begun.wait(30)
    assert list_backups(home) == [] and not list((home / "backups").glob("*.part"))


def test_a_program_that_is_never_quiet_makes_one_when_it_ends_on_a_later_day(home: Path, store: Store) -> None:
    with AutomaticBackups(store, never_quiet):
        clock.record_start_days(store, [1, clock.now_ms() // clock.DAY_MS])
    assert len(list_backups(home)) == 1


def test_damage_is_found_told_and_costs_no_older_backup(home: Path, store: Store) -> None:
    vectors = message_rows.vector_store(store)
    with store.write() as connection:
        message_rows.insert_conversation(connection)
        for number in range(1, 200):
            message_rows.insert_message(connection, vectors, number)
    old = made_old(store.back_up())
    store.checkpoint()
    content = bytearray((home / "library.db").read_bytes())
    content[content.rindex(b"fila150 con palabras") + 3] ^= (
        1  # "filb150": another text, which nothing else would notice
    )
    (home / "library.db").write_bytes(content)
    again = Store.open  # the open store has the page in memory; a new one reads it
    store.close()
    with pytest.raises(LibraryDamaged):
        again(home)
    assert list_backups(home) == [old]


def test_without_room_the_oldest_go_first_and_the_newest_three_stay(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "size=192m") as disk:
        store = Store.open(disk / "home")
        try:
            for _ in range(6):
                store.back_up()
            needed = (disk / "home" / "library.db").stat().st_size + 192 * 1024 * 1024 // automatic_backup.FREE_SHARE
            filler = fill_disk(disk)
            with filler.open("r+b") as file:
                file.truncate(filler.stat().st_size - needed + 200_000)
            make_room(disk / "home")
            assert [made.number for made in list_backups(disk / "home")] == [2, 3, 4, 5, 6]
            fill_disk(disk)
            with pytest.raises(DiskFull, match="MB"):
                make_room(disk / "home")
            assert [made.number for made in list_backups(disk / "home")] == [2, 3, 4, 5, 6]
        finally:
            store.close()


def test_a_backup_is_given_up_at_once_when_the_engine_ends(home: Path, store: Store) -> None:
    change(store)
    with pytest.raises(Cancelled):
        store.back_up(lambda: True)
    assert list_backups(home) == [] and list((home / "backups").iterdir()) == []


SOON_QUIET = """
from engine.store import automatic_backup
automatic_backup.QUIET_SECONDS = automatic_backup.SECONDS_BETWEEN_LOOKS = 0.05
from engine.__main__ import main
raise SystemExit(main())
"""


def test_an_engine_without_work_makes_one_while_it_answers(home: Path) -> None:
    with EngineProcess(home, home / "models", entry=("-c", SOON_QUIET)) as engine:
        until = time.monotonic() + PATIENCE
        while not (backups := engine.call(system.BACKUPS, system.GetBackups())).count and time.monotonic() < until:
            pass
        assert (backups.automatic, backups.count, backups.failure) == (True, 1, "")
        assert Path(backups.path, "library.db").stat().st_size > 0


def test_an_engine_that_is_used_for_moments_makes_one_at_its_end(home: Path) -> None:
    store = Store.open(home)
    clock.record_start_days(store, [1])
    store.close()
    with EngineProcess(home, home / "models") as engine:
        assert engine.call(system.BACKUPS, system.GetBackups()).count == 0
    assert len(list_backups(home)) == 1
