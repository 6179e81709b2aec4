"""docs/faults.md 5: another program fills the disk while somebody chats."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.capabilities.chat import api
from engine.protocol.answering.sampling import Sampling
from engine.protocol.errors import DiskFull
from engine.store.integrity import find_problems
from tests.support.disk import fill_disk, mounted
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer

SHORT, LONG = Sampling(max_tokens=8), Sampling(max_tokens=60_000)


def test_the_first_deletion_on_a_disk_that_others_filled_succeeds(tmp_path: Path) -> None:
    model = FakeTextModel("una palabra larga " * 2_000, context=1_000_000)
    with mounted(tmp_path / "disk", "size=24m") as disk:
        engine = EngineHarness(disk / "home", disk / "models", "chat", pool=FakeModelPool(model), indexer=NoIndexer())
        try:
            request = api.Send("Antes", settings=api.ConversationSettings(Sampling(max_tokens=5_000)))
            first = engine.call(api.SEND, request).conversation
            fill_disk(disk)
            engine.call(api.DELETE, api.DeleteConversation(first))
            engine.call(api.PURGE, api.PurgeConversation(first))
            assert engine.rows("SELECT count(*) FROM messages") == [(0,)]
            assert find_problems(engine.store) == []
        finally:
            engine.close()


def test_a_partial_answer_is_kept_and_a_conversation_can_still_be_deleted(tmp_path: Path) -> None:
    model = FakeTextModel("una palabra larguísima " * 20_000, context=1_000_000)
    with mounted(tmp_path / "disk", "size=24m") as disk:
        engine = EngineHarness(disk / "home", disk / "models", "chat", pool=FakeModelPool(model), indexer=NoIndexer())
        try:
            first = engine.call(api.SEND, api.Send("Antes", settings=api.ConversationSettings(SHORT))).conversation
            model.on_token = lambda number: fill_disk(disk) if number == 20 else None
            with pytest.raises(DiskFull, match="at least 64 MB"):
                engine.call(api.SEND, api.Send("Durante", settings=api.ConversationSettings(LONG)))
            ((text, state),) = engine.rows("SELECT text, state FROM messages WHERE id = 4")
            assert state == "failed" and text.startswith("una palabra")
            engine.call(api.DELETE, api.DeleteConversation(first))
            engine.call(api.PURGE, api.PurgeConversation(first))
            assert find_problems(engine.store) == []
        finally:
            engine.close()
