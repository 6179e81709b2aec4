"""Files that a backup carries beside the library: pictures of conversations, fine-tuned encoders, settings of the window."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from engine.protocol.errors import BackupUnsafe
from engine.store.database import Store
from engine.store.recovery import backup_files
from engine.store.recovery.restore import restore

PICTURE, QUEUED, ENCODER = "attachments/ab/cdef0123.jpg", "queued/1/0/a picture.png", "tuned/frases/model.onnx"
FILES = {PICTURE: b"pixels", QUEUED: b"waiting pixels", ENCODER: b"weights", "settings.toml": b'language = "es"\n'}


@pytest.fixture
def files(home: Path, store: Store) -> dict[str, bytes]:
    """The files of a profile in use, beside others that are no part of a backup."""
    for name, content in {**FILES, "attachments/ab/half.part": b"half", "logs/engine.log": b"log"}.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)
    (home / "attachments" / "link.jpg").symlink_to("/etc/hostname")
    return FILES


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in backup_files.carried_files(folder)}


def test_a_backup_carries_the_files_and_a_restore_brings_them_back(
    home: Path, store: Store, files: dict[str, bytes]
) -> None:
    made = store.back_up()
    assert contents(made.path) == files
    assert not (made.path / "logs").exists() and not list(made.path.rglob("*.part"))
    store.close()
    shutil.copytree(made.path, home.parent / "stick")  # carried to another computer
    shutil.rmtree(home)
    restore(home, home.parent / "stick")
    assert contents(home) == files
    Store.open(home).close()


def test_a_restore_keeps_pictures_that_are_there_and_the_settings_it_replaced(
    home: Path, store: Store, files: dict[str, bytes]
) -> None:
    made = store.back_up()
    store.close()
    (home / "settings.toml").write_text("reduce_motion = true\n")
    (home / PICTURE).write_bytes(b"another copy")
    (home / "attachments" / "ab" / "new.jpg").write_bytes(b"newer")
    replaced, _ = restore(home, made.path)
    assert (home / "settings.toml").read_bytes() == files["settings.toml"]
    assert (replaced / "settings.toml").read_text() == "reduce_motion = true\n"
    assert (home / PICTURE).read_bytes() == b"another copy"
    assert (home / "attachments" / "ab" / "new.jpg").exists()


@pytest.mark.skipif(os.name != "posix", reason="hard links of POSIX")
def test_unchanged_files_take_their_space_once_and_are_never_those_of_the_profile(
    home: Path, store: Store, files: dict[str, bytes]
) -> None:
    first = store.back_up()
    (home / ENCODER).write_bytes(b"other weights, trained again")
    second = store.back_up()
    assert (first.path / PICTURE).samefile(second.path / PICTURE)
    assert not (home / PICTURE).samefile(second.path / PICTURE)
    assert (first.path / ENCODER).read_bytes() == files[ENCODER]
    assert (second.path / ENCODER).read_bytes() == b"other weights, trained again"


def test_links_and_pipes_in_a_strangers_backup_are_left_out(home: Path, store: Store, tmp_path: Path) -> None:
    made = store.back_up()
    store.close()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.jpg").write_bytes(b"secret")
    (made.path / "attachments").symlink_to(outside)
    (made.path / "tuned" / "evil").mkdir(parents=True)
    (made.path / "tuned" / "evil" / "model.onnx").symlink_to(outside / "secret.jpg")
    os.mkfifo(made.path / "tuned" / "evil" / "model.toml")
    (made.path / "settings.toml").symlink_to(outside / "secret.jpg")
    restore(home, made.path)
    assert contents(home) == {}


def test_more_files_than_a_profile_can_have_are_refused(
    home: Path, store: Store, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = store.back_up()
    store.close()
    library = (home / "library.db").read_bytes()
    monkeypatch.setattr(backup_files, "MOST_FILES", 2)
    shutil.rmtree(home / "attachments")
    with pytest.raises(BackupUnsafe):
        restore(home, made.path)
    assert (home / "library.db").read_bytes() == library
