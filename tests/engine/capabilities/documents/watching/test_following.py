"""Folders that a collection follows: what comes, changes, moves and goes, on the real file system."""

from __future__ import annotations

import queue
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.documents import api
from engine.capabilities.documents.api import following
from engine.capabilities.documents.collection_settings import CollectionSettings
from engine.capabilities.documents.watching.followed_folders import FollowedCollection, follow
from engine.protocol.errors import NotFound
from tests.engine.capabilities.documents.conftest import write
from tests.support.harness import DocumentsHarness

TIMEOUT = 60.0


class Follower:
    """Follows collections in a thread, as the engine's lane does."""

    def __init__(self, *collections: FollowedCollection) -> None:
        self.events: queue.SimpleQueue[following.FollowEvent] = queue.SimpleQueue()
        self.is_on_battery = False
        self._stop = threading.Event()
        self._collections = list(collections)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        steps = follow(self._collections, lambda: self.is_on_battery, self._stop.is_set, 0.2, 0.2)
        for event in steps:
            self.events.put(event)

    def next(self) -> following.FollowEvent:
        return self.events.get(timeout=TIMEOUT)

    def close(self) -> None:
        self._stop.set()
        self._thread.join()


@pytest.fixture
def followers() -> Iterator[list[Follower]]:
    started: list[Follower] = []
    yield started
    for follower in started:
        follower.close()


def made_of(name: str, *folders: Path, **settings: bool) -> FollowedCollection:
    return FollowedCollection(name, tuple(str(folder) for folder in folders), CollectionSettings(**settings))  # type: ignore[arg-type]


def test_what_comes_moves_and_goes_is_reported_with_its_collection(
    followers: list[Follower], folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    follower = Follower(
        made_of("casa", folder), made_of("obra", other), made_of("callada", tmp_path, is_followed=False)
    )
    followers.append(follower)
    first = {follower.next(), follower.next()}
    assert first == {
        following.CollectionChanged("casa", (str(folder),)),
        following.CollectionChanged("obra", (str(other),)),
    }
    write(folder / "new.txt", 9)
    assert follower.next() == following.CollectionChanged("casa", (str(folder),))
    (folder / "new.txt").rename(other / "new.txt")
    moved = {follower.next(), follower.next()}
    assert {event.collection for event in moved if isinstance(event, following.CollectionChanged)} == {"casa", "obra"}
    (other / "new.txt").unlink()
    assert follower.next() == following.CollectionChanged("obra", (str(other),))


def test_on_battery_a_collection_may_wait_for_the_mains(
    followers: list[Follower], folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    follower = Follower(made_of("casa", folder, on_battery=False), made_of("obra", other))
    followers.append(follower)
    assert {follower.next().collection, follower.next().collection} == {"casa", "obra"}
    follower.is_on_battery = True
    write(folder / "new.txt", 9)
    write(other / "new.txt", 9)
    assert follower.next().collection == "obra"
    follower.is_on_battery = False
    assert follower.next() == following.CollectionChanged("casa", (str(folder),))


def test_a_folder_that_is_not_there_is_left_out(followers: list[Follower], folder: Path, tmp_path: Path) -> None:
    follower = Follower(made_of("casa", tmp_path / "gone", folder))
    followers.append(follower)
    assert follower.next() == following.CollectionChanged("casa", (str(folder),))


def known(engine: DocumentsHarness) -> following.CollectionFollowing:
    return engine.call(following.GET_FOLLOWING, following.GetFollowing("default"))


def names(engine: DocumentsHarness) -> set[str]:
    return {Path(document.path).name for document in engine.documents()}


def read_again(engine: DocumentsHarness, *paths: Path) -> api.DocumentIndexReport:
    return engine.call(api.INDEX, api.IndexDocuments(tuple(map(str, paths)), is_refresh=True))


def test_reading_a_part_of_a_folder_again_makes_it_no_folder_of_its_own(engine: DocumentsHarness, folder: Path) -> None:
    (folder / "part").mkdir()
    write(folder / "part" / "8.txt", 8)
    engine.index(folder)
    write(folder / "part" / "9.txt", 9)
    assert read_again(engine, folder / "part").added == 1
    assert [(each.path, each.documents) for each in known(engine).folders] == [(str(folder), 7)]


def test_a_folder_that_is_unmounted_keeps_its_documents(engine: DocumentsHarness, folder: Path, tmp_path: Path) -> None:
    engine.index(folder)
    folder.rename(tmp_path / "away")
    assert read_again(engine).removed == 0
    assert len(engine.documents()) == 5
    assert known(engine).folders == (following.FollowedFolder(str(folder), 5, exists=False),)
    (collection,) = engine.call(api.COLLECTIONS, api.ListCollections()).collections
    assert collection.gone == (str(folder),)
    (tmp_path / "away").rename(folder)
    assert engine.call(api.COLLECTIONS, api.ListCollections()).collections[0].gone == ()


def test_a_part_that_went_before_it_is_read_again_is_no_failure(engine: DocumentsHarness, folder: Path) -> None:
    (folder / "part").mkdir()
    write(folder / "part" / "8.txt", 8)
    engine.index(folder)
    shutil.rmtree(folder / "part")
    report = read_again(engine, folder / "part")
    assert (report.removed, report.failed, len(engine.documents())) == (1, 0, 5)


def test_patterns_leave_files_out_and_take_them_again(engine: DocumentsHarness, folder: Path) -> None:
    (folder / "drafts").mkdir()
    write(folder / "drafts" / "8.txt", 8)
    engine.index(folder)
    exclude = following.SetFollowing("default", exclude=("drafts/", "[12].txt"))
    engine.call(following.SET_FOLLOWING, exclude)
    read_again(engine)
    assert names(engine) == {"0.txt", "3.txt", "4.txt"}
    assert not engine.search("palabra8", mode="keyword")
    write(folder / "drafts" / "9.txt", 9)
    assert read_again(engine, folder / "drafts").added == 0
    engine.call(following.SET_FOLLOWING, following.SetFollowing("default", include=("*1.txt",), exclude=()))
    read_again(engine)
    assert names(engine) == {"1.txt"}
    engine.call(following.SET_FOLLOWING, following.SetFollowing("default", include=()))
    report = read_again(engine)
    assert (report.added, report.unchanged) == (1, 6)
    assert names(engine) == {"0.txt", "1.txt", "2.txt", "3.txt", "4.txt", "8.txt", "9.txt"}


def test_settings_are_kept_apart_and_wrong_ones_refused(engine: DocumentsHarness, folder: Path) -> None:
    engine.index(folder)
    engine.call(following.SET_FOLLOWING, following.SetFollowing("default", is_followed=False))
    engine.call(following.SET_FOLLOWING, following.SetFollowing("default", on_battery=False))
    engine.call(following.SET_FOLLOWING, following.SetFollowing("default", exclude=("a",)))
    assert known(engine) == following.CollectionFollowing(
        "default", (following.FollowedFolder(str(folder), 5, True),), False, False, (), ("a",)
    )
    for wrong in (("x" * 201,), ("x",) * 101):
        with pytest.raises(following.PatternUnusable):
            engine.call(following.SET_FOLLOWING, following.SetFollowing("default", include=wrong))
    with pytest.raises(NotFound):
        engine.call(following.SET_FOLLOWING, following.SetFollowing("nowhere"))


def relink(engine: DocumentsHarness, old: Path, new: Path) -> following.RelinkReport:
    return engine.call(following.RELINK, following.RelinkFolder("default", str(old), str(new)))


def test_a_moved_folder_is_linked_again_and_nothing_is_read(
    engine: DocumentsHarness, folder: Path, tmp_path: Path
) -> None:
    engine.index(folder)
    ids = {document.id for document in engine.documents()}
    shutil.copytree(folder, tmp_path / "disk" / "mine", copy_function=shutil.copyfile)
    shutil.rmtree(folder)
    (tmp_path / "disk" / "mine" / "4.txt").unlink()
    report = relink(engine, folder, tmp_path / "disk" / "mine")
    assert report == following.RelinkReport(5, 1)
    again = read_again(engine)
    assert (again.unchanged, again.added, again.updated, again.removed) == (4, 0, 0, 1)
    assert {document.id for document in engine.documents()} < ids
    assert [each.path for each in known(engine).folders] == [str(tmp_path / "disk" / "mine")]
    assert engine.search("palabra3")[0].path == str(tmp_path / "disk" / "mine" / "3.txt")


def test_another_folder_with_the_same_names_is_refused(engine: DocumentsHarness, folder: Path, tmp_path: Path) -> None:
    engine.index(folder)
    other = tmp_path / "other"
    other.mkdir()
    for number in range(5):
        write(other / f"{number}.txt", number + 4)
    with pytest.raises(following.FolderNotTheSame):
        relink(engine, folder, other)
    with pytest.raises(NotFound):
        relink(engine, other, folder)
    with pytest.raises(NotFound):
        relink(engine, folder, folder)
    assert {Path(document.path).parent for document in engine.documents()} == {folder}


def test_what_was_read_at_the_new_place_already_stays(engine: DocumentsHarness, folder: Path, tmp_path: Path) -> None:
    engine.index(folder)
    new = tmp_path / "new"
    shutil.copytree(folder, new)
    write(new / "2.txt", 55)
    engine.index(new / "2.txt")
    relink(engine, folder, new)
    assert sorted(Path(document.path).name for document in engine.documents()) == [f"{n}.txt" for n in range(5)]
    assert engine.names("palabra55") == ["2.txt"]
