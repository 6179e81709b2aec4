"""Weights are written into a graph and read back; another tool's graph is refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest

from engine.models.encoders.bert_graph import WORD_VECTORS, BertGraph, write_int8
from engine.models.encoders.bert_weights import read_weights
from engine.protocol.errors import ModelUnsupported
from tests.support.tiny_bert import SHAPE, tiny_encoder, tiny_weights


def test_weights_are_read_back_from_their_graph(tmp_path: Path) -> None:
    onnx.save(BertGraph(tiny_weights()).embedder(), str(tmp_path / "model.onnx"))
    weights = read_weights(tmp_path / "model.onnx", "tiny")
    assert weights.shape.layers == SHAPE.layers and weights.shape.heads == SHAPE.heads
    assert weights.shape.epsilon == pytest.approx(SHAPE.epsilon)
    for name, value in tiny_weights().tensors.items():
        np.testing.assert_array_equal(weights.tensors[name], value, name)


def test_quantised_weights_are_read_back_within_a_step_of_their_scale(tmp_path: Path) -> None:
    weights = read_weights(tiny_encoder(tmp_path) / "model.onnx", "tiny")
    for name, value in tiny_weights().tensors.items():
        assert np.abs(weights.tensors[name] - value).max() <= np.abs(value).max() / 127, name


@pytest.mark.expects_warnings  # from ONNX Runtime, which advises a preprocessing step
@pytest.mark.parametrize("operators", [None, WORD_VECTORS])
def test_the_file_is_the_one_that_onnx_runtime_writes_of_the_whole_model(
    tmp_path: Path, operators: tuple[str, ...] | None
) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = BertGraph(tiny_weights()).embedder()
    onnx.save(model, str(tmp_path / "float32.onnx"))
    int8 = {"weight_type": QuantType.QInt8, "per_channel": True}
    quantize_dynamic(tmp_path / "float32.onnx", tmp_path / "theirs.onnx", operators and list(operators), **int8)
    write_int8(model, tmp_path / "ours.onnx", operators)
    assert (tmp_path / "ours.onnx").read_bytes() == (tmp_path / "theirs.onnx").read_bytes()
    assert model.SerializeToString() == (tmp_path / "float32.onnx").read_bytes()


def test_another_tools_graph_is_refused(tmp_path: Path) -> None:
    model = BertGraph(tiny_weights()).embedder()
    for tensor in model.graph.initializer:
        tensor.name = f"onnx::{tensor.name}"
    onnx.save(model, str(tmp_path / "model.onnx"))
    with pytest.raises(ModelUnsupported, match="Theirs"):
        read_weights(tmp_path / "model.onnx", "Theirs")
