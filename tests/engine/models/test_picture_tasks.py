"""Classes, boxes and outlines by networks that are right by construction, added from folders as transformers exports them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from engine.models.residents import ResidentModels
from engine.models.shelf import Shelf
from engine.protocol.errors import ModelDamaged, ModelError, ModelMissing, ModelUnsupported
from tests.engine.models.test_pictures import STARTER, finish, stripes
from tests.support.tiny_models import model_of

SIDE = 32
COLOURS = {"0": "red", "1": "green", "2": "blue"}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf([tmp_path / "shelf"])


@pytest.fixture
def residents(shelf: Shelf) -> Iterator[ResidentModels]:
    made = ResidentModels(shelf, chosen=lambda kind: None)
    yield made
    made.close()


def test_a_classifier_names_what_a_picture_shows(shelf: Shelf, residents: ResidentModels, tmp_path: Path) -> None:
    added = finish(shelf.add(written(tmp_path / "colours", classifier())))
    assert (added.card.kind, added.card.labels) == ("picture-classifier", "config.json")
    residents.try_out(added.id)
    with residents.picture_classifier() as model:
        likeliest = model.classify(Image.new("RGB", (60, 40), "lime"), most=2)
    assert model.id == added.id
    assert likeliest[0].label == "green"
    assert likeliest[0].share > 0.9
    assert len(likeliest) == 2


def test_the_starter_names_classes_when_nothing_else_does(models: Path) -> None:
    if not (models / STARTER).is_dir():
        pytest.skip("the starter's picture model is not built")
    residents = ResidentModels(Shelf([models]), chosen=lambda kind: None)
    with residents.picture_classifier() as model:
        likeliest = model.classify(stripes())
    residents.close()
    assert model.labels[340] == "zebra"  # type: ignore[attr-defined]
    assert len(likeliest) == 5
    assert 0 < sum(one.share for one in likeliest) <= 1.001


@pytest.mark.parametrize("nothing", [True, False])
def test_a_detector_finds_each_thing_once(
    shelf: Shelf, residents: ResidentModels, tmp_path: Path, nothing: bool
) -> None:
    """As DETR does, with a class for "nothing here", and as its descendants do, without."""
    added = finish(shelf.add(written(tmp_path / "things", detector(nothing))))
    assert added.card.input is not None
    assert (added.card.kind, added.card.input.resize) == ("picture-detector", "whole")
    residents.try_out(added.id)
    with residents.picture_detector() as model:
        found = model.detect(Image.new("RGB", (60, 40)))
        assert model.detect(Image.new("RGB", (60, 40)), least=1.1) == ()
    assert [one.label for one in found] == ["red", "blue"]
    red = found[0]
    assert (red.left, red.top, red.right, red.bottom) == pytest.approx((0.25, 0.0, 0.75, 0.5), abs=1e-5)
    assert found[1].bottom == 1.0


def test_a_segmenter_says_what_is_where(shelf: Shelf, residents: ResidentModels, tmp_path: Path) -> None:
    added = finish(shelf.add(written(tmp_path / "places", segmenter())))
    assert added.card.kind == "picture-segmenter"
    residents.try_out(added.id)
    picture = Image.new("RGB", (64, 64), "red")
    picture.paste("blue", (32, 0, 64, 64))
    with residents.picture_segmenter() as model:
        outlines = model.segment(picture)
    assert outlines.shape == (8, 8)
    assert model.labels[outlines[4, 0]] == "red"
    assert model.labels[outlines[4, 7]] == "blue"


def test_without_a_model_for_the_job_it_is_missing(residents: ResidentModels) -> None:
    for hold in (residents.picture_classifier, residents.picture_detector, residents.picture_segmenter):
        with pytest.raises(ModelMissing), hold():
            pass


def test_a_network_of_other_outputs_is_not_supported(shelf: Shelf, tmp_path: Path) -> None:
    graph = helper.make_graph(
        [helper.make_node("Relu", ["pixel_values"], ["depth"])], "g", [pixels()], [out("depth", 4)]
    )
    with pytest.raises(ModelUnsupported):
        finish(shelf.add(written(tmp_path / "depth", model_of(graph))))


@pytest.mark.parametrize(
    "config", [b"[]", b'{"id2label": {"a": "red"}}', b"\xff", b'{"id2label": {"99999999999": "x"}}']
)
def test_labels_that_cannot_be_read_are_damage(
    shelf: Shelf, residents: ResidentModels, tmp_path: Path, config: bytes
) -> None:
    folder = written(tmp_path / "colours", classifier())
    (folder / "config.json").write_bytes(config)
    added = finish(shelf.add(folder))
    with pytest.raises(ModelDamaged):
        residents.try_out(added.id)
    assert shelf.get(added.id).record.state == "set_aside"


def test_a_detector_whose_boxes_do_not_fit_is_set_aside(
    shelf: Shelf, residents: ResidentModels, tmp_path: Path
) -> None:
    added = finish(shelf.add(written(tmp_path / "things", detector(True, corners=3))))
    with pytest.raises(ModelError):
        residents.try_out(added.id)
    assert shelf.get(added.id).record.state == "set_aside"


def classifier() -> onnx.ModelProto:
    nodes = [
        helper.make_node("ReduceMean", ["pixel_values", "axes"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "ten"], ["logits"]),
    ]
    weights = [constant("axes", np.array([2, 3], np.int64)), constant("ten", np.array(10, np.float32))]
    return model_of(helper.make_graph(nodes, "g", [pixels()], [out("logits", 2)], weights))


def detector(nothing: bool, corners: int = 4) -> onnx.ModelProto:
    """Always the same three boxes, two of them on each other, and one of nothing."""
    classes = 4 if nothing else 3
    logits = np.full((1, 4, classes), -9.0, np.float32)
    logits[0, 0, 0], logits[0, 1, 2], logits[0, 2, 0] = 9, 6, 7
    if nothing:
        logits[0, 3, 3] = 9
    boxes = np.array([[0.5, 0.25, 0.5, 0.5], [0.5, 0.9, 0.2, 0.4], [0.52, 0.25, 0.5, 0.5], [0.1] * 4], np.float32)
    weights = [
        constant("made", logits), constant("placed", boxes[None, :, :corners]), constant("none", np.array(0, np.float32)),
        constant("axes", np.array([1, 2, 3], np.int64)), constant("last", np.array([-1], np.int64)),
    ]  # fmt: skip
    nodes = [
        helper.make_node("ReduceMean", ["pixel_values", "axes"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "none"], ["zero"]),
        helper.make_node("Unsqueeze", ["zero", "last"], ["zero2"]),
        helper.make_node("Unsqueeze", ["zero2", "last"], ["zero3"]),
        helper.make_node("Add", ["made", "zero3"], ["logits"]),
        helper.make_node("Add", ["placed", "zero3"], ["pred_boxes"]),
    ]
    return model_of(helper.make_graph(nodes, "g", [pixels()], [out("logits", 3), out("pred_boxes", 3)], weights))


def segmenter() -> onnx.ModelProto:
    nodes = [helper.make_node("AveragePool", ["pixel_values"], ["logits"], kernel_shape=[4, 4], strides=[4, 4])]
    return model_of(helper.make_graph(nodes, "g", [pixels()], [out("logits", 4)]))


def written(folder: Path, model: onnx.ModelProto) -> Path:
    folder.mkdir()
    onnx.save(model, folder / "model.onnx")
    (folder / "config.json").write_bytes(msgspec.json.encode({"id2label": COLOURS}))
    (folder / "preprocessor_config.json").write_bytes(msgspec.json.encode({"size": {"height": SIDE, "width": SIDE}}))
    return folder


def pixels() -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["n", 3, "h", "w"])


def out(name: str, rank: int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [f"{name}{axis}" for axis in range(rank)])


def constant(name: str, value: object) -> onnx.TensorProto:
    return numpy_helper.from_array(np.asarray(value), name)
