"""One picture read: what it shows and says is right whatever its kind, and what is bad has its reason and costs nothing more."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.files.limits import GIB
from engine.indexer.client import IndexerClient
from engine.indexer.images import image_features
from engine.indexer.images.image_reader import ImageReader, LoadedImage
from engine.protocol.errors import AteneoError, FileUnsafe, FileVanished
from engine.protocol.indexing import FileResult, ImageContents, ReadFile, ReadImage
from tests.support import pictures
from tests.support.pictures import BLUE, RED, halves, scene


def never() -> bool:
    return False


@pytest.fixture
def reader() -> ImageReader:
    return ImageReader(224)


def read(reader: ImageReader, path: Path) -> LoadedImage:
    return reader.read(path, None)


def shows_halves(picture: Image.Image, tolerance: int = 40) -> bool:
    """Red above and blue below."""
    above, below = (picture.getpixel((picture.width // 2, int(picture.height * part))) for part in (0.2, 0.8))
    return all(
        abs(a - b) <= tolerance
        for seen, meant in ((above, RED), (below, BLUE))
        for a, b in zip(seen, meant, strict=True)
    )


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("a.jpg", "RGB"),
        ("a.png", "RGB"),
        ("a.webp", "RGB"),
        ("a.gif", "P"),
        ("a.tif", "RGB"),
        ("a.bmp", "RGB"),
        ("a.avif", "RGB"),
        ("cmyk.jpg", "CMYK"),
        ("palette.png", "P"),
        ("alpha.png", "RGBA"),
        ("alpha.webp", "RGBA"),
    ],
)
def test_every_kind_shows_what_was_saved(reader: ImageReader, tmp_path: Path, name: str, mode: str) -> None:
    halves().convert(mode).save(tmp_path / name)
    seen = read(reader, tmp_path / name)
    assert (seen.picture.mode, seen.contents.width, seen.contents.height) == ("RGB", 320, 240)
    assert shows_halves(seen.picture)
    assert set(seen.contents.colours) == {"red", "blue"}


@pytest.mark.parametrize("name", ["deep.png", "deep.tif"])
def test_sixteen_bits_are_read_by_their_upper_half(reader: ImageReader, tmp_path: Path, name: str) -> None:
    ramp = np.linspace(0, 65535, 400).astype(np.uint16)[None, :].repeat(300, axis=0)
    Image.fromarray(ramp).save(tmp_path / name)
    values = np.asarray(read(reader, tmp_path / name).picture)[150, :, 0].astype(int)
    assert abs(values - np.linspace(0, 255, 400)).max() <= 2


def test_what_is_transparent_lies_on_white(reader: ImageReader, tmp_path: Path) -> None:
    picture = Image.new("P", (300, 300), 0)
    picture.putpalette([0, 0, 0, *RED])
    picture.paste(1, (0, 0, 150, 300))
    picture.save(tmp_path / "p.png", transparency=0)
    seen = read(reader, tmp_path / "p.png").picture
    assert (seen.getpixel((75, 150)), seen.getpixel((225, 150))) == (RED, (255, 255, 255))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_camera_held_any_way_gives_an_upright_picture(
    reader: ImageReader, tmp_path: Path, orientation: int
) -> None:
    """What is stored is turned back by the same table that readers use: upright again means both agree."""
    undo = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    stored = halves() if undo is None else halves().transpose(Image.Transpose(undo))
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "turned.jpg", exif=exif, quality=95)
    seen = read(reader, tmp_path / "turned.jpg")
    assert (seen.contents.width, seen.contents.height) == (320, 240)
    assert shows_halves(seen.picture)


def test_date_camera_and_place_are_read(reader: ImageReader, tmp_path: Path) -> None:
    found = read(reader, pictures.with_exif(tmp_path / "cadiz.jpg")).contents
    assert (found.taken_at, found.camera) == ("2024-05-17T18:03:11", "Canon EOS R5")
    assert (found.latitude, found.longitude) == (36.529167, -6.2925)


def test_damaged_exif_costs_its_facts_and_not_the_picture(reader: ImageReader, tmp_path: Path) -> None:
    data = pictures.with_exif(tmp_path / "cadiz.jpg").read_bytes()
    at = data.index(b"Exif") + 14
    for number in range(40):
        (tmp_path / "bad.jpg").write_bytes(data[: at + 3 * number] + b"\xff\xfe\xff" + data[at + 3 * number + 3 :])
        assert read(reader, tmp_path / "bad.jpg").contents.format == "JPEG"


def test_a_wrong_extension_is_seen_through(reader: ImageReader, tmp_path: Path) -> None:
    halves().save(tmp_path / "a.png")
    (tmp_path / "a.png").rename(tmp_path / "really.jpg")
    seen = read(reader, tmp_path / "really.jpg")
    assert (seen.contents.format, shows_halves(seen.picture)) == ("PNG", True)


def test_of_an_animation_the_first_frame_is_seen(reader: ImageReader, tmp_path: Path) -> None:
    seen = read(reader, pictures.endless_gif(tmp_path / "long.gif"))
    assert (seen.contents.width, shows_halves(seen.picture)) == (32, True)


def test_of_a_raw_file_its_preview_is_seen(reader: ImageReader, tmp_path: Path) -> None:
    seen = read(reader, pictures.raw_file(tmp_path / "DSC_0001.NEF"))
    assert (seen.contents.format, seen.contents.width, shows_halves(seen.picture)) == ("NEF", 1200, True)


def test_a_phones_heic_is_read(reader: ImageReader, tmp_path: Path) -> None:
    pytest.importorskip("pi_heif")
    (tmp_path / "phone.heic").write_bytes(pictures.HEIC)
    seen = read(reader, tmp_path / "phone.heic")
    assert (seen.contents.format, seen.contents.width, shows_halves(seen.picture)) == ("HEIF", 64, True)


def test_a_large_jpeg_is_decoded_small(reader: ImageReader, tmp_path: Path) -> None:
    halves((6400, 4800)).save(tmp_path / "large.jpg")
    seen = read(reader, tmp_path / "large.jpg")
    assert (seen.contents.width, seen.contents.height) == (6400, 4800)
    assert 256 <= min(seen.picture.size) < 600


def test_a_strip_is_read_whole(reader: ImageReader, tmp_path: Path) -> None:
    halves((5000, 12)).save(tmp_path / "strip.png")
    assert read(reader, tmp_path / "strip.png").contents.width == 5000
    halves((1, 1)).save(tmp_path / "dot.png")
    assert read(reader, tmp_path / "dot.png").contents.width == 1


@pytest.mark.parametrize("name", pictures.BAD)
def test_a_bad_picture_has_its_reason(reader: ImageReader, tmp_path: Path, name: str) -> None:
    kind, make = pictures.BAD[name]
    make(tmp_path / name)
    with pytest.raises(AteneoError) as caught:
        read(reader, tmp_path / name)
    assert (caught.value.kind, name in caught.value.message) == (kind, True)


def test_what_is_no_file_is_never_opened(reader: ImageReader, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(FileUnsafe):
        read(reader, tmp_path / "pipe.jpg")
    with pytest.raises(FileVanished):
        read(reader, tmp_path / "gone.jpg")


def test_a_thumbnail_is_small_private_and_shared_by_equal_bytes(reader: ImageReader, tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        scene(3, (1600, 400)).save(tmp_path / name)
    first, second = (reader.read(tmp_path / name, tmp_path / "kept").contents.thumbnail for name in ("a.jpg", "b.jpg"))
    kept = tmp_path / "kept" / first
    assert first == second
    with Image.open(kept) as thumbnail:
        assert thumbnail.size == (256, 64)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in kept.parent.iterdir()] == [kept.name]


def test_fingerprints_stay_when_a_picture_is_saved_another_way(reader: ImageReader, tmp_path: Path) -> None:
    scene(5).save(tmp_path / "a.png")
    scene(5).resize((320, 240)).save(tmp_path / "b.jpg", quality=60)
    scene(6).save(tmp_path / "c.png")
    same, again, other = (read(reader, tmp_path / name).contents for name in ("a.png", "b.jpg", "c.png"))
    assert apart(same, again) <= 8
    assert apart(same, other) > 30


def apart(one: ImageContents, other: ImageContents) -> int:
    pairs = ((one.dhash, other.dhash), (one.phash, other.phash))
    return sum(((a ^ b) & (2**64 - 1)).bit_count() for a, b in pairs)


def test_a_blurred_copy_is_less_sharp() -> None:
    from PIL import ImageFilter

    assert image_features.sharpness(scene(2)) > 2 * image_features.sharpness(
        scene(2).filter(ImageFilter.GaussianBlur(3))
    )


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((210, 30, 30), "red"),
        ((240, 140, 20), "orange"),
        ((250, 230, 40), "yellow"),
        ((40, 160, 50), "green"),
        ((40, 200, 210), "cyan"),
        ((40, 70, 210), "blue"),
        ((130, 50, 190), "purple"),
        ((250, 130, 180), "pink"),
        ((120, 75, 40), "brown"),
        ((15, 15, 15), "black"),
        ((128, 128, 128), "grey"),
        ((250, 250, 250), "white"),
    ],
)
def test_colours_have_the_names_people_give_them(rgb: tuple[int, int, int], name: str) -> None:
    assert image_features.colours(Image.new("RGB", (64, 64), rgb)) == (name,)


def test_the_child_reads_pictures_and_documents_side_by_side(indexer: IndexerClient, tmp_path: Path) -> None:
    asked: list[ReadImage | ReadFile] = []
    for number in range(6):
        scene(number).save(tmp_path / f"{number}.jpg")
        (tmp_path / f"{number}.txt").write_text(f"La caldera número {number}.", "utf-8")
        asked += [ReadImage(str(tmp_path / f"{number}.jpg")), ReadFile(str(tmp_path / f"{number}.txt"))]
    found = [said for said in indexer.read(asked, never) if isinstance(said, FileResult)]
    assert {Path(one.path).name for one in found if one.image} == {f"{n}.jpg" for n in range(6)}
    assert {Path(one.path).name for one in found if one.contents} == {f"{n}.txt" for n in range(6)}


def test_bad_pictures_among_good_ones_cost_nobody_else(indexer: IndexerClient, tmp_path: Path) -> None:
    for name, (_, make) in pictures.BAD.items():
        make(tmp_path / name)
    for number in range(12):
        scene(number).save(tmp_path / f"good{number}.jpg")
    asked = [ReadImage(str(path)) for path in sorted(tmp_path.iterdir()) if path.is_file()]
    found = {Path(one.path).name: one for one in indexer.read(asked, never) if isinstance(one, FileResult)}
    assert {name: one.error.kind for name, one in found.items() if one.error} == {
        n: k for n, (k, _) in pictures.BAD.items()
    }
    assert len([one for one in found.values() if one.image]) == 12


@pytest.mark.skipif(not Path("/proc").exists(), reason="needs /proc")
def test_huge_pictures_stay_within_a_gigabyte(indexer: IndexerClient, tmp_path: Path) -> None:
    Image.new("RGB", (13_000, 13_000), RED).save(tmp_path / "a.png", compress_level=1)
    Image.new("L", (13_000, 13_000), 9).save(tmp_path / "b.png", compress_level=1)
    Image.new("L", (16_500, 16_500), 9).convert("P").save(tmp_path / "c.png", compress_level=1)
    asked = [ReadImage(str(tmp_path / name)) for name in ("a.png", "b.png", "c.png")]
    found = [one for one in indexer.read(asked, never) if isinstance(one, FileResult)]
    assert [one.error.kind if one.error else "" for one in found] == ["", "", "picture_too_large"]
    status = Path(f"/proc/{indexer.pid}/status").read_text()
    peak = next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))
    assert peak < GIB


def test_a_picture_alone_with_a_child_that_ends_for_time_or_memory_is_set_aside(
    indexer: IndexerClient, tmp_path: Path
) -> None:
    """Of several nobody knows which it was: they are asked for again, one at a time, until one is alone."""
    Image.new("RGB", (12_000, 12_000), RED).save(tmp_path / "slow.png", compress_level=1)
    found = []
    for said in indexer.read([ReadImage(str(tmp_path / "slow.png"))], never):
        if isinstance(said, FileResult):
            found.append(said.error.kind if said.error else "")
        elif indexer.pid is not None:
            os.kill(indexer.pid, 9)
    assert found == ["file_timed_out"]


def test_a_child_killed_while_it_reads_pictures_costs_none_of_them(indexer: IndexerClient, tmp_path: Path) -> None:
    for number in range(30):
        scene(number).save(tmp_path / f"{number}.jpg")
    asked = [ReadImage(str(path)) for path in sorted(tmp_path.glob("*.jpg"))]
    found: list[FileResult] = []
    for said in indexer.read(asked, never):
        if isinstance(said, FileResult):
            found.append(said)
            if len(found) == 5 and indexer.pid is not None:
                os.kill(indexer.pid, 9)
    assert sorted(one.path for one in found) == sorted(one.path for one in asked)
    assert all(one.image for one in found)
