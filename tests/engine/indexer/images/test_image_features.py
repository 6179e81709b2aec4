"""Features that need no model: hashes, sharpness, colours."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from engine.indexer.images import image_features
from engine.indexer.images.image_reader import ImageReader
from engine.protocol.children.indexing import ImageContents
from tests.support.image_files import scene


def test_hashes_stay_when_an_image_is_saved_in_another_format(tmp_path: Path) -> None:
    reader = ImageReader(224)
    scene(5).save(tmp_path / "a.png")
    scene(5).resize((320, 240)).save(tmp_path / "b.jpg", quality=60)
    scene(6).save(tmp_path / "c.png")
    same, again, other = (reader.read(tmp_path / name, None).contents for name in ("a.png", "b.jpg", "c.png"))
    assert hamming_distance(same, again) <= 8
    assert hamming_distance(same, other) > 30


def hamming_distance(first: ImageContents, second: ImageContents) -> int:
    pairs = ((first.dhash, second.dhash), (first.phash, second.phash))
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
