"""A library of any size, written row by row without an engine: conversations with messages, documents with chunks and vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.capabilities.documents.document_store import ensure_collection
from engine.capabilities.documents.vector_table import CHUNK_VECTORS
from engine.store.database import Store
from engine.store.vectors import VectorStore

MESSAGES_A_CONVERSATION = 50
"""Where nothing else is said."""
CHUNKS_A_DOCUMENT = 20
ROWS_TOGETHER = 20_000
DIMENSIONS = 384


def add_messages(store: Store, texts: Sequence[str], count: int, together: int = MESSAGES_A_CONVERSATION) -> None:
    """Add `count` messages in conversations of so many `together`, each message the child of the one before."""
    for numbers in _batches(count, ROWS_TOGETHER // together * together):
        with store.write() as connection:
            ids = [(n - 1) // together + 1 for n in numbers if (n - 1) % together == 0]
            titles = [texts[id % len(texts)][:60] for id in ids]
            connection.executemany(
                "INSERT INTO conversations(id, title, position, created_at, changed_at) VALUES(?1, ?2, ?1, 1, 1)",
                zip(ids, titles, strict=True),
            )
            connection.executemany(
                "INSERT INTO conversations_fts(rowid, title) VALUES(?, ?)", zip(ids, titles, strict=True)
            )
            rows = [_message(n, texts, together) for n in numbers]
            connection.executemany(
                """INSERT INTO messages(id, conversation, parent, role, text, state, created_at)
                   VALUES(?, ?, ?, ?, ?, 'complete', 1)""",
                rows,
            )
            connection.executemany("INSERT INTO messages_fts(rowid, text) VALUES(?, ?)", ((r[0], r[4]) for r in rows))


def add_chunks(store: Store, texts: Sequence[str], count: int, embedder: str = "") -> None:
    """Add `count` chunks in documents of CHUNKS_A_DOCUMENT, with random vectors of `embedder` where one is named."""
    generator, vectors = np.random.default_rng(1), VectorStore(store, CHUNK_VECTORS)
    for numbers in _batches(count, ROWS_TOGETHER):
        with store.write() as connection:
            collection = ensure_collection(connection, "all", ())
            documents = sorted({(n - 1) // CHUNKS_A_DOCUMENT + 1 for n in numbers})
            state = "indexed" if embedder else "keywords"
            connection.executemany(
                f"""INSERT OR IGNORE INTO documents(id, collection, path, title, bytes, modified_ns, state, embedder, indexed_at)
                    VALUES(?1, {collection}, '/papers/' || ?1 || '.txt', 'Paper ' || ?1, 1, 1, '{state}', '{embedder}', 1)""",
                ((document,) for document in documents),
            )
            connection.executemany(
                "INSERT OR IGNORE INTO pages VALUES(?, 1, '', 'A page.')", ((document,) for document in documents)
            )
            rows = [(n, (n - 1) // CHUNKS_A_DOCUMENT + 1, _text(n, texts)) for n in numbers]
            connection.executemany(
                "INSERT INTO chunks(id, document, page, start_offset, end_offset, text) VALUES(?, ?, 1, 0, 1, ?)", rows
            )
            connection.executemany("INSERT INTO chunks_fts(rowid, text) VALUES(?, ?)", ((n, t) for n, _, t in rows))
            if embedder:
                matrix = generator.standard_normal((len(numbers), DIMENSIONS), np.float32)
                matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
                vectors.add(connection, embedder, DIMENSIONS, collection, numbers, matrix.astype("<f2").tobytes())


def _message(number: int, texts: Sequence[str], together: int) -> tuple[int, int, int | None, str, str]:
    conversation, place = divmod(number - 1, together)
    parent = number - 1 if place else None
    return number, conversation + 1, parent, "assistant" if place % 2 else "user", _text(number, texts)


def _text(number: int, texts: Sequence[str]) -> str:
    return f"{number} {texts[number % len(texts)]}"


def _batches(count: int, size: int) -> Sequence[range]:
    return [range(first, min(first + size, count + 1)) for first in range(1, count + 1, size)]
