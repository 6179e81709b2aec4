from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.rpc.generators import exhaust
from tests.support.harness import EngineHarness
from tests.support.tiny_models import write_embedder


@pytest.fixture
def engine(home: Path, tmp_path: Path) -> Iterator[EngineHarness]:
    """Without a model, until one is added."""
    engine = EngineHarness(home, tmp_path / "models", "classification")
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def ten_words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models with an embedder of ten words, which a child has tried already."""
    folder = tmp_path_factory.mktemp("ten-words")
    registry = ModelRegistry([folder / "models"])
    added = exhaust(registry.add(write_embedder(folder / "ten-words")))
    pool = LazyModelPool(registry)
    pool.probe(added.id)
    pool.close()
    return registry.folder


@pytest.fixture
def tiny(ten_words: Path, engine: EngineHarness) -> EngineHarness:
    """With an embedder of ten words, in place of the real one's seconds."""
    shutil.copytree(ten_words, engine.registry.folder, dirs_exist_ok=True)
    return engine


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[EngineHarness]:
    """With the starter's models."""
    engine = EngineHarness(tmp_path_factory.mktemp("home"), models, "classification")
    yield engine
    engine.close()
