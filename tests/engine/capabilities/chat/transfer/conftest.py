"""Two libraries with a scripted model and one real indexer child."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.indexer.client import IndexerClient
from engine.protocol.children.indexing import ReadImage
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer, never

OpenLibrary = Callable[..., EngineHarness]
"""(name, **injected)"""


@pytest.fixture(scope="module")
def interactive_indexer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexerClient]:
    """Its child is started here, so that no test leaves it behind as a process of its own."""
    folder = tmp_path_factory.mktemp("indexer")
    client = IndexerClient(folder / "models", folder / "indexer.log", idle_seconds=600)
    for _ in client.read([ReadImage(str(folder / "missing.png"))], never):
        pass
    yield client
    client.close()


@pytest.fixture
def open_library(tmp_path: Path, interactive_indexer: IndexerClient) -> Iterator[OpenLibrary]:
    """Return the engine of a library, by its name."""
    opened: list[EngineHarness] = []

    def open(name: str, **injected: object) -> EngineHarness:
        home = tmp_path / name
        engine = EngineHarness(
            home,
            home / "models",
            "chat",
            pool=injected.pop("pool", FakeModelPool(FakeTextModel())),  # type: ignore[arg-type]  # None: the real one
            indexer=NoIndexer(),
            interactive_indexer=interactive_indexer,
            **injected,
        )
        opened.append(engine)
        return engine

    yield open
    for engine in opened:
        engine.close()


@pytest.fixture
def engine(open_library: OpenLibrary) -> EngineHarness:
    return open_library("home")
