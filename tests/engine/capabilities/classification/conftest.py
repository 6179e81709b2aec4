from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.harness import EngineHarness


@pytest.fixture
def engine(home: Path, tmp_path: Path) -> Iterator[EngineHarness]:
    """Without a model, until one is added."""
    engine = EngineHarness(home, tmp_path / "models", "classification")
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[EngineHarness]:
    """With the starter's models."""
    engine = EngineHarness(tmp_path_factory.mktemp("home"), models, "classification")
    yield engine
    engine.close()
