"""Classes, boxes and outlines by networks that are right by construction, added from folders as transformers exports them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import onnx
import pytest
from onnx import helper
from PIL import Image

from engine.models.manifest import ImageInput
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.models.vision.dual_encoder import prepared
from engine.protocol.errors import ModelDamaged, ModelError, ModelMissing, ModelUnsupported
from tests.engine.models.test_pictures import STARTER, finish, stripes
from tests.support.sighted_models import (
    classifier,
    detector,
    mask_former,
    noted,
    one_stage,
    out,
    pixels,
    segmenter,
    written,
)
from tests.support.tiny_models import model_of


@pytest.fixture
def registry(tmp_path: Path) -> ModelRegistry:
    return ModelRegistry([tmp_path / "shelf"])


@pytest.fixture
def pool(registry: ModelRegistry) -> Iterator[LazyModelPool]:
    made = LazyModelPool(registry, chosen=lambda kind: None)
    yield made
    made.close()


def test_a_classifier_names_what_a_picture_shows(registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path) -> None:
    added = finish(registry.add(written(tmp_path / "colours", classifier())))
    assert (added.manifest.kind, added.manifest.labels) == ("image-classifier", "config.json")
    pool.try_out(added.id)
    with pool.image_classifier() as model:
        likeliest = model.classify(Image.new("RGB", (60, 40), "lime"), most=2)
    assert model.id == added.id
    assert likeliest[0].label == "green"
    assert likeliest[0].share > 0.9
    assert len(likeliest) == 2


def test_the_starter_names_classes_when_nothing_else_does(models: Path) -> None:
    if not (models / STARTER).is_dir():
        pytest.skip("the starter's picture model is not built")
    pool = LazyModelPool(ModelRegistry([models]), chosen=lambda kind: None)
    with pool.image_classifier() as model:
        likeliest = model.classify(stripes())
    pool.close()
    assert model.labels[340] == "zebra"  # type: ignore[attr-defined]
    assert len(likeliest) == 5
    assert 0 < sum(one.share for one in likeliest) <= 1.001


def test_the_starter_names_classes_in_spanish(models: Path) -> None:
    if not (models / STARTER).is_dir():
        pytest.skip("the starter's picture model is not built")
    pool = LazyModelPool(ModelRegistry([models]), chosen=lambda kind: None)
    with pool.image_classifier() as model:
        spanish, english = model.classify(stripes(), language="es"), model.classify(stripes())
    pool.close()
    assert [one.share for one in spanish] == [one.share for one in english]
    assert [one.label for one in spanish] != [one.label for one in english]


@pytest.mark.parametrize("nothing", [True, False])
def test_a_detector_finds_each_thing_once(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path, nothing: bool
) -> None:
    """As DETR does, with a class for "nothing here", and as its descendants do, without."""
    added = finish(registry.add(written(tmp_path / "things", detector(nothing))))
    assert added.manifest.input is not None
    assert (added.manifest.kind, added.manifest.input.resize) == ("object-detector", "squash")
    pool.try_out(added.id)
    with pool.object_detector() as model:
        found = model.detect(Image.new("RGB", (60, 40)))
        assert model.detect(Image.new("RGB", (60, 40)), least=1.1) == ()
    assert [one.label for one in found] == ["red", "blue"]
    red = found[0]
    assert (red.left, red.top, red.right, red.bottom) == pytest.approx((0.25, 0.0, 0.75, 0.5), abs=1e-5)
    assert found[1].bottom == 1.0


@pytest.mark.parametrize("cornered", [True, False])
@pytest.mark.parametrize(
    ("size", "top", "bottom"), [({"width": 32, "height": 32}, 0.25, 0.5), ({"longest_edge": 32}, 0.5, 1.0)]
)
def test_a_one_stage_detector_finds_each_thing_once(
    registry: ModelRegistry,
    pool: LazyModelPool,
    tmp_path: Path,
    cornered: bool,
    size: dict[str, int],
    top: float,
    bottom: float,
) -> None:
    """Boxes in pixels of what it was fed: a wide picture squeezed to the square, or laid at its top."""
    added = finish(registry.add(written(tmp_path / "things", one_stage(cornered), size)))
    assert added.manifest.kind == "object-detector"
    pool.try_out(added.id)
    with pool.object_detector() as model:
        found = model.detect(Image.new("RGB", (64, 32)), language="es")
    assert [(one.label, round(one.share, 2)) for one in found] == [("blue", 0.9), ("red", 0.8)]
    blue = found[0]
    assert (blue.left, blue.top, blue.right, blue.bottom) == pytest.approx((0.5, top, 0.75, bottom), abs=1e-5)


def test_a_detector_that_is_one_file_says_itself_what_it_finds(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path
) -> None:
    """As Ultralytics exports YOLO."""
    added = finish(registry.add(noted(tmp_path / "yolo.onnx", "{0: 'red', 1: 'green', 2: 'blue'}")))
    assert (added.manifest.kind, added.manifest.name, added.manifest.licence) == (
        "object-detector",
        "yolo",
        "AGPL-3.0",
    )
    pool.try_out(added.id)
    with pool.object_detector() as model:
        found = model.detect(Image.new("RGB", (64, 32)), language="es")
    assert [(one.label, one.top, one.bottom) for one in found] == [("blue", 0.5, 1.0), ("red", 0.0, 0.5)]


@pytest.mark.parametrize("names", ["{0: print(1)}", "[" * 3000, "{'a': 'b'}", "{0: 'red'}"])
def test_names_that_a_network_notes_are_read_as_data(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path, names: str
) -> None:
    added = finish(registry.add(noted(tmp_path / "yolo.onnx", names)))
    with pytest.raises(ModelError):
        pool.try_out(added.id)


@pytest.mark.parametrize("more", [{"imgsz": "[640, 320]"}, {"task": "pose"}])
def test_a_detector_of_another_kind_is_not_supported(
    registry: ModelRegistry, tmp_path: Path, more: dict[str, str]
) -> None:
    with pytest.raises(ModelUnsupported):
        finish(registry.add(noted(tmp_path / "yolo.onnx", "{0: 'red'}", **more)))


def test_sizes_that_are_none_are_damage(registry: ModelRegistry, tmp_path: Path) -> None:
    for sizes in ("640", "[1, 1]", "[9999999, 9999999]"):
        with pytest.raises(ModelDamaged):
            finish(registry.add(noted(tmp_path / "yolo.onnx", "{0: 'red'}", imgsz=sizes)))


def test_a_picture_that_is_fitted_keeps_its_shape() -> None:
    picture = Image.new("RGB", (64, 32), "white")
    pixels = prepared(picture, ImageInput(32, "letterbox", mean=(0, 0, 0), std=(1, 1, 1)))
    assert pixels.shape == (3, 32, 32)
    assert pixels[:, :16].min() == 1.0 and pixels[:, 16:].max() == 0.0


def test_a_one_stage_detector_of_other_classes_is_set_aside(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path
) -> None:
    added = finish(registry.add(written(tmp_path / "things", one_stage(False, classes=9))))
    with pytest.raises(ModelError):
        pool.try_out(added.id)
    assert pool.vision_tasks() == frozenset()


def test_what_the_shelf_can_see_is_known_without_loading(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path
) -> None:
    assert pool.vision_tasks() == frozenset()
    finish(registry.add(written(tmp_path / "colours", classifier())))
    finish(registry.add(written(tmp_path / "places", segmenter())))
    assert pool.vision_tasks() == {"classification", "segmentation"}


@pytest.mark.parametrize("made", [segmenter, mask_former])
def test_a_segmenter_says_what_is_where(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path, made: Callable[[], onnx.ModelProto]
) -> None:
    """A class for each place, or queries with a mask each."""
    added = finish(registry.add(written(tmp_path / "places", made())))
    assert added.manifest.kind == "image-segmenter"
    pool.try_out(added.id)
    picture = Image.new("RGB", (64, 64), "red")
    picture.paste("blue", (32, 0, 64, 64))
    with pool.image_segmenter() as model:
        outlines = model.segment(picture)
    assert outlines.shape == (8, 8)
    assert model.names("es")[outlines[4, 0]] == "red"
    assert model.names("es")[outlines[4, 7]] == "blue"


def test_without_a_model_for_the_job_it_is_missing(pool: LazyModelPool) -> None:
    for hold in (pool.image_classifier, pool.object_detector, pool.image_segmenter):
        with pytest.raises(ModelMissing), hold():
            pass


def test_a_network_of_other_outputs_is_not_supported(registry: ModelRegistry, tmp_path: Path) -> None:
    graph = helper.make_graph(
        [helper.make_node("Relu", ["pixel_values"], ["depth"])], "g", [pixels()], [out("depth", 4)]
    )
    with pytest.raises(ModelUnsupported):
        finish(registry.add(written(tmp_path / "depth", model_of(graph))))


@pytest.mark.parametrize(
    "config", [b"[]", b'{"id2label": {"a": "red"}}', b"\xff", b'{"id2label": {"99999999999": "x"}}']
)
def test_labels_that_cannot_be_read_are_damage(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path, config: bytes
) -> None:
    folder = written(tmp_path / "colours", classifier())
    (folder / "config.json").write_bytes(config)
    added = finish(registry.add(folder))
    with pytest.raises(ModelDamaged):
        pool.try_out(added.id)
    assert registry.get(added.id).record.state == "quarantined"


def test_a_detector_whose_boxes_do_not_fit_is_set_aside(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path
) -> None:
    added = finish(registry.add(written(tmp_path / "things", detector(True, corners=3))))
    with pytest.raises(ModelError):
        pool.try_out(added.id)
    assert registry.get(added.id).record.state == "quarantined"
