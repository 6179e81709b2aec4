"""Text drawn on images is read by the real networks; the steps between them run on arrays made by hand."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from engine.models.manifest import ModelFile, ModelManifest
from engine.models.opening import open_ocr_model
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.models.vision.connected_components import connected_components, sort_in_reading_order
from engine.models.vision.ocr import OnnxOcrModel, decode_greedily
from engine.protocol.errors import ModelDamaged, ModelMissing
from tests.support.tiny_dual_encoder import write_dual_encoder

OCR = "pp-ocr-v6-small"
FONT = Path(__file__).parents[4] / "resources" / "fonts" / "Inter-Regular.ttf"
LINES = (
    "El señor Muñoz pidió un café", "¿Cuánto cuesta el alquiler?", "Última actualización: 3 de mayo",
    "Opening hours: 9 am to 6 pm", "pingüino, ñandú, corazón, avión", "Total: 1.234,56 €",
)  # fmt: skip


@pytest.fixture(scope="module")
def ocr_model(models: Path) -> Iterator[OnnxOcrModel]:
    if not (models / OCR).is_dir():
        pytest.skip("the starter's OCR model is not built")
    model = open_ocr_model(models, OCR)
    assert isinstance(model, OnnxOcrModel)
    yield model
    model.close()


@pytest.mark.parametrize(("ink", "paper"), [("black", "white"), ("white", "navy")])
def test_spanish_and_english_print_is_read_with_its_accents(ocr_model: OnnxOcrModel, ink: str, paper: str) -> None:
    lines = ocr_model.read(page(LINES, ink, paper))
    assert len(lines) == len(LINES)
    text = "\n".join(line.text for line in lines)
    assert difflib.SequenceMatcher(None, "\n".join(LINES), text, autojunk=False).ratio() > 0.97
    assert "Muñoz" in text
    assert "corazón" in text


def test_a_line_is_where_it_was_drawn(ocr_model: OnnxOcrModel) -> None:
    image = Image.new("RGB", (1600, 1200), "white")
    ImageDraw.Draw(image).text((800, 900), "ALQUILER", "black", ImageFont.truetype(str(FONT), 60))
    (line,) = ocr_model.read(image)
    assert line.text == "ALQUILER"
    assert 0.45 < line.left < 0.51 < line.right < 0.75
    assert 0.72 < line.top < 0.78 < line.bottom < 0.84


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 2), (64, 64), (2500, 1700)])
def test_an_image_without_text_has_no_lines(ocr_model: OnnxOcrModel, size: tuple[int, int]) -> None:
    assert ocr_model.read(Image.new("RGB", size, "olive")) == ()


def test_the_pool_lends_the_model_and_it_is_missing_where_there_is_none(models: Path, tmp_path: Path) -> None:
    none = LazyModelPool(ModelRegistry([tmp_path]))
    assert none.ocr_model_id() is None
    with pytest.raises(ModelMissing), none.ocr_model():
        pass
    with pytest.raises(ModelMissing):
        open_ocr_model(tmp_path, OCR)
    if not (models / OCR).is_dir():
        pytest.skip("the starter's OCR model is not built")
    pool = LazyModelPool(ModelRegistry([models]))
    pool.probe(OCR)
    with pool.ocr_model() as held:
        assert held.id == pool.ocr_model_id() == OCR
    pool.close()


def test_other_networks_are_damage(tmp_path: Path) -> None:
    folder = write_dual_encoder(tmp_path / "clip")
    (folder / "vision_model.onnx").rename(folder / "detector.onnx")
    (folder / "text_model.onnx").rename(folder / "recogniser.onnx")
    files = tuple(ModelFile(name, 0, "") for name in ("detector.onnx", "recogniser.onnx"))
    with pytest.raises(ModelDamaged, match="x is damaged"):
        OnnxOcrModel(ModelManifest("x", "x", "ocr", files), folder, threads=1)


def test_touching_pixels_are_one_region_however_they_wind() -> None:
    rows = [
        "##...#....",
        "##...#..#.",
        ".....####.",
        "..........",
        "#.#.#....#",
        "###.......",
    ]
    mask = np.array([[character == "#" for character in row] for row in rows])
    assert sorted(connected_components(mask)) == [(0, 0, 2, 2), (0, 4, 3, 6), (4, 4, 5, 5), (5, 0, 9, 3), (9, 4, 10, 5)]
    assert connected_components(np.zeros((4, 4), bool)) == []
    assert connected_components(np.ones((3, 5), bool)) == [(0, 0, 5, 3)]


def test_lines_are_read_in_rows_from_the_left() -> None:
    first, second, below = (10, 12, 40, 30), (60, 10, 90, 28), (5, 50, 90, 70)
    assert sort_in_reading_order([below, second, first]) == [first, second, below]


def test_repeated_symbols_count_once_unless_a_blank_is_between_them() -> None:
    scores = np.eye(3, dtype=np.float32)[[0, 1, 1, 0, 1, 2, 2, 0]]
    assert decode_greedily(scores, ["", "a", "b"]) == ("aab", 1.0)
    assert decode_greedily(np.eye(3, dtype=np.float32)[[0, 0]], ["", "a", "b"]) == ("", 0.0)


def page(lines: tuple[str, ...], ink: str, paper: str) -> Image.Image:
    image = Image.new("RGB", (800, 60 + 60 * len(lines)), paper)
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(FONT), 30)
    for row, line in enumerate(lines):
        pen.text((40, 30 + 60 * row), line, ink, font)
    return image
