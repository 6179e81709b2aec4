"""docs/faults.md 6, 8: a library that was lost is never replaced by an empty one unless the person says so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.protocol.errors import LibraryGone, LibraryMissing
from engine.protocol.paths import is_library_missing
from engine.store.database import Store
from engine.store.recovery.restore import restore
from engine.store.settings import LibrarySettings
from tests.engine.store import message_rows
from tests.support.command_line import run_command
from tests.support.disk import mounted

LEFT = (
    "attachments/ab/cd.jpg",
    "thumbnails/ab/cd.jpg",
    "tuned/x/model.toml",
    "vectors-1.i8",
    "library.db-wal",
    "reserve",
)


def forget(home: Path) -> None:
    """Take the note that this folder had a library away: as on a computer that has never seen the profile."""
    shutil.rmtree(home.parent / "config")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_new_folder_with_models_logs_and_settings_gets_a_library(home: Path) -> None:
    for name in ("models/e5/model.toml", "logs/engine.log", "settings.toml", "run/engine.lock", "library.lock"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).touch()
    Store.open(home).close()


@pytest.mark.parametrize("left", LEFT)
@pytest.mark.parametrize("is_empty_file", [False, True])
def test_a_folder_with_what_belongs_to_a_library_is_asked_about(home: Path, left: str, is_empty_file: bool) -> None:
    (home / left).parent.mkdir(parents=True)
    (home / left).write_bytes(b"content")
    if is_empty_file:
        (home / "library.db").touch()
    before = names(home)
    with pytest.raises(LibraryMissing):
        Store.open(home)
    assert names(home) == before
    Store.open(home, new=True).close()
    Store.open(home).close()


def test_a_library_that_was_deleted_is_missed_although_nothing_else_is_left(home: Path) -> None:
    Store.open(home).close()
    shutil.rmtree(home)
    with pytest.raises(LibraryMissing, match=str(home)):
        Store.open(home)
    assert not home.exists()
    forget(home)
    Store.open(home).close()


def test_an_empty_mount_point_gets_no_library(tmp_path: Path) -> None:
    with mounted(tmp_path / "stick", "size=64m") as stick:
        Store.open(stick).close()
    assert is_library_missing(tmp_path / "stick")
    with pytest.raises(LibraryMissing):
        Store.open(tmp_path / "stick")
    assert names(tmp_path / "stick") == set()


def test_an_old_log_beside_a_new_library_is_moved_aside(home: Path) -> None:
    store = Store.open(home)
    LibrarySettings(store).set("kept", "no")
    log = (home / "library.db-wal").read_bytes()
    store.close()
    (home / "library.db").unlink()
    (home / "library.db-wal").write_bytes(log)
    store = Store.open(home, new=True)
    try:
        assert LibrarySettings(store).get("kept") is None
    finally:
        store.close()
    assert (home / "replaced" / "0001" / "library.db-wal").read_bytes() == log


def test_a_command_says_it_makes_nothing_and_knows_the_way_out(home: Path) -> None:
    Store.open(home).close()
    shutil.rmtree(home)
    options = ("--home", str(home), "--language", "en")
    done = run_command(["conversations", *options])
    assert done.returncode == 1 and not home.exists()
    assert done.stderr.startswith(f"The library of this folder is not there: {home}.")
    assert done.stderr.endswith("To begin with an empty library, add --new-library.\n")
    assert run_command(["conversations", "--new-library", *options]).returncode == 0
    assert run_command(["conversations", *options]).returncode == 0


def delete(home: Path) -> None:
    shutil.rmtree(home)


def exchange(home: Path) -> None:
    """Do as a tool that synchronises folders does."""
    shutil.copyfile(home / "library.db", home / "copy")
    (home / "copy").replace(home / "library.db")


@pytest.mark.skipif(os.name != "posix", reason="files that are open cannot be deleted")
@pytest.mark.parametrize("harm", [delete, exchange])
def test_nothing_is_acknowledged_once_the_open_library_is_gone_and_a_copy_can_be_saved(
    home: Path, store: Store, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    with store.write() as connection:
        message_rows.insert_conversation(connection)
        message_rows.insert_message(connection, message_rows.vector_store(store), 1)
    harm(home)
    with pytest.raises(LibraryGone):
        LibrarySettings(store).set("draft", "written into nothing")
    assert LibrarySettings(store).get("draft") is None
    with pytest.raises(LibraryGone):
        store.back_up()
    copy = store.save_copy(tmp_path)
    store.close()
    again = tmp_path / "again"
    restore(again, copy)
    restored = Store.open(again)
    try:
        with restored.read() as connection:
            assert message_rows.check_and_list(connection) == [1]
    finally:
        restored.close()


def test_a_drive_that_is_taken_away_is_noticed(tmp_path: Path) -> None:
    with mounted(tmp_path / "stick", "size=64m") as stick:
        store = Store.open(stick / "home")
    try:
        with pytest.raises(LibraryGone):
            LibrarySettings(store).set("draft", "written into nothing")
    finally:
        store.close()


def test_a_folder_that_is_not_utf8_is_refused_with_a_sentence(tmp_path: Path) -> None:
    home = tmp_path / os.fsdecode(b"caf\xe9")
    for arguments in (["conversations"], ["restore"], ["rescue"], []):
        done = run_command([*arguments, "--home", str(home), "--language", "en"])
        assert done.returncode == 1
        assert done.stderr.startswith("The name of this folder has characters that are not UTF-8: ")
        assert "caf\\xe9" in done.stderr
    assert names(tmp_path) <= {"config"}
