"""Images of every kind are decoded right; a bad one is refused with its reason."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.indexer.images.image_reader import ImageReader, LoadedImage
from engine.protocol.errors import AteneoError, FileNotOrdinary, FileVanished
from tests.support import image_files
from tests.support.image_files import BLUE, RED, halves, scene


def never() -> bool:
    return False


@pytest.fixture
def reader() -> ImageReader:
    return ImageReader(224)


def read(reader: ImageReader, path: Path) -> LoadedImage:
    return reader.read(path, None)


def shows_halves(image: Image.Image, tolerance: int = 40) -> bool:
    """Tell whether an image is red above and blue below."""
    above, below = (image.getpixel((image.width // 2, int(image.height * part))) for part in (0.2, 0.8))
    return all(
        abs(a - b) <= tolerance
        for actual, expected in ((above, RED), (below, BLUE))
        for a, b in zip(actual, expected, strict=True)
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
def test_every_kind_is_decoded_as_it_was_saved(reader: ImageReader, tmp_path: Path, name: str, mode: str) -> None:
    halves().convert(mode).save(tmp_path / name)
    loaded = read(reader, tmp_path / name)
    assert (loaded.image.mode, loaded.contents.width, loaded.contents.height) == ("RGB", 320, 240)
    assert shows_halves(loaded.image)
    assert set(loaded.contents.colours) == {"red", "blue"}


@pytest.mark.parametrize("name", ["deep.png", "deep.tif"])
def test_sixteen_bits_are_read_by_their_upper_half(reader: ImageReader, tmp_path: Path, name: str) -> None:
    ramp = np.linspace(0, 65535, 400).astype(np.uint16)[None, :].repeat(300, axis=0)
    Image.fromarray(ramp).save(tmp_path / name)
    values = np.asarray(read(reader, tmp_path / name).image)[150, :, 0].astype(int)
    assert abs(values - np.linspace(0, 255, 400)).max() <= 2


def test_transparent_parts_lie_on_white(reader: ImageReader, tmp_path: Path) -> None:
    picture = Image.new("P", (300, 300), 0)
    picture.putpalette([0, 0, 0, *RED])
    picture.paste(1, (0, 0, 150, 300))
    picture.save(tmp_path / "p.png", transparency=0)
    image = read(reader, tmp_path / "p.png").image
    assert (image.getpixel((75, 150)), image.getpixel((225, 150))) == (RED, (255, 255, 255))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_an_image_is_upright_whatever_its_orientation(reader: ImageReader, tmp_path: Path, orientation: int) -> None:
    undo = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    stored = halves() if undo is None else halves().transpose(Image.Transpose(undo))
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "turned.jpg", exif=exif, quality=95)
    loaded = read(reader, tmp_path / "turned.jpg")
    assert (loaded.contents.width, loaded.contents.height) == (320, 240)
    assert shows_halves(loaded.image)


def test_date_camera_and_place_are_read(reader: ImageReader, tmp_path: Path) -> None:
    contents = read(reader, image_files.write_with_exif(tmp_path / "cadiz.jpg")).contents
    assert (contents.taken_at, contents.camera) == ("2024-05-17T18:03:11", "Canon EOS R5")
    assert (contents.latitude, contents.longitude) == (36.529167, -6.2925)


def test_damaged_exif_costs_its_fields_and_not_the_image(reader: ImageReader, tmp_path: Path) -> None:
    data = image_files.write_with_exif(tmp_path / "cadiz.jpg").read_bytes()
    at = data.index(b"Exif") + 14
    for number in range(40):
        (tmp_path / "bad.jpg").write_bytes(data[: at + 3 * number] + b"\xff\xfe\xff" + data[at + 3 * number + 3 :])
        assert read(reader, tmp_path / "bad.jpg").contents.format == "JPEG"


def test_a_wrong_suffix_does_not_matter(reader: ImageReader, tmp_path: Path) -> None:
    halves().save(tmp_path / "a.png")
    (tmp_path / "a.png").rename(tmp_path / "really.jpg")
    loaded = read(reader, tmp_path / "really.jpg")
    assert (loaded.contents.format, shows_halves(loaded.image)) == ("PNG", True)


def test_of_an_animation_the_first_frame_is_read(reader: ImageReader, tmp_path: Path) -> None:
    loaded = read(reader, image_files.write_endless_gif(tmp_path / "long.gif"))
    assert (loaded.contents.width, shows_halves(loaded.image)) == (32, True)


def test_of_a_raw_file_the_preview_is_read(reader: ImageReader, tmp_path: Path) -> None:
    loaded = read(reader, image_files.write_raw(tmp_path / "DSC_0001.NEF"))
    assert (loaded.contents.format, loaded.contents.width, shows_halves(loaded.image)) == ("NEF", 1200, True)


def test_a_phones_heic_is_read(reader: ImageReader, tmp_path: Path) -> None:
    pytest.importorskip("pi_heif")
    (tmp_path / "phone.heic").write_bytes(image_files.HEIC)
    loaded = read(reader, tmp_path / "phone.heic")
    assert (loaded.contents.format, loaded.contents.width, shows_halves(loaded.image)) == ("HEIF", 64, True)


def test_a_large_jpeg_is_decoded_small(reader: ImageReader, tmp_path: Path) -> None:
    halves((6400, 4800)).save(tmp_path / "large.jpg")
    loaded = read(reader, tmp_path / "large.jpg")
    assert (loaded.contents.width, loaded.contents.height) == (6400, 4800)
    assert 256 <= min(loaded.image.size) < 600


def test_very_narrow_images_are_read(reader: ImageReader, tmp_path: Path) -> None:
    halves((5000, 12)).save(tmp_path / "strip.png")
    assert read(reader, tmp_path / "strip.png").contents.width == 5000
    halves((1, 1)).save(tmp_path / "dot.png")
    assert read(reader, tmp_path / "dot.png").contents.width == 1


@pytest.mark.parametrize("name", image_files.BAD_IMAGES)
def test_a_bad_image_is_refused_with_its_reason(reader: ImageReader, tmp_path: Path, name: str) -> None:
    kind, make = image_files.BAD_IMAGES[name]
    make(tmp_path / name)
    with pytest.raises(AteneoError) as caught:
        read(reader, tmp_path / name)
    assert (caught.value.kind, name in caught.value.message) == (kind, True)


def test_only_regular_files_are_opened(reader: ImageReader, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(FileNotOrdinary):
        read(reader, tmp_path / "pipe.jpg")
    with pytest.raises(FileVanished):
        read(reader, tmp_path / "gone.jpg")


def test_a_thumbnail_is_small_private_and_shared_by_equal_bytes(reader: ImageReader, tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        scene(3, (1600, 400)).save(tmp_path / name)
    first, second = (
        reader.read(tmp_path / name, tmp_path / "thumbnails").contents.thumbnail for name in ("a.jpg", "b.jpg")
    )
    path = tmp_path / "thumbnails" / first
    assert first == second
    with Image.open(path) as thumbnail:
        assert thumbnail.size == (256, 64)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == [path.name]
