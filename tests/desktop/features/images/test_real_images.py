"""The Images page over the real engine, its picture model and the samples: found by words, by likeness, sorted and copied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo
from desktop.features.images.page import ImagesPage
from desktop.features.images.sidebar import ALL, GalleryView
from desktop.paths import Paths, sample_pictures
from desktop.widgets.cards.empty_page import EmptyPage
from tests.desktop.conftest import real_ateneo

pytestmark = pytest.mark.model
TIMEOUT_MS = 90_000


@pytest.fixture(scope="module")
def ateneo(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[Ateneo]:
    """One window and library for all tests, which only look at the samples."""
    with real_ateneo(qapp, Paths(tmp_path_factory.mktemp("home"), models), "es", ("images",)) as opened:
        yield opened


@pytest.fixture
def page(qtbot: QtBot, ateneo: Ateneo) -> ImagesPage:
    """All pictures of the library: the samples, which the first test adds as a person adds them."""
    page = ateneo.window.page("images")
    assert isinstance(page, ImagesPage)
    page.sidebar.select(ALL)
    page.bar.clear()
    qtbot.waitUntil(lambda: ateneo.client.state == "ready" and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    empty_page = page.findChild(EmptyPage)
    assert isinstance(empty_page, EmptyPage)
    if empty_page.isVisible():
        empty_page.samples_clicked.emit()
    qtbot.waitUntil(lambda: page.grid.known == len(samples()) and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    return page


def samples() -> list[Path]:
    return sorted(sample_pictures()[0].iterdir())


def test_a_sample_is_found_by_what_is_in_it_and_its_likes_by_itself(qtbot: QtBot, page: ImagesPage) -> None:
    page.bar.set_query("un reloj")
    qtbot.waitUntil(lambda: 0 < page.grid.count < len(samples()) and page.grid.known > 0, timeout=TIMEOUT_MS)
    clock = page.grid.tiles[0]
    assert clock.name.startswith("muestra-07")
    page.find_similar(clock.id, clock.name, clock.thumbnail)
    qtbot.waitUntil(lambda: {t.name for t in list(page.grid.tiles.values())[:2]} == CLOCKS, timeout=TIMEOUT_MS)


def test_samples_are_sorted_by_labels_and_copied_while_the_originals_stay(
    qtbot: QtBot, page: ImagesPage, tmp_path: Path
) -> None:
    page.sidebar.select(GalleryView(labels=True))
    page.labels.set_labels(("reloj", "teclado"))
    qtbot.waitUntil(lambda: page.grid.count == len(samples()), timeout=TIMEOUT_MS)
    folder = tmp_path / "ordenadas"
    folder.mkdir()
    before = {path: path.read_bytes() for path in samples()}
    page.requests.copy_into(folder, page.gallery.label_request())
    qtbot.waitUntil(lambda: not page.run_cards.are_running, timeout=TIMEOUT_MS)
    assert {path.name for path in (folder / "reloj").iterdir()} >= CLOCKS
    assert "muestra-10.jpg" in {path.name for path in (folder / "teclado").iterdir()}
    assert {path: path.read_bytes() for path in samples()} == before


def test_the_same_picture_saved_smaller_is_found_among_the_duplicates(qtbot: QtBot, page: ImagesPage) -> None:
    page.sidebar.select(GalleryView(duplicates=True))
    qtbot.waitUntil(lambda: len(page.duplicates.groups) == 1, timeout=TIMEOUT_MS)
    best, copy = page.duplicates.groups[0].strip.buttons
    assert (best.content.lines[0], best.content.badge, copy.content.lines[0]) == (
        "muestra-07.jpg",
        "la mejor",
        "muestra-07-copia.jpg",
    )


CLOCKS = {"muestra-07.jpg", "muestra-07-copia.jpg"}
