"""Classifiers, detectors and segmenters that are right by construction, added from folders as transformers exports them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import onnx
import pytest
from onnx import helper
from PIL import Image

from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.errors import ModelDamaged, ModelError, ModelMissing, ModelUnsupported
from engine.rpc.generators import exhaust
from tests.engine.models.vision.striped_image import stripes
from tests.support.tiny_models import model_of
from tests.support.tiny_vision_models import (
    classifier,
    detector,
    mask_former,
    one_stage,
    out,
    pixels,
    segmenter,
    write_one_stage,
    write_vision_model,
)

STARTER = "efficientnet-lite0-e5"


@pytest.fixture
def registry(tmp_path: Path) -> ModelRegistry:
    return ModelRegistry([tmp_path / "models"])


@pytest.fixture
def pool(registry: ModelRegistry) -> Iterator[LazyModelPool]:
    pool = LazyModelPool(registry)
    yield pool
    pool.close()


def test_a_classifier_names_what_an_image_shows(registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path) -> None:
    added = exhaust(registry.add(write_vision_model(tmp_path / "colours", classifier())))
    assert (added.manifest.kind, added.manifest.labels) == ("image-classifier", "config.json")
    pool.probe(added.id)
    with pool.image_classifier() as model:
        likeliest = model.classify(Image.new("RGB", (60, 40), "lime"), limit=2)
    assert model.id == added.id
    assert likeliest[0].label == "green"
    assert likeliest[0].score > 0.9
    assert len(likeliest) == 2


def test_the_starter_names_classes_when_nothing_else_does(models: Path) -> None:
    if not (models / STARTER).is_dir():
        pytest.skip("the starter's image encoder is not built")
    pool = LazyModelPool(ModelRegistry([models]))
    with pool.image_classifier() as model:
        likeliest = model.classify(stripes())
    pool.close()
    assert model.labels[340] == "zebra"  # type: ignore[attr-defined]
    assert len(likeliest) == 5
    assert 0 < sum(score.score for score in likeliest) <= 1.001


def test_the_starter_names_classes_in_spanish(models: Path) -> None:
    if not (models / STARTER).is_dir():
        pytest.skip("the starter's image encoder is not built")
    pool = LazyModelPool(ModelRegistry([models]))
    with pool.image_classifier() as model:
        spanish, english = model.classify(stripes(), language="es"), model.classify(stripes())
    pool.close()
    assert [score.score for score in spanish] == [score.score for score in english]
    assert [box.label for box in spanish] != [box.label for box in english]


@pytest.mark.parametrize("nothing", [True, False])
def test_a_detector_finds_each_object_once(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path, nothing: bool
) -> None:
    """As DETR does, with a class for "no object", and as its descendants do, without."""
    added = exhaust(registry.add(write_vision_model(tmp_path / "things", detector(nothing))))
    assert added.manifest.input is not None
    assert (added.manifest.kind, added.manifest.input.resize) == ("object-detector", "squash")
    pool.probe(added.id)
    with pool.object_detector() as model:
        boxes = model.detect(Image.new("RGB", (60, 40)))
        assert model.detect(Image.new("RGB", (60, 40)), min_score=1.1) == ()
    assert [box.label for box in boxes] == ["red", "blue"]
    red = boxes[0]
    assert (red.left, red.top, red.right, red.bottom) == pytest.approx((0.25, 0.0, 0.75, 0.5), abs=1e-5)
    assert boxes[1].bottom == 1.0


@pytest.mark.parametrize("has_corners", [True, False])
@pytest.mark.parametrize(
    ("size", "top", "bottom"), [({"width": 32, "height": 32}, 0.25, 0.5), ({"longest_edge": 32}, 0.5, 1.0)]
)
def test_a_one_stage_detector_finds_each_object_once(
    registry: ModelRegistry,
    pool: LazyModelPool,
    tmp_path: Path,
    has_corners: bool,
    size: dict[str, int],
    top: float,
    bottom: float,
) -> None:
    """Boxes in pixels of the input: a wide image squashed to the square, or laid at its top."""
    added = exhaust(registry.add(write_vision_model(tmp_path / "things", one_stage(has_corners), size)))
    assert added.manifest.kind == "object-detector"
    pool.probe(added.id)
    with pool.object_detector() as model:
        boxes = model.detect(Image.new("RGB", (64, 32)), language="es")
    assert [(box.label, round(box.score, 2)) for box in boxes] == [("blue", 0.9), ("red", 0.8)]
    blue = boxes[0]
    assert (blue.left, blue.top, blue.right, blue.bottom) == pytest.approx((0.5, top, 0.75, bottom), abs=1e-5)


def test_a_detector_of_one_file_has_its_class_names_in_itself(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path
) -> None:
    """As Ultralytics exports YOLO."""
    added = exhaust(registry.add(write_one_stage(tmp_path / "yolo.onnx", "{0: 'red', 1: 'green', 2: 'blue'}")))
    assert (added.manifest.kind, added.manifest.name, added.manifest.licence) == (
        "object-detector",
        "yolo",
        "AGPL-3.0",
    )
    pool.probe(added.id)
    with pool.object_detector() as model:
        boxes = model.detect(Image.new("RGB", (64, 32)), language="es")
    assert [(box.label, box.top, box.bottom) for box in boxes] == [("blue", 0.5, 1.0), ("red", 0.0, 0.5)]


@pytest.mark.parametrize("names", ["{0: print(1)}", "[" * 3000, "{'a': 'b'}", "{0: 'red'}"])
def test_class_names_in_a_network_are_read_as_data(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path, names: str
) -> None:
    added = exhaust(registry.add(write_one_stage(tmp_path / "yolo.onnx", names)))
    with pytest.raises(ModelError):
        pool.probe(added.id)


@pytest.mark.parametrize("more", [{"imgsz": "[640, 320]"}, {"task": "pose"}])
def test_a_detector_of_another_kind_is_not_supported(
    registry: ModelRegistry, tmp_path: Path, more: dict[str, str]
) -> None:
    with pytest.raises(ModelUnsupported):
        exhaust(registry.add(write_one_stage(tmp_path / "yolo.onnx", "{0: 'red'}", **more)))


def test_impossible_sizes_are_damage(registry: ModelRegistry, tmp_path: Path) -> None:
    for sizes in ("640", "[1, 1]", "[9999999, 9999999]"):
        with pytest.raises(ModelDamaged):
            exhaust(registry.add(write_one_stage(tmp_path / "yolo.onnx", "{0: 'red'}", imgsz=sizes)))


def test_a_one_stage_detector_of_other_classes_is_quarantined(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path
) -> None:
    added = exhaust(registry.add(write_vision_model(tmp_path / "things", one_stage(False, classes=9))))
    with pytest.raises(ModelError):
        pool.probe(added.id)
    assert pool.vision_tasks() == frozenset()


def test_the_vision_tasks_are_known_without_loading_a_model(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path
) -> None:
    assert pool.vision_tasks() == frozenset()
    exhaust(registry.add(write_vision_model(tmp_path / "colours", classifier())))
    exhaust(registry.add(write_vision_model(tmp_path / "places", segmenter())))
    assert pool.vision_tasks() == {"classification", "segmentation"}


@pytest.mark.parametrize("build", [segmenter, mask_former])
def test_a_segmenter_gives_each_place_a_class(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path, build: Callable[[], onnx.ModelProto]
) -> None:
    """A class for each place, or queries with a mask each."""
    added = exhaust(registry.add(write_vision_model(tmp_path / "places", build())))
    assert added.manifest.kind == "image-segmenter"
    pool.probe(added.id)
    image = Image.new("RGB", (64, 64), "red")
    image.paste("blue", (32, 0, 64, 64))
    with pool.image_segmenter() as model:
        segmentation = model.segment(image)
    assert segmentation.shape == (8, 8)
    assert model.class_names("es")[segmentation[4, 0]] == "red"
    assert model.class_names("es")[segmentation[4, 7]] == "blue"


def test_without_a_model_for_the_job_it_is_missing(pool: LazyModelPool) -> None:
    for hold in (pool.image_classifier, pool.object_detector, pool.image_segmenter):
        with pytest.raises(ModelMissing), hold():
            pass


def test_a_network_of_other_outputs_is_not_supported(registry: ModelRegistry, tmp_path: Path) -> None:
    graph = helper.make_graph(
        [helper.make_node("Relu", ["pixel_values"], ["depth"])], "g", [pixels()], [out("depth", 4)]
    )
    with pytest.raises(ModelUnsupported):
        exhaust(registry.add(write_vision_model(tmp_path / "depth", model_of(graph))))


@pytest.mark.parametrize(
    "config", [b"[]", b'{"id2label": {"a": "red"}}', b"\xff", b'{"id2label": {"99999999999": "x"}}']
)
def test_labels_that_cannot_be_read_are_damage(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path, config: bytes
) -> None:
    folder = write_vision_model(tmp_path / "colours", classifier())
    (folder / "config.json").write_bytes(config)
    added = exhaust(registry.add(folder))
    with pytest.raises(ModelDamaged):
        pool.probe(added.id)
    assert registry.get(added.id).record.state == "quarantined"


def test_a_detector_whose_boxes_do_not_fit_is_quarantined(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path
) -> None:
    added = exhaust(registry.add(write_vision_model(tmp_path / "things", detector(True, corners=3))))
    with pytest.raises(ModelError):
        pool.probe(added.id)
    assert registry.get(added.id).record.state == "quarantined"
