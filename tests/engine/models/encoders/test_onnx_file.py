"""docs/faults.md 26: an ONNX file that keeps data outside itself is refused before ONNX Runtime sees it, whatever the path."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from engine.models.encoders.onnx_file import OnnxOutput, read_facts
from engine.protocol.errors import ModelDamaged, ModelError, ModelRefused
from tests.support.tiny_models import embedder_graph, model_of


def external(location: str) -> onnx.TensorProto:
    tensor = TensorProto(name="table", data_type=TensorProto.FLOAT, dims=[10, 4])
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", "0"), ("length", "160")):
        tensor.external_data.add(key=key, value=value)
    return tensor


def with_table(tensor: onnx.TensorProto) -> onnx.ModelProto:
    model = embedder_graph()
    del model.graph.initializer[0]
    model.graph.initializer.append(tensor)
    return model


def save(folder: Path, model: onnx.ModelProto) -> Path:
    path = folder / "model.onnx"
    path.write_bytes(model.SerializeToString())
    return path


def test_inputs_and_outputs_are_read_without_a_native_parser(tmp_path: Path) -> None:
    facts = read_facts(save(tmp_path, embedder_graph()))
    assert facts.inputs == ("input_ids",)
    assert facts.outputs == (OnnxOutput("embedding", (0, 4)),)


def test_the_starter_embedder_keeps_everything_inside(models: Path) -> None:
    facts = read_facts(models / "multilingual-e5-small-int8" / "model.onnx")
    assert set(facts.inputs) == {"input_ids", "attention_mask"}
    assert facts.outputs[0].dimensions == (0, 384)


@pytest.mark.parametrize(
    "location", ["../weights.data", "/etc/passwd", "link.data", "hard.data", "/dev/zero", "beside.data"]
)
def test_data_outside_the_file_is_refused(tmp_path: Path, location: str) -> None:
    outside = tmp_path / "outside.data"
    outside.write_bytes(b"\0" * 160)
    (tmp_path / "link.data").symlink_to(outside)
    os.link(outside, tmp_path / "hard.data")
    with pytest.raises(ModelRefused):
        read_facts(save(tmp_path, with_table(external(location))))


def test_data_outside_is_found_in_the_attribute_of_a_node_and_in_a_graph_within_a_graph(tmp_path: Path) -> None:
    constant = helper.make_node("Constant", [], ["x"], value=external("a"))
    branch = helper.make_graph([constant], "branch", [], [])
    choice = helper.make_node("If", ["c"], ["y"], then_branch=branch, else_branch=branch)
    for node in (constant, choice):
        with pytest.raises(ModelRefused):
            read_facts(save(tmp_path, model_of(helper.make_graph([node], "g", [], []))))


def test_data_outside_is_found_in_a_function(tmp_path: Path) -> None:
    model = embedder_graph()
    constant = helper.make_node("Constant", [], ["x"], value=external("a"))
    opset = [helper.make_opsetid("", 18)]
    model.functions.append(helper.make_function("ours", "F", [], ["x"], [constant], opset))
    with pytest.raises(ModelRefused):
        read_facts(save(tmp_path, model))


@pytest.mark.parametrize("data", [b"", b"\xff" * 40, b"not a protobuf at all", b"\x3a\xff\xff\xff\xff\x0f"])
def test_a_file_that_is_no_model_is_refused_with_a_sentence(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "model.onnx").write_bytes(data)
    with pytest.raises(ModelDamaged) as refused:
        read_facts(tmp_path / "model.onnx")
    assert "model.onnx" in refused.value.message


def test_graphs_nested_without_end_are_refused(tmp_path: Path) -> None:
    graph = b""
    for _ in range(40):
        graph = within(1, within(5, within(6, graph)))  # node › attribute › graph
    (tmp_path / "model.onnx").write_bytes(within(7, graph))
    with pytest.raises(ModelDamaged):
        read_facts(tmp_path / "model.onnx")


def within(field: int, message: bytes) -> bytes:
    """A protobuf field that holds a message of less than 16 KB."""
    return bytes([field << 3 | 2, len(message) & 0x7F | 0x80, len(message) >> 7]) + message


@given(at=st.integers(0, 2000), byte=st.integers(0, 255))
def test_no_changed_byte_raises_anything_but_our_errors(
    tmp_path_factory: pytest.TempPathFactory, at: int, byte: int
) -> None:
    data = bytearray(embedder_graph().SerializeToString())
    data[at % len(data)] = byte
    path = tmp_path_factory.mktemp("mutant") / "model.onnx"
    path.write_bytes(data)
    try:
        read_facts(path)
    except ModelError as refused:
        assert refused.message


def test_weights_listed_among_the_inputs_are_not_inputs(tmp_path: Path) -> None:
    model = embedder_graph()
    model.graph.input.append(helper.make_tensor_value_info("table", TensorProto.FLOAT, [10, 4]))
    assert numpy_helper.to_array(model.graph.initializer[0]).dtype == np.float32
    assert read_facts(save(tmp_path, model)).inputs == ("input_ids",)


def test_a_file_of_millions_of_fields_is_not_read_to_its_end(tmp_path: Path) -> None:
    """It is read by the engine itself, a microsecond a field: 100 MB of them would hold a lane for minutes."""
    path = tmp_path / "model.onnx"
    path.write_bytes(b"\x08\x01" * 20_000_000)
    with pytest.raises(ModelDamaged) as refused:
        read_facts(path)
    assert refused.value.detail == "more than 500000 fields"
