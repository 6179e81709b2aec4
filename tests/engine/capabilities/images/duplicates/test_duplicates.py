"""Duplicates in three levels with the best suggested, and exports of them and of labels. No file of the person is changed."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from engine.capabilities.images import api
from engine.capabilities.images.duplicates.near_duplicates import Fingerprints, group_duplicates
from engine.capabilities.images.duplicates.verification import MOST_DISAGREEMENT, pixel_disagreement, texts_differ
from engine.capabilities.images.export import folder_name
from engine.capabilities.images.picture_store import PictureStore, PictureText
from engine.capabilities.images.vector_table import IMAGE_VECTORS
from engine.protocol.errors import FileUnwritable, TargetNotAFile
from engine.protocol.messages import ErrorData
from engine.store.vectors import VectorStore
from tests.engine.capabilities.images.planted_library import PlantedLibrary
from tests.support.harness import ImagesHarness
from tests.support.image_files import scene, sign


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


def invoice(number: int, total: str, client: str) -> Image.Image:
    """Print an invoice: only its number, client and total tell it from others of the template."""
    picture = sign(
        "Suministros Ejemplo S.L.", "Factura de material de oficina", "Papel, tóner, carpetas y grapas", px=26,
        size=(900, 1270),
    )  # fmt: skip
    sign(
        f"N.º 2024-{number}",
        f"Cliente: {client}",
        f"TOTAL {total}",
        px=34,
        ground=(below := picture.crop((0, 600, 900, 1270))),
    )
    picture.paste(below, (0, 600))
    return picture


@pytest.fixture
def invoices(tmp_path: Path) -> Path:
    """Three invoices of one template, the first also as a JPEG of half the size, and two notes on yellow paper."""
    folder = tmp_path / "invoices"
    folder.mkdir()
    first = invoice(1841, "1.234,50 €", "María Gómez")
    first.save(folder / "1.png")
    first.resize((450, 635)).save(folder / "1 small.jpg", quality=60)
    invoice(2067, "87,13 €", "Talleres Norte").save(folder / "2.png")
    invoice(2175, "640,00 €", "Ana López Vidal").save(folder / "3.png")
    for name, text in (("note 1.png", "Llamar al fontanero"), ("note 2.png", "Comprar pan y leche")):
        sign(text, px=60, ground=Image.new("RGB", (900, 700), "#FFF6AA")).save(folder / name)
    return folder


def test_invoices_and_notes_of_one_template_are_no_copies_of_each_other(engine: ImagesHarness, invoices: Path) -> None:
    engine.index(invoices)
    assert [sorted(group) for group in found(engine, "same", "reencoded")["reencoded"]] == [["1 small.jpg", "1.png"]]
    assert sorted(copies_of(engine, "1 small.jpg")) == ["1 small.jpg", "1.png"]
    assert copies_of(engine, "2.png") == copies_of(engine, "note 1.png") == []


def test_pages_that_differ_in_one_digit_are_told_apart_by_the_text_read_in_them(
    engine: ImagesHarness, tmp_path: Path
) -> None:
    (tmp_path / "bills").mkdir()
    for number in (1841, 1842):
        invoice(number, "87,13 €", "Ana López").save(tmp_path / "bills" / f"{number}.png")
    engine.index(tmp_path / "bills")
    pictures = PictureStore(engine.store, VectorStore(engine.store, IMAGE_VECTORS))
    for number in (1841, 1842):
        pictures.put_text(PictureText(engine.id(f"{number}.png"), f"Factura N.º 2024-{number}", ErrorData("")), "ocr")
    assert found(engine) == {}
    assert copies_of(engine, "1841.png") == []


def test_a_picture_whose_thumbnail_is_gone_is_nobodys_copy(engine: ImagesHarness, copies: Path, home: Path) -> None:
    engine.index(copies)
    for thumbnail in (home / "thumbnails").rglob("*.jpg"):
        thumbnail.write_bytes(b"no picture")
    assert set(found(engine)) <= {"same", "similar"}
    assert set(copies_of(engine, "same.jpg")) == {"0.jpg", "same.jpg"}


@pytest.mark.parametrize("quality", [95, 60, 25])
@pytest.mark.parametrize("part", [1, 2, 4])
def test_a_photograph_saved_smaller_or_with_less_quality_is_still_the_same(quality: int, part: int) -> None:
    for seed in range(4):
        original = scene(seed).filter(ImageFilter.GaussianBlur(0.7))
        stored = io.BytesIO()
        original.resize((640 // part, 480 // part)).save(stored, "JPEG", quality=quality)
        one, other = (thumbnail_pixels(image) for image in (original, Image.open(stored)))
        assert min(pixel_disagreement(one, other), pixel_disagreement(other, one)) <= MOST_DISAGREEMENT


def thumbnail_pixels(image: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.asarray(image.convert("L").resize((160, 120)), np.float32)


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        ("Factura 2024-1841 Total 87,13", "Factura 2024-1842 Total 87,13", True),
        ("Factura 2024-1841 Total 87,13", "FACTURA 2024-1841 total 87,13", False),
        ("Cita el lunes a las 10", "Cita el lunes a las 11", True),
        ("Comprar pan, leche y huevos", "Llamar al fontanero mañana", True),
        ("El señor Muñoz pidió un café con leche y dos", "El senor Munoz pidio un cafe con leche y dcs", False),
        ("Factura 2024-1841 de la luz", "Factura 2024-1841 de la luz 5", False),
        ("11 12 1 10 2", "12 VII 11 9", False),  # a clock, read at two sizes
        ("", "Factura 2024-1842", False),
        ("", "", False),
    ],
)
def test_texts_of_two_documents_differ_and_two_readings_of_one_do_not(first: str, second: str, differ: bool) -> None:
    assert texts_differ(first, second) is texts_differ(second, first) is differ


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
