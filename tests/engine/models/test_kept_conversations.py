"""Conversations whose state is on disk, with the real model: taken up after a restart without reading them again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.models.interfaces import ChatMessage, Generated, TextDelta, TextModel
from engine.models.llama.state_keeper import FEWEST_TOKENS, NEW_TOKENS
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol import paths
from engine.protocol.answering.sampling import Sampling
from engine.store.caches.conversation_states import ConversationStates
from engine.store.database import Store
from tests.engine.models.llama.test_text_model_contract import never, run
from tests.engine.models.test_pool import registry

__all__ = ["registry"]

pytestmark = pytest.mark.model

SEA = "The sea was calm and the old lighthouse keeper counted the ships. "
GREEDY = Sampling(temperature=0, repeat_penalty=1.0, max_tokens=8)


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    store = Store.open(home)
    yield store
    store.close()


class Engines:
    """Pools of one library, one after the other, as engines are."""

    def __init__(self, registry: ModelRegistry, store: Store) -> None:
        self._registry, self._store = registry, store
        self.start()

    def start(self, context: int = 1024) -> None:
        self.pool = LazyModelPool(self._registry, context=context, states=ConversationStates(self._store))

    def restart(self, context: int = 1024) -> None:
        self.pool.close()
        self.start(context)

    def ask(self, conversation: str, *messages: ChatMessage, sampling: Sampling = GREEDY) -> tuple[str, Generated]:
        with self.pool.text_model(conversation=conversation) as model:
            events, generated = run(model.generate(model.prompt(messages), sampling, never))
        return "".join(event.text for event in events if isinstance(event, TextDelta)), generated


@pytest.fixture
def engines(registry: ModelRegistry, store: Store) -> Iterator[Engines]:
    engines = Engines(registry, store)
    yield engines
    engines.pool.close()


def talk(topic: str) -> ChatMessage:
    return ChatMessage("user", f"{topic}. " + SEA * 12)


def files(home: Path) -> list[Path]:
    return sorted((home / paths.CONVERSATION_STATES).glob("*"))


def test_a_conversation_goes_on_after_a_restart_where_it_was(engines: Engines, home: Path) -> None:
    hot = Sampling(temperature=1.5, seed=4, max_tokens=40)  # in tokens that the tokenizer would not choose
    told = talk("A story")
    answer, first = engines.ask("1", told, sampling=hot)
    more = [told, ChatMessage("assistant", answer), ChatMessage("user", "What did he count?")]
    engines.restart()
    assert files(home)
    right, second = engines.ask("1", *more)
    assert second.cached_tokens >= first.prompt_tokens + first.tokens - 2
    engines.restart()
    engines.pool.forget_conversation("1")
    again, cold = engines.ask("", *more)
    # Read cold, the numbers differ in their last digits, as batches and threads do: later words may differ with them.
    assert cold.cached_tokens == 0 and again.split()[:4] == right.split()[:4]


def test_two_conversations_take_turns_without_being_read_again(engines: Engines) -> None:
    first, second = talk("One"), talk("Two")
    for conversation, message in (("1", first), ("2", second)):
        engines.ask(conversation, message)
    engines.pool._slots["text"].empty()  # noqa: SLF001  as after ten idle minutes
    for conversation, message in (("1", first), ("2", second), ("1", first)):
        _, generated = engines.ask(conversation, message)
        assert generated.cached_tokens == generated.prompt_tokens - 1


def test_work_of_no_conversation_is_never_saved_and_costs_none_its_state(engines: Engines, home: Path) -> None:
    engines.ask("1", talk("One"))
    _, aside = engines.ask("", talk("Something else"))
    assert aside.prompt_tokens > FEWEST_TOKENS
    assert len(files(home)) <= 1
    _, generated = engines.ask("1", talk("One"))
    assert generated.cached_tokens == generated.prompt_tokens - 1
    engines.restart()
    assert len(files(home)) == 1


def test_little_that_is_new_is_not_written(engines: Engines, home: Path) -> None:
    engines.ask("1", talk("One"))
    with engines.pool.text_model(conversation="1") as model:
        model.save_state()  # type: ignore[attr-defined]  # as after some seconds of rest
    engines.pool._states.close()  # noqa: SLF001
    (file,) = files(home)
    before = file.stat().st_mtime_ns
    _, generated = engines.ask("1", talk("One"), sampling=Sampling(temperature=0, max_tokens=NEW_TOKENS // 4))
    assert generated.cached_tokens
    engines.restart()
    assert file.stat().st_mtime_ns == before


def test_a_short_conversation_is_not_kept(engines: Engines, home: Path) -> None:
    engines.ask("1", ChatMessage("user", "Hello."))
    engines.restart()
    assert files(home) == []


def test_a_forgotten_conversation_is_not_written_by_a_model_that_has_it_in_memory(engines: Engines, home: Path) -> None:
    engines.ask("1", talk("One"))
    engines.pool.forget_conversation("1")
    engines.restart()
    assert files(home) == []


def test_a_state_of_another_context_is_not_used(engines: Engines, home: Path) -> None:
    engines.ask("1", talk("One"))
    engines.restart(context=512)
    _, generated = engines.ask("1", talk("One"))
    assert generated.cached_tokens == 0


def test_a_crafted_state_never_reaches_native_code(engines: Engines, home: Path) -> None:
    engines.ask("1", talk("One"))
    engines.restart()
    (file,) = files(home)
    content = bytearray(file.read_bytes())
    for at in range(2000, len(content), 997):
        content[at] = 0xFF
    file.write_bytes(content)
    _, generated = engines.ask("1", talk("One"))
    assert generated.cached_tokens == 0
    engines.restart()  # a whole one takes its place
    _, generated = engines.ask("1", talk("One"))
    assert generated.cached_tokens == generated.prompt_tokens - 1


def test_data_that_llama_cpp_refuses_leave_an_empty_cache(engines: Engines) -> None:
    import numpy as np

    with engines.pool.text_model() as model:
        evaluation = model.evaluation  # type: ignore[attr-defined]
        evaluation.read([5] * 40, last=True)
        state = evaluation.state()
        assert not evaluation.restore([5] * 40, state[: len(state) // 2])
        assert evaluation.tokens == []
        assert evaluation.restore([5] * 40, np.ascontiguousarray(state))
        assert len(evaluation.tokens) == 40
        assert evaluation.rewind(20) == 20 and evaluation.read([6] * 4, last=True)


def test_the_model_is_saved_when_it_rests(engines: Engines, home: Path) -> None:
    engines.ask("1", talk("One"))
    slot = engines.pool._slots["text"]  # noqa: SLF001
    timer = slot.rest_timer
    assert timer is not None
    slot.rest(timer)  # as when it fires
    engines.pool._states.close()  # noqa: SLF001
    assert files(home)
    assert slot.rest_timer is None


def lend(engines: Engines, context: int) -> TextModel:
    with engines.pool.text_model(context=context) as model:
        return model


def test_a_longer_context_loads_the_model_again_and_a_shorter_one_does_not(engines: Engines) -> None:
    usual = lend(engines, 0)
    assert usual.context == 1024
    assert lend(engines, 600) is usual and lend(engines, 1024) is usual
    longer = lend(engines, 2048)
    assert longer.context == 2048
    assert lend(engines, 0) is longer and lend(engines, 1500) is longer
