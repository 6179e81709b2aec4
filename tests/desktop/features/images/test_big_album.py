"""The Images page over a scripted library, of 100,000 pictures where that matters: only what is looked at is fetched."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QListWidget, QPushButton, QSlider, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.images.inspector.details import DetailsPane
from desktop.features.images.page import ImagesPage
from desktop.features.images.sidebar import ALL, GalleryView
from desktop.theme.tokens import Size
from desktop.widgets.images.justified_area import PICTURES_PER_TURN
from desktop.widgets.images.picture_grid import PAGE
from desktop.widgets.plots.score_bars import ScoreBars
from engine.capabilities.images import api as images
from tests.desktop.conftest import TIMEOUT_MS
from tests.support.big_album import FAILED, FEW, FOUND, TOTAL

BIG = (sys.executable, "-m", "tests.support.big_album")
all_of_them = pytest.mark.parametrize("total", [TOTAL], indirect=True)
"""For the tests of what so many pictures may cost; the others look at FEW."""


@pytest.fixture
def total(request: pytest.FixtureRequest) -> int:
    """Pictures in the library."""
    return int(getattr(request, "param", FEW))


@pytest.fixture
def ateneo(qtbot: QtBot, open_ateneo: Callable[..., Ateneo], total: int) -> Ateneo:
    opened = open_ateneo(command=(*BIG, str(total)), features=("images", "models"))
    opened.client.start()
    qtbot.waitUntil(lambda: opened.client.state == "ready", timeout=TIMEOUT_MS)
    opened.window.show_page("images")
    return opened


@pytest.fixture
def page(qtbot: QtBot, ateneo: Ateneo, total: int) -> ImagesPage:
    shown = ateneo.window.page("images")
    assert isinstance(shown, ImagesPage)
    qtbot.waitUntil(lambda: shown.grid.count == total and shown.grid.known > 0, timeout=TIMEOUT_MS)
    return shown


@all_of_them
def test_a_hundred_thousand_pictures_scroll_and_only_those_in_view_are_fetched(qtbot: QtBot, page: ImagesPage) -> None:
    grid, bar = page.grid, page.grid.verticalScrollBar()
    qtbot.waitUntil(lambda: grid.is_laid_out, timeout=TIMEOUT_MS)
    bar.setValue(bar.maximum() // 2)
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: any(tile.id == TOTAL for tile in grid.tiles.values()), timeout=TIMEOUT_MS)
    assert grid.known <= 6 * PAGE


def test_ten_thousand_new_pictures_are_laid_out_a_part_in_each_turn(qtbot: QtBot, page: ImagesPage) -> None:
    page.grid.show_list(range(1, 10_001), [1.5] * 10_000, same_place=False)
    parts = [page.grid.laid_out]
    while not page.grid.is_laid_out:
        QCoreApplication.processEvents()
        if page.grid.laid_out != parts[-1]:
            parts.append(page.grid.laid_out)
    sizes = [later - earlier for earlier, later in pairwise([0, *parts])]
    assert len(sizes) >= 2 and max(sizes) <= PICTURES_PER_TURN + 20  # a row is laid out whole


@all_of_them
def test_a_list_that_grows_leaves_what_is_looked_at_where_it_is(qtbot: QtBot, page: ImagesPage) -> None:
    grid = page.grid
    grid.choose(400)
    qtbot.waitUntil(lambda: grid.current is not None and grid.current.id == 401, timeout=TIMEOUT_MS)
    seen = grid.visible_ids
    grid.show_list([TOTAL + 1, *range(1, TOTAL + 1)], [1.5] * (TOTAL + 1), same_place=True)
    assert grid.current is not None and grid.current.id == 401
    assert [tile.id for tile in grid.chosen] == [401]
    assert seen[0] in grid.visible_ids


def test_words_search_and_what_was_understood_is_said(qtbot: QtBot, page: ImagesPage) -> None:
    page.bar.set_query("caballo + rayas:0.5")
    qtbot.waitUntil(lambda: page.bar.parsed_query == "caballo + 0.5 × rayas", timeout=TIMEOUT_MS)
    assert page.bar.count_line == "200 of 450 pictures"
    tile = page.grid.tiles[0]
    assert (tile.name, tile.note) == ("foto-000000.jpg", "")


def test_what_was_found_comes_a_page_at_a_time_as_one_scrolls(qtbot: QtBot, page: ImagesPage) -> None:
    page.bar.set_query("caballo")
    qtbot.waitUntil(lambda: page.grid.count == PAGE, timeout=TIMEOUT_MS)
    page.grid.choose(150)
    bar = page.grid.verticalScrollBar()
    for reached in (2 * PAGE, FOUND):
        bar.setValue(bar.maximum())
        qtbot.waitUntil(lambda reached=reached: page.grid.count == reached, timeout=TIMEOUT_MS)  # type: ignore[misc]
    assert page.bar.count_line == "450 pictures"
    assert [page.grid.tiles[at].id for at in range(FOUND)] == list(range(1, FOUND + 1))
    assert page.grid.current is not None and page.grid.current.id == 151
    assert page.gallery.total == FOUND


def test_the_same_search_again_leaves_what_is_looked_at_where_it_is(
    qtbot: QtBot, ateneo: Ateneo, page: ImagesPage
) -> None:
    page.bar.set_query("caballo")
    bar = page.grid.verticalScrollBar()
    for reached in (PAGE, 2 * PAGE):
        qtbot.waitUntil(lambda reached=reached: page.grid.count == reached, timeout=TIMEOUT_MS)  # type: ignore[misc]
        bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: page.grid.count == FOUND and page.grid.is_laid_out, timeout=TIMEOUT_MS)
    width = page.grid.width()
    page.grid.choose(250)
    qtbot.waitUntil(lambda: page.grid.width() < width, timeout=TIMEOUT_MS)  # the inspector has opened
    seen, scrolled = page.grid.count, bar.value()
    counts: list[int] = []
    page.gallery.shown.connect(lambda: counts.append(page.grid.count))
    page.reload()
    qtbot.waitUntil(lambda: len(counts) > 3 and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert set(counts) == {seen} and bar.value() == scrolled
    assert page.grid.current is not None and page.grid.current.id == 251
    page.bar.set_query("gato")
    qtbot.waitUntil(lambda: page.grid.count == PAGE and bar.value() == 0, timeout=TIMEOUT_MS)


def test_an_album_says_how_many_of_its_pictures_are_there(qtbot: QtBot, page: ImagesPage, total: int) -> None:
    qtbot.waitUntil(lambda: bool(page.sidebar.albums), timeout=TIMEOUT_MS)
    page.sidebar.select(GalleryView(album=1))
    qtbot.waitUntil(lambda: page.count_label.text() == "200 of 300 pictures", timeout=TIMEOUT_MS)
    page.grid.verticalScrollBar().setValue(page.grid.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: page.count_label.text() == "300 pictures", timeout=TIMEOUT_MS)
    page.sidebar.select(ALL)
    qtbot.waitUntil(lambda: page.grid.count == total, timeout=TIMEOUT_MS)
    assert not page.count_label.isVisible()


@all_of_them
def test_a_list_read_again_keeps_its_place_while_its_parts_come(qtbot: QtBot, ateneo: Ateneo, page: ImagesPage) -> None:
    page.grid.choose(9000)
    qtbot.waitUntil(lambda: page.grid.current is not None and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    counts: list[int] = []
    page.gallery.shown.connect(lambda: counts.append(page.grid.count))
    page.reload()
    qtbot.waitUntil(lambda: len(counts) > TOTAL // images.LAYOUT_LIMIT and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert set(counts) == {TOTAL}
    assert page.grid.current is not None and page.grid.current.id == 9001


def test_nothing_convincing_offers_the_weaker_ones(qtbot: QtBot, page: ImagesPage) -> None:
    page.bar.set_query("nada")
    qtbot.waitUntil(page.empty_results.isVisible, timeout=TIMEOUT_MS)
    assert page.empty_results.title.text() == "No picture matches for sure"
    more = button(page.empty_results, "Show 12 weaker")
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.grid.isVisible() and page.grid.count == 12, timeout=TIMEOUT_MS)


def test_the_runners_up_are_shown_at_once_under_their_heading(qtbot: QtBot, page: ImagesPage) -> None:
    page.bar.set_query("velero")
    qtbot.waitUntil(lambda: page.grid.count == 7, timeout=TIMEOUT_MS)
    assert page.bar.count_line == "2 pictures · 5 less sure"
    assert (page.grid.section, page.grid.heading) == (2, "Less sure")
    assert [page.grid.tiles[at].note for at in range(7)] == ["", "", *["less sure"] * 5]
    places = dict(page.grid.visible_pictures())
    heading = page.grid.heading_rect
    assert heading is not None and places[1].bottom() < heading.top() < heading.bottom() <= places[2].top()
    qtbot.mouseClick(button(page.bar, "Show 13 weaker"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.grid.count == 20, timeout=TIMEOUT_MS)
    assert (page.grid.section, page.bar.count_line) == (2, "20 pictures")
    page.bar.set_query("gato")
    qtbot.waitUntil(lambda: page.grid.count == PAGE and page.grid.heading == "", timeout=TIMEOUT_MS)
    assert page.grid.heading_rect is None


def test_the_heading_follows_the_language(qtbot: QtBot, ateneo: Ateneo, page: ImagesPage) -> None:
    page.bar.set_query("velero")
    qtbot.waitUntil(lambda: page.grid.count == 7, timeout=TIMEOUT_MS)
    ateneo.language.use("es")
    qtbot.waitUntil(lambda: page.grid.heading == "Menos seguras", timeout=TIMEOUT_MS)
    assert page.bar.count_line == "2 imágenes · 5 menos seguras"
    ateneo.language.use("en")


def test_while_pictures_are_read_the_counts_say_that_they_are_not_the_last(qtbot: QtBot, page: ImagesPage) -> None:
    page.index([Path("/library/Viajes")])
    page.bar.set_query("velero")
    so_far = "2 pictures · 5 less sure · so far: pictures are still being read"
    qtbot.waitUntil(lambda: page.bar.count_line == so_far, timeout=TIMEOUT_MS)
    page.run_cards.cards[0].stop()
    qtbot.waitUntil(lambda: page.bar.count_line == "2 pictures · 5 less sure", timeout=TIMEOUT_MS)


def test_the_counts_beside_the_folders_grow_while_pictures_are_read(qtbot: QtBot, page: ImagesPage) -> None:
    page.bar.set_query("velero")
    qtbot.waitUntil(lambda: page.grid.count == 7, timeout=TIMEOUT_MS)
    page.index([Path("/library/Viajes")])
    sidebar = page.sidebar.findChild(QListWidget)
    assert sidebar is not None
    qtbot.waitUntil(lambda: sidebar.item(0).text().endswith("2,001"), timeout=TIMEOUT_MS)
    assert page.run_cards.are_running
    page.run_cards.cards[0].stop()
    qtbot.waitUntil(lambda: sidebar.item(0).text().endswith("2,000"), timeout=TIMEOUT_MS)


def test_one_click_shows_a_picture_in_the_inspector_also_in_a_narrow_window(
    qtbot: QtBot, ateneo: Ateneo, page: ImagesPage
) -> None:
    ateneo.window.resize(*Size.WINDOW_MIN)
    qtbot.waitUntil(lambda: bool(page.grid.visible_ids), timeout=TIMEOUT_MS)
    page.grid.choose(3)
    assert not ateneo.window.is_inspector_open
    click(qtbot, page, 1)
    qtbot.waitUntil(lambda: inspected(ateneo) == "foto-000001.jpg", timeout=TIMEOUT_MS)
    qtbot.keyClick(page.grid, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: inspected(ateneo) == "foto-000000.jpg", timeout=TIMEOUT_MS)


def test_the_inspector_shows_the_picture_selected_last_however_fast_one_selects(
    qtbot: QtBot, ateneo: Ateneo, page: ImagesPage
) -> None:
    for index in (0, 1, 2, 1):
        click(qtbot, page, index)
    page.inspector.describe(6)
    page.grid.choose(4)
    qtbot.waitUntil(lambda: inspected(ateneo) == "foto-000004.jpg" and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    click(qtbot, page, 4)
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert inspected(ateneo) == "foto-000004.jpg"


def click(qtbot: QtBot, page: ImagesPage, index: int) -> None:
    place = dict(page.grid.visible_pictures())[index].center()
    qtbot.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)


def inspected(ateneo: Ateneo) -> str:
    """Name of the picture in the inspector; empty where it shows none."""
    panes = [pane for pane in ateneo.window.findChildren(DetailsPane) if pane.isVisible()]
    return panes[-1].preview.accessibleName() if panes else ""


def test_a_picture_to_start_from_is_a_chip_that_weighs_and_goes_away(
    qtbot: QtBot, page: ImagesPage, total: int
) -> None:
    page.find_similar(7, "foto.jpg", "")
    qtbot.waitUntil(lambda: page.grid.count == PAGE, timeout=TIMEOUT_MS)
    chip = page.bar.example_chips.chips[0]
    assert page.bar.examples == (images.ExampleImage(picture=7),)
    chip.weight.setCurrentIndex(3)
    chip.weight.activated.emit(3)
    assert page.bar.examples == (images.ExampleImage(picture=7, weight=-0.5),)
    qtbot.mouseClick(button(chip, "Remove foto.jpg from the search"), Qt.MouseButton.LeftButton)
    assert page.bar.examples == ()
    qtbot.waitUntil(lambda: page.grid.count == total, timeout=TIMEOUT_MS)


def test_a_copied_picture_and_a_copied_file_are_searched_by(qtbot: QtBot, page: ImagesPage, tmp_path: Path) -> None:
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(picture)
    page.paste_example()
    assert [QImage(example.path).width() for example in page.bar.examples] == [8]
    page.bar.clear()
    page.find_like(tmp_path / "playa.jpg")
    assert page.bar.examples == (images.ExampleImage(path=str(tmp_path / "playa.jpg")),)
    QGuiApplication.clipboard().clear()


def test_a_colour_narrows_the_list_and_folding_the_filters_widens_it(
    qtbot: QtBot, page: ImagesPage, total: int
) -> None:
    toggle = button(page.bar, "Filters")
    qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
    page.bar.filter_card.pick_colour("blue")
    qtbot.waitUntil(lambda: page.grid.count == 20 and page.bar.count_line == "20 pictures", timeout=TIMEOUT_MS)
    qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.grid.count == total, timeout=TIMEOUT_MS)


def test_the_inspector_says_what_is_seen_written_and_where(qtbot: QtBot, ateneo: Ateneo, page: ImagesPage) -> None:
    page.grid.choose(2)
    qtbot.waitUntil(lambda: ateneo.window.findChild(DetailsPane) is not None, timeout=TIMEOUT_MS)
    pane = ateneo.window.findChild(DetailsPane)
    assert isinstance(pane, DetailsPane)
    said = {label.text() for label in pane.findChildren(QLabel)}
    assert {"Canon EOS R5", "36.5292, -6.2925", "FACTURA 2024", "Shown in the picture"} <= said
    bars = pane.findChild(ScoreBars)
    assert bars is not None and bars.accessibleName() == "dog 70%, cat 20%"
    assert pane.vision_buttons.buttons == {}
    assert pane.missing_models.hint.text() == (
        "A classification model names what a picture shows. A detection model finds things in pictures. "
        "A segmentation model outlines regions."
    )
    pane.missing_models.models_clicked.emit()
    assert ateneo.window.page("models").isVisible()


def test_things_are_found_in_the_picture_of_the_inspector(qtbot: QtBot, ateneo: Ateneo, page: ImagesPage) -> None:
    page.grid.choose(3)
    qtbot.waitUntil(
        lambda: ateneo.window.findChild(DetailsPane) is not None and ateneo.client.is_idle, timeout=TIMEOUT_MS
    )
    pane = ateneo.window.findChild(DetailsPane)
    assert isinstance(pane, DetailsPane)
    assert [button.content.badge for button in pane.copies.buttons] == ["best", ""]
    assert "2 copies" in {label.text() for label in pane.findChildren(QLabel)}
    assert list(pane.vision_buttons.buttons) == ["detection"]
    qtbot.mouseClick(pane.vision_buttons.buttons["detection"], Qt.MouseButton.LeftButton)
    detection = pane.vision_buttons.buttons["detection"]
    assert detection.text() == "Looking…" and not detection.isEnabled()
    qtbot.waitUntil(lambda: pane.annotated is not None, timeout=TIMEOUT_MS)
    assert pane.annotated is not None
    assert [pane.annotated.list.item(row).text() for row in range(3)] == ["dog · 90%", "dog · 70%", "ball · 60%"]
    assert pane.vision_buttons.buttons["detection"].isEnabled() and not pane.preview.isVisible()


def test_where_nothing_is_found_that_is_said(qtbot: QtBot, ateneo: Ateneo, page: ImagesPage, total: int) -> None:
    page.inspector.describe(total)
    qtbot.waitUntil(lambda: ateneo.window.findChild(DetailsPane) is not None, timeout=TIMEOUT_MS)
    pane = ateneo.window.findChild(DetailsPane)
    assert isinstance(pane, DetailsPane)
    qtbot.mouseClick(pane.vision_buttons.buttons["detection"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(pane.no_result.isVisible, timeout=TIMEOUT_MS)
    assert pane.no_result.text() == "Nothing was found in this picture." and pane.annotated is None


def test_pictures_are_sorted_by_the_users_own_labels(qtbot: QtBot, ateneo: Ateneo, page: ImagesPage) -> None:
    page.sidebar.select(GalleryView(labels=True))
    assert page.labels.isVisible() and not page.bar.isVisible() and page.grid.count == 0
    page.labels.set_labels(("dog", "cat", "dog"))
    qtbot.waitUntil(lambda: page.grid.count == 40, timeout=TIMEOUT_MS)
    assert [chip.text() for chip in page.labels.chips] == ["All  40", "dog  30", "cat  0", "None of these  10"]
    assert (page.grid.section, page.grid.heading) == (30, "None of these")
    assert (page.grid.tiles[0].note, page.grid.tiles[39].note) == ("dog · 80%", "None of these")
    page.grid.choose(0)
    qtbot.waitUntil(lambda: bool(ateneo.window.findChildren(DetailsPane)), timeout=TIMEOUT_MS)
    pane = ateneo.window.findChildren(DetailsPane)[-1]
    assert "dog 80%, cat 20%" in {bars.accessibleName() for bars in pane.findChildren(ScoreBars)}
    page.labels.chips[1].click()
    assert page.gallery.rule() == images.AlbumRule(labels=("dog", "cat"), label="dog")
    page.labels.threshold.setValue(19)
    qtbot.waitUntil(lambda: page.grid.count == 0, timeout=TIMEOUT_MS)
    page.labels.chips[3].click()
    qtbot.waitUntil(lambda: page.grid.count == 40 and page.grid.heading == "", timeout=TIMEOUT_MS)
    assert {tile.note for tile in page.grid.tiles.values()} == {"None of these"}


def test_what_could_not_be_read_is_listed_with_its_reason(qtbot: QtBot, page: ImagesPage) -> None:
    page.sidebar.select(GalleryView(problems=True))
    qtbot.waitUntil(lambda: page.problems.table.topLevelItemCount() == FAILED, timeout=TIMEOUT_MS)
    row = page.problems.table.topLevelItem(0)
    assert row is not None and row.text(0) == "rota-0.jpg" and row.text(1).startswith("rota-0.jpg is an empty file")


def test_groups_of_copies_come_fifty_at_a_time(qtbot: QtBot, page: ImagesPage) -> None:
    page.sidebar.select(GalleryView(duplicates=True))
    qtbot.waitUntil(lambda: len(page.duplicates.groups) == 50, timeout=TIMEOUT_MS)
    qtbot.mouseClick(button(page.duplicates, "Show 10 more groups"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(page.duplicates.groups) == 60, timeout=TIMEOUT_MS)


def test_a_run_is_shown_stopped_and_its_failures_lead_to_their_list(qtbot: QtBot, page: ImagesPage) -> None:
    page.index([Path("/library/Viajes")])
    card = page.run_cards.cards[0]
    qtbot.waitUntil(lambda: card.failures == 1 and "2 of 10" in card.line, timeout=TIMEOUT_MS)
    card.problems_clicked.emit()
    assert page.sidebar.view == GalleryView(problems=True)
    page.stop()
    qtbot.waitUntil(lambda: not page.run_cards.are_running, timeout=TIMEOUT_MS)


def test_an_album_is_renamed_where_it_stands(qtbot: QtBot, page: ImagesPage) -> None:
    named: list[tuple[int, str]] = []
    page.sidebar.renamed.connect(lambda album, name: named.append((album, name)))
    qtbot.waitUntil(lambda: bool(page.sidebar.albums), timeout=TIMEOUT_MS)
    page.sidebar.select(GalleryView(album=1))
    sidebar = page.sidebar.findChild(QListWidget)
    assert sidebar is not None
    sidebar.setFocus()
    qtbot.keyClick(sidebar, Qt.Key.Key_F2)
    editor = sidebar.findChild(QLineEdit)
    assert editor is not None and editor.text() == "Perros"
    editor.setText("Los perros")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: named == [(1, "Los perros")], timeout=TIMEOUT_MS)


def test_find_goes_to_the_words_from_any_place_and_stop_clears_them(qtbot: QtBot, page: ImagesPage) -> None:
    page.sidebar.select(GalleryView(duplicates=True))
    page.find_in_page()
    assert page.sidebar.view == ALL and page.bar.isVisible()
    page.bar.set_query("perro")
    page.stop()
    assert not page.bar.has_query


def test_letters_lead_to_the_picture_whose_name_starts_so(qtbot: QtBot, page: ImagesPage) -> None:
    page.grid.setFocus()
    qtbot.keyClicks(page.grid, "foto-000012")
    assert page.grid.current is not None and page.grid.current.name == "foto-000012.jpg"


def test_every_control_of_the_page_has_a_name(qtbot: QtBot, page: ImagesPage) -> None:
    page.find_similar(7, "foto.jpg", "")
    kinds = (QPushButton, QAbstractButton, QComboBox, QLineEdit, QSlider)
    unnamed = [
        widget
        for kind in kinds
        for widget in page.findChildren(kind)
        if not (widget.accessibleName() or getattr(widget, "text", str)()) and not inside_a_field(widget)
    ]
    assert unnamed == []


def inside_a_field(widget: QWidget) -> bool:
    """A part that Qt makes: the clear button of a line, the line of a date."""
    return isinstance(widget.parent(), QLineEdit | QComboBox) or widget.objectName().startswith("qt_")


def button(parent: QWidget, name: str) -> QAbstractButton:
    found = [b for b in parent.findChildren(QAbstractButton) if name in (b.text(), b.accessibleName())]
    assert found, name
    return found[0]
