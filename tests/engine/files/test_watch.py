"""Changes in watched folders are reported by folder, once the folder is quiet."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.files.watch import POLL_SECONDS, UnwatchedFolder, watch_folders


class Watcher:
    """Collects the reports in a thread of its own, as the engine does."""

    def __init__(self, *folders: Path) -> None:
        self.reports: queue.SimpleQueue[tuple[str, ...] | UnwatchedFolder] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._folders = [str(folder) for folder in folders]
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def next_report(self) -> tuple[str, ...] | UnwatchedFolder:
        return self.reports.get(timeout=30)

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        with closing(watch_folders(self._folders, {".jpg"}, self._stopped.is_set, 2 * POLL_SECONDS)) as reports:
            for report in reports:
                self.reports.put(report)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "root" / "inside" / "deep").mkdir(parents=True)
    return tmp_path / "root"


@pytest.fixture
def watcher(root: Path) -> Iterator[Watcher]:
    watcher = Watcher(root)
    assert watcher.next_report() == (str(root),)
    yield watcher
    watcher.stop()


def test_a_folder_that_is_not_there_is_reported_as_unwatched(root: Path) -> None:
    missing = root.parent / "not there"
    watcher = Watcher(missing, root)
    report = watcher.next_report()
    assert isinstance(report, UnwatchedFolder) and report.folder == str(missing)
    assert watcher.next_report() == (str(missing), str(root))
    watcher.stop()


def test_a_new_file_is_reported_by_its_folder_once_the_copy_is_done(root: Path, watcher: Watcher) -> None:
    for number in range(3):
        (root / "inside" / "deep" / f"{number}.jpg").write_bytes(b"picture")
    assert watcher.next_report() == (str(root / "inside" / "deep"),)


def test_a_move_is_reported_by_the_outer_of_two_nested_folders(root: Path, watcher: Watcher) -> None:
    (root / "inside" / "a.jpg").write_bytes(b"picture")
    assert watcher.next_report() == (str(root / "inside"),)
    (root / "inside" / "a.jpg").rename(root / "a.jpg")
    assert watcher.next_report() == (str(root),)


def test_a_deleted_file_is_reported_by_its_folder(root: Path, watcher: Watcher) -> None:
    picture = root / "inside" / "a.jpg"
    picture.write_bytes(b"picture")
    watcher.next_report()
    picture.unlink()
    assert watcher.next_report() == (str(root / "inside"),)


def test_a_folder_moved_in_is_reported_by_its_parent(root: Path, tmp_path: Path, watcher: Watcher) -> None:
    (tmp_path / "album").mkdir()
    (tmp_path / "album" / "a.jpg").write_bytes(b"picture")
    (tmp_path / "album").rename(root / "inside" / "album")
    assert watcher.next_report() == (str(root / "inside"),)


def test_files_of_other_kinds_are_not_reported(root: Path, watcher: Watcher) -> None:
    (root / "inside" / "notes.txt").write_text("words", "utf-8")
    (root / "inside" / "deep" / "a.jpg").write_bytes(b"picture")
    assert watcher.next_report() == (str(root / "inside" / "deep"),)
    assert watcher.reports.empty()
