"""A context length that a person chose is used as it is, or refused with the longest one that can be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from engine.models.llama.gguf import read_header
from engine.models.memory_plan import SHORTEST_CONTEXT, SPARE, plan_text, text_model_bytes
from engine.models.pool import LazyModelPool
from engine.models.registry import InstalledModel, ModelRegistry
from engine.protocol.errors import ContextTooLarge, ContextTooLong, ModelTooLarge
from tests.engine.models.conftest import TEXT
from tests.engine.models.test_pool import registry

__all__ = ["registry"]

pytestmark = pytest.mark.model

TRAINED = 8192
"""Tokens that the starter model reads at most."""


@pytest.fixture
def installed(registry: ModelRegistry) -> InstalledModel:
    return registry.get(TEXT)


@pytest.fixture
def needed(installed: InstalledModel) -> Callable[[int], int]:
    """The free bytes that a context needs."""
    header = read_header(installed.path(".gguf"))
    return lambda context: text_model_bytes(header, context, 0) + SPARE


def test_a_chosen_context_is_kept(installed: InstalledModel, needed: Callable[[int], int]) -> None:
    assert plan_text(installed, needed(4096), 1024, 4096).context == 4096
    assert plan_text(installed, needed(TRAINED), 1024, 1500).context == 1500


def test_one_longer_than_the_models_names_the_models(installed: InstalledModel, needed: Callable[[int], int]) -> None:
    with pytest.raises(ContextTooLong, match=r"SmolLM2 135M Instruct reads 8192 tokens at most.*32768") as refused:
        plan_text(installed, needed(TRAINED), chosen_context=32_768)
    assert refused.value.values["fitting"] == str(TRAINED)


def test_one_longer_than_the_memory_names_what_fits(installed: InstalledModel, needed: Callable[[int], int]) -> None:
    with pytest.raises(ContextTooLarge, match="2048 tokens would fit") as refused:
        plan_text(installed, needed(3000), chosen_context=TRAINED)
    assert refused.value.values == {"name": "SmolLM2 135M Instruct", "context": "8192", "fitting": "2048"}
    assert plan_text(installed, needed(3000)).context == 2048  # nothing chosen: what fits


def test_without_room_for_the_shortest_the_model_is_too_large(
    installed: InstalledModel, needed: Callable[[int], int]
) -> None:
    with pytest.raises(ModelTooLarge):
        plan_text(installed, needed(SHORTEST_CONTEXT) - 1, chosen_context=TRAINED)


@pytest.fixture
def pool(registry: ModelRegistry) -> Iterator[LazyModelPool]:
    pool = LazyModelPool(registry, context=512)
    yield pool
    pool.close()


def test_memory_that_runs_out_at_work_offers_half(pool: LazyModelPool) -> None:
    """docs/faults.md 63: the model is not in the way of a shorter context."""
    with pytest.raises(ContextTooLarge, match="1024 tokens would fit") as exhausted, pool.text_model(context=2048):
        raise MemoryError("no KV slot")
    assert exhausted.value.detail == "no KV slot"


def test_memory_that_runs_out_with_a_short_context_names_the_model(pool: LazyModelPool) -> None:
    with pytest.raises(ModelTooLarge), pool.text_model():
        raise MemoryError("no KV slot")


def test_the_engine_works_on_after_a_context_that_cannot_be(pool: LazyModelPool) -> None:
    with pytest.raises(ContextTooLong), pool.text_model(context=TRAINED + 1):
        pass
    with pool.text_model() as model:
        assert model.context == 512
