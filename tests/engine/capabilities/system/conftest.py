"""An engine with three installed models that are never loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.models.registry import ModelRegistry
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer
from tests.support.installed_models import three_models


@pytest.fixture
def registry(home: Path) -> ModelRegistry:
    return three_models(home / "models")


@pytest.fixture
def engine(home: Path, registry: ModelRegistry) -> Iterator[EngineHarness]:
    pool = FakeModelPool(FakeTextModel())
    engine = EngineHarness(home, home / "models", "models", "system", pool=pool, registry=registry, indexer=NoIndexer())
    yield engine
    engine.close()
