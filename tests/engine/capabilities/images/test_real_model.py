"""The starter's real model over drawings it knows: from files to words, through the child, the library and the search."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.capabilities.images import api
from engine.capabilities.images.vector_table import IMAGE_VECTORS
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.file_run import FileOutcome
from engine.store.integrity import find_problems
from engine.store.vectors import VectorStore
from tests.support.drawings import DRAWINGS, save_drawings
from tests.support.harness import ImagesHarness
from tests.support.image_files import scene


@pytest.fixture
def drawn(tmp_path: Path) -> dict[str, Path]:
    """Among other pictures."""
    files = save_drawings(tmp_path / "drawn")
    for number in range(20):
        scene(number).save(tmp_path / "drawn" / f"s{number}.jpg")
    return files


@pytest.fixture
def real(home: Path, models: Path, drawn: dict[str, Path]) -> Iterator[ImagesHarness]:
    if LazyModelPool(ModelRegistry([models])).image_encoder_id() is None:
        pytest.skip("no picture model among the starters")
    engine = ImagesHarness(home, models)
    engine.index(drawn["analog clock"].parent)
    yield engine
    engine.close()


def test_what_is_drawn_is_found_by_its_name_and_silence_follows_what_is_not(
    real: ImagesHarness, drawn: dict[str, Path]
) -> None:
    folders = real.folders()
    assert (folders.pictures, folders.waiting, folders.failed) == (len(DRAWINGS) + 20, 0, 0)
    assert folders.model is not None and folders.model.starter
    for name, path in drawn.items():
        assert real.names(name)[:1] == [path.name]
    absent = ("giant panda", "elephant", "ambulance", "castle", "volcano", "strawberry", "violin", "tractor")
    assert sum(real.search(name).convincing == 0 for name in absent) > len(absent) / 2
    assert find_problems(real.store) == []


def test_a_file_beside_the_library_finds_its_like(real: ImagesHarness, drawn: dict[str, Path], tmp_path: Path) -> None:
    with Image.open(drawn["traffic light"]) as picture:
        picture.resize((300, 300)).save(tmp_path / "dropped.png")
    page = real.search(examples=(api.ExampleImage(path=str(tmp_path / "dropped.png")),))
    assert Path(page.results[0].path) == drawn["traffic light"]
    assert page.results[0].score > 0.9
    assert len(real.pictures()) == len(DRAWINGS) + 20  # it was looked at, not taken in


def test_a_file_is_looked_at_while_a_run_holds_the_other_child(
    real: ImagesHarness, drawn: dict[str, Path], tmp_path: Path
) -> None:
    shutil.copy(drawn["traffic light"], tmp_path / "dropped.jpg")
    for number in range(60):
        scene(100 + number).save(drawn["traffic light"].parent / f"more{number}.jpg")
    names: list[str] = []

    def drop(event: object) -> None:
        if isinstance(event, FileOutcome) and event.outcome == "added" and not names:
            asked = api.SearchPictures(examples=(api.ExampleImage(path=str(tmp_path / "dropped.jpg")),))
            outcome = real.routes["images.search"].handler(asked, lambda: False)
            names.append(Path(outcome.results[0].path).name)

    real.index(drawn["traffic light"].parent, on_event=drop)
    assert names == [drawn["traffic light"].name]


def test_the_child_sees_what_the_engine_sees(real: ImagesHarness, drawn: dict[str, Path]) -> None:
    """Within what another batch and float16 change."""
    vectors = VectorStore(real.store, IMAGE_VECTORS)
    with real.pool.image_encoder() as encoder, Image.open(drawn["crossword puzzle"]) as picture:
        ours = encoder.embed([encoder.prepare(picture.convert("RGB"))])[0]
        stored = vectors.read(encoder.id, [real.id(drawn["crossword puzzle"].name)])
    assert float(np.dot(ours, next(iter(stored.values())))) > 0.97


def test_own_labels_sort_drawings(real: ImagesHarness, drawn: dict[str, Path]) -> None:
    labels = tuple(DRAWINGS)
    page = real.call(api.LABEL, api.LabelPictures(labels, api.PictureFilters(name="d")))
    best = {Path(result.picture.path).name: labels[int(np.argmax(result.scores))] for result in page.results}
    assert best == {path.name: name for name, path in drawn.items()}
