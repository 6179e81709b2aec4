from __future__ import annotations

import hashlib
import os
import pickle
import zipfile
from pathlib import Path

import msgspec
import pytest

from engine.models.manifest import Card, ModelFile, read_card, write_card
from engine.models.registry import Shelf, Shelved
from engine.protocol.errors import (
    Cancelled,
    DiskFull,
    FileVanished,
    ModelChanged,
    ModelDamaged,
    ModelMissing,
    ModelRefused,
    ModelUnsupported,
)
from engine.protocol.progress import Progress
from tests.support.tiny_models import gguf_bytes, write_embedder


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf([tmp_path / "models"])


@pytest.fixture
def offered(tmp_path: Path) -> Path:
    path = tmp_path / "stick" / "Small Model.gguf"
    path.parent.mkdir()
    path.write_bytes(gguf_bytes({"general.name": "Small Model", "general.license": "mit"}))
    return path


def finish(adding) -> Shelved:
    while True:
        try:
            next(adding)
        except StopIteration as done:
            return done.value


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_gguf_is_copied_hashed_and_described(shelf: Shelf, offered: Path) -> None:
    added = finish(shelf.add(offered))
    assert (added.id, added.card.name, added.card.kind, added.card.context) == (
        "small-model",
        "Small Model",
        "text",
        64,
    )
    assert added.card.licence == "mit"
    assert added.card.files == (
        ModelFile("Small Model.gguf", offered.stat().st_size, hashlib.sha256(offered.read_bytes()).hexdigest()),
    )
    assert offered.exists()
    assert shelf.list() == (added,)
    assert read_card(added.folder) == added.card


def test_adding_tells_how_far_it_is(shelf: Shelf, gguf: Path) -> None:
    told = list(shelf.add(gguf))
    assert told
    assert all(isinstance(step, Progress) and step.unit == "bytes" and 0 < step.done <= step.total for step in told)
    assert told[-1].done == told[-1].total


def test_the_same_model_twice_gets_a_number(shelf: Shelf, offered: Path) -> None:
    assert [finish(shelf.add(offered)).id, finish(shelf.add(offered, name="Otro")).id] == ["small-model", "otro"]
    assert finish(shelf.add(offered)).id == "small-model-2"


def test_a_folder_with_an_onnx_embedder_and_its_tokenizer_is_taken(shelf: Shelf, tmp_path: Path) -> None:
    added = finish(shelf.add(write_embedder(tmp_path / "tiny-e5")))
    assert (added.card.kind, added.card.dimensions, added.card.pooling) == ("embedding", 4, "")
    assert (added.card.query_prefix, added.card.passage_prefix) == ("query: ", "passage: ")


def test_the_configuration_tells_limits_and_pooling(shelf: Shelf, tmp_path: Path) -> None:
    folder = write_embedder(tmp_path / "states", pooled=False)
    (folder / "config.json").write_text(
        '{"model_type": "xlm-roberta", "max_position_embeddings": 514, "hidden_size": 4}'
    )
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}')
    added = finish(shelf.add(folder))
    assert (added.card.context, added.card.pooling) == (512, "cls")
    assert (added.folder / "1_Pooling" / "config.json").is_file()


def test_a_folder_with_its_own_card_keeps_it(shelf: Shelf, offered: Path) -> None:
    first = finish(shelf.add(offered, name="With a card"))
    again = finish(Shelf([shelf.folder.parent / "other"]).add(first.folder))
    assert again.card == first.card


def test_a_card_that_promises_other_bytes_is_refused_and_nothing_stays(shelf: Shelf, offered: Path) -> None:
    first = finish(shelf.add(offered))
    data = bytearray((first.folder / offered.name).read_bytes())
    data[-1] ^= 1
    (first.folder / offered.name).write_bytes(data)
    other = Shelf([shelf.folder.parent / "other"])
    with pytest.raises(ModelChanged):
        finish(other.add(first.folder))
    assert names(other.folder) == []


@pytest.mark.parametrize("name", ["../outside.gguf", "/etc/passwd", "a/../../b.gguf", "C:\\x.gguf", ""])
def test_a_card_that_names_a_file_elsewhere_is_damaged(shelf: Shelf, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "offered"
    folder.mkdir()
    write_card(Card("x", "X", "text", (ModelFile(name, 1, "0"),)), folder)
    with pytest.raises(ModelDamaged):
        finish(shelf.add(folder))


def touch_when_unpickled(target: Path) -> bytes:
    class Payload:
        def __reduce__(self):
            return Path.touch, (target,)

    return pickle.dumps(Payload())


@pytest.mark.parametrize(
    "name", ["m.pkl", "m.pt", "m.pth", "m.bin", "m.ckpt", "m.joblib", "m.npy", "m.onnx", "m.model"]
)
def test_a_pickle_is_refused_whatever_it_is_called_and_never_opened(shelf: Shelf, tmp_path: Path, name: str) -> None:
    """FAULTS 28."""
    offered, target = tmp_path / name, tmp_path / "created by the pickle"
    offered.write_bytes(touch_when_unpickled(target))
    with pytest.raises(ModelRefused, match="can hide programs"):
        finish(shelf.add(offered))
    assert not target.exists()
    assert names(shelf.folder) == []


def test_a_pickle_in_a_zip_and_an_old_textual_one_are_refused(shelf: Shelf, tmp_path: Path) -> None:
    zipped, old = tmp_path / "a.onnx", tmp_path / "b.onnx"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("archive/data.pkl", touch_when_unpickled(tmp_path / "x"))
    old.write_bytes(b"cposix\nsystem\n(S'true'\ntR.")
    for path in (zipped, old):
        with pytest.raises(ModelRefused):
            finish(shelf.add(path))


def test_a_pickle_beside_an_onnx_model_is_not_copied(shelf: Shelf, tmp_path: Path) -> None:
    folder = write_embedder(tmp_path / "mixed")
    (folder / "pytorch_model.bin").write_bytes(touch_when_unpickled(tmp_path / "x"))
    assert sorted(file.path for file in finish(shelf.add(folder)).card.files) == ["model.onnx", "tokenizer.json"]


@pytest.mark.parametrize("path", ["/dev/zero", "/etc/hostname"])
def test_what_is_no_model_is_refused(shelf: Shelf, path: str) -> None:
    with pytest.raises(ModelRefused):
        finish(shelf.add(Path(path)))


def test_a_path_that_is_not_there_says_so(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(FileVanished):
        finish(shelf.add(tmp_path / "gone.gguf"))


def test_an_embedder_as_gguf_is_not_supported_yet(shelf: Shelf, offered: Path) -> None:
    offered.write_bytes(gguf_bytes({"general.architecture": "bert"}))
    with pytest.raises(ModelUnsupported):
        finish(shelf.add(offered))


def test_a_model_that_is_no_embedder_is_not_supported(shelf: Shelf, tmp_path: Path) -> None:
    import onnx

    folder = write_embedder(tmp_path / "pictures")
    model = onnx.load(folder / "model.onnx")
    model.graph.input[0].name = "pixels"
    model.graph.node[0].input[1] = "pixels"
    onnx.save(model, folder / "model.onnx")
    with pytest.raises(ModelUnsupported):
        finish(shelf.add(folder))


def test_a_damaged_model_is_refused_before_it_is_copied(shelf: Shelf, offered: Path) -> None:
    offered.write_bytes(offered.read_bytes()[:60])
    with pytest.raises(ModelDamaged):
        finish(shelf.add(offered))
    assert names(shelf.folder) == []


def test_cancel_leaves_nothing_half_copied(shelf: Shelf, gguf: Path) -> None:
    looks = iter([False, False, True])
    with pytest.raises(Cancelled):
        finish(shelf.add(gguf, cancelled=lambda: next(looks)))
    assert names(shelf.folder) == []


def test_a_closed_copy_leaves_nothing_either_and_is_never_listed(shelf: Shelf, gguf: Path) -> None:
    adding = shelf.add(gguf)
    next(adding)
    assert shelf.list() == ()
    adding.close()
    assert names(shelf.folder) == []


def test_sweep_clears_what_a_killed_copy_left(shelf: Shelf) -> None:
    (shelf.folder / ".arriving-x").mkdir(parents=True)
    shelf.sweep()
    assert names(shelf.folder) == []


def test_a_disk_too_small_is_told_before_copying(tmp_path: Path, offered: Path) -> None:
    with offered.open("r+b") as file:
        file.truncate(1 << 43)  # sparse: eight terabytes that take no room
    shelf = Shelf([tmp_path / "models"])
    with pytest.raises(DiskFull):
        finish(shelf.add(offered))
    assert names(shelf.folder) == []


def test_a_removed_model_comes_back_until_it_is_swept(shelf: Shelf, offered: Path) -> None:
    added = finish(shelf.add(offered))
    shelf.remove(added.id)
    assert shelf.list() == ()
    assert shelf.restore(added.id) == added
    shelf.remove(added.id)
    shelf.sweep()
    with pytest.raises(ModelMissing):
        shelf.restore(added.id)


def flip(path: Path) -> None:
    """One byte, and a time that shows it (file systems may tick slowly)."""
    before = path.stat()
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000))


def test_a_changed_byte_is_found_before_the_model_is_loaded(shelf: Shelf, offered: Path) -> None:
    """FAULTS 22."""
    added = finish(shelf.add(offered))
    assert shelf.check(added.id).record.state == "ready"
    flip(added.folder / offered.name)
    with pytest.raises(ModelChanged, match="Small Model has changed"):
        shelf.check(added.id)
    assert shelf.get(added.id).record.state == "changed"
    flip(added.folder / offered.name)
    assert finish(shelf.verify(added.id)).record.state == "ready"


def test_an_unchanged_file_is_not_hashed_again(shelf: Shelf, offered: Path) -> None:
    added = finish(shelf.add(offered))

    def asked() -> bool:
        raise AssertionError("cancel is looked for only while hashing")

    shelf.check(added.id, asked)


def test_a_file_gone_or_shorter_is_damaged(shelf: Shelf, offered: Path) -> None:
    added = finish(shelf.add(offered))
    path = added.folder / offered.name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ModelDamaged):
        shelf.check(added.id)
    path.unlink()
    with pytest.raises(ModelDamaged):
        finish(shelf.verify(added.id))


def test_what_was_learnt_is_kept_for_the_next_start(shelf: Shelf, offered: Path) -> None:
    added = finish(shelf.add(offered))
    shelf.note(added.id, peak_bytes=123)
    shelf.set_aside(added.id, "exit code -6")
    again = Shelf([shelf.folder]).get(added.id)
    assert (again.record.peak_bytes, again.record.state, again.record.why) == (123, "set_aside", "exit code -6")
    shelf.retry(added.id)
    assert shelf.get(added.id).record.state == "ready"


def test_a_shelf_that_cannot_be_written_still_remembers_until_the_end(tmp_path: Path, offered: Path) -> None:
    added = finish(Shelf([tmp_path / "models"]).add(offered))
    shelf = Shelf([tmp_path / "no folder" / "models", tmp_path / "models"])
    (tmp_path / "no folder").write_text("a file where a folder should be")
    shelf.set_aside(added.id, "why")
    assert shelf.get(added.id).record.state == "set_aside"


@pytest.mark.parametrize("text", ["", "not toml [", 'id = "x"', "[[files]]\npath = 3"])
def test_a_folder_with_a_broken_card_is_listed_as_damaged_beside_the_good_ones(
    shelf: Shelf, offered: Path, text: str
) -> None:
    finish(shelf.add(offered))
    (shelf.folder / "broken").mkdir()
    (shelf.folder / "broken" / "model.toml").write_text(text)
    assert [(one.id, one.record.state) for one in shelf.list()] == [("broken", "damaged"), ("small-model", "ready")]


def test_broken_records_are_forgotten_not_fatal(shelf: Shelf, offered: Path) -> None:
    added = finish(shelf.add(offered))
    (shelf.folder / "shelf.json").write_text("{")
    assert shelf.check(added.id).record.state == "ready"


def test_a_second_folder_is_read_and_the_first_goes_before_it(tmp_path: Path, offered: Path) -> None:
    shared = finish(Shelf([tmp_path / "shared"]).add(offered))
    shelf = Shelf([tmp_path / "mine", tmp_path / "shared"])
    assert [one.folder for one in shelf.list()] == [shared.folder]
    card = msgspec.structs.replace(shared.card, name="Mine")
    (tmp_path / "mine" / "x").mkdir(parents=True)
    write_card(card, tmp_path / "mine" / "x")
    assert [one.card.name for one in shelf.list()] == ["Mine"]
