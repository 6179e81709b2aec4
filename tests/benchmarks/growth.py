"""`python -m tests.benchmarks growth`: a library of 200,000 messages and 1,000,000 chunks: start, lists, searches."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.capabilities.chat import api as chat
from engine.capabilities.documents import api as documents
from engine.models.registry import ModelRegistry
from engine.store.database import Store
from tests.benchmarks.data import paragraphs, questions
from tests.benchmarks.table import Row, seconds, spread
from tests.support.engine_process import EngineProcess
from tests.support.large_library import add_chunks, add_messages

MESSAGES = int(os.environ.get("ATENEO_GROWTH_MESSAGES", "200000"))
CHUNKS = int(os.environ.get("ATENEO_GROWTH_CHUNKS", "1000000"))
STARTS, QUERIES, CHARACTERS = 5, 15, 300


def run(models: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        fill(home, models)
        megabytes = sum(file.stat().st_size for file in home.rglob("*") if file.is_file()) // 1_000_000
        what = f"with {MESSAGES:,} messages and {CHUNKS:,} chunks"
        starts = []
        for _ in range(STARTS):
            begun = time.perf_counter()
            with EngineProcess(home, models) as engine:
                starts.append(time.perf_counter() - begun)
        yield Row(f"start of the engine {what}", spread(starts, "s", 2), "< 3 s", f"a library of {megabytes:,} MB")
        with EngineProcess(home, models) as engine:
            yield from searches(engine, what)


def searches(engine: EngineProcess, what: str) -> Iterator[Row]:
    asked = questions(QUERIES)
    words = [question.split()[-1].strip("?¿.") for question in asked]

    def row(name: str, bound: str, works: list[Callable[[], object]]) -> Row:
        first = seconds(works[0]) * 1000
        figures = [seconds(work) * 1000 for work in works]
        return Row(f"{name} {what}", spread(figures, "ms", 0), bound, f"the first after the start took {first:.0f} ms")

    yield row("list of conversations", "< 500 ms", [lambda: engine.call(chat.LIST, chat.ListConversations())] * 9)
    yield row("a conversation opened", "< 500 ms", [lambda: engine.call(chat.OPEN, chat.OpenConversation(9))] * 9)
    found = [lambda w=word: engine.call(chat.LIST, chat.ListConversations(w)) for word in words]
    yield row("search in conversations", "< 500 ms", found)  # type: ignore[arg-type]  # a lambda with a default
    hybrid = [lambda q=question: engine.call(documents.SEARCH, documents.SearchDocuments(q)) for question in asked]
    yield row("search in documents", "< 500 ms", hybrid)  # type: ignore[arg-type]


def fill(home: Path, models: Path) -> None:
    embedder = next(m.manifest.id for m in ModelRegistry([models]).list() if m.manifest.kind == "embedding")
    texts = [text[:CHARACTERS] for text in paragraphs()]
    store = Store.open(home)
    add_messages(store, texts, MESSAGES)
    add_chunks(store, texts, CHUNKS, embedder)
    store.close()
