from __future__ import annotations

import json
import os
import re
import shutil
import signal
import struct
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from engine.models.interfaces import ChatMessage
from engine.models.load_spec import LoadSpec
from engine.models.manifest import read_manifest
from engine.models.pool import LazyModelPool
from engine.models.probing.probe import run_probe
from engine.models.registry import ModelRegistry
from engine.models.selection import ModelSelection, TransientSettings
from engine.protocol import errors
from engine.protocol.model_kinds import ModelKind
from engine.rpc.generators import exhaust
from tests.engine.models.conftest import EMBEDDER, TEXT
from tests.support.models import starter_models
from tests.support.tiny_models import DIMENSIONS, bomb, gguf_bytes, write_embedder

pytestmark = pytest.mark.model

ABORTING = [
    {1927: 39},
    {1684: 86, 105: 148, 961: 20, 579: 59},
    {609783: 83, 1393262: 51, 892778: 198, 380908: 0},
]
"""Changes of the starter model's bytes that pass every check of ours and make llama.cpp abort (SIGABRT), found by search."""


@pytest.fixture
def registry(tmp_path: Path, models: Path) -> ModelRegistry:
    """The starter models, with no record of earlier loads."""
    folder = tmp_path / "models"
    for name in (TEXT, EMBEDDER):
        (folder / name).mkdir(parents=True)
        for file in (models / name).iterdir():
            (folder / name / file.name).symlink_to(file)
    return ModelRegistry([folder])


@pytest.fixture
def pool(registry: ModelRegistry) -> Iterator[LazyModelPool]:
    pool = LazyModelPool(registry, context=512)
    yield pool
    pool.close()


def test_the_only_model_of_a_kind_is_used_when_none_is_chosen(pool: LazyModelPool) -> None:
    assert pool.loaded_text_model_id() is None
    with pool.text_model() as model:
        assert model.name == "SmolLM2 135M Instruct"
        assert model.context == 512
    assert pool.loaded_text_model_id() == TEXT
    assert pool.embedder_id() == EMBEDDER
    with pool.embedder() as embedder:
        assert embedder.embed_queries(["hola"]).shape == (1, 384)


def test_a_model_is_probed_once_and_its_memory_recorded(registry: ModelRegistry, pool: LazyModelPool) -> None:
    with pool.text_model():
        pass
    record = registry.get(TEXT).record
    assert record.probed_with
    assert record.peak_bytes > registry.get(TEXT).manifest.bytes
    before = (registry.folder / "records.json").read_bytes()
    pool.close()
    with pool.text_model():
        pass
    assert (registry.folder / "records.json").read_bytes() == before


def test_a_loaded_model_is_kept_for_the_next_job(pool: LazyModelPool) -> None:
    with pool.text_model() as first:
        pass
    with pool.text_model() as second:
        assert second is first


def test_two_jobs_for_one_model_wait_for_each_other(pool: LazyModelPool) -> None:
    entered, order = threading.Event(), []

    def second() -> None:
        entered.set()
        with pool.text_model():
            order.append("second")

    thread = threading.Thread(target=second)
    with pool.text_model():
        thread.start()
        entered.wait(10)
        order.append("first")
    thread.join(30)
    assert order == ["first", "second"]


def test_a_model_that_is_not_there_is_missing(registry: ModelRegistry, tmp_path: Path) -> None:
    pool = LazyModelPool(ModelRegistry([tmp_path / "empty"]))
    with pytest.raises(errors.ModelMissing, match="installer setup"), pool.text_model():
        pass
    assert pool.embedder_id() is None
    other = LazyModelPool(registry)
    with pytest.raises(errors.ModelMissing), other.text_model("no such model"):
        pass


def test_a_chosen_model_that_is_gone_gives_way_to_the_one_that_is_there(registry: ModelRegistry) -> None:
    pool = LazyModelPool(registry, chosen(registry, "embedding", "removed long ago"))
    assert pool.embedder_id() == EMBEDDER


def chosen(registry: ModelRegistry, kind: ModelKind, id: str) -> ModelSelection:
    """The selection of a person who chose that model, installed or not."""
    settings = TransientSettings()
    settings.set(f"model.{kind}", id)
    return ModelSelection(registry, settings)


def test_a_model_larger_than_the_memory_is_refused_beforehand_with_numbers(registry: ModelRegistry) -> None:
    """docs/faults.md 23."""
    pool = LazyModelPool(registry, free_bytes=lambda: 500_000_000)
    with pytest.raises(errors.ModelTooLarge, match=r"needs 0\.3 GB and 0\.2 GB are free"), pool.text_model():
        pass
    assert pool.loaded_text_model_id() is None
    assert registry.get(TEXT).record.probed_with == ""


def test_little_memory_gets_a_shorter_context(registry: ModelRegistry) -> None:
    pool = LazyModelPool(registry, free_bytes=lambda: 640_000_000, context=8192)
    with pool.text_model() as model:
        assert model.context == 1024
    pool.close()


def test_a_model_changed_on_disk_is_not_loaded(registry: ModelRegistry, pool: LazyModelPool) -> None:
    """docs/faults.md 22."""
    path = own(registry)
    with path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\x55")
    with pytest.raises(errors.ModelChanged), pool.text_model():
        pass


def own(registry: ModelRegistry) -> Path:
    """The starter's GGUF as a copy that may be changed."""
    path = registry.get(TEXT).path(".gguf")
    copy = path.with_suffix(".copy")
    shutil.copyfile(path, copy)
    copy.replace(path)
    return path


@pytest.mark.kill
@pytest.mark.parametrize("patch", ABORTING)
def test_a_model_that_makes_llama_abort_is_quarantined_and_nothing_else_happens(
    tmp_path: Path, gguf: Path, patch: dict[int, int]
) -> None:
    """docs/faults.md 21."""
    mutant = tmp_path / "Mutant.gguf"
    shutil.copyfile(gguf, mutant)
    with mutant.open("r+b") as file:
        for place, byte in patch.items():
            file.seek(place)
            file.write(bytes([byte]))
    registry = ModelRegistry([tmp_path / "models"])
    added = exhaust(registry.add(mutant, name="Mutant"))
    pool = LazyModelPool(registry, context=512)
    with pytest.raises(errors.ModelError) as failed, pool.text_model():
        pass
    assert isinstance(failed.value, errors.ModelCrashed | errors.ModelDamaged)  # a newer llama.cpp may say no instead
    assert registry.get(added.id).record.state == "quarantined"
    with (
        pytest.raises(errors.ModelCrashed, match="Mutant stopped the engine while it was loaded"),
        pool.text_model(added.id),
    ):
        pass


def test_an_embedder_that_asks_for_terabytes_is_contained(tmp_path: Path) -> None:
    """docs/faults.md 27."""
    import onnx

    folder = write_embedder(tmp_path / "bomb")
    onnx.save(bomb(), folder / "model.onnx")
    registry = ModelRegistry([tmp_path / "models"])
    added = exhaust(registry.add(folder))
    pool = LazyModelPool(registry)
    with pytest.raises(errors.ModelError) as failed:
        pool.probe(added.id)
    assert isinstance(failed.value, errors.ModelCrashed | errors.ModelDamaged)
    assert registry.get(added.id).record.state == "quarantined"


def test_a_quarantined_model_can_be_tried_again(registry: ModelRegistry, pool: LazyModelPool) -> None:
    registry.quarantine(TEXT, "a bad day")
    with pytest.raises(errors.ModelMissing), pool.text_model():
        pass
    registry.retry(TEXT)
    pool.probe(TEXT)
    assert registry.get(TEXT).record.state == "ready"


def test_a_child_that_hangs_is_ended(registry: ModelRegistry) -> None:
    """docs/faults.md 63: no more patience than given, however long the load would take."""
    installed = registry.get(TEXT)
    spec = LoadSpec("text", str(installed.folder), installed.manifest.file(".gguf"), 512, 1)
    with pytest.raises(errors.ModelTooSlow, match="did not finish a small test"):
        run_probe("Slow", spec, lambda: False, seconds=[0.001])


@pytest.mark.kill
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("end", ["SIGKILL", "SIGABRT"])
def test_a_child_killed_or_aborted_while_it_loads_costs_only_that_model(
    registry: ModelRegistry, pool: LazyModelPool, tmp_path: Path, end: str
) -> None:
    """docs/faults.md 63: the kernel out of memory, or an assertion inside llama.cpp."""
    number = getattr(signal, end)

    def end_the_child() -> bool:
        for child in psutil.Process().children():
            if "engine.models.probing.probe" in child.cmdline():
                child.send_signal(number)
        return False

    with pytest.raises(errors.ModelCrashed, match="no longer used"):
        pool.probe(TEXT, end_the_child)
    reason = registry.get(TEXT).record.reason
    assert re.fullmatch(rf"exit code -{number}; \d\.\d GB needed, \d+\.\d GB free", reason)
    other = exhaust(registry.add(write_embedder(tmp_path / "ten-words")))
    with pool.embedder(other.id) as embedder:
        assert embedder.dimensions == DIMENSIONS
    registry.retry(TEXT)
    pool.probe(TEXT)
    assert registry.get(TEXT).record.state == "ready"


def test_memory_that_runs_out_in_a_probe_is_reported_with_numbers_and_the_model_stays(tmp_path: Path) -> None:
    """docs/faults.md 63: a context of 16 million tokens in a computer that said it had room."""
    registry = ModelRegistry([tmp_path / "models"])
    added = exhaust(registry.add(with_context(tmp_path / "Long.gguf", starter_models() / TEXT, 1 << 24)))
    pool = LazyModelPool(registry, free_bytes=lambda: 10**13, context=1 << 24)
    with pytest.raises(errors.ModelTooLarge, match=r"needs \d{3}\.\d GB and 10000\.0 GB are free") as failed:
        pool.probe(added.id)
    assert "llama" in failed.value.detail or "alloc" in failed.value.detail
    assert registry.get(added.id).record.state == "ready"


def with_context(path: Path, folder: Path, tokens: int) -> Path:
    """The starter's GGUF saying that it reads so many tokens."""
    shutil.copyfile(next(folder.glob("*.gguf")), path)
    key = b"llama.context_length"
    with path.open("r+b") as file:
        at = file.read(1 << 20).index(key) + len(key) + 4  # the key, then the type of its value
        file.seek(at)
        file.write(struct.pack("<I", tokens))
    return path


def test_cancel_while_a_model_is_probed_records_nothing(registry: ModelRegistry, pool: LazyModelPool) -> None:
    """docs/faults.md 70, at every point where cancel is looked for."""
    looks = 0
    finished = False
    while not finished:
        seen = 0

        def cancelled(limit: int = looks) -> bool:
            nonlocal seen
            seen += 1
            return seen > limit

        try:
            pool.probe(TEXT, cancelled)
            finished = True
        except errors.Cancelled:
            assert registry.get(TEXT).record.probed_with == ""
            assert registry.get(TEXT).record.state == "ready"
        looks += 7
    assert registry.get(TEXT).record.probed_with


def test_memory_that_runs_out_in_an_answer_is_reported_with_numbers(pool: LazyModelPool) -> None:
    with pytest.raises(errors.ModelTooLarge) as failed, pool.text_model():
        raise MemoryError("llama_decode: -3")
    assert failed.value.detail == "llama_decode: -3"


def test_a_refused_template_is_recorded_with_the_model(tmp_path: Path, gguf: Path) -> None:
    """docs/faults.md 24: the same model with a template after the interpreter answers by its family's, and its record says so."""
    attacking = tmp_path / "Attacking.gguf"
    data = bytearray(gguf.read_bytes())
    own = b"{% for message in messages %}"
    at = data.index(own)
    data[at : at + len(own)] = b"{{ lipsum.__globals__ }}".ljust(len(own))
    attacking.write_bytes(data)
    registry = ModelRegistry([tmp_path / "models"])
    added = exhaust(registry.add(attacking, name="Attacking"))
    pool = LazyModelPool(registry, context=512)
    with pool.text_model() as model:
        assert model.prompt([ChatMessage("user", "Hi")])
    pool.close()
    assert "written as chatml" in registry.get(added.id).record.template_note


def test_a_tiny_file_that_llama_refuses_is_quarantined(tmp_path: Path) -> None:
    (tmp_path / "Tiny.gguf").write_bytes(gguf_bytes())
    registry = ModelRegistry([tmp_path / "models"])
    added = exhaust(registry.add(tmp_path / "Tiny.gguf"))
    with pytest.raises(errors.ModelDamaged) as failed:
        LazyModelPool(registry).probe(added.id)
    assert failed.value.detail
    assert json.loads((registry.folder / "records.json").read_text())[added.id]["state"] == "quarantined"
    assert read_manifest(added.folder).kind == "text"
