"""The text in pictures, read by the real model after them: a run that is seen, stopped, gives way, and goes on by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.images.inspector.details import DetailsPane
from desktop.features.images.page import ImagesPage
from desktop.paths import Paths
from tests.support.image_files import scene, sign

pytestmark = pytest.mark.model
TIMEOUT_MS = 60_000
READER = "pp-ocr-v6-small"


@pytest.fixture
def paths(home: Path, models: Path, tmp_path: Path) -> Paths:
    if not (models / READER).is_dir():
        pytest.skip("the starter's reader is not built")
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / READER).symlink_to(models / READER)
    return Paths(home, tmp_path / "shelf")


@pytest.fixture
def start(qtbot: QtBot, open_ateneo: Callable[..., Ateneo], paths: Paths) -> Callable[[], Ateneo]:
    def started() -> Ateneo:
        ateneo = open_ateneo(StartOptions("es", "light"), engine_command(paths), ("images",))
        ateneo.client.start()
        ateneo.window.show_page("images")
        qtbot.waitUntil(lambda: ateneo.client.state == "ready", timeout=TIMEOUT_MS)
        return ateneo

    return started


def page_of(ateneo: Ateneo) -> ImagesPage:
    page = ateneo.window.page("images")
    assert isinstance(page, ImagesPage)
    return page


def signs(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        sign(f"Señal número {number}", size=(480, 320)).save(folder / f"{number}.png")
    return folder


def is_reading(page: ImagesPage) -> bool:
    return any(card.line.startswith("Leyendo el texto de tus imágenes · ") for card in page.run_cards.cards)


def test_text_is_read_by_itself_and_then_found_and_shown(
    qtbot: QtBot, start: Callable[[], Ateneo], tmp_path: Path
) -> None:
    ateneo, folder = start(), signs(tmp_path / "señales", 3)
    scene(4).save(folder / "paisaje.jpg")
    page = page_of(ateneo)
    page.index([folder])
    qtbot.waitUntil(lambda: is_reading(page), timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: not page.run_cards.are_running and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    said = " ".join(label.text() for label in ateneo.window.findChildren(QLabel))
    assert "Se ha encontrado texto en 3 imágenes." in said and "por leer" not in page.sidebar.model_line
    page.bar.set_query("foto de la senal 2")
    qtbot.waitUntil(lambda: page.grid.count == page.grid.known == 3, timeout=TIMEOUT_MS)
    assert (page.grid.tiles[0].name, page.grid.tiles[0].note) == ("2.png", "con el texto: senal, 2")
    assert page.grid.section == 1 and page.grid.tiles[1].note == "menos segura · con el texto: senal"
    page.grid.choose(0)
    qtbot.waitUntil(lambda: ateneo.window.findChild(DetailsPane) is not None, timeout=TIMEOUT_MS)
    pane = ateneo.window.findChild(DetailsPane)
    assert pane is not None and "Señal número 2" in [label.text() for label in pane.findChildren(QLabel)]


def test_stopped_it_keeps_what_it_read_and_goes_on_at_the_next_start(
    qtbot: QtBot, start: Callable[[], Ateneo], tmp_path: Path
) -> None:
    ateneo = start()
    page = page_of(ateneo)
    page.index([signs(tmp_path / "señales", 30)])
    qtbot.waitUntil(lambda: is_reading(page), timeout=TIMEOUT_MS)
    page.stop()
    qtbot.waitUntil(lambda: not page.run_cards.are_running and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: "por leer" in page.sidebar.model_line, timeout=TIMEOUT_MS)
    page.reload()
    qtbot.waitUntil(lambda: ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert not page.run_cards.are_running
    ateneo.window.close()
    ateneo.client.close()
    again = page_of(start())
    qtbot.waitUntil(lambda: is_reading(again), timeout=TIMEOUT_MS)
    again.stop()
    qtbot.waitUntil(lambda: not again.run_cards.are_running, timeout=TIMEOUT_MS)


def test_new_pictures_come_first_and_the_text_goes_on_after_them(
    qtbot: QtBot, start: Callable[[], Ateneo], tmp_path: Path
) -> None:
    ateneo = start()
    page = page_of(ateneo)
    page.index([signs(tmp_path / "señales", 12)])
    qtbot.waitUntil(lambda: is_reading(page), timeout=TIMEOUT_MS)
    page.index([signs(tmp_path / "más", 2)])
    qtbot.waitUntil(lambda: page.grid.count == 14, timeout=TIMEOUT_MS)
    assert page.run_cards.are_running
    qtbot.waitUntil(lambda: not page.run_cards.are_running and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert "por leer" not in page.sidebar.model_line
