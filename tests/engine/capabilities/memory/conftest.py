"""Chat and memory together: the real library and embedder, a text model that shows its prompt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.bootstrap import Engine, build
from engine.capabilities.chat import api as chat
from engine.capabilities.memory import api as memory
from engine.context import EngineContext
from engine.models.interfaces import Embedder
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.answering.memories import MemoryNote
from engine.store.database import Store
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import NoIndexer


class EmbeddingPool(FakeModelPool):
    """The real embedder beside a fake text model; `lent` counts how often it was asked for."""

    def __init__(self, model: FakeTextModel, real: LazyModelPool) -> None:
        super().__init__(model)
        self._real, self.lent = real, 0

    def embedder(self, model: str | None = None) -> AbstractContextManager[Embedder]:
        self.lent += 1
        return self._real.embedder(model)

    def embedder_id(self) -> str | None:
        return self._real.embedder_id()


@dataclass
class Person:
    """Somebody who asks and decides; `notes` are those of the last question."""

    engine: Engine
    model: FakeTextModel
    pool: FakeModelPool
    store: Store
    notes: tuple[MemoryNote, ...] = ()

    def ask(self, text: str, conversation: int | None = None, **options: Any) -> chat.Reply:
        """Ask in a new conversation, unless one is named."""
        events: list[object] = []
        recall = options.pop("recall", True)
        request = chat.Send(text, conversation, settings=chat.ConversationSettings(recall=recall), **options)
        reply = self.engine.call(chat.SEND, request, events.append)
        self.notes = tuple(n for e in events if isinstance(e, chat.MemoriesNoted) for n in e.notes)
        return reply

    @property
    def last_question(self) -> str:
        """Return the text that the model read as the person's last turn."""
        return self.model.received[-1][-1].text

    def memories(self, filter: memory.MemoryFilter = "all") -> list[str]:
        return [m.text for m in self.listed(filter)]

    def listed(self, filter: memory.MemoryFilter = "all", query: str = "") -> tuple[memory.Memory, ...]:
        return self.engine.call(memory.LIST, memory.ListMemories(query, filter)).memories

    def add(self, text: str, **options: Any) -> memory.Memory:
        return self.engine.call(memory.ADD, memory.AddMemory(text, **options))

    def decide(self, id: int, state: memory.Decision) -> memory.Memory:
        return self.engine.call(memory.SET_STATE, memory.SetMemoryState(id, state))

    def change(self, old: memory.Memory, **changes: Any) -> memory.Memory:
        new = msgspec.structs.replace(old, **changes)
        request = memory.ChangeMemory(new.id, new.text, new.scope, new.folder, new.expires_at, new.is_on)
        return self.engine.call(memory.CHANGE, request)

    def forget(self, *ids: int) -> int:
        return self.engine.call(memory.FORGET, memory.ForgetMemories(ids)).count

    def recalled(self, question: str, **options: Any) -> list[int]:
        """Numbers of the memories in the prompt of a question."""
        return [mark.memory for mark in self.ask(question, **options).message.remarks.recalled]


@pytest.fixture(scope="session")
def real_pool(models: Path) -> Iterator[LazyModelPool]:
    pool = LazyModelPool(ModelRegistry([models]))
    yield pool
    pool.close()


@pytest.fixture
def open_person(home: Path, real_pool: LazyModelPool) -> Iterator[Callable[..., Person]]:
    """Return a function that opens the library of `home`; without `embeds` there is no embedder."""
    stores: list[Store] = []

    def open_one(*, embeds: bool = True) -> Person:
        for store in stores:
            store.close()
        stores[:] = [Store.open(home)]
        model = FakeTextModel()
        pool = EmbeddingPool(model, real_pool) if embeds else FakeModelPool(model)
        context = EngineContext(home, stores[0], ModelRegistry([home / "models"]), pool, NoIndexer())
        return Person(build(context), model, pool, stores[0])

    yield open_one
    for store in stores:
        store.close()


@pytest.fixture
def person(open_person: Callable[..., Person]) -> Person:
    return open_person()
