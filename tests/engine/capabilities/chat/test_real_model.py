"""Chat with the real SmolLM2, in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.api import AnswerDelta, PromptProgress, Send
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.answering.sampling import Sampling
from engine.protocol.errors import PromptTooLong
from tests.support.harness import EngineHarness, NoIndexer

pytestmark = pytest.mark.model

SURE = Sampling(temperature=0.0, max_tokens=24)
WINDOW = 512


@pytest.fixture(scope="module")
def pool(models: Path) -> Iterator[LazyModelPool]:
    pool = LazyModelPool(ModelRegistry([models]), context=WINDOW)
    yield pool
    pool.close()


@pytest.fixture
def engine(home: Path, pool: LazyModelPool) -> Iterator[EngineHarness]:
    engine = EngineHarness(home, home / "models", "chat", pool=pool, indexer=NoIndexer())
    yield engine
    engine.close()


def test_the_next_turn_reads_only_what_is_new(engine: EngineHarness) -> None:
    first = engine.call(api.SEND, Send("What is the opposite of hot?", settings=api.ConversationSettings(SURE)))
    assert "The opposite of hot is" in first.message.text and first.message.tokens > 0 and first.message.seconds > 0
    assert first.message.text == "".join(event.text for event in engine.events if isinstance(event, AnswerDelta))
    second = engine.call(
        api.SEND, Send("And of tall?", conversation=first.conversation, settings=api.ConversationSettings(SURE))
    )
    assert second.cached_tokens >= first.prompt_tokens
    readings = [event for event in engine.events if isinstance(event, PromptProgress)]
    assert readings[-1].done == readings[-1].total == second.prompt_tokens


def test_the_same_seed_gives_the_same_answer(engine: EngineHarness) -> None:
    drawn = Sampling(seed=7, max_tokens=16)
    first, second = (
        engine.call(api.SEND, Send("Tell me about the sea.", settings=api.ConversationSettings(drawn))).message.text
        for _ in range(2)
    )
    assert first == second


def test_a_stopped_answer_keeps_its_text_and_the_next_question_works(engine: EngineHarness) -> None:
    events: list[object] = []
    long = Send("Tell me a very long story.", settings=api.ConversationSettings(Sampling(max_tokens=400)))
    stopped = engine.call(api.SEND, long, events.append, lambda: sum(isinstance(e, AnswerDelta) for e in events) > 5)
    assert (stopped.finish, stopped.message.state) == ("cancelled", "stopped") and stopped.message.text
    again = engine.call(
        api.SEND, Send("Thanks.", conversation=stopped.conversation, settings=api.ConversationSettings(SURE))
    )
    assert again.message.state == "complete"


def test_a_conversation_longer_than_the_window_continues(engine: EngineHarness) -> None:
    conversation, truncated = None, 0
    for number in range(6):
        text = f"Question {number}: " + "the quick brown fox jumps over the lazy dog. " * 9
        reply = engine.call(api.SEND, Send(text, conversation=conversation, settings=api.ConversationSettings(SURE)))
        conversation, truncated = reply.conversation, reply.truncated
        assert reply.prompt_tokens + reply.message.tokens <= WINDOW
    assert truncated >= 2


def test_a_paste_over_the_window_is_refused_with_its_size(engine: EngineHarness) -> None:
    with pytest.raises(PromptTooLong) as refused:
        engine.call(api.SEND, Send("palabra " * 750))
    assert int(refused.value.values["tokens"]) > WINDOW == int(refused.value.values["context"])


def test_a_cut_answer_goes_on_as_if_it_had_not_been_cut(engine: EngineHarness) -> None:
    question = "What is the opposite of hot?"
    exact = Sampling(temperature=0.0, repeat_penalty=1.0, max_tokens=12)
    whole = engine.call(api.SEND, Send(question, settings=api.ConversationSettings(exact))).message.text
    short = api.ConversationSettings(msgspec.structs.replace(exact, max_tokens=5))
    cut = engine.call(api.SEND, Send(question, settings=short))
    assert cut.message.remarks.notices == ("length",)
    rest = api.ConversationSettings(msgspec.structs.replace(exact, max_tokens=7))
    continued = engine.call(api.CONTINUE, api.ContinueAnswer(cut.message.id, rest))
    assert continued.message.text == whole and continued.cached_tokens >= cut.prompt_tokens


def test_a_question_waits_less_for_what_was_read_ahead(engine: EngineHarness) -> None:
    engine.call(api.SEND, Send("Tell me about the sea.", settings=api.ConversationSettings(SURE)))
    read = engine.call(api.READ_AHEAD, api.ReadAhead("How de", 1))
    reply = engine.call(api.SEND, Send("How deep is it?", 1, settings=api.ConversationSettings(SURE)))
    assert 0 < read.tokens <= reply.cached_tokens
