from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.harness import ImagesHarness
from tests.support.image_files import scene


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five pictures, no two alike: `0.jpg` to `4.jpg`."""
    folder = tmp_path / "mine"
    folder.mkdir()
    for number in range(5):
        scene(number).save(folder / f"{number}.jpg")
    return folder


@pytest.fixture
def engine(home: Path, tmp_path: Path) -> Iterator[ImagesHarness]:
    engine = ImagesHarness(home, tmp_path / "no-models")
    yield engine
    engine.close()
