"""A child tries models before the engine does: those that would crash, hang or compute nothing (docs/faults.md 20, 21)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.models.interfaces import ChatMessage
from engine.models.pool import LazyModelPool
from engine.models.registry import InstalledModel, ModelRegistry
from engine.protocol import errors
from engine.protocol.answering.sampling import Sampling
from engine.protocol.cancellation import never_cancelled
from engine.rpc.generators import exhaust
from tests.support.gguf_codec import GgufFile
from tests.support.tiny_gguf import tiny_gguf, write_tiny_gguf

pytestmark = pytest.mark.model
NAN = float("nan")


@pytest.fixture
def registry(tmp_path: Path) -> ModelRegistry:
    return ModelRegistry([tmp_path / "models"])


def add(registry: ModelRegistry, path: Path) -> InstalledModel:
    """Add a model and try it, as `models.add` does."""
    added = exhaust(registry.add(path))
    LazyModelPool(registry).probe(added.id)
    return registry.get(added.id)


@pytest.mark.parametrize("context", [1, 7, 63])
def test_a_model_that_reads_too_few_tokens_for_a_question_is_refused(
    registry: ModelRegistry, tmp_path: Path, context: int
) -> None:
    """It passed the trial, and llama.cpp aborted at the first question."""
    with pytest.raises(errors.ModelContextTooShort, match=f"reads only {context} tokens at a time"):
        add(registry, write_tiny_gguf(tmp_path / "Short.gguf", context_length=context))
    assert registry.list() == ()


def test_a_prompt_longer_than_a_short_context_is_read_in_parts(registry: ModelRegistry, tmp_path: Path) -> None:
    """llama.cpp takes no batch longer than the context that the file names, and a window of 256 tokens at least."""
    added = add(registry, write_tiny_gguf(tmp_path / "Short.gguf", context_length=64))
    pool = LazyModelPool(registry)
    with pool.text_model(added.id) as model:
        prompt = model.prompt([ChatMessage("user", "long " * 30)])
        assert len(prompt) > 64
        *_, last = model.generate(prompt, Sampling(max_tokens=3), never_cancelled)
        assert last is not None
    pool.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("attention__layer_norm_rms_epsilon", NAN),
        ("attention__layer_norm_rms_epsilon", 0.0),
        ("attention__layer_norm_rms_epsilon", -1e-5),
        ("attention__layer_norm_rms_epsilon", float("inf")),
        ("rope__freq_base", NAN),
        ("rope__freq_base", 0.0),
        ("rope__freq_base", -10_000.0),
        ("block_count", 1 << 31),
        ("attention__head_count", 1 << 31),
        ("attention__head_count_kv", 1 << 31),
        ("embedding_length", 0),
    ],
)
def test_numbers_with_which_no_network_computes_are_found_before_llama_opens_the_file(
    registry: ModelRegistry, tmp_path: Path, name: str, value: float
) -> None:
    with pytest.raises(errors.ModelDamaged, match="is damaged") as refused:
        add(registry, write_tiny_gguf(tmp_path / "Odd.gguf", **{name: value}))
    assert refused.value.detail
    assert registry.list() == ()


def test_a_model_whose_logits_are_no_numbers_is_refused(registry: ModelRegistry, tmp_path: Path) -> None:
    path = tmp_path / "Nan.gguf"
    path.write_bytes(with_weights(tiny_gguf(), "output_norm.weight", NAN).to_bytes())
    with pytest.raises(errors.ModelDamaged, match="is damaged") as refused:
        add(registry, path)
    assert refused.value.detail == "the model computes nothing"
    (listed,) = registry.list()
    assert listed.record.state == "quarantined"


def with_weights(file: GgufFile, tensor: str, value: float) -> GgufFile:
    """The file with one tensor full of a value."""
    place = next(listed for listed in file.tensors if listed.name == tensor.encode())
    data = np.full(place.shape, value, "<f4").tobytes()
    file.data = file.data[: place.offset] + data + file.data[place.offset + len(data) :]
    return file


@pytest.mark.kill
def test_a_model_that_makes_llama_abort_ends_its_trial_at_once(registry: ModelRegistry, tmp_path: Path) -> None:
    """Without GGML_NO_BACKTRACE a debugger prints the stack, for ten seconds or for ever."""
    with pytest.raises(errors.ModelCrashed) as failed:
        add(registry, write_tiny_gguf(tmp_path / "Aborting.gguf", block_count=0))
    assert failed.value.detail == "exit code -6"
