"""Well-known files are recognised by their hash, and the bigger models suit the computer."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest

from engine.models.importing.known_models import MOST_MEMORY, described, known_models, recognise, suggestions
from engine.models.manifest import ModelFile, ModelManifest

GB = 1_000_000_000


def manifest(sha256: str, name: str = "models") -> ModelManifest:
    return ModelManifest("x", name, "text", (ModelFile("some name.gguf", 1, sha256),), base_model="no chat template")


def test_every_entry_of_the_table_is_complete_and_stands_once() -> None:
    models = known_models()
    assert all(len(model.sha256) == 64 and int(model.sha256, 16) for model in models)
    assert all(model.bytes > 100_000_000 and model.licence and model.languages for model in models)
    assert all(model.file.endswith(".gguf") and model.repository.count("/") == 1 for model in models)
    assert len({model.sha256 for model in models}) == len({model.file for model in models}) == len(models)


def test_a_well_known_file_gets_its_name_licence_and_languages_whatever_it_is_called() -> None:
    known = next(model for model in known_models() if model.file == "qwen2.5-1.5b-instruct-q4_k_m.gguf")
    found = described(manifest(known.sha256), keep_name=False)
    assert (found.name, found.licence, found.base_model) == ("Qwen2.5 1.5B Instruct", "Apache-2.0", "")
    assert (
        "es" in found.languages and found.source == "Qwen/Qwen2.5-1.5B-Instruct-GGUF: qwen2.5-1.5b-instruct-q4_k_m.gguf"
    )
    assert described(manifest(known.sha256, "Mine"), keep_name=True).name == "Mine"


def test_another_file_stays_as_it_described_itself() -> None:
    other = manifest(hashlib.sha256(b"").hexdigest())
    assert recognise(other) is None
    assert described(other, keep_name=False) == other


@pytest.mark.parametrize("memory", [4, 6, 8, 12, 16, 24, 64])
def test_suggestions_fit_the_memory_and_are_bigger_than_the_model_in_use(memory: int) -> None:
    in_use = 1_117_320_768
    models = suggestions(memory * GB, in_use)
    assert len(models) == len(set(models)) <= 3
    assert all(in_use < model.bytes <= MOST_MEMORY * memory * GB for model in models)
    assert bool(models) == (memory >= 6)


def test_a_computer_with_16_gb_is_offered_one_that_answers_best_and_faster_ones() -> None:
    sizes = [model.bytes for model in suggestions(16 * GB, 0)]
    assert len(sizes) == 3 and sizes == sorted(sizes, reverse=True) and sizes[1] < 0.75 * sizes[0]


def test_nothing_bigger_is_suggested_than_what_is_in_use() -> None:
    assert suggestions(8 * GB, 3 * GB) == []


def test_a_table_that_lacks_a_field_is_an_error(tmp_path: Path) -> None:
    table = tmp_path / "known_models.toml"
    table.write_text('[[models]]\nname = "x"\n')
    with pytest.raises(msgspec.ValidationError):
        known_models(table)
