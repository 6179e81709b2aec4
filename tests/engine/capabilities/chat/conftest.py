from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.capabilities.chat.fake_text_model import FakeResidents, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer


@pytest.fixture
def model() -> FakeTextModel:
    return FakeTextModel()


@pytest.fixture
def engine(home: Path, model: FakeTextModel) -> Iterator[EngineHarness]:
    engine = EngineHarness(home, home / "models", "chat", pool=FakeResidents(model), indexer=NoIndexer())
    yield engine
    engine.close()
