"""The picture grid: layout, keyboard, selection and thumbnails."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QPixmap
from pytestqt.qtbot import QtBot

from desktop.i18n.language import Language
from desktop.theme.theme import Theme
from desktop.widgets.images.justified_area import PICTURES_PER_TURN
from desktop.widgets.images.justified_layout import MAX_ASPECT, MIN_ASPECT, JustifiedRows
from desktop.widgets.images.picture_grid import PAGE, PictureGrid
from desktop.widgets.images.picture_tile import PictureTile
from desktop.widgets.images.thumbnails import Thumbnails

TIMEOUT_MS = 20_000
Key, Button = Qt.Key, Qt.MouseButton


@given(st.lists(st.floats(0.01, 30), max_size=80), st.integers(200, 2000), st.integers(40, 200), st.integers(0, 12))
def test_every_picture_has_one_place_and_rows_fill_the_width(
    aspects: list[float], width: int, height: int, gap: int
) -> None:
    rows = JustifiedRows(aspects, width, height, gap)
    rows.advance(len(aspects))
    places = list(rows.between(0, rows.bottom + 1))
    assert [index for index, _ in places] == list(range(len(aspects)))
    tops = sorted({place[1] for _, place in places})
    for top in tops[:-1]:
        row = [place for _, place in places if place[1] == top]
        assert row[0][0] == 0
        assert abs(row[-1][0] + row[-1][2] - width) <= 1
        assert all(left[0] + left[2] <= right[0] + 1 for left, right in pairwise(row))
    for index, (_, _, wide, high) in places:
        assert (
            abs(wide / high - min(max(aspects[index], MIN_ASPECT), MAX_ASPECT)) <= (1.1 + MAX_ASPECT / 2) / high
        )  # whole pixels


def test_only_the_rows_between_two_heights_are_returned() -> None:
    rows = JustifiedRows([1.0] * 1000, 500, 100, 0)
    rows.advance(1000)
    assert {place[1] for _, place in rows.between(250, 450)} == {200, 300, 400}
    assert [index for index, _ in rows.between(0, 100)] == [0, 1, 2, 3, 4]


@pytest.fixture
def grid(qtbot: QtBot, theme: Theme, english: Language) -> PictureGrid:
    made = PictureGrid(theme)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.tiles_requested.connect(
        lambda first, count: made.set_tiles(first, tiles(first, min(count, made.count - first)))
    )
    made.show()
    return made


def tiles(first: int, count: int) -> list[PictureTile]:
    return [PictureTile(number, "", f"{number}.jpg", f"similarity {number}") for number in range(first, first + count)]


def test_a_hundred_thousand_pictures_are_laid_out_in_turns_and_only_those_in_view_are_requested(
    qtbot: QtBot, grid: PictureGrid
) -> None:
    grid.show_shapes([1.5] * 100_000)
    assert grid.laid_out == PICTURES_PER_TURN  # the rest follows in later turns of the event loop
    bar = grid.verticalScrollBar()
    qtbot.waitUntil(lambda: grid.is_laid_out, timeout=TIMEOUT_MS)
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: any(tile.id == 99_999 for tile in grid.tiles.values()), timeout=TIMEOUT_MS)
    assert grid.known <= 3 * PAGE


def test_the_keyboard_reaches_every_picture(qtbot: QtBot, grid: PictureGrid) -> None:
    grid.show_shapes([1.0] * 40)
    qtbot.waitUntil(lambda: grid.known == 40, timeout=TIMEOUT_MS)
    seen: list[int | None] = []
    grid.current_changed.connect(lambda: seen.append(grid.current.id if grid.current else None))
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Down, Key.Key_Up, Key.Key_End, Key.Key_Home):
        qtbot.keyClick(grid, key)
    a_row = seen[2] - seen[1] if seen[2] is not None and seen[1] is not None else 0
    assert seen == [0, 1, 1 + a_row, 1, 39, 0] and a_row > 1
    qtbot.keyClick(grid, Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert [tile.id for tile in grid.chosen] == list(range(40))
    assert grid.accessibleDescription() == "39.jpg, similarity 39, 40 of 40"
    with qtbot.waitSignal(grid.opened):
        qtbot.keyClick(grid, Key.Key_Return)
    with qtbot.waitSignal(grid.removed):
        qtbot.keyClick(grid, Key.Key_Delete)


def test_a_click_chooses_one_and_control_adds_another(qtbot: QtBot, grid: PictureGrid) -> None:
    grid.show_shapes([1.0] * 12)
    qtbot.waitUntil(lambda: grid.known == 12, timeout=TIMEOUT_MS)
    middles = [rect.center() for _, rect in grid.visible_pictures()]
    qtbot.mouseClick(grid.viewport(), Button.LeftButton, pos=middles[1])
    qtbot.mouseClick(grid.viewport(), Button.LeftButton, Qt.KeyboardModifier.ControlModifier, middles[3])
    assert [tile.id for tile in grid.chosen] == [1, 3]
    qtbot.mouseClick(grid.viewport(), Button.LeftButton, pos=QPoint(grid.width() // 2, grid.height() - 2))
    assert grid.chosen == []


def test_thumbnails_are_drawn_and_the_least_recently_used_are_dropped(
    qtbot: QtBot, grid: PictureGrid, tmp_path: Path
) -> None:
    paths = []
    for number in range(6):
        pixmap = QPixmap(64, 64)
        pixmap.fill(QColor(40 * number, 90, 120))
        pixmap.save(str(tmp_path / f"{number}.png"))
        paths.append(str(tmp_path / f"{number}.png"))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    thumbnails = Thumbnails(grid, max_bytes=3 * 64 * 64 * 4)
    place = QSize(64, 64)
    thumbnails.request((path, place) for path in [*paths, str(tmp_path / "broken.png")])
    qtbot.waitUntil(lambda: thumbnails.get(str(tmp_path / "broken.png")) is not None, timeout=TIMEOUT_MS)
    assert thumbnails.byte_count <= 3 * 64 * 64 * 4
    assert thumbnails.get(paths[0]) is None and thumbnails.get(paths[5]) is not None
    broken = thumbnails.get(str(tmp_path / "broken.png"))
    assert broken is not None and broken.isNull()

    grid.show_shapes([1.0])
    grid.set_tiles(0, [PictureTile(1, paths[5], "5.png")])
    qtbot.waitUntil(
        lambda: grid.viewport().grab().toImage().pixelColor(80, 80) == QColor(200, 90, 120), timeout=TIMEOUT_MS
    )
