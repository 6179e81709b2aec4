from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomli_w

from engine.capabilities.system.handlers import build
from engine.context import House
from engine.models.registry import Shelf
from engine.store.database import Store
from tests.engine.capabilities.chat.fake_text_model import FakeResidents, FakeTextModel
from tests.engine.capabilities.chat.talk import NoIndexer
from tests.engine.capabilities.system.desk import Desk


def put_model(folder: Path, id: str, kind: str) -> None:
    place = folder / id
    place.mkdir(parents=True)
    (place / "weights.gguf").write_bytes(content := id.encode() * 100)
    file = {"path": "weights.gguf", "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    card = {"id": id, "name": id.title(), "kind": kind, "licence": "MIT", "files": [file]}
    (place / "model.toml").write_text(tomli_w.dumps(card), "utf-8")


@pytest.fixture
def shelf(home: Path) -> Shelf:
    for id, kind in (("alfa", "text"), ("beta", "text"), ("gama", "embedding")):
        put_model(home / "models", id, kind)
    return Shelf([home / "models"])


@pytest.fixture
def house(home: Path, shelf: Shelf) -> Iterator[House]:
    store = Store.open(home)
    yield House(home, store, shelf, FakeResidents(FakeTextModel()), NoIndexer())
    store.close()


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(build(house))
