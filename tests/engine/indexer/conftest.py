from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.indexer.client import IndexerClient


@pytest.fixture
def indexer(tmp_path: Path) -> Iterator[IndexerClient]:
    child = IndexerClient(tmp_path / "models", tmp_path / "logs" / "indexer.log")
    yield child
    child.close()
