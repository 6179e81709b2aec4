"""docs/faults.md 15: commands that delete for good, and clean the backups; the profile stays private meanwhile (real engine)."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest

from engine.capabilities.chat.conversations import ConversationStore
from engine.store.database import Store
from tests.support.command_line import run_command
from tests.support.image_files import scene


@pytest.fixture
def ateneo(home: Path, tmp_path: Path):
    options = ("--home", str(home), "--models", str(tmp_path / "no-models"), "--language", "en")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run_command([*arguments, *options])

    return run


def files_with(home: Path, words: bytes) -> list[str]:
    return [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file() and words in path.read_bytes()]


def begin(home: Path, *titles: str) -> None:
    store = Store.open(home)
    conversations = ConversationStore(store)
    with store.write() as connection:
        for title in titles:
            conversations.add(connection, title)
    store.close()


def test_a_conversation_is_listed_deleted_restored_and_purged(home: Path, ateneo) -> None:
    begin(home, "Bougainvillea", "Jacaranda", "Kept")
    assert ateneo("backup").returncode == 0
    assert ateneo("conversations", "delete", "1", "2").returncode == 0
    listed = json.loads(ateneo("conversations", "list", "--deleted", "--json").stdout)
    assert [conversation["title"] for conversation in listed["conversations"]] == ["Jacaranda", "Bougainvillea"]
    assert ateneo("conversations", "restore", "2").returncode == 0
    assert ateneo("conversations").stdout.split() == ["3", "Kept", "2", "Jacaranda"]
    purged = ateneo("conversations", "purge", "--deleted")
    assert "Deleted for good: 1." in purged.stderr and "ateneo backup --clean" in purged.stderr
    assert ateneo("conversations", "purge").returncode == 2
    assert len(files_with(home, b"ougainvillea")) == 1  # in the backup
    cleaned = json.loads(ateneo("backup", "--clean", "--json").stdout)
    assert cleaned["deleted"] == 1 and Path(cleaned["path"]).exists()
    assert files_with(home, b"ougainvillea") == [] and files_with(home, b"acaranda") != []


def test_a_document_is_purged(home: Path, tmp_path: Path, ateneo) -> None:
    (tmp_path / "secret.txt").write_text("El código del garaje es xilofonoverde.", "utf-8")
    assert ateneo("index", str(tmp_path / "secret.txt")).returncode == 0
    assert files_with(home, b"xilofonoverde") != []
    purged = ateneo("documents", "purge", "1")
    assert "Deleted for good: 1." in purged.stderr and "ateneo backup --clean" in purged.stderr
    assert files_with(home, b"xilofonoverde") == []
    assert ateneo("documents", "purge").returncode == 2
    assert "Deleted for good: 0." in ateneo("documents", "purge", "--removed").stderr
    assert (tmp_path / "secret.txt").exists()


def test_a_classifier_is_purged_with_its_examples(home: Path, tmp_path: Path, ateneo) -> None:
    for name in ("first", "second", "third"):
        store = Store.open(home)
        with store.write() as connection:
            connection.execute("INSERT INTO classifiers(name, labels, wording) VALUES(?, '[]', '')", (name,))
            id = connection.last_insert_rowid()
            for line in ("xilofonoverde uno", "xilofonoverde dos"):
                sql = "INSERT INTO examples(classifier, text, hash, split) VALUES(?, ?, x'00', 'train')"
                connection.execute(sql, (id, f"{line}, {name}"))
        store.close()
    assert ateneo("classify", "remove", "first").returncode == 0
    purged = ateneo("classify", "purge", "second")
    assert "Deleted for good: 1." in purged.stderr and "ateneo backup --clean" in purged.stderr
    assert files_with(home, b"xilofonoverde dos, second") == []
    assert files_with(home, b"xilofonoverde dos, first") != []
    assert json.loads(ateneo("classify", "purge", "--removed", "--json").stdout) == {"count": 1}
    assert files_with(home, b"xilofonoverde dos, first") == []
    assert files_with(home, b"xilofonoverde dos, third") != []
    assert ateneo("classify", "purge").returncode == 2


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_everything_that_is_made_in_the_profile_is_for_its_owner_only(home: Path, tmp_path: Path, ateneo) -> None:
    (tmp_path / "mine").mkdir()
    scene(1).save(tmp_path / "mine" / "1.jpg")
    (tmp_path / "a.txt").write_text("La caldera se revisa en octubre.", "utf-8")
    for command in (("index", str(tmp_path / "a.txt")), ("images", "index", str(tmp_path / "mine")), ("backup",)):
        assert ateneo(*command).returncode == 0
    made = [home, *home.rglob("*")]
    assert {"logs", "thumbnails", "backups"} <= {path.name for path in made}
    open_to_others = [path for path in made if stat.S_IMODE(path.lstat().st_mode) & 0o077 and not path.is_symlink()]
    assert [str(path.relative_to(home)) for path in open_to_others] == []
