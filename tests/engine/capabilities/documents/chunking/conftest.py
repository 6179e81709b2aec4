from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.models.registry import ModelRegistry
from engine.rpc.generators import exhaust
from tests.support.harness import DocumentsHarness
from tests.support.tiny_models import write_embedder

MANUAL = "Manual\n\n" + "\n\n".join(
    f"Capítulo {n}\n\n" + f"La caldera se revisa en octubre y está aquí palabra{n}. " * 30 for n in range(6)
)


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    exhaust(ModelRegistry([folder]).add(write_embedder(tmp_path / "words")))
    return folder


@pytest.fixture
def engine(home: Path, registry: Path) -> Iterator[DocumentsHarness]:
    engine = DocumentsHarness(home, registry)
    yield engine
    engine.close()


@pytest.fixture
def manual(folder: Path) -> Path:
    path = folder / "manual.txt"
    path.write_text(MANUAL, "utf-8")
    return path
