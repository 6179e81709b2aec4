from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import apsw
import pytest

from engine.protocol.errors import (
    LibraryDamaged,
    LibraryGone,
    LibraryInUse,
    LibraryMissing,
    LibraryNewer,
    LibraryReadOnly,
)
from engine.store import migrations
from engine.store.connection import PRAGMAS
from engine.store.database import Store
from engine.store.settings import LibrarySettings
from tests.engine.store import message_rows
from tests.support.disk import fill_library, mounted


def file_hashes(home: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in home.iterdir() if path.is_file()}


def create_library(home: Path, count: int) -> None:
    store = Store.open(home)
    with store.write() as connection:
        message_rows.insert_conversation(connection)
        for number in range(1, count + 1):
            message_rows.insert_message(connection, message_rows.vector_store(store), number)
    store.close()


def test_every_pragma_is_in_force_on_every_thread(store: Store) -> None:
    values: list[dict[str, object]] = []

    def read_pragmas() -> None:
        with store.read() as connection:
            values.append({name: next(iter(connection.execute(f"PRAGMA {name}")))[0] for name, _ in PRAGMAS})

    read_pragmas()
    thread = threading.Thread(target=read_pragmas)
    thread.start()
    thread.join()
    assert values == [dict(PRAGMAS)] * 2


def test_no_extension_can_be_loaded_into_an_open_library(store: Store) -> None:
    with store.read() as connection, pytest.raises(apsw.Error, match="not authorized"):
        connection.load_extension("whatever")


@pytest.mark.skipif(os.name != "posix", reason="file modes of POSIX")
def test_all_files_are_private_to_the_user(home: Path, store: Store) -> None:
    store.back_up()
    for folder in (home, home / "backups"):
        assert folder.stat().st_mode & 0o777 == 0o700
    for path in home.rglob("*"):
        if path.is_file():
            assert path.stat().st_mode & 0o077 == 0, path


def test_an_error_inside_a_write_undoes_all_of_it(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        connection.execute("INSERT INTO settings VALUES('a', '1')")
        raise ZeroDivisionError
    assert LibrarySettings(store).get("a") is None


def test_a_write_inside_a_write_joins_it_and_inside_a_read_is_refused(store: Store) -> None:
    with store.write():
        LibrarySettings(store).set("a", "1")
        assert LibrarySettings(store).get("a") == "1"
    assert LibrarySettings(store).get("a") == "1"
    with store.read() as connection:
        connection.execute("SELECT * FROM settings").fetchall()
        with pytest.raises(RuntimeError):
            LibrarySettings(store).set("a", "2")


def test_writers_of_many_threads_wait_for_one_another(store: Store) -> None:
    def count() -> None:
        for _ in range(50):
            with store.write() as connection:
                connection.execute(
                    "INSERT INTO settings VALUES('n', '1') ON CONFLICT(name) DO UPDATE SET value = value + 1"
                )

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert LibrarySettings(store).get("n") == "200"


def test_a_second_engine_is_refused_and_an_old_lock_file_does_not_matter(home: Path, store: Store) -> None:
    with pytest.raises(LibraryInUse):
        Store.open(home)
    store.close()
    assert (home / "library.lock").exists()
    Store.open(home).close()


@pytest.mark.kill
def test_a_killed_engine_leaves_no_lock(home: Path) -> None:
    program = "import sys; from pathlib import Path; from engine.store.database import Store\n"
    program += "store = Store.open(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    child = subprocess.Popen([sys.executable, "-c", program, home], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout and child.stdin
    child.stdout.readline()
    with pytest.raises(LibraryInUse):
        Store.open(home)
    child.kill()
    child.communicate()
    Store.open(home).close()


def test_a_newer_library_is_refused_and_not_changed(home: Path) -> None:
    create_library(home, 3)
    connection = apsw.Connection(str(home / "library.db"))
    list(connection.execute("PRAGMA user_version=99"))
    connection.close()
    before = file_hashes(home)
    with pytest.raises(LibraryNewer) as refused:
        Store.open(home)
    assert refused.value.values == {"found": "99", "known": str(len(migrations.discover()))}
    assert file_hashes(home) == before


def test_a_missing_library_with_backups_is_not_replaced_by_an_empty_one(home: Path) -> None:
    create_library(home, 3)
    store = Store.open(home)
    store.back_up()
    store.close()
    (home / "library.db").unlink()
    with pytest.raises(LibraryMissing):
        Store.open(home)
    assert not (home / "library.db").exists()
    (home / "library.db").touch()
    with pytest.raises(LibraryMissing):
        Store.open(home)


def test_a_log_without_its_library_is_not_replaced_by_an_empty_library(home: Path) -> None:
    home.mkdir()
    (home / "library.db-wal").write_bytes(b"x")
    with pytest.raises(LibraryMissing):
        Store.open(home)


@pytest.mark.parametrize("content", [b"x", b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_not_a_library_is_not_changed(home: Path, content: bytes) -> None:
    home.mkdir()
    (home / "library.db").write_bytes(content)
    with pytest.raises(LibraryDamaged):
        Store.open(home)
    assert (home / "library.db").read_bytes() == content


def test_flipped_bytes_are_noticed_or_harmless_and_the_file_is_kept(home: Path, tmp_path: Path) -> None:
    create_library(home, 400)
    good = (home / "library.db").read_bytes()
    noticed = 0
    for page in range(20):
        other = tmp_path / f"flipped{page}"
        other.mkdir()
        place = (page * len(good) // 20 // 16384) * 16384
        bad = bytearray(good)
        for at in range(place, place + 12):
            bad[at] ^= 0xFF
        (other / "library.db").write_bytes(bad)
        try:
            Store.open(other).close()
        except LibraryDamaged:
            noticed += 1
            assert (other / "library.db").read_bytes() == bytes(bad)
    assert noticed >= 10


def test_a_read_only_folder_is_reported(home: Path, tmp_path: Path) -> None:
    create_library(home, 3)
    with mounted(tmp_path / "disk", "size=8m") as disk:
        shutil.copy(home / "library.db", disk / "library.db")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(LibraryReadOnly):
            Store.open(disk)


def test_a_folder_that_vanishes_is_not_created_again(home: Path) -> None:
    create_library(home, 3)
    store = Store.open(home)
    try:
        home.rename(home.with_name("unplugged"))
        errors: list[BaseException] = []

        def write() -> None:
            try:
                LibrarySettings(store).set("a", "1")
            except LibraryGone as error:
                errors.append(error)

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        assert errors and not home.exists()
    finally:
        store.close()


def test_a_full_disk_keeps_saved_rows_and_deleting_still_works(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "size=24m") as disk:
        store = Store.open(disk / "home")
        try:
            assert (disk / "home" / "reserve").stat().st_size > 100_000
            saved = fill_library(store)
            assert not (disk / "home" / "reserve").exists()
            with store.write() as connection:
                connection.execute("DELETE FROM settings WHERE name < 'row0010'")
            store.checkpoint()
            with store.read() as connection:
                assert next(iter(connection.execute("SELECT count(*) FROM settings")))[0] == saved - 10
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        finally:
            store.close()
        Store.open(disk / "home").close()


def test_a_log_cut_anywhere_opens_and_loses_only_the_last_rows(home: Path, tmp_path: Path) -> None:
    store = Store.open(home)
    with store.write() as connection:
        message_rows.insert_conversation(connection)
    for number in range(1, 41):
        with store.write() as connection:
            message_rows.insert_message(connection, message_rows.vector_store(store), number)
    file, log = (home / "library.db").read_bytes(), (home / "library.db-wal").read_bytes()
    store.close()
    counts = []
    for cut in range(50):
        other = tmp_path / f"cut{cut}"
        other.mkdir()
        (other / "library.db").write_bytes(file)
        (other / "library.db-wal").write_bytes(log[: len(log) * cut // 49])
        opened = Store.open(other)
        with opened.read() as connection:
            numbers = message_rows.check_and_list(connection)
        opened.close()
        shutil.rmtree(other)
        assert numbers == list(range(1, len(numbers) + 1))
        counts.append(len(numbers))
    assert counts == sorted(counts) and counts[-1] == 40


def test_deleted_words_leave_the_file(home: Path, store: Store) -> None:
    with store.write() as connection:
        message_rows.insert_conversation(connection)
        message_rows.insert_message(connection, message_rows.vector_store(store), 1)
        connection.execute(
            "INSERT INTO messages(conversation, role, text, state, created_at) VALUES(1, 'user', 'xylophonist', 'complete', 0)"
        )
        connection.execute("INSERT INTO messages_fts(rowid, text) VALUES(2, 'xylophonist')")
    store.checkpoint()
    assert b"xylophonist" in (home / "library.db").read_bytes()
    with store.write() as connection:
        connection.execute("INSERT INTO messages_fts(messages_fts, rowid, text) VALUES('delete', 2, 'xylophonist')")
        connection.execute("DELETE FROM messages WHERE id = 2")
    store.checkpoint()
    for path in (home / "library.db", home / "library.db-wal"):
        assert b"xylopho" not in path.read_bytes()


def test_settings_are_kept(home: Path, store: Store) -> None:
    LibrarySettings(store).set("model.text", "a")
    LibrarySettings(store).set("model.text", "b")
    store.close()
    again = Store.open(home)
    assert LibrarySettings(again).get("model.text") == "b"
    again.close()
