"""Boxes and regions drawn over a picture, their list, and the saved file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.i18n.language import Language
from desktop.theme.theme import Theme
from desktop.theme.tokens import SERIES_COLOURS
from desktop.widgets.images.annotated_picture import AnnotatedPicture, PictureMark, label_colours

BOXES = (
    PictureMark("dog", 0.92, (0.1, 0.1, 0.6, 0.9)),
    PictureMark("dog", 0.81, (0.2, 0.5, 0.4, 0.8)),
    PictureMark("ball", 0.6, (0.8, 0.8, 1.0, 1.0)),
)
REGIONS = (PictureMark("sea", 0.6), PictureMark("sky", 0.4))


@pytest.fixture
def picture(tmp_path: Path) -> str:
    Image.new("RGB", (1280, 640), "white").save(tmp_path / "view.jpg")
    return str(tmp_path / "view.jpg")


@pytest.fixture
def mask(tmp_path: Path) -> str:
    """The sea below, the sky above."""
    made = Image.new("P", (16, 10), 2)
    made.putpalette([value for value in range(256) for _ in range(3)])
    made.paste(1, (0, 4, 16, 10))
    made.save(tmp_path / "mask.png")
    return str(tmp_path / "mask.png")


def shown(qtbot: QtBot, made: AnnotatedPicture) -> AnnotatedPicture:
    qtbot.addWidget(made)
    made.resize(320, 500)
    made.show()
    return made


def test_boxes_are_drawn_and_listed(qtbot: QtBot, theme: Theme, english: Language, picture: str) -> None:
    made = shown(qtbot, AnnotatedPicture(theme, picture, BOXES))
    assert [made.list.item(row).text() for row in range(3)] == ["dog · 92%", "dog · 81%", "ball · 60%"]
    assert made.canvas.accessibleName() == "dog · 92%, dog · 81%, ball · 60%"
    assert (made.canvas.width(), made.canvas.height()) == (320, 160)
    drawn = made.canvas.grab().toImage()
    assert drawn.pixelColor(32, 100) == theme.colour("series_1")
    assert drawn.pixelColor(250, 20) == QColor("white")


def test_a_box_chosen_by_click_or_key_stands_out(qtbot: QtBot, theme: Theme, english: Language, picture: str) -> None:
    made = shown(qtbot, AnnotatedPicture(theme, picture, BOXES))
    qtbot.mouseClick(made.canvas, Qt.MouseButton.LeftButton, pos=QPoint(90, 100))
    assert made.list.currentRow() == 1  # the smaller of the two that lie there
    made.list.setFocus()
    qtbot.keyClick(made.list, Qt.Key.Key_Down)
    assert made.list.currentRow() == 2
    assert made.canvas.grab().toImage().pixelColor(257, 145) == theme.colour("series_2")


def test_regions_are_coloured_and_the_chosen_one_more(
    qtbot: QtBot, theme: Theme, english: Language, picture: str, mask: str
) -> None:
    made = shown(qtbot, AnnotatedPicture(theme, picture, REGIONS, mask))
    sea, sky = QPoint(160, 140), QPoint(160, 10)
    before = made.canvas.grab().toImage()
    assert nearer(before, sea, theme.colour("series_1")) and nearer(before, sky, theme.colour("series_2"))
    qtbot.mouseClick(made.canvas, Qt.MouseButton.LeftButton, pos=sky)
    assert made.list.currentRow() == 1
    after = made.canvas.grab().toImage()
    assert distance(after.pixelColor(sky), theme.colour("series_2")) < distance(
        before.pixelColor(sky), theme.colour("series_2")
    )
    assert distance(after.pixelColor(sea), QColor("white")) < distance(before.pixelColor(sea), QColor("white"))


def test_a_saved_picture_has_its_own_size(
    qtbot: QtBot, theme: Theme, english: Language, picture: str, tmp_path: Path
) -> None:
    made = shown(qtbot, AnnotatedPicture(theme, picture, BOXES))
    told: list[tuple[str, bool]] = []
    made.saved.connect(lambda path, written: told.append((path, written)))
    made.save(str(tmp_path / "found.png"))
    made.save(str(tmp_path / "nowhere" / "found.png"))
    assert [written for _, written in told] == [True, False]
    saved = QImage(str(tmp_path / "found.png"))
    assert (saved.width(), saved.height()) == (1280, 640)
    assert saved.pixelColor(128, 400) == theme.colour("series_1")


def test_a_saved_picture_names_its_regions(
    qtbot: QtBot, theme: Theme, english: Language, picture: str, mask: str, tmp_path: Path
) -> None:
    made = shown(qtbot, AnnotatedPicture(theme, picture, REGIONS, mask))
    made.save(str(tmp_path / "regions.png"))
    saved, colour = QImage(str(tmp_path / "regions.png")), theme.colour("series_1")
    assert colour in [saved.pixelColor(x, 24) for x in range(12, 40)]
    assert made.canvas.grab().toImage().pixelColor(12, 12) != colour


def test_a_switch_of_theme_and_language_reaches_the_list(
    qtbot: QtBot, theme: Theme, english: Language, picture: str
) -> None:
    made = shown(qtbot, AnnotatedPicture(theme, picture, BOXES))
    made.list.setCurrentRow(1)
    theme.use("dark", 100, False)
    assert made.list.currentRow() == 1
    assert made.list.item(0).icon().pixmap(16, 16).toImage().pixelColor(8, 8) == theme.colour("series_1")
    english.use("es")
    QApplication.processEvents()
    assert [b.text() for b in made.findChildren(QPushButton)] == ["Guardar como imagen…"]


def test_a_missing_picture_is_drawn_empty(qtbot: QtBot, theme: Theme, english: Language) -> None:
    made = shown(qtbot, AnnotatedPicture(theme, "/nowhere.jpg", BOXES, "/nowhere.png"))
    qtbot.mouseClick(made.canvas, Qt.MouseButton.LeftButton)
    assert made.list.count() == 3


def test_colours_start_again_when_there_are_more_labels(theme: Theme) -> None:
    colours = label_colours(theme, [PictureMark(str(n), 0.1) for n in range(SERIES_COLOURS + 1)])
    assert colours[0] == colours[SERIES_COLOURS] and len({colour.name() for colour in colours}) == SERIES_COLOURS


def nearer(image: QImage, place: QPoint, colour: QColor) -> bool:
    return 0 < distance(image.pixelColor(place), colour) < distance(QColor("white"), colour)


def distance(first: QColor, second: QColor) -> int:
    return sum(abs(a - b) for a, b in zip(first.getRgb()[:3], second.getRgb()[:3], strict=True))  # type: ignore[index]
