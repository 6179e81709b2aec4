"""Retrieval: one search gives both the order and the cosines, and only related passages come back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.capabilities.documents.searching.retriever import NEAREST
from engine.models.interfaces import Embedder
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.answering.passage import Passage
from engine.rpc.generators import exhaust
from engine.text.relevance import is_related
from tests.support.harness import DocumentsHarness
from tests.support.tiny_models import WORDS, write_embedder

NAMES = [word for word in WORDS if word.isalpha()]


class RecordingEmbedder:
    """An embedder that notes the queries it is asked to embed."""

    def __init__(self, embedder: Embedder, queries: list[str]) -> None:
        self._embedder, self._queries = embedder, queries
        self.id, self.dimensions, self.max_tokens = embedder.id, embedder.dimensions, embedder.max_tokens
        self.count, self.token_offsets = embedder.count, embedder.token_offsets
        self.embed_passages, self.close = embedder.embed_passages, embedder.close

    def embed_queries(self, texts: Sequence[str]) -> Any:
        self._queries += texts
        return self._embedder.embed_queries(texts)


class RecordingPool(LazyModelPool):
    def __init__(self, registry: ModelRegistry) -> None:
        super().__init__(registry)
        self.queries: list[str] = []

    @contextmanager
    def embedder(self, model: str | None = None) -> Iterator[Embedder]:
        with super().embedder(model) as embedder:
            yield RecordingEmbedder(embedder, self.queries)


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[RecordingPool]:
    registry = ModelRegistry([tmp_path / "models"])
    exhaust(registry.add(write_embedder(tmp_path / "words")))
    pool = RecordingPool(registry)
    yield pool
    pool.close()


@pytest.fixture
def engine(home: Path, tmp_path: Path, pool: RecordingPool) -> Iterator[DocumentsHarness]:
    """Thirty documents of two words each, every pair of words with its own meaning."""
    folder = tmp_path / "pairs"
    folder.mkdir()
    for number in range(30):
        first, second = NAMES[number % len(NAMES)], NAMES[(number * 3 + 1) % len(NAMES)]
        (folder / f"{number:02}.txt").write_text(f"{first} {second} {second}" + " x" * (number % 4), "utf-8")
    engine = DocumentsHarness(home, tmp_path / "models", pool=pool)
    engine.index(folder)
    yield engine
    engine.close()


def related(engine: DocumentsHarness, query: str, k: int, passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """Return the passages that another search, by meaning alone, shows to be related to the query."""
    cosines = {p.chunk: p.score for p in engine.search(query, k=max(k, NEAREST), mode="dense")}
    return tuple(p for p in passages if is_related(query, p.text, cosines.get(p.chunk, 0.0)))


def test_a_question_is_embedded_once(engine: DocumentsHarness, pool: RecordingPool) -> None:
    pool.queries.clear()
    engine.retrieve(NAMES[0])
    assert pool.queries == [NAMES[0]]


@pytest.mark.parametrize("k", [1, 3, 8])
def test_one_search_returns_the_passages_that_two_would(engine: DocumentsHarness, k: int) -> None:
    questions = [*NAMES, f"{NAMES[1]} {NAMES[2]}", "nothing of the kind"]
    retrieved = {question: engine.retrieve(question, k=k) for question in questions}
    for question, passages in retrieved.items():
        expected = related(engine, question, k, engine.search(question, k=k))
        assert related(engine, question, k, passages) == expected
        assert bool(passages) == bool(expected)
    assert any(retrieved.values())


def test_without_an_embedder_the_words_decide(home: Path, tmp_path: Path, folder: Path) -> None:
    engine = DocumentsHarness(home, tmp_path / "no-models")
    engine.index(folder)
    assert [Path(passage.path).name for passage in engine.retrieve("palabra3")] == ["3.txt"]
    assert engine.retrieve("submarino") == ()
    engine.close()


def test_a_passage_far_ahead_of_all_others_is_related_though_it_shares_few_words(
    home: Path, tmp_path: Path, pool: RecordingPool
) -> None:
    engine = DocumentsHarness(home, tmp_path / "models", pool=pool)
    question = f"Who called {NAMES[0]} the xylophone of that famous forgotten eccentric photographer Muybridge?"
    folder = tmp_path / "many"
    folder.mkdir()
    others = NAMES[1:]
    for number in range(150):
        text = f"{others[number % len(others)]} {others[number * 3 % len(others)]} {number}"
        (folder / f"{number:03}.txt").write_text(text, "utf-8")
    engine.index(folder)
    assert engine.retrieve(question, k=3) == ()
    (folder / "answer.txt").write_text(f"{NAMES[0]} muybridge", "utf-8")
    engine.index(folder)
    passages = engine.retrieve(question, k=3)
    assert passages and Path(passages[0].path).stem == "answer" and len(related(engine, question, 3, passages)) == 0
    engine.close()
