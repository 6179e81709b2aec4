"""An engine with a fake text model that answers in chat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer


@pytest.fixture
def model() -> FakeTextModel:
    return FakeTextModel()


@pytest.fixture
def engine(home: Path, model: FakeTextModel) -> Iterator[EngineHarness]:
    engine = EngineHarness(home, home / "models", "chat", pool=FakeModelPool(model), indexer=NoIndexer())
    yield engine
    engine.close()
