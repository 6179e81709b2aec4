"""ONNX models that never end or compute no numbers, tried in a child."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol import errors
from engine.rpc.generators import exhaust
from tests.benchmarks.mutating.onnx_mutants import add_loop
from tests.support.tiny_models import write_embedder, write_text_task
from tests.support.tiny_vision_models import classifier, write_vision_model


@pytest.fixture
def registry(tmp_path: Path) -> ModelRegistry:
    return ModelRegistry([tmp_path / "models"])


def change(folder: Path, rounds: int = 0, nan: str = "") -> Path:
    """Add a loop to a model's network, or fill one of its tables with NaN."""
    model = onnx.load(folder / "model.onnx")
    if rounds:
        add_loop(model, rounds)
    for tensor in model.graph.initializer:
        if tensor.name == nan:
            array = numpy_helper.to_array(tensor)
            tensor.CopyFrom(numpy_helper.from_array(np.full_like(array, np.nan), nan))
    onnx.save(model, folder / "model.onnx")
    return folder


def test_a_loop_without_end_is_given_up_with_a_sentence(registry: ModelRegistry, tmp_path: Path) -> None:
    """docs/faults.md 27: it held the lane for 30 s."""
    added = exhaust(registry.add(change(write_embedder(tmp_path / "Loop"), rounds=(1 << 63) - 1)))
    pool = LazyModelPool(registry)
    with pytest.raises(errors.ModelTooSlow, match=r"did not finish a small test within \d seconds and is not used"):
        pool.probe(added.id)
    assert registry.get(added.id).record.state == "quarantined"


def test_a_loop_with_an_end_is_no_reason_to_refuse_a_model(registry: ModelRegistry, tmp_path: Path) -> None:
    added = exhaust(registry.add(change(write_embedder(tmp_path / "Loop"), rounds=3)))
    LazyModelPool(registry).probe(added.id)
    assert registry.get(added.id).is_ready


@pytest.mark.parametrize("kind", ["embedder", "token classifier", "image classifier"])
def test_a_network_whose_output_is_no_numbers_is_refused(registry: ModelRegistry, tmp_path: Path, kind: str) -> None:
    if kind == "embedder":
        folder = change(write_embedder(tmp_path / "Nan"), nan="table")
    elif kind == "token classifier":
        folder = change(write_text_task(tmp_path / "Nan", "ForTokenClassification"), nan="logits_table")
    else:
        folder = change(write_vision_model(tmp_path / "Nan", classifier()), nan="ten")
    added = exhaust(registry.add(folder))
    with pytest.raises(errors.ModelDamaged, match="is damaged"):
        LazyModelPool(registry).probe(added.id)
    assert registry.get(added.id).record.state == "quarantined"
