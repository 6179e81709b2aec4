"""Text in pictures: drawn here, read by the real networks; and the parts between them on arrays made by hand."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from engine.models.manifest import ModelFile, ModelManifest
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.models.vision.ocr import OnnxOcrModel, connected, decoded, in_reading_order, open_ocr_model
from engine.protocol.errors import ModelDamaged, ModelMissing
from tests.engine.models.two_spec import write_pair

READER = "pp-ocr-v6-small"
FONT = Path(__file__).parents[3] / "resources" / "fonts" / "Inter-Regular.ttf"
LINES = (
    "El señor Muñoz pidió un café", "¿Cuánto cuesta el alquiler?", "Última actualización: 3 de mayo",
    "Opening hours: 9 am to 6 pm", "pingüino, ñandú, corazón, avión", "Total: 1.234,56 €",
)  # fmt: skip


@pytest.fixture(scope="module")
def reader(models: Path) -> Iterator[OnnxOcrModel]:
    if not (models / READER).is_dir():
        pytest.skip("the starter's reader is not built")
    made = open_ocr_model(models, READER)
    assert isinstance(made, OnnxOcrModel)
    yield made
    made.close()


@pytest.mark.parametrize(("ink", "paper"), [("black", "white"), ("white", "navy")])
def test_spanish_and_english_print_is_read_with_its_accents(reader: OnnxOcrModel, ink: str, paper: str) -> None:
    found = reader.read(page(LINES, ink, paper))
    assert len(found) == len(LINES)
    read = "\n".join(line.text for line in found)
    assert difflib.SequenceMatcher(None, "\n".join(LINES), read, autojunk=False).ratio() > 0.97
    assert "Muñoz" in read
    assert "corazón" in read


def test_a_line_is_where_it_was_drawn(reader: OnnxOcrModel) -> None:
    picture = Image.new("RGB", (1600, 1200), "white")
    ImageDraw.Draw(picture).text((800, 900), "ALQUILER", "black", ImageFont.truetype(str(FONT), 60))
    (line,) = reader.read(picture)
    assert line.text == "ALQUILER"
    assert 0.45 < line.left < 0.51 < line.right < 0.75
    assert 0.72 < line.top < 0.78 < line.bottom < 0.84


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 2), (64, 64), (2500, 1700)])
def test_a_picture_without_text_says_nothing(reader: OnnxOcrModel, size: tuple[int, int]) -> None:
    assert reader.read(Image.new("RGB", size, "olive")) == ()


def test_the_model_is_held_by_the_residents_and_missing_where_there_is_none(models: Path, tmp_path: Path) -> None:
    none = LazyModelPool(ModelRegistry([tmp_path]), chosen=lambda kind: None)
    assert none.ocr_model_id() is None
    with pytest.raises(ModelMissing), none.text_reader():
        pass
    with pytest.raises(ModelMissing):
        open_ocr_model(tmp_path, READER)
    if not (models / READER).is_dir():
        pytest.skip("the starter's reader is not built")
    pool = LazyModelPool(ModelRegistry([models]), chosen=lambda kind: None)
    pool.try_out(READER)
    with pool.ocr_model() as held:
        assert held.id == pool.ocr_model_id() == READER
    pool.close()


def test_networks_that_are_no_reader_are_damage(tmp_path: Path) -> None:
    folder = write_pair(tmp_path / "clip")
    (folder / "vision_model.onnx").rename(folder / "detector.onnx")
    (folder / "text_model.onnx").rename(folder / "recogniser.onnx")
    files = tuple(ModelFile(name, 0, "") for name in ("detector.onnx", "recogniser.onnx"))
    with pytest.raises(ModelDamaged, match="x is damaged"):
        OnnxOcrModel(ModelManifest("x", "x", "ocr", files), folder, threads=1)


def test_touching_pixels_are_one_part_however_they_wind() -> None:
    drawn = [
        "##...#....",
        "##...#..#.",
        ".....####.",
        "..........",
        "#.#.#....#",
        "###.......",
    ]
    mask = np.array([[sign == "#" for sign in row] for row in drawn])
    assert sorted(connected(mask)) == [(0, 0, 2, 2), (0, 4, 3, 6), (4, 4, 5, 5), (5, 0, 9, 3), (9, 4, 10, 5)]
    assert connected(np.zeros((4, 4), bool)) == []
    assert connected(np.ones((3, 5), bool)) == [(0, 0, 5, 3)]


def test_lines_are_read_in_rows_from_the_left() -> None:
    first, second, below = (10, 12, 40, 30), (60, 10, 90, 28), (5, 50, 90, 70)
    assert in_reading_order([below, second, first]) == [first, second, below]


def test_repeated_signs_are_one_unless_a_blank_parts_them() -> None:
    shares = np.eye(3, dtype=np.float32)[[0, 1, 1, 0, 1, 2, 2, 0]]
    assert decoded(shares, ["", "a", "b"]) == ("aab", 1.0)
    assert decoded(np.eye(3, dtype=np.float32)[[0, 0]], ["", "a", "b"]) == ("", 0.0)


def page(lines: tuple[str, ...], ink: str, paper: str) -> Image.Image:
    picture = Image.new("RGB", (800, 60 + 60 * len(lines)), paper)
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), 30)
    for row, line in enumerate(lines):
        pen.text((40, 30 + 60 * row), line, ink, font)
    return picture
