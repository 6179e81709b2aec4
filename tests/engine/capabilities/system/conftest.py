from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomli_w

from engine.context import EngineContext
from engine.models.registry import ModelRegistry
from tests.engine.capabilities.chat.fake_text_model import FakeResidents, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer


def put_model(folder: Path, id: str, kind: str) -> None:
    place = folder / id
    place.mkdir(parents=True)
    (place / "weights.gguf").write_bytes(content := id.encode() * 100)
    file = {"path": "weights.gguf", "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    manifest = {"id": id, "name": id.title(), "kind": kind, "licence": "MIT", "files": [file]}
    (place / "model.toml").write_text(tomli_w.dumps(manifest), "utf-8")


@pytest.fixture
def registry(home: Path) -> ModelRegistry:
    for id, kind in (("alfa", "text"), ("beta", "text"), ("gama", "embedding")):
        put_model(home / "models", id, kind)
    return ModelRegistry([home / "models"])


@pytest.fixture
def engine(home: Path, registry: ModelRegistry) -> Iterator[EngineHarness]:
    pool = FakeResidents(FakeTextModel())
    engine = EngineHarness(home, home / "models", "models", "system", pool=pool, registry=registry, indexer=NoIndexer())
    yield engine
    engine.close()


@pytest.fixture
def context(engine: EngineHarness) -> EngineContext:
    return engine.context
