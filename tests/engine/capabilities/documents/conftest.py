from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.harness import DocumentsHarness


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five files, each with a word of its own: `palabra0` to `palabra4`."""
    folder = tmp_path / "mine"
    folder.mkdir()
    for number in range(5):
        write(folder / f"{number}.txt", number)
    return folder


def write(path: Path, number: int) -> None:
    path.write_text(f"La caldera se revisa en octubre. Aquí está palabra{number} y nada más.", "utf-8")


@pytest.fixture
def engine(home: Path, tmp_path: Path) -> Iterator[DocumentsHarness]:
    engine = DocumentsHarness(home, tmp_path / "no-models")
    yield engine
    engine.close()
