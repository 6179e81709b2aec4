"""A run over folders of pictures: what changed is read, what did not is not, what is gone goes, and nothing bad stops it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.capabilities.images import api
from engine.protocol.file_run import FileOutcome
from engine.protocol.progress import Progress
from engine.store.clock import DAY_MS, RETENTION_DAYS
from engine.store.integrity import find_problems
from tests.support import image_files
from tests.support.clock import record_days_of_use
from tests.support.harness import ImagesHarness
from tests.support.image_files import scene

ROOT = Path(__file__).parents[4]


def counts(done: api.PictureIndexReport) -> tuple[int, int, int, int, int]:
    return done.added, done.updated, done.unchanged, done.failed, done.removed


def test_every_picture_is_added_once_and_then_left_alone(engine: ImagesHarness, folder: Path) -> None:
    assert counts(engine.index(folder)) == (5, 0, 0, 0, 0)
    assert counts(engine.index(folder)) == (0, 0, 5, 0, 0)
    assert engine.listed() == [f"{n}.jpg" for n in range(5)]
    assert find_problems(engine.store) == []


def test_a_picture_touched_but_the_same_is_not_read_again(engine: ImagesHarness, folder: Path) -> None:
    engine.index(folder)
    os.utime(folder / "1.jpg", ns=(1, 1))
    assert counts(engine.index(folder)) == (0, 0, 5, 0, 0)


def test_a_changed_picture_keeps_its_row_and_loses_its_thumbnail(engine: ImagesHarness, folder: Path) -> None:
    engine.index(folder)
    before = next(picture for picture in engine.pictures() if picture.path.endswith("1.jpg"))
    scene(77, (800, 200)).save(folder / "1.jpg")
    assert counts(engine.index(folder)) == (0, 1, 4, 0, 0)
    after = next(picture for picture in engine.pictures() if picture.path.endswith("1.jpg"))
    assert (after.id, after.width, after.height) == (before.id, 800, 200)
    assert (Path(after.thumbnail).is_file(), Path(before.thumbnail).exists()) == (True, False)


def test_a_moved_picture_keeps_its_row(engine: ImagesHarness, folder: Path) -> None:
    engine.index(folder)
    before = engine.id("2.jpg")
    (folder / "sub").mkdir()
    (folder / "2.jpg").rename(folder / "sub" / "renamed.jpg")
    assert counts(engine.index(folder)) == (0, 0, 5, 0, 0)
    assert engine.id("renamed.jpg") == before
    assert engine.names("renamed") == ["renamed.jpg"]


def test_a_picture_that_is_gone_is_hidden_and_comes_back_with_its_file(engine: ImagesHarness, folder: Path) -> None:
    engine.index(folder)
    data = (folder / "4.jpg").read_bytes()
    (folder / "4.jpg").unlink()
    assert counts(engine.index(folder)) == (0, 0, 4, 0, 1)
    assert "4.jpg" not in engine.listed()
    (folder / "4.jpg").write_bytes(data)
    engine.index(folder)
    assert "4.jpg" in engine.listed()


def test_a_folder_that_is_not_there_takes_nothing_away(engine: ImagesHarness, folder: Path) -> None:
    engine.index(folder)
    folder.rename(folder.with_name("elsewhere"))
    assert counts(engine.index()) == counts(engine.index(folder)) == (0, 0, 0, 0, 0)
    assert [(picture.path, picture.pictures, picture.exists) for picture in engine.folders().folders] == [
        (str(folder), 5, False)
    ]


def test_watched_folders_are_walked_again_without_being_named(engine: ImagesHarness, folder: Path) -> None:
    engine.index(folder)
    scene(9).save(folder / "9.jpg")
    assert counts(engine.index()) == (1, 0, 5, 0, 0)
    engine.call(api.SET_WATCHED, api.SetFolderWatched(str(folder), watched=False))
    scene(10).save(folder / "10.jpg")
    assert counts(engine.index()) == (0, 0, 0, 0, 0)


def test_what_a_person_removed_stays_removed_when_its_folder_is_walked(engine: ImagesHarness, folder: Path) -> None:
    engine.index(folder)
    removed = engine.id("3.jpg")
    engine.call(api.REMOVE, api.RemovePictures((removed,)))
    engine.index(folder)
    assert engine.listed() == ["0.jpg", "1.jpg", "2.jpg", "4.jpg"]
    engine.call(api.RESTORE, api.RestorePictures((removed,)))
    assert "3.jpg" in engine.listed()
    engine.call(api.REMOVE, api.RemovePictures((removed,)))
    engine.index(folder / "3.jpg")
    assert "3.jpg" in engine.listed()


def test_a_removed_folder_takes_its_pictures_along_and_brings_them_back(
    engine: ImagesHarness, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    scene(20).save(other / "x.jpg")
    engine.index(folder, other)
    engine.call(api.REMOVE, api.RemovePictures((engine.id("0.jpg"),)))
    engine.call(api.REMOVE_FOLDER, api.RemovePictureFolder(str(folder)))
    assert (engine.listed(), [picture.path for picture in engine.folders().folders]) == (["x.jpg"], [str(other)])
    engine.call(api.RESTORE_FOLDER, api.RestorePictureFolder(str(folder)))
    assert engine.listed() == ["1.jpg", "2.jpg", "3.jpg", "4.jpg", "x.jpg"]
    engine.call(api.REMOVE_FOLDER, api.RemovePictureFolder(str(folder)))
    engine.index(folder)
    assert engine.listed() == ["1.jpg", "2.jpg", "3.jpg", "4.jpg", "x.jpg"]


def test_after_thirty_days_what_was_removed_is_forgotten_and_stays_removed(
    engine: ImagesHarness, folder: Path, home: Path, tmp_path: Path
) -> None:
    engine.index(folder)
    thumbnail = Path(next(picture.thumbnail for picture in engine.pictures() if picture.path.endswith("3.jpg")))
    engine.call(api.REMOVE, api.RemovePictures((engine.id("3.jpg"),)))
    with engine.store.write() as connection:
        connection.execute("UPDATE images SET deleted_at = deleted_at - ?", ((RETENTION_DAYS + 5) * DAY_MS,))
    record_days_of_use(engine.store)
    engine.close()
    again = ImagesHarness(home, tmp_path / "no-models")
    assert not thumbnail.exists()
    again.index(folder)
    assert again.listed() == ["0.jpg", "1.jpg", "2.jpg", "4.jpg"]
    assert find_problems(again.store) == []
    again.close()


def test_bad_pictures_stop_nothing_and_are_listed_with_their_reason(engine: ImagesHarness, folder: Path) -> None:
    for name, (_, make) in image_files.BAD_IMAGES.items():
        make(folder / name)
    done = engine.index(folder)
    events = {
        Path(e.path).name: e.reason for e in engine.events if isinstance(e, FileOutcome) and e.outcome == "failed"
    }
    assert counts(done) == (5, 0, 0, len(image_files.BAD_IMAGES), 0)
    failed = {Path(picture.path).name: picture.reason for picture in engine.pictures(state="failed")}
    assert failed == events == {name: kind for name, (kind, _) in image_files.BAD_IMAGES.items()}
    assert counts(engine.index(folder)) == (0, 0, 5, len(image_files.BAD_IMAGES), 0)
    assert find_problems(engine.store) == []


def test_a_repaired_picture_is_read_when_tried_again(engine: ImagesHarness, folder: Path) -> None:
    image_files.write_truncated(folder / "bad.jpg")
    engine.index(folder)
    stamp = (folder / "bad.jpg").stat()
    scene(8).save(folder / "bad.jpg")
    os.utime(folder / "bad.jpg", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    done = engine.call(api.RETRY_FAILED, api.RetryFailedPictures())
    assert (done.added, engine.listed(state="failed")) == (1, [])


def test_strange_names_are_indexed_or_refused_with_a_reason(engine: ImagesHarness, folder: Path) -> None:
    names = ["a\nb.jpg", "50%s.jpg", "<b>.jpg", "'; DROP TABLE pictures;--.jpg", "ñ" * 120 + ".jpg", "😀.jpg"]
    for name in names:
        scene(1).save(folder / name)
    (folder / "0.jpg").rename(Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff.jpg")))
    done = engine.index(folder)
    assert (done.added, done.failed) == (4 + len(names), 1)
    assert set(names) <= set(engine.listed())
    assert [picture.reason for picture in engine.pictures(state="failed")] == ["file_unreadable"]


def test_loops_pipes_and_closed_folders_hold_nothing_up(engine: ImagesHarness, folder: Path) -> None:
    (folder / "loop").symlink_to(folder)
    (folder / "dangling.jpg").symlink_to(folder / "nowhere.jpg")
    os.mkfifo(folder / "pipe.jpg")
    (folder / "closed").mkdir(mode=0)
    done = engine.index(folder)
    (folder / "closed").chmod(0o700)
    assert (done.added, done.failed) == (5, 2)
    assert {picture.reason for picture in engine.pictures(state="failed")} == {"file_vanished", "file_not_ordinary"}


def test_pictures_that_vanish_during_a_run_are_reported(engine: ImagesHarness, folder: Path) -> None:
    for number in range(40):
        scene(number, (64, 64)).save(folder / f"more{number}.jpg")

    def vanish(event: object) -> None:
        for path in folder.glob("more3*.jpg"):
            path.unlink(missing_ok=True)

    done = engine.index(folder, on_event=vanish)
    assert done.added + done.failed == 45
    assert {picture.reason for picture in engine.pictures(state="failed")} <= {"file_vanished"}


def test_a_folder_one_may_only_read_is_only_read(engine: ImagesHarness, folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (folder, *folder.iterdir())}
    folder.chmod(0o500)
    assert engine.index(folder).added == 5
    folder.chmod(0o700)
    assert {path: path.stat().st_mtime_ns for path in (folder, *folder.iterdir())} == before


def test_cancel_keeps_what_is_finished_and_the_next_run_goes_on(engine: ImagesHarness, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(300):
        scene(number, (64, 48)).save(folder / f"{number}.png")
    stop = threading.Event()
    done = engine.index(
        folder, on_event=lambda e: stop.set() if isinstance(e, FileOutcome) else None, is_cancelled=stop.is_set
    )
    assert (done.cancelled, 0 < done.added < 300) == (True, True)
    assert len(engine.listed()) == done.added
    again = engine.index(folder)
    assert (again.added + again.unchanged, again.unchanged >= done.added) == (300, True)


def test_progress_counts_to_its_end(engine: ImagesHarness, folder: Path) -> None:
    image_files.write_truncated(folder / "bad.jpg")
    engine.index(folder)
    assert last(engine) == (6, 6, "picture")
    engine.call(api.REMOVE, api.RemovePictures((engine.id("0.jpg"),)))
    scene(9).save(folder / "9.jpg")
    engine.index(folder)
    assert last(engine) == (6, 6, "picture")


def last(engine: ImagesHarness) -> tuple[int, int, str]:
    events = [event for event in engine.events if isinstance(event, Progress)]
    return events[-1].done, events[-1].total, events[-1].unit


@pytest.mark.kill
def test_killed_anywhere_it_goes_on_where_it_was_without_doubles(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(400):
        scene(number, (64, 48)).save(folder / f"{number}.png")
    seed = random.Random(5)
    for _ in range(4):
        command = [sys.executable, "-m", "tests.engine.capabilities.images.indexing_child", str(home), str(folder)]
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        heard, wanted = 0, seed.randrange(1, 80)
        for line in child.stdout:
            heard += line == "added\n"
            if heard == wanted:
                break
        child.kill()
        child.stdout.close()
        child.wait()
    engine = ImagesHarness(home, tmp_path / "no-models")
    done = engine.index(folder)
    assert (done.added + done.unchanged, done.unchanged > 0) == (400, True)
    assert len({picture.path for picture in engine.pictures()}) == len(engine.pictures()) == 400
    assert find_problems(engine.store) == []
    engine.close()


def test_the_list_is_ordered_and_filtered(engine: ImagesHarness, folder: Path) -> None:
    image_files.write_with_exif(folder / "cadiz.jpg")
    scene(30, (300, 600)).save(folder / "tall.jpg")
    engine.index(folder)
    newest = engine.call(api.LIST, api.ListPictures(order="date", ascending=True)).pictures[0]
    assert (Path(newest.path).name, newest.taken_at) == ("cadiz.jpg", "2024-05-17T18:03:11")
    assert engine.listed(since="2024-05-17", until="2024-05-17") == ["cadiz.jpg"]
    assert engine.listed(camera="canon") == ["cadiz.jpg"]
    assert engine.listed(colours=("red", "blue"))[-1:] == ["cadiz.jpg"]
    assert engine.listed(orientation="portrait") == ["tall.jpg"]
    assert len(engine.listed(folder="mine")) == len(engine.listed(folder=str(folder))) == 7
    assert (engine.listed(folder="/elsewhere"), engine.listed(name="TALL")) == ([], ["tall.jpg"])
    layout = engine.call(api.GRID_LAYOUT, api.ListPictures(order="name", ascending=True))
    assert (layout.total, layout.aspects[-1], len(layout.ids)) == (7, 50, 7)


def test_details_hold_all_that_is_known(engine: ImagesHarness, folder: Path) -> None:
    image_files.write_with_exif(folder / "cadiz.jpg")
    engine.index(folder)
    details = engine.call(api.DETAILS, api.DescribePicture(engine.id("cadiz.jpg")))
    assert (details.camera, details.latitude, details.longitude, details.format) == (
        "Canon EOS R5",
        36.529167,
        -6.2925,
        "JPEG",
    )
    assert (set(details.colours), details.exists, details.bytes) == (
        {"red", "blue"},
        True,
        (folder / "cadiz.jpg").stat().st_size,
    )
