"""Text in pictures of every kind is read in its order: turned, in columns, on further pages, transparent, deep, of four inks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from engine.indexer.client import IndexerClient
from engine.protocol.children.indexing import FileResult, OcrRequest
from engine.text.tokens import fold
from tests.support.image_files import FONT, sign

OCR = "pp-ocr-v6-small"
NOTICE = ("Concierto de verano", "Entrada gratis el sábado", "Plaza Mayor a las nueve")
LEFT = (
    "El ayuntamiento reparará",
    "la fuente de la plaza antes",
    "de que lleguen las fiestas",
    "y plantará doce naranjos.",
)
MIDDLE = (
    "La biblioteca abrirá los",
    "domingos por la mañana con",
    "un horario que los vecinos",
    "pedían desde hace años.",
)
RIGHT = (
    "El mercado cambia de sitio",
    "mientras duren las obras de",
    "la calle Real, que durarán",
    "hasta el mes de octubre.",
)
TRANSPARENT = (0, 0, 0, 0)


@pytest.fixture(scope="module")
def indexer(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexerClient]:
    if not (models / OCR).is_dir():
        pytest.skip("the starter's OCR model is not installed")
    folder = tmp_path_factory.mktemp("ocr")
    indexer = IndexerClient(models, folder / "indexer.log", idle_seconds=3600)
    Image.new("RGB", (64, 64), "white").save(folder / "first.png")
    list(
        indexer.read([OcrRequest(str(folder / "first.png"), OCR)], lambda: False)
    )  # its child lives as long as the module
    yield indexer
    indexer.close()


Read = Callable[[Path], str]


@pytest.fixture
def read(indexer: IndexerClient) -> Read:
    """Return the text of one picture as the indexer reads it."""

    def read_text(path: Path) -> str:
        with closing(indexer.read([OcrRequest(str(path), OCR)], lambda: False)) as messages:
            (result,) = (message for message in messages if isinstance(message, FileResult))
        assert result.ocr is not None, result.error
        return result.ocr.text

    return read_text


def columns(*texts: tuple[str, ...], heading: str = "") -> Image.Image:
    """Print columns of running text side by side, below a heading over all of them."""
    picture = Image.new("RGB", (500 * len(texts) + 60, 560), "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), 32)
    pen.text((60, 40), heading, "black", ImageFont.truetype(str(FONT), 52))
    for column, lines in enumerate(texts):
        for row, line in enumerate(lines):
            pen.text((60 + 500 * column, 160 + 60 * row), line, "black", font)
    return picture


def inked(colour: tuple[int, ...], mode: str = "RGBA", ground: tuple[int, ...] = TRANSPARENT) -> Image.Image:
    picture = Image.new("RGBA", (900, 260), ground)
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), 60)
    pen.text((60, 80), "Código 4455", colour, font)
    return picture.convert(mode)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_turned_text_is_read_upright(read: Read, tmp_path: Path, degrees: int) -> None:
    sign(*NOTICE, size=(1100, 500)).rotate(degrees, expand=True).save(tmp_path / "turned.png")
    assert fold(read(tmp_path / "turned.png")) == fold("\n".join(NOTICE))


@pytest.mark.parametrize("degrees", [90, 180])
def test_a_photo_of_a_page_held_the_wrong_way_is_read_upright(read: Read, tmp_path: Path, degrees: int) -> None:
    lines = (*LEFT, *MIDDLE, *RIGHT)
    page = Image.new("RGB", (1000, 1400), (182, 170, 150))
    page.paste(sign(*lines, px=36, size=(860, 1260)), (70, 70))
    page.rotate(2, expand=False, fillcolor=(182, 170, 150)).rotate(degrees, expand=True).save(
        tmp_path / "page.jpg", quality=70
    )
    text = fold(read(tmp_path / "page.jpg"))
    assert sum(fold(line) in text for line in lines) >= len(lines) - 1
    assert text.index(fold(LEFT[1])) < text.index(fold(MIDDLE[1])) < text.index(fold(RIGHT[1]))


def test_a_label_at_the_margin_is_read_in_its_own_direction(read: Read, tmp_path: Path) -> None:
    picture = sign(*NOTICE, size=(1200, 500))
    label = Image.new("RGB", (420, 60), "white")
    ImageDraw.Draw(label).text((10, 8), "Imprenta Sol 2024", "black", ImageFont.truetype(str(FONT), 38))
    for name, turn in (("up.png", Image.Transpose.ROTATE_90), ("down.png", Image.Transpose.ROTATE_270)):
        copy = picture.copy()
        copy.paste(label.transpose(turn), (1120, 40))
        copy.save(tmp_path / name)
        text = fold(read(tmp_path / name))
        assert "imprenta sol 2024" in text
        assert all(fold(line) in text for line in NOTICE)


def test_columns_are_read_one_after_the_other(read: Read, tmp_path: Path) -> None:
    columns(LEFT, RIGHT, heading="Hoja parroquial").save(tmp_path / "two.png")
    assert fold(read(tmp_path / "two.png")) == fold("\n".join(("Hoja parroquial", *LEFT, *RIGHT)))
    columns(LEFT, MIDDLE, RIGHT).save(tmp_path / "three.png")
    assert fold(read(tmp_path / "three.png")) == fold("\n".join((*LEFT, *MIDDLE, *RIGHT)))


def test_the_rows_of_a_list_with_prices_stay_rows(read: Read, tmp_path: Path) -> None:
    rows = (("Café solo", "1,20 €"), ("Tostada", "2,10 €"), ("Zumo natural", "3,40 €"), ("Bocadillo", "4,50 €"))
    columns(tuple(name for name, _ in rows), tuple(price for _, price in rows)).save(tmp_path / "menu.png")
    lines = fold(read(tmp_path / "menu.png")).splitlines()
    assert lines == [fold(cell) for row in rows for cell in row]


def test_all_pages_of_a_fax_are_read(read: Read, tmp_path: Path) -> None:
    pages = [sign(f"Solar {number}40 metros", px=60).convert("1") for number in (5, 6, 7)]
    pages[0].save(tmp_path / "fax.tif", save_all=True, append_images=pages[1:], compression="group4")
    assert fold(read(tmp_path / "fax.tif")).split("\n\n") == [
        "solar 540 metros",
        "solar 640 metros",
        "solar 740 metros",
    ]


def test_a_fax_with_half_as_many_lines_is_stretched(read: Read, tmp_path: Path) -> None:
    page = sign(*NOTICE, px=48)
    page.resize((page.width, page.height // 2)).convert("1").save(
        tmp_path / "fax.tif", dpi=(204, 98), compression="group4"
    )
    assert fold(read(tmp_path / "fax.tif")) == fold("\n".join(NOTICE))


def test_a_damaged_page_costs_only_itself_and_a_smaller_copy_is_no_page(read: Read, tmp_path: Path) -> None:
    first, small, last = (sign(text, px=60) for text in ("Primera hoja", "Copia pequeña", "Última hoja"))
    small.encoderinfo = {"tiffinfo": {254: 1}}
    first.save(tmp_path / "two.tif", save_all=True, append_images=[small, last], compression="tiff_lzw")
    assert fold(read(tmp_path / "two.tif")) == "primera hoja\n\nultima hoja"


@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.tif", "a.gif"])
@pytest.mark.parametrize("colour", ["white", "black", "#FFF3B0"])
def test_text_on_nothing_is_read_whatever_its_colour(read: Read, tmp_path: Path, name: str, colour: str) -> None:
    ink = Image.new("RGBA", (1, 1), colour).getpixel((0, 0))
    assert isinstance(ink, tuple)
    inked(ink).save(tmp_path / name)
    assert fold(read(tmp_path / name)) == "codigo 4455"


def test_grey_and_palette_pictures_with_transparency_are_read(read: Read, tmp_path: Path) -> None:
    inked((255, 255, 255, 255), "LA").save(tmp_path / "grey.png")
    inked((255, 255, 255, 255)).quantize(4).save(tmp_path / "palette.png")
    assert [fold(read(tmp_path / name)) for name in ("grey.png", "palette.png")] == ["codigo 4455"] * 2


@pytest.mark.parametrize("deepest", [65535, 4095])
def test_deep_scans_are_read(read: Read, tmp_path: Path, deepest: int) -> None:
    grey = np.asarray(inked((0, 0, 0, 255), "L", (255, 255, 255, 255)), np.uint32)
    Image.fromarray((grey * deepest // 255).astype(np.uint16)).save(tmp_path / "deep.tif")
    assert fold(read(tmp_path / "deep.tif")) == "codigo 4455"


def test_a_print_shops_four_inks_are_read(read: Read, tmp_path: Path) -> None:
    for name in ("inks.jpg", "inks.tif"):
        inked((20, 20, 90, 255), "RGB", (255, 255, 255, 255)).convert("CMYK").save(tmp_path / name)
        assert fold(read(tmp_path / name)) == "codigo 4455"
