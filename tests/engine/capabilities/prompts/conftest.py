"""An engine with prompts and a fake text model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness


@pytest.fixture
def model() -> FakeTextModel:
    return FakeTextModel()


@pytest.fixture
def engine(home: Path, model: FakeTextModel) -> Iterator[EngineHarness]:
    engine = EngineHarness(home, home / "models", "prompts", pool=FakeModelPool(model))
    yield engine
    engine.close()
