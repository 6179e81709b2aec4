"""Weights go into a graph and come back; a graph of other makers is refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest

from engine.models.encoders.bert_graph import BertGraph
from engine.models.encoders.bert_weights import read_weights
from engine.protocol.errors import ModelUnsupported
from tests.engine.models.tiny_bert import SHAPE, tiny_encoder, tiny_weights


def test_weights_come_back_out_of_their_graph(tmp_path: Path) -> None:
    onnx.save(BertGraph(tiny_weights()).embedder(), str(tmp_path / "model.onnx"))
    found = read_weights(tmp_path / "model.onnx", "tiny")
    assert found.shape.layers == SHAPE.layers and found.shape.heads == SHAPE.heads
    assert found.shape.epsilon == pytest.approx(SHAPE.epsilon)
    for name, value in tiny_weights().tensors.items():
        np.testing.assert_array_equal(found.tensors[name], value, name)


def test_quantised_weights_come_back_to_a_step_of_their_scale(tmp_path: Path) -> None:
    found = read_weights(tiny_encoder(tmp_path) / "model.onnx", "tiny")
    for name, value in tiny_weights().tensors.items():
        assert np.abs(found.tensors[name] - value).max() <= np.abs(value).max() / 127, name


def test_a_graph_of_other_makers_is_refused(tmp_path: Path) -> None:
    made = BertGraph(tiny_weights()).embedder()
    for one in made.graph.initializer:
        one.name = f"onnx::{one.name}"
    onnx.save(made, str(tmp_path / "model.onnx"))
    with pytest.raises(ModelUnsupported, match="Theirs"):
        read_weights(tmp_path / "model.onnx", "Theirs")
