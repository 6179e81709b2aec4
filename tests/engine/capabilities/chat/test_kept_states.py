"""The KV state of a conversation is on disk between two engines, and goes with the conversation's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.bootstrap import Engine, bootstrap
from engine.capabilities.chat import api
from engine.capabilities.system import api as system
from engine.protocol import paths
from engine.protocol.answering.sampling import Sampling

pytestmark = pytest.mark.model

STORY = "The sea was calm and the old lighthouse keeper counted the ships. " * 20
SETTINGS = api.ConversationSettings(Sampling(temperature=0, max_tokens=8), recall=False)


def ask(engine: Engine, text: str, conversation: int | None = None, *, is_private: bool = False) -> api.Reply:
    return engine.call(api.SEND, api.Send(text, conversation, settings=SETTINGS, is_private=is_private))


def states(home: Path) -> list[Path]:
    return sorted((home / paths.CONVERSATION_STATES).glob("*"))


def test_a_conversation_is_not_read_again_after_a_restart(home: Path, models: Path) -> None:
    with bootstrap(home, models) as engine:
        told = ask(engine, STORY)
    assert len(states(home)) == 1
    with bootstrap(home, models) as engine:
        reply = ask(engine, "What did he count?", told.conversation)
    assert reply.cached_tokens >= told.prompt_tokens


def test_purging_a_conversation_removes_its_state(home: Path, models: Path) -> None:
    with bootstrap(home, models) as engine:
        kept, purged = ask(engine, STORY), ask(engine, f"Once more. {STORY}")
    assert len(states(home)) == 2
    with bootstrap(home, models) as engine:
        engine.call(api.DELETE, api.DeleteConversation(purged.conversation))
        assert len(states(home)) == 2  # it can be restored
        engine.call(api.PURGE_DELETED, api.PurgeDeletedConversations())
        assert len(states(home)) == 1
        ask(engine, "What did he count?", kept.conversation)
    assert len(states(home)) == 1


def test_a_private_conversation_leaves_no_state(home: Path, models: Path) -> None:
    with bootstrap(home, models) as engine:
        ask(engine, STORY, is_private=True)
        told = ask(engine, f"Once more. {STORY}")
    assert len(states(home)) == 1
    with bootstrap(home, models) as engine:
        engine.call(api.ORGANISE, api.OrganiseConversations((told.conversation,), is_private=True))
        assert states(home) == []
        ask(engine, "What did he count?", told.conversation)
    assert states(home) == []


def test_without_room_nothing_is_kept_from_then_on(home: Path, models: Path) -> None:
    with bootstrap(home, models) as engine:
        ask(engine, STORY)
        engine.call(system.LIMIT_KEPT_STATES, system.LimitKeptStates(0))
    assert states(home) == []
