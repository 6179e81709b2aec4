"""Duplicates in three levels with the best suggested, and exports of them and of labels. No file of the person is changed."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from engine.capabilities.images import api
from engine.capabilities.images.duplicates.near_duplicates import Fingerprints, group_duplicates
from engine.capabilities.images.export import folder_name
from engine.protocol.errors import FileUnwritable, TargetNotAFile
from tests.engine.capabilities.images.planted_library import PlantedLibrary
from tests.support.harness import ImagesHarness
from tests.support.image_files import scene


@pytest.fixture
def copies(folder: Path) -> Path:
    """Beside five pictures: the same bytes as 0, 1 smaller and as PNG, 2 blurred, 3 with a side cut off."""
    shutil.copy(folder / "0.jpg", folder / "same.jpg")
    scene(1).resize((320, 240)).save(folder / "smaller.jpg", quality=70)
    scene(1).save(folder / "as.png")
    scene(2).filter(ImageFilter.GaussianBlur(2)).save(folder / "blurred.jpg")
    scene(3).crop((20, 0, 640, 480)).save(folder / "crop.jpg")
    return folder


def found(engine: ImagesHarness, *levels: api.DuplicateLevel) -> dict[str, list[list[str]]]:
    groups: dict[str, list[list[str]]] = {}
    for group in engine.call(
        api.FIND_DUPLICATES, api.FindDuplicates(levels or ("same", "reencoded", "similar"))
    ).groups:
        groups.setdefault(group.level, []).append([Path(copy.picture.path).name for copy in group.copies])
    return groups


def test_copies_are_found_in_their_tier_with_the_best_first(engine: ImagesHarness, copies: Path) -> None:
    engine.index(copies)
    by_tier = found(engine)
    assert [sorted(group) for group in by_tier["same"]] == [["0.jpg", "same.jpg"]]
    *larger, smallest = next(group for group in by_tier["reencoded"] if "smaller.jpg" in group)
    assert (sorted(larger), smallest) == (["1.jpg", "as.png"], "smaller.jpg")
    assert ["2.jpg", "blurred.jpg"] in by_tier["reencoded"]
    assert by_tier["similar"] == [["3.jpg", "crop.jpg"]]
    assert found(engine, "similar") == {"similar": [["3.jpg", "crop.jpg"]]}


def test_the_copies_of_one_picture_are_told_best_first(engine: ImagesHarness, copies: Path) -> None:
    engine.index(copies)
    assert set(copies_of(engine, "same.jpg")) == {"0.jpg", "same.jpg"}
    *larger, smallest = copies_of(engine, "smaller.jpg")
    assert (sorted(larger), smallest) == (["1.jpg", "as.png"], "smaller.jpg")
    assert copies_of(engine, "2.jpg") == ["2.jpg", "blurred.jpg"]
    assert copies_of(engine, "4.jpg") == []
    engine.call(api.REMOVE, api.RemovePictures((engine.id("same.jpg"),)))
    assert copies_of(engine, "0.jpg") == []
    shutil.copy(copies / "4.jpg", copies / "another.jpg")
    engine.index(copies)
    assert set(copies_of(engine, "4.jpg")) == {"4.jpg", "another.jpg"}


def test_a_plain_picture_has_only_copies_of_the_same_bytes(engine: ImagesHarness, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    for name in ("red", "blue"):
        Image.new("RGB", (300, 200), name).save(tmp_path / "plain" / f"{name}.png")
    shutil.copy(tmp_path / "plain" / "red.png", tmp_path / "plain" / "again.png")
    engine.index(tmp_path / "plain")
    assert set(copies_of(engine, "red.png")) == {"red.png", "again.png"}
    assert engine.call(api.FIND_COPIES, api.FindCopies(4711)).copies == ()


def copies_of(engine: ImagesHarness, name: str) -> list[str]:
    result = engine.call(api.FIND_COPIES, api.FindCopies(engine.id(name)))
    return [Path(copy.picture.path).name for copy in result.copies]


def test_only_what_is_shown_counts_and_pictures_that_differ_are_no_copies(engine: ImagesHarness, folder: Path) -> None:
    for number in range(20, 60):
        scene(number).save(folder / f"{number}.png")
    shutil.copy(folder / "0.jpg", folder / "same.jpg")
    engine.index(folder)
    engine.call(api.REMOVE, api.RemovePictures((engine.id("same.jpg"),)))
    assert found(engine) == {}


def test_the_spare_bytes_are_those_of_all_but_the_suggested(engine: ImagesHarness, copies: Path) -> None:
    engine.index(copies)
    done = engine.call(api.FIND_DUPLICATES, api.FindDuplicates(("same",)))
    assert (done.total, done.spare_bytes) == (1, (copies / "same.jpg").stat().st_size)


def test_prints_twenty_bits_apart_are_found_among_many() -> None:
    random = np.random.default_rng(0)
    prints = random.integers(0, 2**64, (3000, 2), dtype=np.uint64)
    for row in range(100):
        prints[1000 + row] = prints[row]
        for bit in random.choice(128, 20, replace=False):
            prints[1000 + row, bit // 64] ^= np.uint64(1) << np.uint64(bit % 64)
    pairs = [
        members for _, members in group_duplicates(Fingerprints(np.arange(3000), prints, np.ones(3000)), ("similar",))
    ]
    assert len(pairs) >= 80
    assert all(second == first + 1000 for first, second in pairs)


def test_plain_pictures_are_not_taken_for_copies_of_each_other(engine: ImagesHarness, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    for name in ("red", "blue", "green"):
        Image.new("RGB", (300, 200), name).save(tmp_path / "plain" / f"{name}.png")
    engine.index(tmp_path / "plain")
    assert found(engine) == {}


def test_the_list_of_copies_is_written_as_csv(engine: ImagesHarness, copies: Path, tmp_path: Path) -> None:
    engine.index(copies)
    before = sorted(path.name for path in copies.iterdir())
    done = engine.call(api.EXPORT_DUPLICATES, api.ExportDuplicates(str(tmp_path / "list.csv")))
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == done.written == 9
    assert {line["suggested"] for line in lines if line["path"].endswith("3.jpg")} == {"yes"}
    assert sorted(path.name for path in copies.iterdir()) == before


@pytest.mark.skipif(os.name != "posix", reason="pipes and links of POSIX")
def test_a_list_replaces_no_device_no_pipe_and_no_link(engine: ImagesHarness, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    for path in ("/dev/null", str(tmp_path / "pipe"), str(tmp_path)):
        with pytest.raises(TargetNotAFile):
            engine.call(api.EXPORT_DUPLICATES, api.ExportDuplicates(path))
    for path in ("a\0b", "\ud800.csv", ""):
        with pytest.raises(FileUnwritable):
            engine.call(api.EXPORT_DUPLICATES, api.ExportDuplicates(path))
    engine.call(api.EXPORT_DUPLICATES, api.ExportDuplicates(str(tmp_path / "link.csv")))
    assert Path("/dev/null").is_char_device() and (tmp_path / "pipe").is_fifo()
    assert (tmp_path / "link.csv").is_symlink() and (tmp_path / "real.csv").is_file()


@pytest.fixture
def library(home: Path, folder: Path) -> Iterator[PlantedLibrary]:
    library = PlantedLibrary(home)
    library.plant({"=evil().jpg": "dog", **{f"{n}.jpg": "beach" for n in range(3)}})
    yield library
    library.close()


def test_a_report_of_labels_runs_nothing_in_a_spreadsheet(library: PlantedLibrary, tmp_path: Path) -> None:
    request = api.ExportPictureLabels(str(tmp_path / "labels.csv"), api.LabelPictures(("=dog", "beach")))
    assert library.call(api.EXPORT_LABELS, request).written == 4
    head, *lines = (tmp_path / "labels.csv").read_text("utf-8-sig").splitlines()
    assert head == "path,label,'=dog,beach"
    assert len(lines) == 4 and not any(cell.startswith("=") for line in lines for cell in line.split(","))


def test_sorting_copies_into_folders_and_moves_nothing(library: PlantedLibrary, folder: Path, tmp_path: Path) -> None:
    with library.store.write() as connection:
        connection.execute("UPDATE images SET path = ? || substr(path, 9)", (str(folder),))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    request = api.CopyByLabel(str(tmp_path / "sorted"), api.LabelPictures(("dog", "a/b: beach")))
    first = library.call(api.COPY_BY_LABEL, request)
    assert (first.written, first.failed) == (3, 1)
    again = library.call(api.COPY_BY_LABEL, request)
    made = sorted(str(path.relative_to(tmp_path / "sorted")) for path in (tmp_path / "sorted").rglob("*.jpg"))
    assert again.written == 3
    assert made == sorted(f"a_b_ beach/{n}{more}.jpg" for n in range(3) for more in ("", " (2)"))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("label", "name"),
    [("../../etc", "_.._etc"), ("CON", "_CON"), ("", "_"), ("...", "_"), ("a\nb", "a_b"), ("playa", "playa")],
)
def test_a_label_becomes_a_folder_name_that_leads_nowhere(label: str, name: str) -> None:
    assert folder_name(label) == name
