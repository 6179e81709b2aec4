from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.capabilities.chat.fake_text_model import FakeResidents, FakeTextModel
from tests.engine.capabilities.chat.talk import Talk


@pytest.fixture
def model() -> FakeTextModel:
    return FakeTextModel()


@pytest.fixture
def talk(home: Path, model: FakeTextModel) -> Iterator[Talk]:
    talk = Talk(home, FakeResidents(model))
    yield talk
    talk.close()
