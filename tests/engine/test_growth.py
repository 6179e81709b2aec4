"""docs/faults.md 59: what a person does often costs the same work in a library of twenty times as many rows.

Work is counted in steps of SQLite's machine, which a busy computer does not change. The benchmark `growth` measures seconds
with 200,000 messages and 1,000,000 chunks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engine.capabilities.chat import api as chat
from engine.capabilities.documents import api as documents
from engine.capabilities.documents.searching.document_search import KEYWORDS
from engine.protocol.method import Method
from engine.protocol.pages import READ_PAGE, ReadPage
from engine.store.searching.keyword_search import KeywordSearch
from tests.support.harness import EngineHarness, NoIndexer
from tests.support.large_library import CHUNKS_A_DOCUMENT, MESSAGES_A_CONVERSATION, add_chunks, add_messages

TEXTS = ("The boiler is serviced in October.", "Where are the keys of the lighthouse?", "A calm day at sea.")
FEW, TIMES = 1_000, 20
STEPS = 10
"""Steps of SQLite's machine for one count."""
STEPS_A_ROW = 25
"""Of a conversation or a document, of which there is one for each twenty chunks."""
Step = tuple[Method[Any, Any, Any], Any]

SAME: dict[str, Step] = {
    "open a conversation": (chat.OPEN, chat.OpenConversation(2)),
    "choose a branch": (chat.CHOOSE, chat.ChooseLeaf(2, MESSAGES_A_CONVERSATION + 1)),
    "save a draft": (chat.SAVE_DRAFT, chat.SaveDraft(2, "a draft")),
    "rename a conversation": (chat.RENAME, chat.RenameConversation(2, "another title")),
    "delete a conversation": (chat.DELETE, chat.DeleteConversation(3)),
    "wait with a question": (chat.ENQUEUE, chat.Enqueue(chat.Send("later", conversation=2))),
    "read a page": (READ_PAGE, ReadPage(2, 1)),
    "remove a document": (documents.REMOVE, documents.RemoveDocuments((3,))),
}
"""Calls whose work does not depend on the size of the library."""
LISTED: dict[str, Step] = {
    "list conversations": (chat.LIST, chat.ListConversations(limit=10)),
    "list documents": (documents.LIST, documents.ListDocuments(limit=10)),
    "search a rare word": (documents.SEARCH, documents.SearchDocuments("777", mode="keyword")),
}
"""Calls that pass over each conversation or document, never over its messages or chunks."""


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EngineHarness, EngineHarness]]:
    opened = []
    for rows in (FEW, TIMES * FEW):
        folder = tmp_path_factory.mktemp("growth")
        opened.append(EngineHarness(folder / "home", folder / "models", "documents", "chat", indexer=NoIndexer()))
        add_messages(opened[-1].store, TEXTS, rows)
        add_chunks(opened[-1].store, TEXTS, rows)
        KeywordSearch(opened[-1].store, KEYWORDS, in_background=False).update()
    yield opened[0], opened[1]
    for engine in opened:
        engine.close()


def steps_of(engine: EngineHarness, work: Callable[[], object]) -> int:
    """Return how many steps SQLite takes in this thread for a piece of work."""
    count = 0

    def on_progress() -> bool:
        nonlocal count
        count += 1
        return False

    with engine.store.read() as connection:
        connection.set_progress_handler(on_progress, STEPS)
    work()
    with engine.store.read() as connection:
        connection.set_progress_handler(None)
    return count * STEPS


@pytest.mark.parametrize("name", SAME)
def test_the_work_of_a_call_does_not_grow_with_the_library(
    libraries: tuple[EngineHarness, EngineHarness], name: str
) -> None:
    method, request = SAME[name]
    few, many = (steps_of(engine, lambda e=engine: e.call(method, request)) for engine in libraries)  # type: ignore[misc]
    assert many < 2 * few + 1_000


@pytest.mark.parametrize("name", LISTED)
def test_a_list_passes_over_its_own_rows_alone(libraries: tuple[EngineHarness, EngineHarness], name: str) -> None:
    method, request = LISTED[name]
    for engine in libraries:
        engine.call(method, request)  # what is read once after a start
    few, many = (steps_of(engine, lambda e=engine: e.call(method, request)) for engine in libraries)  # type: ignore[misc]
    assert many < few + STEPS_A_ROW * TIMES * FEW / CHUNKS_A_DOCUMENT


def test_the_start_passes_over_no_message_and_no_chunk(libraries: tuple[EngineHarness, EngineHarness]) -> None:
    few, many = (steps_of(engine, engine.rebuild) for engine in libraries)
    assert many < few + STEPS_A_ROW * TIMES * FEW / CHUNKS_A_DOCUMENT
