"""Folders followed as they change: what is told, and what is not."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.files.watch import POLL_SECONDS, UnwatchedFolder, watch_folders


class Follower:
    """Takes what is told in a thread of its own, as the engine does."""

    def __init__(self, *folders: Path) -> None:
        self.told: queue.SimpleQueue[tuple[str, ...] | UnwatchedFolder] = queue.SimpleQueue()
        self._ended = threading.Event()
        self._folders = [str(folder) for folder in folders]
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()

    def hear(self) -> tuple[str, ...] | UnwatchedFolder:
        return self.told.get(timeout=30)

    def end(self) -> None:
        self._ended.set()
        self._thread.join()

    def _follow(self) -> None:
        with closing(watch_folders(self._folders, {".jpg"}, self._ended.is_set, 2 * POLL_SECONDS)) as following:
            for told in following:
                self.told.put(told)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "root" / "inside" / "deep").mkdir(parents=True)
    return tmp_path / "root"


@pytest.fixture
def follower(root: Path) -> Iterator[Follower]:
    follower = Follower(root)
    assert follower.hear() == (str(root),)
    yield follower
    follower.end()


def test_a_folder_that_is_not_there_is_said_to_be_not_followed(root: Path) -> None:
    gone = root.parent / "not there"
    follower = Follower(gone, root)
    told = follower.hear()
    assert isinstance(told, UnwatchedFolder) and told.folder == str(gone)
    assert follower.hear() == (str(gone), str(root))
    follower.end()


def test_a_new_picture_tells_its_folder_once_the_copy_is_done(root: Path, follower: Follower) -> None:
    for number in range(3):
        (root / "inside" / "deep" / f"{number}.jpg").write_bytes(b"picture")
    assert follower.hear() == (str(root / "inside" / "deep"),)


def test_a_picture_moved_tells_both_folders_and_one_within_another_counts_once(root: Path, follower: Follower) -> None:
    (root / "inside" / "a.jpg").write_bytes(b"picture")
    assert follower.hear() == (str(root / "inside"),)
    (root / "inside" / "a.jpg").rename(root / "a.jpg")
    assert follower.hear() == (str(root),)


def test_a_picture_taken_away_tells_its_folder(root: Path, follower: Follower) -> None:
    picture = root / "inside" / "a.jpg"
    picture.write_bytes(b"picture")
    follower.hear()
    picture.unlink()
    assert follower.hear() == (str(root / "inside"),)


def test_a_folder_moved_in_is_told_by_the_one_it_comes_to(root: Path, tmp_path: Path, follower: Follower) -> None:
    (tmp_path / "album").mkdir()
    (tmp_path / "album" / "a.jpg").write_bytes(b"picture")
    (tmp_path / "album").rename(root / "inside" / "album")
    assert follower.hear() == (str(root / "inside"),)


def test_other_files_tell_nothing(root: Path, follower: Follower) -> None:
    (root / "inside" / "notes.txt").write_text("words", "utf-8")
    (root / "inside" / "deep" / "a.jpg").write_bytes(b"picture")
    assert follower.hear() == (str(root / "inside" / "deep"),)
    assert follower.told.empty()
