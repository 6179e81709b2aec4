"""One picture looked at by the models on the shelf: real child, real networks that are right by construction."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from engine.capabilities.images import api
from engine.capabilities.images import vision as eyes
from engine.capabilities.images.picture_store import PictureStore
from engine.capabilities.images.vector_table import IMAGE_VECTORS
from engine.models.registry import ModelRegistry
from engine.protocol.errors import Cancelled, FileError, ModelMissing, NotFound
from engine.rpc.generators import exhaust
from engine.store.vectors import VectorStore
from tests.support.harness import ImagesHarness
from tests.support.image_files import BAD_IMAGES, write_with_exif
from tests.support.tiny_vision_models import classifier, detector, segmenter, write_vision_model


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """Red on the left, blue on the right, and twice as wide as it is high."""
    made = Image.new("RGB", (3000, 1500), (255, 0, 0))
    made.paste((0, 0, 255), (1800, 0, 3000, 1500))
    made.save(tmp_path / "flag.png")
    return tmp_path / "flag.png"


@pytest.fixture
def sighted(home: Path, tmp_path: Path) -> Iterator[ImagesHarness]:
    registry = ModelRegistry([tmp_path / "models"])
    for name, model in (("colours", classifier()), ("things", detector(True)), ("places", segmenter())):
        exhaust(registry.add(write_vision_model(tmp_path / name, model)))
    engine = ImagesHarness(home, tmp_path / "models")
    yield engine
    engine.close()


def test_a_file_is_looked_at_by_every_model_there_is(sighted: ImagesHarness, picture: Path, home: Path) -> None:
    found = sighted.call(api.ANALYSE, api.AnalysePicture(path=str(picture)))
    assert found.tasks == ("classification", "detection", "segmentation")
    assert found.labels[0].name == "red"
    assert [(one.label, one.left, one.bottom) for one in found.objects] == [("red", 0.25, 0.5), ("blue", 0.4, 1.0)]
    assert [(one.label, round(one.share, 1)) for one in found.regions] == [("red", 0.6), ("blue", 0.4)]
    with Image.open(found.view) as view, Image.open(found.mask) as mask:
        assert view.size == (found.width, found.height) == (1280, 640)
        assert (mask.mode, mask.getpixel((0, 4)), mask.getpixel((7, 4))) == ("P", 1, 2)
    for made in (found.view, found.mask):
        assert Path(made).parent == home / "views" and stat.S_IMODE(Path(made).stat().st_mode) == 0o600


def test_what_was_looked_at_is_gone_with_the_next_start(sighted: ImagesHarness, picture: Path, home: Path) -> None:
    found = sighted.call(api.ANALYSE, api.AnalysePicture(path=str(picture)))
    PictureStore(sighted.store, VectorStore(sighted.store, IMAGE_VECTORS)).purge()
    assert not Path(found.view).exists() and not (home / "views").exists()


def test_only_what_is_asked_for_is_looked_at(sighted: ImagesHarness, picture: Path) -> None:
    found = sighted.call(api.ANALYSE, api.AnalysePicture(path=str(picture), tasks=("detection",)))
    assert found.objects and not (found.labels or found.regions or found.mask)


def test_a_picture_of_the_library_is_looked_at_upright(sighted: ImagesHarness, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    write_with_exif(tmp_path / "mine" / "turned.jpg", orientation=6)
    sighted.index(tmp_path / "mine")
    found = sighted.call(api.ANALYSE, api.AnalysePicture(picture=sighted.id("turned.jpg"), tasks=("segmentation",)))
    assert (found.width, found.height) == (240, 320)


def test_details_name_what_is_seen_when_a_language_is_given(sighted: ImagesHarness, picture: Path) -> None:
    sighted.index(picture)
    id = sighted.id("flag.png")
    assert sighted.call(api.DETAILS, api.DescribePicture(id)).labels == ()
    details = sighted.call(api.DETAILS, api.DescribePicture(id, "es"))
    assert details.labels[0].name == "red" and details.vision_tasks == ("classification", "detection", "segmentation")


def test_without_models_nothing_is_seen_and_nothing_fails(engine: ImagesHarness, picture: Path) -> None:
    engine.index(picture)
    details = engine.call(api.DETAILS, api.DescribePicture(engine.id("flag.png"), "es"))
    assert (details.labels, details.vision_tasks) == ((), ())
    with pytest.raises(ModelMissing):
        engine.call(api.ANALYSE, api.AnalysePicture(path=str(picture)))
    with pytest.raises(ModelMissing):
        engine.call(api.ANALYSE, api.AnalysePicture(path=str(picture), tasks=("detection",)))


@pytest.mark.parametrize("name", sorted(BAD_IMAGES))
def test_a_file_that_is_no_good_picture_says_why(sighted: ImagesHarness, tmp_path: Path, name: str) -> None:
    kind, make = BAD_IMAGES[name]
    make(tmp_path / name)
    with pytest.raises(FileError) as told:
        sighted.call(api.ANALYSE, api.AnalysePicture(path=str(tmp_path / name)))
    assert told.value.kind == kind


def test_a_picture_that_is_not_there_is_not_found(sighted: ImagesHarness) -> None:
    with pytest.raises(NotFound):
        sighted.call(api.ANALYSE, api.AnalysePicture(picture=7))


def test_a_look_that_is_stopped_ends(sighted: ImagesHarness, picture: Path) -> None:
    with pytest.raises(Cancelled):
        sighted.call(api.ANALYSE, api.AnalysePicture(path=str(picture)), is_cancelled=lambda: True)


def test_no_more_views_are_kept_than_a_few(
    sighted: ImagesHarness, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(eyes, "KEPT", 2)
    for colour in ("red", "green", "blue", "white"):
        Image.new("RGB", (64, 48), colour).save(tmp_path / f"{colour}.png")
        last = sighted.call(
            api.ANALYSE, api.AnalysePicture(path=str(tmp_path / f"{colour}.png"), tasks=("classification",))
        )
    assert len(list((home / "views").iterdir())) == 2 and Path(last.view).exists()
