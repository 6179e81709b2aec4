"""One rule says which model does the jobs of a kind: the chosen one while it is ready, else another that is."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.models.manifest import ModelFile, ModelManifest, write_manifest
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.models.selection import ModelSelection
from engine.protocol.errors import (
    ModelChanged,
    ModelCrashed,
    ModelDamaged,
    ModelKindMismatch,
    ModelMissing,
    ModelTooLarge,
    ModelUnknown,
)
from engine.protocol.model_kinds import ModelKind
from engine.rpc.generators import exhaust
from tests.support.tiny_gguf import write_tiny_gguf


@pytest.fixture
def registry(tmp_path: Path) -> ModelRegistry:
    """Three embedders without files: the starter, and two that were added."""
    for id, starter in (("added", False), ("other", False), ("starter", True)):
        (tmp_path / id).mkdir()
        write_manifest(ModelManifest(id, id.title(), "embedding", (), starter=starter), tmp_path / id)
    return ModelRegistry([tmp_path])


@pytest.fixture
def selection(registry: ModelRegistry) -> ModelSelection:
    return ModelSelection(registry)


def test_an_added_model_comes_before_the_starter_until_one_is_chosen(selection: ModelSelection) -> None:
    assert selection.find("embedding").id == "added"
    selection.choose("starter")
    assert selection.find("embedding").id == "starter"
    assert selection.in_use("text") is None


@pytest.mark.parametrize("state", ["quarantined", "changed", "damaged"])
def test_another_model_stands_in_for_a_chosen_one_that_is_not_ready(
    registry: ModelRegistry, selection: ModelSelection, state: str
) -> None:
    selection.choose("starter")
    registry.update_record("starter", state=state, reason="a bad day")
    pool = LazyModelPool(registry, selection)
    assert selection.find("embedding").id == pool.embedder_id() == "added"
    unavailable = selection.unavailable_choice("embedding")
    assert unavailable is not None and (unavailable.id, unavailable.record.reason) == ("starter", "a bad day")
    registry.retry("starter")
    assert selection.find("embedding").id == pool.embedder_id() == "starter"
    assert selection.unavailable_choice("embedding") is None


@pytest.mark.parametrize(
    ("state", "error"), [("quarantined", ModelCrashed), ("changed", ModelChanged), ("damaged", ModelDamaged)]
)
def test_a_chosen_model_that_none_can_stand_in_for_says_why_it_cannot_be_used(
    registry: ModelRegistry, selection: ModelSelection, state: str, error: type[Exception]
) -> None:
    selection.choose("starter")
    for id in ("added", "other"):
        registry.remove(id)
    registry.update_record("starter", state=state, reason="a bad day")
    with pytest.raises(error, match="Starter"):
        selection.find("embedding")
    assert LazyModelPool(registry, selection).embedder_id() is None


def test_a_named_model_is_the_one_or_none(registry: ModelRegistry, selection: ModelSelection) -> None:
    assert selection.find("embedding", "other").id == "other"
    with pytest.raises(ModelUnknown, match="“gone”"):
        selection.find("embedding", "gone")
    with pytest.raises(ModelKindMismatch, match="Other is made for another task"):
        selection.find("text", "other")
    with pytest.raises(ModelMissing, match="No model for this job is installed"):
        selection.find("text", "gone")
    registry.quarantine("other", "it crashed")
    with pytest.raises(ModelCrashed, match="Other"):
        selection.find("embedding", "other")


def test_a_chosen_model_that_was_removed_is_forgotten_while_it_is_away(
    registry: ModelRegistry, selection: ModelSelection
) -> None:
    selection.choose("other")
    registry.remove("other")
    assert selection.find("embedding").id == "added"
    assert selection.unavailable_choice("embedding") is None
    registry.restore("other")
    assert selection.find("embedding").id == "other"


def add_text_model(folder: Path, id: str, size: int, added_ns: int = 0, **manifest: object) -> None:
    (folder / id).mkdir(parents=True)
    file = ModelFile("model.gguf", size, "")
    write_manifest(ModelManifest(id, id.title(), "text", (file,), **manifest), folder / id)  # type: ignore[arg-type]
    ModelRegistry([folder]).update_record(id, added_ns=added_ns)


def text_in_use(folder: Path) -> str | None:
    model = ModelSelection(ModelRegistry([folder])).in_use("text")
    return model.id if model else None


def test_the_larger_starter_answers_until_the_person_chooses(tmp_path: Path) -> None:
    add_text_model(tmp_path, "a-small-starter", 100, starter=True)
    add_text_model(tmp_path, "b-standard-starter", 1000, added_ns=5, starter=True)
    assert text_in_use(tmp_path) == "b-standard-starter"
    selection = ModelSelection(ModelRegistry([tmp_path]))
    selection.choose("a-small-starter")
    found = selection.in_use("text")
    assert found is not None and found.id == "a-small-starter"


def test_a_larger_added_model_takes_over_from_the_starter_and_a_smaller_one_does_not(tmp_path: Path) -> None:
    add_text_model(tmp_path, "starter", 1000, starter=True)
    add_text_model(tmp_path, "a-toy", 500, added_ns=1)
    assert text_in_use(tmp_path) == "starter"
    add_text_model(tmp_path, "large", 5000, added_ns=2)
    assert text_in_use(tmp_path) == "large"


def test_the_model_in_use_stays_whatever_is_added_after_it(tmp_path: Path) -> None:
    add_text_model(tmp_path, "middle", 5000, added_ns=1)
    for number, id in enumerate(("zeta", "alfa", "aaa"), start=2):
        add_text_model(tmp_path, id, 9000, added_ns=number)
        assert text_in_use(tmp_path) == "middle"


def test_a_base_model_is_never_in_use_unless_the_person_says_so(tmp_path: Path) -> None:
    add_text_model(tmp_path, "aaa-base", 9000, base_model="no chat template")
    assert text_in_use(tmp_path) is None
    add_text_model(tmp_path, "starter", 10, starter=True)
    assert text_in_use(tmp_path) == "starter"
    selection = ModelSelection(ModelRegistry([tmp_path]))
    selection.choose("aaa-base")
    chosen = selection.in_use("text")
    assert chosen is not None and chosen.id == "aaa-base"


@pytest.mark.parametrize(
    ("id", "end_of_turn", "is_base"),
    [("qwen", 0.0001, True), ("qwen", 0.7, False), ("qwen", None, False), ("qwen-instruct", 0.0001, False)],
)
def test_a_model_that_does_not_end_its_turn_is_a_base_model_unless_its_name_says_otherwise(
    tmp_path: Path, id: str, end_of_turn: float | None, is_base: bool
) -> None:
    add_text_model(tmp_path, id, 10)
    registry = ModelRegistry([tmp_path])
    registry.update_record(id, end_of_turn=end_of_turn)
    assert registry.get(id).is_base is is_base


def test_kinds_without_a_choice_take_what_was_added_before_the_starter(tmp_path: Path) -> None:
    kinds: tuple[ModelKind, ...] = ("image-encoder", "embedding")
    for kind in kinds:
        for id, starter in ((f"a-{kind}", True), (f"b-{kind}", False)):
            (tmp_path / id).mkdir()
            write_manifest(ModelManifest(id, id, kind, (), starter=starter), tmp_path / id)
        found = ModelSelection(ModelRegistry([tmp_path])).in_use(kind)
        assert found is not None and found.id == f"b-{kind}"


def test_a_model_for_which_the_memory_was_not_enough_takes_over_no_job_by_itself(tmp_path: Path) -> None:
    """After adding one, every question ended with the sentence that it is too large, though the starter would have answered."""
    folder = tmp_path / "text"
    add_text_model(folder, "starter", 10, starter=True)
    texts = ModelRegistry([folder])
    added = exhaust(texts.add(write_tiny_gguf(tmp_path / "Large.gguf")))
    with pytest.raises(ModelTooLarge, match="Close other programs or choose a smaller model"):
        LazyModelPool(texts, free_bytes=lambda: 1_000).probe(added.id)
    selection = ModelSelection(texts)
    assert selection.find("text").id == "starter"
    selection.choose(added.id)
    assert selection.find("text").id == added.id
