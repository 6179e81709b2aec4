"""Analysis of one picture by the installed models: real child process, real networks that are right by construction."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from engine.capabilities.images import api, vision
from engine.models.registry import ModelRegistry
from engine.protocol.errors import Cancelled, FileError, ModelMissing, NotFound
from engine.rpc.generators import exhaust
from tests.support.harness import ImagesHarness
from tests.support.image_files import BAD_IMAGES, write_with_exif
from tests.support.tiny_vision_models import classifier, detector, segmenter, write_vision_model


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """Red on the left, blue on the right, and twice as wide as it is high."""
    image = Image.new("RGB", (3000, 1500), (255, 0, 0))
    image.paste((0, 0, 255), (1800, 0, 3000, 1500))
    image.save(tmp_path / "flag.png")
    return tmp_path / "flag.png"


@pytest.fixture
def seeing_engine(home: Path, tmp_path: Path) -> Iterator[ImagesHarness]:
    registry = ModelRegistry([tmp_path / "models"])
    for name, model in (("colours", classifier()), ("things", detector(True)), ("places", segmenter())):
        exhaust(registry.add(write_vision_model(tmp_path / name, model)))
    engine = ImagesHarness(home, tmp_path / "models")
    yield engine
    engine.close()


def test_a_file_is_analysed_by_every_installed_model(seeing_engine: ImagesHarness, picture: Path, home: Path) -> None:
    analysis = seeing_engine.call(api.ANALYSE, api.AnalysePicture(path=str(picture)))
    assert analysis.tasks == ("classification", "detection", "segmentation")
    assert analysis.labels[0].name == "red"
    assert [(item.label, item.left, item.bottom) for item in analysis.objects] == [
        ("red", 0.25, 0.5),
        ("blue", 0.4, 1.0),
    ]
    assert [(item.label, round(item.share, 1)) for item in analysis.regions] == [("red", 0.6), ("blue", 0.4)]
    with Image.open(analysis.view) as view, Image.open(analysis.mask) as mask:
        assert view.size == (analysis.width, analysis.height) == (1280, 640)
        assert (mask.mode, mask.getpixel((0, 4)), mask.getpixel((7, 4))) == ("P", 1, 2)
    for path in (analysis.view, analysis.mask):
        assert Path(path).parent == home / "views" and stat.S_IMODE(Path(path).stat().st_mode) == 0o600


def test_views_are_deleted_at_the_next_start(seeing_engine: ImagesHarness, picture: Path, home: Path) -> None:
    analysis = seeing_engine.call(api.ANALYSE, api.AnalysePicture(path=str(picture)))
    seeing_engine.rebuild()  # the next start
    assert not Path(analysis.view).exists() and not (home / "views").exists()


def test_only_the_requested_tasks_are_run(seeing_engine: ImagesHarness, picture: Path) -> None:
    analysis = seeing_engine.call(api.ANALYSE, api.AnalysePicture(path=str(picture), tasks=("detection",)))
    assert analysis.objects and not (analysis.labels or analysis.regions or analysis.mask)


def test_a_picture_of_the_library_is_analysed_upright(seeing_engine: ImagesHarness, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    write_with_exif(tmp_path / "mine" / "turned.jpg", orientation=6)
    seeing_engine.index(tmp_path / "mine")
    analysis = seeing_engine.call(
        api.ANALYSE, api.AnalysePicture(picture=seeing_engine.id("turned.jpg"), tasks=("segmentation",))
    )
    assert (analysis.width, analysis.height) == (240, 320)


def test_details_have_labels_when_a_language_is_given(seeing_engine: ImagesHarness, picture: Path) -> None:
    seeing_engine.index(picture)
    id = seeing_engine.id("flag.png")
    assert seeing_engine.call(api.DETAILS, api.DescribePicture(id)).labels == ()
    details = seeing_engine.call(api.DETAILS, api.DescribePicture(id, "es"))
    assert details.labels[0].name == "red" and details.vision_tasks == ("classification", "detection", "segmentation")


def test_without_models_details_have_no_labels_and_analysis_says_what_is_missing(
    engine: ImagesHarness, picture: Path
) -> None:
    engine.index(picture)
    details = engine.call(api.DETAILS, api.DescribePicture(engine.id("flag.png"), "es"))
    assert (details.labels, details.vision_tasks) == ((), ())
    with pytest.raises(ModelMissing):
        engine.call(api.ANALYSE, api.AnalysePicture(path=str(picture)))
    with pytest.raises(ModelMissing):
        engine.call(api.ANALYSE, api.AnalysePicture(path=str(picture), tasks=("detection",)))


@pytest.mark.parametrize("name", sorted(BAD_IMAGES))
def test_a_bad_picture_is_refused_with_its_reason(seeing_engine: ImagesHarness, tmp_path: Path, name: str) -> None:
    kind, make = BAD_IMAGES[name]
    make(tmp_path / name)
    with pytest.raises(FileError) as raised:
        seeing_engine.call(api.ANALYSE, api.AnalysePicture(path=str(tmp_path / name)))
    assert raised.value.kind == kind


def test_a_picture_that_is_not_there_is_not_found(seeing_engine: ImagesHarness) -> None:
    with pytest.raises(NotFound):
        seeing_engine.call(api.ANALYSE, api.AnalysePicture(picture=7))


def test_a_cancelled_analysis_ends(seeing_engine: ImagesHarness, picture: Path) -> None:
    with pytest.raises(Cancelled):
        seeing_engine.call(api.ANALYSE, api.AnalysePicture(path=str(picture)), is_cancelled=lambda: True)


def test_only_the_newest_views_are_kept(
    seeing_engine: ImagesHarness, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vision, "KEPT_FILES", 2)
    for colour in ("red", "green", "blue", "white"):
        Image.new("RGB", (64, 48), colour).save(tmp_path / f"{colour}.png")
        last = seeing_engine.call(
            api.ANALYSE, api.AnalysePicture(path=str(tmp_path / f"{colour}.png"), tasks=("classification",))
        )
    assert len(list((home / "views").iterdir())) == 2 and Path(last.view).exists()
