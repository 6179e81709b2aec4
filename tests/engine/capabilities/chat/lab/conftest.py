"""An engine with the real SmolLM2."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from tests.support.harness import EngineHarness, NoIndexer


@pytest.fixture(scope="module")
def pool(models: Path) -> Iterator[LazyModelPool]:
    pool = LazyModelPool(ModelRegistry([models]), context=1024)
    yield pool
    pool.close()


@pytest.fixture
def real(home: Path, models: Path, pool: LazyModelPool) -> Iterator[EngineHarness]:
    engine = EngineHarness(home, models, "chat", pool=pool, indexer=NoIndexer())
    yield engine
    engine.close()
