"""Another image encoder is chosen: the one before answers until every picture has its new vector (docs/faults.md 64)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from engine.capabilities.images.vector_table import IMAGE_VECTORS
from engine.models.registry import ModelRegistry
from engine.protocol.file_run import FileOutcome
from engine.rpc.generators import exhaust
from engine.store.integrity import find_problems
from engine.store.vectors import VectorStore
from tests.support.harness import ImagesHarness
from tests.support.tiny_dual_encoder import write_dual_encoder

REDS = 40
OTHERS = ("lime", "blue")


class SwitchingEngine(ImagesHarness):
    """With two image encoders, `ids`; the first is in use until a person chooses the other."""

    def __init__(self, home: Path, folder: Path) -> None:
        super().__init__(home, folder)
        self.ids = [
            _add(self.registry, folder.parent / name, scale) for name, scale in (("First", 99), ("Second", 101))
        ]
        self.choose(0)

    def choose(self, number: int) -> None:
        self.selection.choose(self.ids[number])

    def reds(self) -> int:
        return sum(Path(name).stem.startswith("red") for name in self.names("red", include_weaker=True, k=REDS))

    def tables(self) -> set[str]:
        with self.store.read() as connection:
            return set(VectorStore(self.store, IMAGE_VECTORS).models(connection))


def _add(registry: ModelRegistry, source: Path, scale: float) -> str:
    """Return the id of a model that sees as the others do; its `scale` makes its files its own."""
    return exhaust(registry.add(write_dual_encoder(source, scale=scale))).id


@pytest.fixture
def engine(home: Path, tmp_path: Path) -> Iterator[SwitchingEngine]:
    (tmp_path / "models").mkdir()
    engine = SwitchingEngine(home, tmp_path / "models")
    yield engine
    engine.close()


@pytest.fixture
def colours(tmp_path: Path) -> Path:
    folder = tmp_path / "colours"
    folder.mkdir()
    for number in range(REDS):
        Image.new("RGB", (40 + number, 40), "red").save(folder / f"red{number}.png")
        for name in OTHERS:
            Image.new("RGB", (40 + number, 40), name).save(folder / f"{name}{number}.png")
    return folder


def test_every_search_during_a_change_finds_what_it_found_before(engine: SwitchingEngine, colours: Path) -> None:
    engine.index(colours)
    assert engine.reds() == REDS
    engine.choose(1)
    answers: list[tuple[int, str]] = []

    def search(event: object) -> None:
        model = engine.folders().model
        answers.append((engine.reds(), model.id if model else ""))

    assert (engine.folders().awaiting_new_model, engine.folders().waiting) == (3 * REDS, 0)
    engine.index(on_event=search)
    assert len(answers) > 2 and {count for count, _ in answers} == {REDS}
    answering = [model for _, model in answers]
    assert answering[0] == engine.ids[0] and answering == sorted(answering, key=engine.ids.index)
    folders = engine.folders()
    assert folders.model is not None
    assert (folders.model.id, folders.awaiting_new_model, folders.waiting, engine.reds()) == (engine.ids[1], 0, 0, REDS)
    assert engine.tables() == {engine.ids[1]}
    assert find_problems(engine.store) == []


def test_a_change_that_was_stopped_goes_on_and_the_old_model_answers_meanwhile(
    engine: SwitchingEngine, colours: Path
) -> None:
    engine.index(colours)
    engine.choose(1)
    stop = threading.Event()
    engine.index(on_event=lambda e: stop.set() if isinstance(e, FileOutcome) else None, is_cancelled=stop.is_set)
    folders = engine.folders()
    assert folders.model is not None
    assert (folders.model.id, engine.reds()) == (engine.ids[0], REDS)
    assert find_problems(engine.store) == []
    engine.index()
    assert (engine.tables(), engine.reds()) == ({engine.ids[1]}, REDS)


def test_changing_one_s_mind_loses_nothing(engine: SwitchingEngine, colours: Path) -> None:
    engine.index(colours)
    for number in (1, 0):
        engine.choose(number)
        stop = threading.Event()
        engine.index(on_event=lambda e: stop.set() if isinstance(e, FileOutcome) else None, is_cancelled=stop.is_set)  # noqa: B023
        assert engine.reds() == REDS
    engine.index()
    assert (engine.tables(), engine.reds(), find_problems(engine.store)) == ({engine.ids[0]}, REDS, [])


def test_a_change_reaches_single_files_and_waits_for_no_drive_that_is_away(
    engine: SwitchingEngine, colours: Path
) -> None:
    single = colours.parent / "single.png"
    Image.new("RGB", (40, 40), "blue").save(single)
    away = colours.parent / "drive"
    away.mkdir()
    Image.new("RGB", (40, 40), "lime").save(away / "far.png")
    engine.index(colours, single, away)
    away.rename(away.with_name("elsewhere"))
    engine.choose(1)
    engine.index()
    assert engine.tables() == {engine.ids[1]}
    assert engine.names("blue", include_weaker=True, k=REDS + 1).count("single.png") == 1
    assert engine.listed(state="waiting") == ["far.png"]
    away.with_name("elsewhere").rename(away)
    engine.index()
    assert (engine.listed(state="waiting"), find_problems(engine.store)) == ([], [])


def test_a_picture_changed_meanwhile_is_not_found_as_it_was(engine: SwitchingEngine, colours: Path) -> None:
    engine.index(colours)
    engine.choose(1)
    Image.new("RGB", (40, 40), "blue").save(colours / "red0.png")
    engine.index(colours / "red0.png")
    assert "red0.png" not in engine.names("red", k=REDS)
    engine.index()
    assert "red0.png" in engine.names("blue", include_weaker=True, k=REDS + 1)
    assert find_problems(engine.store) == []


def test_where_the_old_model_is_gone_the_new_one_answers_as_far_as_it_goes(
    engine: SwitchingEngine, colours: Path
) -> None:
    engine.index(colours)
    engine.choose(1)
    stop = threading.Event()
    engine.index(on_event=lambda e: stop.set() if isinstance(e, FileOutcome) else None, is_cancelled=stop.is_set)
    folder = colours.parent / "models" / engine.ids[0]
    folder.rename(colours.parent / "gone")
    folders = engine.folders()
    assert folders.model is not None
    assert (folders.model.id, folders.awaiting_new_model, folders.waiting > 0) == (engine.ids[1], 0, True)
