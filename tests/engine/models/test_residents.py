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

from engine.models.interfaces import Turn
from engine.models.manifest import read_card
from engine.models.pool import ResidentModels
from engine.models.probe import Trial, try_out
from engine.models.registry import Shelf
from engine.protocol import errors
from tests.engine.models.conftest import EMBEDDER, TEXT
from tests.engine.models.test_shelf import finish
from tests.support.models import starter_models
from tests.support.tiny_models import bomb, gguf_bytes, write_embedder

pytestmark = pytest.mark.model

ABORTING = [
    {1927: 39},
    {1684: 86, 105: 148, 961: 20, 579: 59},
    {609783: 83, 1393262: 51, 892778: 198, 380908: 0},
]
"""Changes of the starter model's bytes that pass every check of ours and make llama.cpp abort (SIGABRT), found by search."""


@pytest.fixture
def shelf(tmp_path: Path, models: Path) -> Shelf:
    """The starter models, with no record of earlier loads."""
    folder = tmp_path / "models"
    for name in (TEXT, EMBEDDER):
        (folder / name).mkdir(parents=True)
        for file in (models / name).iterdir():
            (folder / name / file.name).symlink_to(file)
    return Shelf([folder])


@pytest.fixture
def residents(shelf: Shelf) -> Iterator[ResidentModels]:
    made = ResidentModels(shelf, lambda kind: None, context=512)
    yield made
    made.close()


def test_the_only_model_of_a_kind_is_used_when_none_is_chosen(residents: ResidentModels) -> None:
    assert residents.loaded() is None
    with residents.text() as model:
        assert model.name == "SmolLM2 135M Instruct"
        assert model.context == 512
    assert residents.loaded() == TEXT
    assert residents.embedder_id() == EMBEDDER
    with residents.embedder() as embedder:
        assert embedder.embed_queries(["hola"]).shape == (1, 384)


def test_a_model_is_tried_in_a_child_once_and_its_memory_remembered(shelf: Shelf, residents: ResidentModels) -> None:
    with residents.text():
        pass
    record = shelf.get(TEXT).record
    assert record.tried
    assert record.peak_bytes > shelf.get(TEXT).card.bytes
    before = (shelf.folder / "shelf.json").read_bytes()
    residents.close()
    with residents.text():
        pass
    assert (shelf.folder / "shelf.json").read_bytes() == before


def test_a_loaded_model_is_kept_for_the_next_job(residents: ResidentModels) -> None:
    with residents.text() as first:
        pass
    with residents.text() as second:
        assert second is first


def test_an_idle_model_is_unloaded(shelf: Shelf) -> None:
    residents = ResidentModels(shelf, lambda kind: None, idle_seconds=0, context=512)
    with residents.text():
        pass
    timer = residents._text._timer
    if timer:
        timer.join()
    assert residents.loaded() is None
    residents.close()


def test_a_timer_that_comes_late_does_not_unload_a_model_in_use_again(residents: ResidentModels) -> None:
    with residents.text():
        pass
    late = residents._text._timer
    assert late
    with residents.text():
        pass
    residents._text._expire(late)
    assert residents.loaded() == TEXT


def test_two_jobs_for_one_model_wait_for_each_other(residents: ResidentModels) -> None:
    entered, order = threading.Event(), []

    def second() -> None:
        entered.set()
        with residents.text():
            order.append("second")

    thread = threading.Thread(target=second)
    with residents.text():
        thread.start()
        entered.wait(10)
        order.append("first")
    thread.join(30)
    assert order == ["first", "second"]


def test_a_model_that_is_not_there_is_missing(shelf: Shelf, tmp_path: Path) -> None:
    residents = ResidentModels(Shelf([tmp_path / "empty"]), lambda kind: None)
    with pytest.raises(errors.ModelMissing, match="ateneo setup"), residents.text():
        pass
    assert residents.embedder_id() is None
    other = ResidentModels(shelf, lambda kind: None)
    with pytest.raises(errors.ModelMissing), other.text("no such model"):
        pass


def test_a_chosen_model_that_is_gone_gives_way_to_the_one_that_is_there(shelf: Shelf) -> None:
    residents = ResidentModels(shelf, lambda kind: "removed long ago")
    assert residents.embedder_id() == EMBEDDER


def test_a_model_larger_than_the_memory_is_refused_beforehand_with_numbers(shelf: Shelf) -> None:
    """FAULTS 23."""
    residents = ResidentModels(shelf, lambda kind: None, free_bytes=lambda: 500_000_000)
    with pytest.raises(errors.ModelTooLarge, match=r"needs 0\.3 GB and 0\.2 GB are free"), residents.text():
        pass
    assert residents.loaded() is None
    assert shelf.get(TEXT).record.tried == ""


def test_little_memory_gets_a_shorter_context(shelf: Shelf) -> None:
    residents = ResidentModels(shelf, lambda kind: None, free_bytes=lambda: 640_000_000, context=8192)
    with residents.text() as model:
        assert model.context == 1024
    residents.close()


def test_a_model_changed_on_disk_is_not_loaded(shelf: Shelf, residents: ResidentModels) -> None:
    """FAULTS 22."""
    path = own(shelf)
    with path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\x55")
    with pytest.raises(errors.ModelChanged), residents.text():
        pass


def own(shelf: Shelf) -> Path:
    """The starter's GGUF as a copy that may be changed."""
    path = shelf.get(TEXT).path(".gguf")
    copy = path.with_suffix(".copy")
    shutil.copyfile(path, copy)
    copy.replace(path)
    return path


@pytest.mark.kill
@pytest.mark.parametrize("patch", ABORTING)
def test_a_model_that_makes_llama_abort_is_set_aside_and_nothing_else_happens(
    tmp_path: Path, gguf: Path, patch: dict[int, int]
) -> None:
    """FAULTS 21."""
    mutant = tmp_path / "Mutant.gguf"
    shutil.copyfile(gguf, mutant)
    with mutant.open("r+b") as file:
        for place, byte in patch.items():
            file.seek(place)
            file.write(bytes([byte]))
    shelf = Shelf([tmp_path / "models"])
    added = finish(shelf.add(mutant, name="Mutant"))
    residents = ResidentModels(shelf, lambda kind: None, context=512)
    with pytest.raises(errors.ModelError) as failed, residents.text():
        pass
    assert isinstance(failed.value, errors.ModelCrashed | errors.ModelDamaged)  # a newer llama.cpp may say no instead
    assert shelf.get(added.id).record.state == "set_aside"
    with pytest.raises(errors.ModelCrashed, match="Mutant stopped the engine while loading"), residents.text(added.id):
        pass


def test_an_embedder_that_asks_for_terabytes_is_contained(tmp_path: Path) -> None:
    """FAULTS 27."""
    import onnx

    folder = write_embedder(tmp_path / "bomb")
    onnx.save(bomb(), folder / "model.onnx")
    shelf = Shelf([tmp_path / "models"])
    added = finish(shelf.add(folder))
    residents = ResidentModels(shelf, lambda kind: None)
    with pytest.raises(errors.ModelError) as failed:
        residents.try_out(added.id)
    assert isinstance(failed.value, errors.ModelCrashed | errors.ModelDamaged)
    assert shelf.get(added.id).record.state == "set_aside"


def test_a_set_aside_model_can_be_tried_again(shelf: Shelf, residents: ResidentModels) -> None:
    shelf.set_aside(TEXT, "a bad day")
    with pytest.raises(errors.ModelMissing), residents.text():
        pass
    shelf.retry(TEXT)
    residents.try_out(TEXT)
    assert shelf.get(TEXT).record.state == "ready"


def test_a_child_that_hangs_is_ended(shelf: Shelf) -> None:
    """FAULTS 63: no more patience than given, however long the load would take."""
    shelved = shelf.get(TEXT)
    trial = Trial("text", str(shelved.folder), shelved.card.file(".gguf"), 512, 1)
    with pytest.raises(errors.ModelCrashed, match="set aside"):
        try_out("Slow", trial, lambda: False, patience=0.001)


@pytest.mark.kill
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("end", ["SIGKILL", "SIGABRT"])
def test_a_child_killed_or_aborted_while_it_loads_costs_only_that_model(
    shelf: Shelf, residents: ResidentModels, end: str
) -> None:
    """FAULTS 63: the kernel out of memory, or an assertion inside llama.cpp."""
    number = getattr(signal, end)

    def end_the_child() -> bool:
        for child in psutil.Process().children():
            if "engine.models.probe" in child.cmdline():
                child.send_signal(number)
        return False

    with pytest.raises(errors.ModelCrashed, match="is set aside"):
        residents.try_out(TEXT, end_the_child)
    why = shelf.get(TEXT).record.why
    assert re.fullmatch(rf"exit code -{number}; \d\.\d GB needed, \d+\.\d GB free", why)
    with residents.embedder() as embedder:
        assert embedder.dimensions == 384
    shelf.retry(TEXT)
    residents.try_out(TEXT)
    assert shelf.get(TEXT).record.state == "ready"


def test_memory_that_runs_out_while_a_model_is_tried_is_told_with_numbers_and_the_model_stays(tmp_path: Path) -> None:
    """FAULTS 63: a context of 16 million tokens in a computer that said it had room."""
    shelf = Shelf([tmp_path / "models"])
    added = finish(shelf.add(with_context(tmp_path / "Long.gguf", starter_models() / TEXT, 1 << 24)))
    residents = ResidentModels(shelf, lambda kind: None, free_bytes=lambda: 10**13, context=1 << 24)
    with pytest.raises(errors.ModelTooLarge, match=r"needs \d{3}\.\d GB and 10000\.0 GB are free") as told:
        residents.try_out(added.id)
    assert "llama" in told.value.detail or "alloc" in told.value.detail
    assert shelf.get(added.id).record.state == "ready"


def with_context(path: Path, folder: Path, tokens: int) -> Path:
    """The starter's GGUF saying that it reads so many tokens."""
    shutil.copyfile(next(folder.glob("*.gguf")), path)
    key = b"llama.context_length"
    with path.open("r+b") as file:
        at = file.read(1 << 20).index(key) + len(key) + 4  # the key, then the type of its value
        file.seek(at)
        file.write(struct.pack("<I", tokens))
    return path


def test_stop_while_a_model_is_tried_or_loaded_stores_nothing(shelf: Shelf, residents: ResidentModels) -> None:
    """FAULTS 70, at every point where cancel is looked for."""
    looks = 0
    finished = False
    while not finished:
        seen = 0

        def cancelled(limit: int = looks) -> bool:
            nonlocal seen
            seen += 1
            return seen > limit

        try:
            residents.try_out(TEXT, cancelled)
            finished = True
        except errors.Cancelled:
            assert shelf.get(TEXT).record.tried == ""
            assert shelf.get(TEXT).record.state == "ready"
        looks += 7
    assert shelf.get(TEXT).record.tried


def test_memory_that_runs_out_in_mid_answer_is_told_with_numbers(residents: ResidentModels) -> None:
    with pytest.raises(errors.ModelTooLarge) as told, residents.text():
        raise MemoryError("llama_decode: -3")
    assert told.value.detail == "llama_decode: -3"


def test_a_template_that_was_refused_is_noted_with_the_model(tmp_path: Path, gguf: Path) -> None:
    """FAULTS 24: the same model with a template after the interpreter answers by its family's, and its record says so."""
    attacking = tmp_path / "Attacking.gguf"
    data = bytearray(gguf.read_bytes())
    own = b"{% for message in messages %}"
    at = data.index(own)
    data[at : at + len(own)] = b"{{ lipsum.__globals__ }}".ljust(len(own))
    attacking.write_bytes(data)
    shelf = Shelf([tmp_path / "models"])
    added = finish(shelf.add(attacking, name="Attacking"))
    residents = ResidentModels(shelf, lambda kind: None, context=512)
    with residents.text() as model:
        assert model.prompt([Turn("user", "Hi")])
    residents.close()
    assert "written as chatml" in shelf.get(added.id).record.note


def test_a_tiny_file_that_llama_refuses_is_set_aside_as_damaged(tmp_path: Path) -> None:
    (tmp_path / "Tiny.gguf").write_bytes(gguf_bytes())
    shelf = Shelf([tmp_path / "models"])
    added = finish(shelf.add(tmp_path / "Tiny.gguf"))
    with pytest.raises(errors.ModelDamaged) as failed:
        ResidentModels(shelf, lambda kind: None).try_out(added.id)
    assert failed.value.detail
    assert json.loads((shelf.folder / "shelf.json").read_text())[added.id]["state"] == "set_aside"
    assert read_card(added.folder).kind == "text"
