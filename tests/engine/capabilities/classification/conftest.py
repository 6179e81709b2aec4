from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.capabilities.classification.desk import Desk


@pytest.fixture
def desk(home: Path, tmp_path: Path) -> Iterator[Desk]:
    """Without a model, until one is added."""
    desk = Desk(home, tmp_path / "models")
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[Desk]:
    """With the starter's models."""
    desk = Desk(tmp_path_factory.mktemp("home"), models)
    yield desk
    desk.close()
