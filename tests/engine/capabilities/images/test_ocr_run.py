"""Text in pictures: read by the real OCR model in a run of its own, stored picture by picture, found with and without accents."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from engine.capabilities.images import api
from engine.indexer.client import IndexerClient
from engine.protocol.children.indexing import FileResult, IndexerRequest, ReadStage
from engine.protocol.errors import ModelDamaged
from engine.protocol.progress import Progress
from engine.store.integrity import find_problems
from tests.support.harness import ImagesHarness
from tests.support.image_files import scene, sign

OCR_MODEL = "pp-ocr-v6-small"
SIGNS = {
    "factura.png": sign("FACTURA nº 2024", "Señor Muñoz", "Total: 45,50 €"),
    "menú.png": sign("Café con leche", "Pingüino de chocolate", px=22),
    "calle.jpg": sign("Calle Corazón", px=90, ground=scene(3, (1600, 1200))),
    "pantalla.png": sign("Configuración del menú según sesión", px=16, size=(1920, 1080)),
    "tumbada.jpg": sign("Última edición", px=60),
}
MANY = 24
"""Pictures. The run goes on while a test reacts to an event: it may finish fewer before it is stopped or killed."""


@pytest.fixture
def models_folder(models: Path, tmp_path: Path) -> Path:
    """Only the OCR model is installed: pictures need no vector here."""
    if not (models / OCR_MODEL).is_dir():
        pytest.skip("the starter's OCR model is not installed")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / OCR_MODEL).symlink_to(models / OCR_MODEL)
    return tmp_path / "models"


class SignallingIndexer(IndexerClient):
    """Sends its child `signal` when that starts with file number `at`, so that it hits the child while it reads a file."""

    at, signal = 0, 0

    def read(
        self, files: Iterable[IndexerRequest], is_cancelled: Callable[[], bool]
    ) -> Generator[ReadStage | FileResult, None, None]:
        started = 0
        with closing(super().read(files, is_cancelled)) as events:
            for event in events:
                started += isinstance(event, ReadStage) and event.stage == "reading"
                if started == self.at and isinstance(event, ReadStage) and self.pid is not None:
                    os.kill(self.pid, self.signal)
                yield event


@pytest.fixture
def indexer(models_folder: Path, tmp_path: Path) -> Iterator[SignallingIndexer]:
    indexer = SignallingIndexer(models_folder, tmp_path / "indexer.log")
    yield indexer
    indexer.close()


@pytest.fixture
def engine(home: Path, models_folder: Path, indexer: SignallingIndexer) -> Iterator[ImagesHarness]:
    engine = ImagesHarness(home, models_folder, indexer=indexer)
    yield engine
    engine.close()


@pytest.fixture
def signs(tmp_path: Path) -> Path:
    """All signs, of which the large ones take seconds each, and a picture without text."""
    folder = tmp_path / "signs"
    folder.mkdir()
    for name, picture in SIGNS.items():
        picture.save(folder / name, quality=90)
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: the file lies on its side
    SIGNS["tumbada.jpg"].rotate(90, expand=True).save(folder / "tumbada.jpg", exif=exif)
    scene(9).save(folder / "playa.jpg")
    return folder


@pytest.fixture
def few_signs(tmp_path: Path) -> Path:
    """Two small ones and a picture without text."""
    folder = tmp_path / "signs"
    folder.mkdir()
    for name in ("factura.png", "menú.png"):
        SIGNS[name].save(folder / name)
    scene(9).save(folder / "playa.jpg")
    return folder


def small_signs(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        sign(f"cartel {number}", size=(320, 200)).save(folder / f"{number}.png")
    return folder


@pytest.mark.slow
def test_text_is_read_after_the_pictures_and_found_with_and_without_accents(engine: ImagesHarness, signs: Path) -> None:
    engine.index(signs)
    assert (engine.folders().awaiting_ocr, engine.listed(has_text=True)) == (6, [])
    done = engine.read_text()
    assert (done.read, done.with_text, done.failed, done.left, done.cancelled) == (6, 5, 0, 0, False)
    assert set(engine.listed(has_text=True)) == set(SIGNS)
    for words, name in (
        ("text:factura", "factura.png"), ("text:muñoz", "factura.png"), ("text:MUNOZ", "factura.png"),
        ("texto:café", "menú.png"), ("text:pinguino", "menú.png"), ("text:corazon", "calle.jpg"),
        ("text:configuración", "pantalla.png"), ("text:sesion", "pantalla.png"), ("text:edicion", "tumbada.jpg"),
    ):  # fmt: skip
        assert engine.names(words) == [name], words
    assert find_problems(engine.store) == []


def test_plain_words_find_what_is_written_and_say_so(engine: ImagesHarness, few_signs: Path) -> None:
    engine.index(few_signs)
    engine.read_text()
    assert [(Path(picture.path).name, picture.matched_words) for picture in engine.search("leche cafe").results] == [
        ("menú.png", ("leche", "cafe"))
    ]
    assert [(Path(picture.path).name, picture.matched_words) for picture in engine.search("playa").results] == [
        ("playa.jpg", ())
    ]
    half = engine.search("café azúcar")
    assert (half.convincing, [Path(picture.path).name for picture in half.results]) == (0, ["menú.png"])
    shown = engine.call(api.DETAILS, api.DescribePicture(engine.id("factura.png")))
    assert (shown.text.splitlines()[1], shown.awaits_ocr, shown.ocr_reason) == ("Señor Muñoz", False, "")


def test_a_text_is_read_once_until_the_picture_changes(engine: ImagesHarness, few_signs: Path) -> None:
    engine.index(few_signs)
    engine.read_text()
    again = engine.read_text()
    assert (again.read, again.with_text, again.failed, again.left) == (0, 0, 0, 0)
    sign("RECIBO").save(few_signs / "factura.png")
    engine.index(few_signs)
    assert (engine.names("text:factura"), engine.folders().awaiting_ocr) == ([], 1)
    assert engine.call(api.DETAILS, api.DescribePicture(engine.id("factura.png"))).awaits_ocr
    assert engine.read_text().with_text == 1
    assert engine.names("text:recibo") == ["factura.png"]


def test_progress_counts_every_picture_and_estimates_the_time_left(engine: ImagesHarness, tmp_path: Path) -> None:
    engine.index(small_signs(tmp_path / "many", 6))
    engine.read_text()
    events = [event for event in engine.events if isinstance(event, Progress)]
    assert [event.done for event in events] == list(range(7))
    assert {(event.total, event.unit) for event in events} == {(6, "picture")}
    assert events[3].rate > 0 and events[3].seconds_left is not None and events[-1].seconds_left == 0


def test_the_newest_pictures_are_read_first(engine: ImagesHarness, tmp_path: Path) -> None:
    folder = small_signs(tmp_path / "many", 3)
    for number, day in ((0, 2), (1, 3), (2, 1)):
        os.utime(folder / f"{number}.png", (day * 86400, day * 86400))
    engine.index(folder)
    engine.read_text()
    assert [event.note for event in engine.events][1:] == ["1.png", "0.png", "2.png"]


def test_cancel_keeps_what_was_read_and_the_next_run_goes_on(engine: ImagesHarness, tmp_path: Path) -> None:
    engine.index(small_signs(tmp_path / "many", MANY))
    stop = threading.Event()
    done = engine.read_text(on_event=lambda at: stop.set() if at.done == 4 else None, is_cancelled=stop.is_set)
    assert done.cancelled and 4 <= done.read < MANY and done.left == MANY - done.read
    assert len(engine.listed(has_text=True)) == done.read
    assert (engine.folders().awaiting_ocr, engine.read_text().read) == (done.left, done.left)


def test_a_picture_that_crashes_ocr_is_quarantined_for_its_text_only(
    engine: ImagesHarness, indexer: SignallingIndexer, tmp_path: Path
) -> None:
    engine.index(small_signs(tmp_path / "many", MANY))
    indexer.at, indexer.signal = 4, signal.SIGSEGV
    engine.read_text()
    (crashed,) = set(engine.listed()) - set(engine.listed(has_text=True))
    assert engine.pictures(name=crashed)[0].state == "waiting"
    assert engine.call(api.DETAILS, api.DescribePicture(engine.id(crashed))).ocr_reason == "file_unreadable"
    assert (engine.read_text().read, engine.folders().awaiting_ocr) == (0, 0)


def test_a_picture_whose_reading_was_killed_is_tried_once_more(
    engine: ImagesHarness, indexer: SignallingIndexer, tmp_path: Path
) -> None:
    """As after kill -9, by a person or by the system when memory runs out."""
    engine.index(small_signs(tmp_path / "many", MANY))
    indexer.at, indexer.signal = 4, signal.SIGKILL
    done = engine.read_text()
    indexer.at = 0
    assert (done.read, done.failed, done.left, engine.folders().awaiting_ocr) == (MANY, 1, 1, 1)
    assert (engine.read_text().with_text, len(engine.listed(has_text=True))) == (1, MANY)
    assert find_problems(engine.store) == []


def test_a_missing_file_goes_on_waiting_and_a_damaged_one_does_not(engine: ImagesHarness, tmp_path: Path) -> None:
    folder = small_signs(tmp_path / "many", 3)
    engine.index(folder)
    (folder / "0.png").rename(tmp_path / "0.png")
    (folder / "1.png").write_text("no picture any more")
    done = engine.read_text()
    assert (done.with_text, done.failed, done.left) == (1, 2, 1)
    (tmp_path / "0.png").rename(folder / "0.png")
    assert engine.read_text().with_text == 1


def test_without_an_ocr_model_nothing_is_read_and_nothing_waits(home: Path, tmp_path: Path, few_signs: Path) -> None:
    engine = ImagesHarness(home, tmp_path / "no-models")
    engine.index(few_signs)
    assert (engine.read_text().read, engine.folders().awaiting_ocr, engine.events) == (0, 0, [])
    assert not engine.call(api.DETAILS, api.DescribePicture(engine.id("playa.jpg"))).awaits_ocr
    engine.close()


def test_a_damaged_ocr_model_ends_the_run_and_costs_no_picture(
    engine: ImagesHarness, models_folder: Path, few_signs: Path
) -> None:
    engine.index(few_signs)
    model = (models_folder / OCR_MODEL).resolve()
    (models_folder / OCR_MODEL).unlink()
    (models_folder / OCR_MODEL).mkdir()
    for file in model.iterdir():
        (models_folder / OCR_MODEL / file.name).write_bytes(b"x" * 100 if file.suffix == ".onnx" else file.read_bytes())
    with pytest.raises(ModelDamaged):
        engine.read_text()
    assert {picture.state for picture in engine.pictures()} == {"waiting"} and engine.listed(has_text=True) == []


def test_removed_pictures_are_not_read(engine: ImagesHarness, few_signs: Path) -> None:
    engine.index(few_signs)
    engine.call(api.REMOVE, api.RemovePictures((engine.id("playa.jpg"),)))
    assert (engine.folders().awaiting_ocr, engine.read_text().read) == (2, 2)
