"""Hybrid search over 100,000 chunks against its parts alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import numpy as np
import numpy.typing as npt

from engine.capabilities.documents import api as documents
from engine.capabilities.documents.document_store import ensure_collection
from engine.capabilities.documents.searching.document_search import DocumentSearch
from engine.capabilities.documents.vector_table import CHUNK_VECTORS
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.store.database import Store
from engine.store.vectors import VectorStore
from engine.text.tokens import STOP_WORDS, words
from tests.benchmarks.data import paragraphs, questions
from tests.benchmarks.table import Row, ratio, seconds, spread

CHUNKS, DIMENSIONS, QUERIES, ROUNDS = 100_000, 384, 20, 5
Floats = npt.NDArray[np.float32]


def run(models: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as home:
        store = Store.open(Path(home))
        pool = LazyModelPool(ModelRegistry([models]))
        yield search(store, pool)
        pool.close()
        store.close()


def search(store: Store, pool: LazyModelPool) -> Row:
    embedder = pool.embedder_id()
    assert embedder
    matrix = fill(store, embedder)
    searcher = DocumentSearch(store, VectorStore(store, CHUNK_VECTORS), pool)
    asked = questions(QUERIES)
    with pool.embedder() as model:
        vectors = [model.embed_queries([question])[0] for question in asked]
    ours, parts, scans = [], [], []
    with store.read() as connection:
        for turn in range(ROUNDS + 1):
            for question, vector in zip(asked, vectors, strict=True):
                whole = seconds(lambda q=question: searcher.search(documents.SearchDocuments(q)))  # type: ignore[misc]
                alone = dense(connection, vector) + keywords(connection, question)
                scan = seconds(lambda v=vector: np.argpartition(-(matrix @ v), 10)[:10])  # type: ignore[misc]
                if turn:  # the first only warms up
                    ours.append(whole * 1000)
                    parts.append(alone * 1000)
                    scans.append(scan * 1000)
    return Row(
        f"hybrid search over {CHUNKS:,} chunks ÷ sqlite-vec and FTS5 alone, one after the other",
        f"{ratio(ours, parts):.2f}",
        "≤ 1.2",
        f"{spread(ours, 'ms')} with the query embedded and passages read, against {spread(parts, 'ms')}; "
        f"numpy's scan of the vectors alone {spread(scans, 'ms')}",
    )


def dense(connection: apsw.Connection, vector: Floats) -> float:
    """sqlite-vec's ten nearest, nothing else."""
    near = "SELECT rowid, distance FROM vectors_1 WHERE embedding MATCH ? AND k = 10 ORDER BY distance"
    return seconds(lambda: list(connection.execute(near, (vector.astype("<f4").tobytes(),))))


def keywords(connection: apsw.Connection, question: str) -> float:
    """FTS5's ten best of the same words without stop words, nothing else."""
    telling = [t for t in dict.fromkeys(words(question)) if t not in STOP_WORDS["es"] and t not in STOP_WORDS["en"]]
    match = " OR ".join(f'"{term}"' for term in telling)
    best = "SELECT rowid, rank FROM chunks_fts WHERE chunks_fts MATCH ? ORDER BY rank LIMIT 10"
    return seconds(lambda: list(connection.execute(best, (match,))))


def fill(store: Store, embedder: str) -> Floats:
    """CHUNKS real paragraphs, repeated under a number, with random unit vectors [CHUNKS, DIMENSIONS]."""
    texts = paragraphs(CHUNKS)
    matrix = np.random.default_rng(1).standard_normal((CHUNKS, DIMENSIONS), np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    with store.write() as connection:
        collection = ensure_collection(connection, "all", ())
        columns = "collection, path, title, bytes, modified_ns, state, embedder, indexed_at"
        connection.execute(
            f"INSERT INTO documents({columns}) VALUES(?, '/x', 'x', 1, 1, 'indexed', ?, 1)", (collection, embedder)
        )
        document = connection.last_insert_rowid()
        connection.execute("INSERT INTO pages VALUES(?, 1, '', 'x')", (document,))
        numbered: list[tuple[Any, ...]] = [(number, document, text) for number, text in enumerate(texts, 1)]
        connection.executemany("INSERT INTO chunks VALUES(?, ?, 1, 0, 1, ?)", numbered)
        connection.executemany("INSERT INTO chunks_fts(rowid, text) VALUES(?, ?)", ((n, t) for n, _, t in numbered))
        vectors = matrix.astype("<f2").tobytes()
        VectorStore(store, CHUNK_VECTORS).add(
            connection, embedder, DIMENSIONS, collection, range(1, CHUNKS + 1), vectors
        )
    return matrix
