"""docs/faults.md 15: what was deleted for good can be erased from the backups too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.chat import api as chat
from engine.capabilities.system import api as system
from engine.store.recovery.restore import newest_good_backup, restore
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer


def start(home: Path) -> EngineHarness:
    pool = FakeModelPool(FakeTextModel())
    return EngineHarness(home, home / "models", "chat", "system", pool=pool, indexer=NoIndexer())


@pytest.fixture
def engine(home: Path) -> Iterator[EngineHarness]:
    engine = start(home)
    yield engine
    engine.close()


def files_with(home: Path, words: bytes) -> list[str]:
    return [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file() and words in path.read_bytes()]


def test_cleaning_the_backups_leaves_one_without_what_was_purged(home: Path, engine: EngineHarness) -> None:
    engine.call(chat.SEND, chat.Send("Bougainvillea"))
    engine.call(chat.SEND, chat.Send("Kept"))
    for _ in range(3):
        engine.call(system.BACK_UP, system.BackUp())
    engine.close()
    backup = newest_good_backup(home)
    assert backup is not None
    restore(home, backup)  # its replaced library holds the words too
    engine = start(home)
    engine.call(chat.PURGE, chat.PurgeConversation(1))
    assert len(files_with(home, b"ougainvillea")) == 4
    cleaned = engine.call(system.CLEAN_BACKUPS, system.CleanBackups())
    assert cleaned.deleted == 4 and Path(cleaned.path).exists()
    assert files_with(home, b"ougainvillea") == []
    engine.close()
    backup = newest_good_backup(home)
    assert backup is not None
    restore(home, backup)
    engine = start(home)
    assert [c.title for c in engine.call(chat.LIST, chat.ListConversations()).conversations] == ["Kept"]
    engine.close()


def test_the_first_backup_deletes_nothing(home: Path, engine: EngineHarness) -> None:
    assert engine.call(system.CLEAN_BACKUPS, system.CleanBackups()).deleted == 0
