"""The Images page over the real engine: from nothing to a found picture, its details, an album, and back out of the library."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.app import Ateneo, StartOptions, engine_command
from desktop.features.images.inspector.ask_in_chat import AskInChat
from desktop.features.images.inspector.details import DetailsPane
from desktop.features.images.page import ImagesPage
from desktop.features.images.sidebar import GalleryView
from desktop.paths import Paths
from desktop.widgets.cards.empty_page import EmptyPage
from desktop.widgets.shell.message_bar import MessageBar
from engine.models.registry import ModelRegistry
from engine.rpc.generators import exhaust
from tests.support.image_files import scene
from tests.support.tiny_vision_models import detector, segmenter, write_vision_model

TIMEOUT_MS = 20_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "Vacaciones"
    folder.mkdir()
    for number, name in enumerate(("playa.jpg", "montaña.jpg", "ciudad.png")):
        scene(number).save(folder / name)
    (folder / "playa copia.jpg").write_bytes((folder / "playa.jpg").read_bytes())
    (folder / "rota.jpg").write_bytes((folder / "playa.jpg").read_bytes()[:200])
    return folder


@pytest.fixture
def ateneo(qtbot: QtBot, open_ateneo: Callable[..., Ateneo], home: Path, tmp_path: Path) -> Iterator[Ateneo]:
    """Without a model on the shelf: what is written in names is found, and nothing waits for a network's weights."""
    paths = Paths(home, tmp_path / "no-models")
    ateneo = open_ateneo(StartOptions("es", "light"), engine_command(paths), ("images",))
    ateneo.client.start()
    ateneo.window.show_page("images")
    qtbot.waitUntil(lambda: ateneo.client.state == "ready" and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    yield ateneo


def page_of(ateneo: Ateneo) -> ImagesPage:
    page = ateneo.window.page("images")
    assert isinstance(page, ImagesPage)
    return page


def add(qtbot: QtBot, ateneo: Ateneo, folder: Path) -> ImagesPage:
    page = page_of(ateneo)
    page.index([folder])
    qtbot.waitUntil(lambda: page.grid.known == 5 and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    return page


def test_an_empty_page_invites_and_a_folder_fills_the_grid(qtbot: QtBot, ateneo: Ateneo, folder: Path) -> None:
    page = page_of(ateneo)
    empty_page = page.findChild(EmptyPage)
    assert isinstance(empty_page, EmptyPage) and empty_page.isVisible()
    add(qtbot, ateneo, folder)
    assert page.grid.isVisible() and not empty_page.isVisible()
    assert {tile.name for tile in page.grid.tiles.values()} == {
        "playa.jpg",
        "montaña.jpg",
        "ciudad.png",
        "playa copia.jpg",
        "rota.jpg",
    }
    bar = ateneo.window.findChild(MessageBar)
    assert bar is not None
    said = " ".join(label.text() for label in bar.findChildren(QLabel))
    assert "4 imágenes leídas" in said and "1 no se ha podido leer" in said


def test_words_find_a_picture_and_its_details_are_shown(qtbot: QtBot, ateneo: Ateneo, folder: Path) -> None:
    page = add(qtbot, ateneo, folder)
    page.bar.set_query("montaña")
    qtbot.waitUntil(lambda: page.grid.count == 1 and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    page.grid.choose(0)
    qtbot.waitUntil(lambda: ateneo.window.findChild(DetailsPane) is not None, timeout=TIMEOUT_MS)
    pane = ateneo.window.findChild(DetailsPane)
    assert isinstance(pane, DetailsPane)
    said = [label.text() for label in pane.findChildren(QLabel)]
    assert any("montaña.jpg" in text for text in said) and any("JPEG" in text for text in said)
    page.stop()
    qtbot.waitUntil(lambda: page.grid.count == 5, timeout=TIMEOUT_MS)


def open_details(qtbot: QtBot, ateneo: Ateneo, page: ImagesPage, name: str) -> DetailsPane:
    """The picture of that name in the inspector."""
    page.grid.choose(next(at for at, tile in page.grid.tiles.items() if tile.name == name))
    qtbot.waitUntil(lambda: ateneo.window.findChild(DetailsPane) is not None, timeout=TIMEOUT_MS)
    pane = ateneo.window.findChild(DetailsPane)
    assert isinstance(pane, DetailsPane)
    return pane


@pytest.mark.slow
def test_what_models_see_is_drawn_over_the_picture(qtbot: QtBot, ateneo: Ateneo, folder: Path, tmp_path: Path) -> None:
    registry = ModelRegistry([tmp_path / "no-models"])
    for name, model in (("things", detector(True)), ("places", segmenter())):
        exhaust(registry.add(write_vision_model(tmp_path / name, model)))
    pane = open_details(qtbot, ateneo, add(qtbot, ateneo, folder), "ciudad.png")
    assert pane.missing_models.hint.text() == "Un modelo de clasificación dice qué muestra una imagen."
    pane.vision_buttons.buttons["detection"].click()
    qtbot.waitUntil(lambda: pane.annotated is not None, timeout=TIMEOUT_MS)
    assert pane.annotated is not None and pane.annotated.list.item(0).text() == "red · 100\N{NO-BREAK SPACE}%"
    pane.vision_buttons.buttons["segmentation"].click()
    qtbot.waitUntil(lambda: pane.vision_buttons.buttons["detection"].isEnabled(), timeout=TIMEOUT_MS)
    pane.annotated.save(str(tmp_path / "regiones.png"))
    assert QImage(str(tmp_path / "regiones.png")).width() == 640


def test_a_picture_that_went_away_says_so(qtbot: QtBot, ateneo: Ateneo, folder: Path, tmp_path: Path) -> None:
    exhaust(ModelRegistry([tmp_path / "no-models"]).add(write_vision_model(tmp_path / "things", detector(True))))
    pane = open_details(qtbot, ateneo, add(qtbot, ateneo, folder), "ciudad.png")
    (folder / "ciudad.png").unlink()
    pane.vision_buttons.buttons["detection"].click()
    qtbot.waitUntil(lambda: pane.vision_buttons.buttons["detection"].isEnabled(), timeout=TIMEOUT_MS)
    assert pane.annotated is None and pane.preview.isVisible()
    bar = ateneo.window.findChild(MessageBar)
    assert bar is not None
    assert any(label.text().startswith("No se ha encontrado ciudad.png") for label in bar.findChildren(QLabel))


def test_a_file_that_could_not_be_read_is_not_offered_to_be_looked_at(
    qtbot: QtBot, ateneo: Ateneo, folder: Path, tmp_path: Path
) -> None:
    exhaust(ModelRegistry([tmp_path / "no-models"]).add(write_vision_model(tmp_path / "things", detector(True))))
    pane = open_details(qtbot, ateneo, add(qtbot, ateneo, folder), "rota.jpg")
    assert not pane.vision_buttons.isVisible() and not pane.missing_models.isVisible()


def test_what_is_not_there_is_said_plainly(qtbot: QtBot, ateneo: Ateneo, folder: Path) -> None:
    page = add(qtbot, ateneo, folder)
    page.bar.set_query("submarino")
    qtbot.waitUntil(lambda: page.bar.count_line == "Ninguna imagen coincide con seguridad", timeout=TIMEOUT_MS)


def test_removing_can_be_undone_and_the_files_stay(qtbot: QtBot, ateneo: Ateneo, folder: Path) -> None:
    page = add(qtbot, ateneo, folder)
    page.grid.choose(0)
    page.grid.removed.emit()
    qtbot.waitUntil(lambda: page.grid.count == 4 and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    assert len(list(folder.iterdir())) == 5
    bar = ateneo.window.findChild(MessageBar)
    assert bar is not None
    bar.undo()
    qtbot.waitUntil(lambda: page.grid.count == 5, timeout=TIMEOUT_MS)


def test_duplicates_are_listed_with_the_one_to_keep_first(qtbot: QtBot, ateneo: Ateneo, folder: Path) -> None:
    page = add(qtbot, ateneo, folder)
    page.sidebar.select(GalleryView(duplicates=True))
    qtbot.waitUntil(lambda: len(page.duplicates.groups) == 1, timeout=TIMEOUT_MS)
    card = page.duplicates.groups[0]
    assert card.heading.text().startswith("El mismo archivo")
    assert [button.content.badge for button in card.strip.buttons] == ["la mejor", ""]


def test_a_search_is_kept_as_an_album(qtbot: QtBot, ateneo: Ateneo, folder: Path) -> None:
    page = add(qtbot, ateneo, folder)
    page.bar.set_query("playa")
    qtbot.waitUntil(lambda: page.grid.count == 2 and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    page.bar.save_clicked.emit()
    qtbot.waitUntil(lambda: [album.name for album in page.sidebar.albums] == ["playa"], timeout=TIMEOUT_MS)
    page.bar.clear()
    page.sidebar.select(GalleryView(album=page.sidebar.albums[0].id))
    qtbot.waitUntil(lambda: page.grid.count == 2 and ateneo.client.is_idle, timeout=TIMEOUT_MS)


def test_pictures_dropped_offer_what_can_be_done(ateneo: Ateneo, folder: Path) -> None:
    page = page_of(ateneo)
    assert [one.title for one in page.drop_actions([folder / "playa.jpg"])] == [
        "Añadir a las imágenes",
        "Buscar imágenes parecidas",
    ]
    assert [one.title for one in page.drop_actions([folder])] == ["Añadir a las imágenes"]
    assert page.drop_actions([Path("carta.pdf")]) == ()


def test_a_picture_says_how_to_have_it_described(qtbot: QtBot, ateneo: Ateneo, folder: Path) -> None:
    page = add(qtbot, ateneo, folder)
    page.bar.set_query("montaña")
    qtbot.waitUntil(lambda: page.grid.count == 1 and ateneo.client.is_idle, timeout=TIMEOUT_MS)
    page.grid.choose(0)
    qtbot.waitUntil(lambda: ateneo.window.findChild(AskInChat) is not None, timeout=TIMEOUT_MS)
    panel = ateneo.window.findChild(AskInChat)
    assert isinstance(panel, AskInChat)
    qtbot.waitUntil(panel.hint.isVisible, timeout=TIMEOUT_MS)
    assert not panel.describe.isVisible() and not panel.ask.isVisible()


@pytest.mark.slow
def test_a_picture_that_comes_into_a_watched_folder_is_seen_by_itself(
    qtbot: QtBot, ateneo: Ateneo, folder: Path
) -> None:
    page = add(qtbot, ateneo, folder)
    scene(7).save(folder / "lago.png")
    qtbot.waitUntil(lambda: page.grid.known == 6, timeout=TIMEOUT_MS)
    (folder / "lago.png").unlink()
    qtbot.waitUntil(lambda: page.grid.known == 5 and ateneo.client.is_idle, timeout=TIMEOUT_MS)


def test_what_came_while_the_engine_was_away_is_looked_for(qtbot: QtBot, ateneo: Ateneo, folder: Path) -> None:
    page = add(qtbot, ateneo, folder)
    os.kill(ateneo.client.pid, signal.SIGKILL)
    scene(8).save(folder / "bosque.png")
    qtbot.waitUntil(lambda: page.grid.known == 6 and ateneo.client.is_idle, timeout=TIMEOUT_MS)
