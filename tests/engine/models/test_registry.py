from __future__ import annotations

import hashlib
import os
import pickle
import zipfile
from pathlib import Path

import msgspec
import pytest

from engine.models.manifest import ModelFile, ModelManifest, read_manifest, write_manifest
from engine.models.registry import ModelRegistry
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
from engine.rpc.generators import exhaust
from tests.support.tiny_models import gguf_bytes, write_embedder


@pytest.fixture
def registry(tmp_path: Path) -> ModelRegistry:
    return ModelRegistry([tmp_path / "models"])


@pytest.fixture
def gguf_file(tmp_path: Path) -> Path:
    path = tmp_path / "stick" / "Small Model.gguf"
    path.parent.mkdir()
    path.write_bytes(gguf_bytes({"general.name": "Small Model", "general.license": "mit"}))
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_gguf_is_copied_hashed_and_described(registry: ModelRegistry, gguf_file: Path) -> None:
    added = exhaust(registry.add(gguf_file))
    assert (added.id, added.manifest.name, added.manifest.kind, added.manifest.context) == (
        "small-model",
        "Small Model",
        "text",
        64,
    )
    assert added.manifest.licence == "mit"
    assert added.manifest.files == (
        ModelFile("Small Model.gguf", gguf_file.stat().st_size, hashlib.sha256(gguf_file.read_bytes()).hexdigest()),
    )
    assert gguf_file.exists()
    assert registry.list() == (added,)
    assert read_manifest(added.folder) == added.manifest


def test_adding_reports_its_progress(registry: ModelRegistry, gguf: Path) -> None:
    steps = list(registry.add(gguf))
    assert steps
    assert all(isinstance(step, Progress) and step.unit == "bytes" and 0 < step.done <= step.total for step in steps)
    assert steps[-1].done == steps[-1].total


def test_the_same_file_added_twice_is_one_under_whatever_name(registry: ModelRegistry, gguf_file: Path) -> None:
    first = exhaust(registry.add(gguf_file))
    other = gguf_file.with_name("Another name.gguf")
    other.write_bytes(gguf_file.read_bytes())
    blob = gguf_file.with_name(f"sha256-{hashlib.sha256(gguf_file.read_bytes()).hexdigest()}")
    blob.write_bytes(gguf_file.read_bytes())
    again = [exhaust(registry.add(path, name)) for path, name in ((gguf_file, ""), (other, "Otro"), (blob, ""))]
    assert again == [first] * 3
    assert registry.list() == (first,)


def test_a_folder_added_twice_is_one_too(registry: ModelRegistry, tmp_path: Path) -> None:
    first = exhaust(registry.add(write_embedder(tmp_path / "tiny-e5")))
    (tmp_path / "tiny-e5").rename(tmp_path / "renamed")
    assert exhaust(registry.add(tmp_path / "renamed")) == first
    assert registry.list() == (first,)


def test_another_file_of_the_same_name_and_size_is_another_model(registry: ModelRegistry, gguf_file: Path) -> None:
    first = exhaust(registry.add(gguf_file))
    data = bytearray(gguf_file.read_bytes())
    data[-1] ^= 1
    gguf_file.write_bytes(data)
    assert (first.id, exhaust(registry.add(gguf_file)).id) == ("small-model", "small-model-2")


@pytest.mark.parametrize("is_gone", [True, False])
def test_adding_a_damaged_model_again_repairs_it(registry: ModelRegistry, gguf_file: Path, is_gone: bool) -> None:
    added = exhaust(registry.add(gguf_file))
    path = added.folder / gguf_file.name
    if is_gone:
        path.unlink()
    else:
        flip(path)
    with pytest.raises((ModelDamaged, ModelChanged)):
        registry.check(added.id)
    again = exhaust(registry.add(gguf_file))
    assert (again.id, again.record.state) == (added.id, "ready")
    assert registry.check(added.id).is_ready
    assert names(registry.folder) == ["records.json", "small-model"]


def test_a_folder_with_an_onnx_embedder_and_its_tokenizer_is_taken(registry: ModelRegistry, tmp_path: Path) -> None:
    added = exhaust(registry.add(write_embedder(tmp_path / "tiny-e5")))
    assert (added.manifest.kind, added.manifest.dimensions, added.manifest.pooling) == ("embedding", 4, "")
    assert (added.manifest.query_prefix, added.manifest.passage_prefix) == ("query: ", "passage: ")


def test_the_configuration_has_limits_and_pooling(registry: ModelRegistry, tmp_path: Path) -> None:
    folder = write_embedder(tmp_path / "states", pooled=False)
    (folder / "config.json").write_text(
        '{"model_type": "xlm-roberta", "max_position_embeddings": 514, "hidden_size": 4}'
    )
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}')
    added = exhaust(registry.add(folder))
    assert (added.manifest.context, added.manifest.pooling) == (512, "cls")
    assert (added.folder / "1_Pooling" / "config.json").is_file()


def test_a_folder_with_its_own_manifest_keeps_it(registry: ModelRegistry, gguf_file: Path) -> None:
    first = exhaust(registry.add(gguf_file, name="With a manifest"))
    again = exhaust(ModelRegistry([registry.folder.parent / "other"]).add(first.folder))
    assert again.manifest == first.manifest


def test_a_manifest_that_promises_other_bytes_is_refused_and_nothing_stays(
    registry: ModelRegistry, gguf_file: Path
) -> None:
    first = exhaust(registry.add(gguf_file))
    data = bytearray((first.folder / gguf_file.name).read_bytes())
    data[-1] ^= 1
    (first.folder / gguf_file.name).write_bytes(data)
    other = ModelRegistry([registry.folder.parent / "other"])
    with pytest.raises(ModelChanged):
        exhaust(other.add(first.folder))
    assert names(other.folder) == []


@pytest.mark.parametrize("name", ["../outside.gguf", "/etc/passwd", "a/../../b.gguf", "C:\\x.gguf", ""])
def test_a_manifest_that_names_a_file_elsewhere_is_damaged(registry: ModelRegistry, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "offered"
    folder.mkdir()
    write_manifest(ModelManifest("x", "X", "text", (ModelFile(name, 1, "0"),)), folder)
    with pytest.raises(ModelDamaged):
        exhaust(registry.add(folder))


def touch_when_unpickled(target: Path) -> bytes:
    class Payload:
        def __reduce__(self):
            return Path.touch, (target,)

    return pickle.dumps(Payload())


@pytest.mark.parametrize(
    "name", ["m.pkl", "m.pt", "m.pth", "m.bin", "m.ckpt", "m.joblib", "m.npy", "m.onnx", "m.model"]
)
def test_a_pickle_is_refused_whatever_it_is_called_and_never_opened(
    registry: ModelRegistry, tmp_path: Path, name: str
) -> None:
    """docs/faults.md 28."""
    gguf_file, target = tmp_path / name, tmp_path / "created by the pickle"
    gguf_file.write_bytes(touch_when_unpickled(target))
    with pytest.raises(ModelRefused, match="can hide programs"):
        exhaust(registry.add(gguf_file))
    assert not target.exists()
    assert names(registry.folder) == []


def test_a_pickle_in_a_zip_and_an_old_textual_one_are_refused(registry: ModelRegistry, tmp_path: Path) -> None:
    zipped, old = tmp_path / "a.onnx", tmp_path / "b.onnx"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("archive/data.pkl", touch_when_unpickled(tmp_path / "x"))
    old.write_bytes(b"cposix\nsystem\n(S'true'\ntR.")
    for path in (zipped, old):
        with pytest.raises(ModelRefused):
            exhaust(registry.add(path))


def test_a_pickle_beside_an_onnx_model_is_not_copied(registry: ModelRegistry, tmp_path: Path) -> None:
    folder = write_embedder(tmp_path / "mixed")
    (folder / "pytorch_model.bin").write_bytes(touch_when_unpickled(tmp_path / "x"))
    assert sorted(file.path for file in exhaust(registry.add(folder)).manifest.files) == [
        "model.onnx",
        "tokenizer.json",
    ]


@pytest.mark.parametrize("path", ["/dev/zero", "/etc/hostname"])
def test_what_is_no_model_is_refused(registry: ModelRegistry, path: str) -> None:
    with pytest.raises(ModelRefused):
        exhaust(registry.add(Path(path)))


def test_a_path_that_is_not_there_says_so(registry: ModelRegistry, tmp_path: Path) -> None:
    with pytest.raises(FileVanished):
        exhaust(registry.add(tmp_path / "gone.gguf"))


def test_a_model_that_is_no_embedder_is_not_supported(registry: ModelRegistry, tmp_path: Path) -> None:
    import onnx

    folder = write_embedder(tmp_path / "pictures")
    model = onnx.load(folder / "model.onnx")
    model.graph.input[0].name = "pixels"
    model.graph.node[0].input[1] = "pixels"
    onnx.save(model, folder / "model.onnx")
    with pytest.raises(ModelUnsupported):
        exhaust(registry.add(folder))


def test_a_damaged_model_is_refused_before_it_is_copied(registry: ModelRegistry, gguf_file: Path) -> None:
    gguf_file.write_bytes(gguf_file.read_bytes()[:60])
    with pytest.raises(ModelDamaged):
        exhaust(registry.add(gguf_file))
    assert names(registry.folder) == []


def test_cancel_leaves_nothing_half_copied(registry: ModelRegistry, gguf: Path) -> None:
    looks = iter([False, False, True])
    with pytest.raises(Cancelled):
        exhaust(registry.add(gguf, is_cancelled=lambda: next(looks)))
    assert names(registry.folder) == []


def test_a_closed_copy_leaves_nothing_either_and_is_never_listed(registry: ModelRegistry, gguf: Path) -> None:
    adding = registry.add(gguf)
    next(adding)
    assert registry.list() == ()
    adding.close()
    assert names(registry.folder) == []


def test_sweep_clears_what_a_killed_copy_left(registry: ModelRegistry) -> None:
    (registry.folder / ".staging-x").mkdir(parents=True)
    registry.sweep()
    assert names(registry.folder) == []


def test_sweep_leaves_what_another_program_copies_in(registry: ModelRegistry, gguf: Path) -> None:
    adding = registry.add(gguf)
    next(adding)
    ModelRegistry([registry.folder]).sweep()
    added = exhaust(adding)
    assert set(names(registry.folder)) == {"records.json", added.id}


def test_a_disk_too_small_is_reported_before_copying(tmp_path: Path, gguf_file: Path) -> None:
    with gguf_file.open("r+b") as file:
        file.truncate(1 << 43)  # sparse: eight terabytes that take no room
    registry = ModelRegistry([tmp_path / "models"])
    with pytest.raises(DiskFull):
        exhaust(registry.add(gguf_file))
    assert names(registry.folder) == []


def test_a_removed_model_comes_back_until_it_is_swept(registry: ModelRegistry, gguf_file: Path) -> None:
    added = exhaust(registry.add(gguf_file))
    registry.remove(added.id)
    assert registry.list() == ()
    assert registry.restore(added.id) == added
    registry.remove(added.id)
    registry.sweep()
    with pytest.raises(ModelMissing):
        registry.restore(added.id)


def flip(path: Path) -> None:
    """One byte, and a time that shows it (file systems may tick slowly)."""
    before = path.stat()
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000))


def test_a_changed_byte_is_found_before_the_model_is_loaded(registry: ModelRegistry, gguf_file: Path) -> None:
    """docs/faults.md 22."""
    added = exhaust(registry.add(gguf_file))
    assert registry.check(added.id).record.state == "ready"
    flip(added.folder / gguf_file.name)
    with pytest.raises(ModelChanged, match="Small Model has changed"):
        registry.check(added.id)
    assert registry.get(added.id).record.state == "changed"
    flip(added.folder / gguf_file.name)
    assert exhaust(registry.verify(added.id)).record.state == "ready"


def test_an_unchanged_file_is_not_hashed_again(registry: ModelRegistry, gguf_file: Path) -> None:
    added = exhaust(registry.add(gguf_file))

    def asked() -> bool:
        raise AssertionError("cancel is looked for only while hashing")

    registry.check(added.id, asked)


def test_a_file_gone_or_shorter_is_damaged(registry: ModelRegistry, gguf_file: Path) -> None:
    added = exhaust(registry.add(gguf_file))
    path = added.folder / gguf_file.name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ModelDamaged):
        registry.check(added.id)
    path.unlink()
    with pytest.raises(ModelDamaged):
        exhaust(registry.verify(added.id))


def test_records_are_kept_for_the_next_start(registry: ModelRegistry, gguf_file: Path) -> None:
    added = exhaust(registry.add(gguf_file))
    registry.update_record(added.id, peak_bytes=123)
    registry.quarantine(added.id, "exit code -6")
    again = ModelRegistry([registry.folder]).get(added.id)
    assert (again.record.peak_bytes, again.record.state, again.record.reason) == (123, "quarantined", "exit code -6")
    registry.retry(added.id)
    assert registry.get(added.id).record.state == "ready"


def test_a_folder_that_cannot_be_written_has_records_until_the_program_ends(tmp_path: Path, gguf_file: Path) -> None:
    added = exhaust(ModelRegistry([tmp_path / "models"]).add(gguf_file))
    registry = ModelRegistry([tmp_path / "no folder" / "models", tmp_path / "models"])
    (tmp_path / "no folder").write_text("a file where a folder should be")
    registry.quarantine(added.id, "a bad day")
    assert registry.get(added.id).record.state == "quarantined"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no FIFOs")
def test_a_folder_whose_manifest_is_a_fifo_is_no_model(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "odd"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "model.toml")
    assert ModelRegistry([tmp_path / "models"]).list() == ()


def test_a_manifest_changed_on_disk_is_read_again(registry: ModelRegistry, gguf_file: Path) -> None:
    added = exhaust(registry.add(gguf_file))
    renamed = msgspec.structs.replace(added.manifest, name="Another name")
    write_manifest(renamed, added.folder)
    assert registry.get(added.id).manifest.name == "Another name"


@pytest.mark.parametrize("text", ["", "not toml [", 'id = "x"', "[[files]]\npath = 3"])
def test_a_folder_with_a_broken_manifest_is_listed_as_damaged_beside_the_good_ones(
    registry: ModelRegistry, gguf_file: Path, text: str
) -> None:
    exhaust(registry.add(gguf_file))
    (registry.folder / "broken").mkdir()
    (registry.folder / "broken" / "model.toml").write_text(text)
    assert [(model.id, model.record.state) for model in registry.list()] == [
        ("broken", "damaged"),
        ("small-model", "ready"),
    ]


def test_broken_records_are_forgotten_not_fatal(registry: ModelRegistry, gguf_file: Path) -> None:
    added = exhaust(registry.add(gguf_file))
    (registry.folder / "records.json").write_text("{")
    assert registry.check(added.id).record.state == "ready"


def test_a_second_folder_is_read_and_the_first_comes_before_it(tmp_path: Path, gguf_file: Path) -> None:
    shared = exhaust(ModelRegistry([tmp_path / "shared"]).add(gguf_file))
    registry = ModelRegistry([tmp_path / "mine", tmp_path / "shared"])
    assert [model.folder for model in registry.list()] == [shared.folder]
    manifest = msgspec.structs.replace(shared.manifest, name="Mine")
    (tmp_path / "mine" / "x").mkdir(parents=True)
    write_manifest(manifest, tmp_path / "mine" / "x")
    assert [model.manifest.name for model in registry.list()] == ["Mine"]
