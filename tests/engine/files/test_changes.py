"""Changed, missing and unreadable files are told without reading them."""

from __future__ import annotations

import hashlib
import itertools
import os
from pathlib import Path

import pytest

from engine.files.changes import (
    LARGEST_HASHED,
    ReadingRate,
    displayable,
    find_missing,
    has_same_stamp,
    hash_file,
    unreadable_error,
)
from engine.files.opening import BLOCK_BYTES


def test_deleted_files_are_missing_but_not_those_of_an_unplugged_drive(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    present = folder / "a.txt"
    present.touch()
    known = [str(present), str(folder / "gone.txt"), str(tmp_path / "unplugged" / "b.txt"), "/elsewhere/c.txt"]
    missing = find_missing(known, [present], [str(folder), str(tmp_path / "unplugged")])
    assert missing == {str(folder / "gone.txt")}


def test_a_file_that_the_walk_left_out_and_is_there_is_not_missing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    assert find_missing([str(tmp_path / "a.txt")], [], [str(tmp_path)]) == set()


def test_a_stamp_changes_with_size_or_time(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("uno")
    status = path.stat()
    assert has_same_stamp(path, status.st_size, status.st_mtime_ns)
    assert not has_same_stamp(path, status.st_size, status.st_mtime_ns + 1)
    assert not has_same_stamp(path, status.st_size + 1, status.st_mtime_ns)
    assert not has_same_stamp(tmp_path / "none.txt", 0, 0)


def test_only_regular_files_up_to_a_size_are_hashed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"uno")
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(LARGEST_HASHED + 1)
    os.mkfifo(tmp_path / "pipe.txt")
    assert hash_file(tmp_path / "a.txt") == hashlib.sha256(b"uno").digest()
    assert hash_file(tmp_path / "huge.txt") == hash_file(tmp_path / "pipe.txt") == b""


def test_a_cancel_ends_the_hashing_of_a_large_file(tmp_path: Path) -> None:
    """docs/faults.md 41."""
    with (tmp_path / "large.bin").open("wb") as file:
        file.truncate(100 * BLOCK_BYTES)
    asked = itertools.count(1)
    assert hash_file(tmp_path / "large.bin", lambda: next(asked) >= 3) == b""
    assert next(asked) == 4


@pytest.mark.parametrize(
    ("cause", "kind"),
    [(PermissionError(), "file_vanished"), (UnicodeEncodeError("utf-8", "", 0, 0, ""), "file_unreadable")],
)
def test_a_file_that_cannot_be_opened_has_an_error_with_its_name(cause: Exception, kind: str) -> None:
    error = unreadable_error(Path("a\udcff.txt"), cause)
    assert (error.kind, error.values["name"]) == (kind, "a\ufffd.txt")
    assert displayable("año.txt") == "año.txt"


def test_skipped_files_count_as_done_and_not_for_the_rate() -> None:
    rate = ReadingRate(read=10)
    rate.started -= 5
    progress = rate.progress(90, 20, "file", "")
    assert (progress.done, progress.total, round(progress.rate)) == (100, 110, 2)
    assert ReadingRate().progress(0, 5, "file", "").rate == 0
