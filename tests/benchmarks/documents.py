"""Indexing against a bare ONNX Runtime loop, search over 100,000 chunks against its parts, chat while indexing."""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.capabilities.chat import api as chat
from engine.capabilities.documents import api as documents
from engine.capabilities.documents.search import Searcher, _bm25, _scope
from engine.capabilities.documents.shelves import ensure_collection
from engine.indexer.embedding import open_embedder
from engine.models.residents import ResidentModels
from engine.models.shelf import Shelf
from engine.protocol.sampling import Sampling
from engine.store.database import Store
from engine.store.vectors import Vectors
from engine.text.chunk import chunk
from tests.benchmarks.table import Row, alternately, ratio, seconds, spread
from tests.support.engine_process import EngineProcess

DATA = Path(os.environ.get("ATENEO_DATA", "../shared/data"))
FILES = 300
CHUNKS, DIMENSIONS, QUERIES = 100_000, 384, 15
EMBEDDER = "multilingual-e5-small-int8"


def paragraphs() -> list[str]:
    file = DATA / "retrieval" / "squad-es" / "corpus.jsonl"
    return [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()]


def questions() -> list[str]:
    file = DATA / "retrieval" / "squad-es" / "queries.jsonl"
    return [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()]


def run(models: Path) -> Iterator[Row]:
    if not DATA.is_dir():
        print(f"skipped: no development data in {DATA}")
        return
    with tempfile.TemporaryDirectory() as folder:
        yield from indexing(models, Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        yield from searching(models, Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        yield from together(models, Path(folder))


def indexing(models: Path, folder: Path) -> Iterator[Row]:
    texts = paragraphs()[:FILES]
    write_files(folder / "files", texts)
    embedder = open_embedder(models, EMBEDDER)
    pieces = [t[a:b] for t in texts for a, b in chunk(t, embedder.token_offsets(t))]

    def bare() -> float:
        """One session, sorted by length, batches of 768 tokens, nothing else."""
        return len(pieces) / seconds(lambda: embedder.embed_passages(pieces))

    def ours() -> float:
        with tempfile.TemporaryDirectory() as home, EngineProcess(Path(home), models) as engine:
            begun = time.perf_counter()
            done = engine.call(documents.INDEX, documents.Index((str(folder / "files"),), "all"))
            return done.chunks / (time.perf_counter() - begun)

    figures = alternately(3, ours, bare)
    embedder.close()
    yield Row(
        f"indexing {FILES} files ÷ a bare ONNX Runtime loop over their {len(pieces)} chunks",
        f"{ratio(*figures):.2f}",
        "≥ 0.85",
        f"{spread(figures[0], 'chunks/s')} with start, reading and commits against {spread(figures[1], 'chunks/s')}",
    )


def searching(models: Path, home: Path) -> Iterator[Row]:
    store = Store.open(home)
    vectors = Vectors(store)
    rows, matrix = fill(store, vectors)
    residents = ResidentModels(Shelf([models]), lambda kind: None)
    searcher = Searcher(store, vectors, residents)
    asked = questions()[:QUERIES]
    searcher.search(documents.Search(asked[0]))
    with residents.embedder() as embedder:
        queries = [embedder.embed_queries([question])[0] for question in asked]

    def whole() -> list[float]:
        return [seconds(lambda q=q: searcher.search(documents.Search(q))) * 1000 for q in asked]

    def parts() -> list[float]:
        return [alone(store, rows, q, v) for q, v in zip(asked, queries, strict=True)]

    def numpy_scan() -> list[float]:
        return [seconds(lambda v=v: np.argpartition(-(matrix @ v), 10)[:10]) * 1000 for v in queries]

    ours, theirs, scans = whole(), parts(), numpy_scan()
    ours += whole()
    theirs += parts()
    yield Row(
        f"hybrid search over {CHUNKS:,} chunks ÷ sqlite-vec and FTS5 alone, one after the other",
        f"{ratio(ours, theirs):.2f}",
        "≤ 1.2",
        f"{spread(ours, 'ms')} with the query embedded, against {spread(theirs, 'ms')}; numpy's scan {spread(scans, 'ms')}",
    )
    residents.close()
    store.close()


def fill(store: Store, vectors: Vectors) -> tuple[str, np.ndarray]:
    """CHUNKS real paragraphs (repeated, numbered) with random unit vectors; the name of sqlite-vec's table and the matrix."""
    texts = paragraphs()
    matrix = np.random.default_rng(1).standard_normal((CHUNKS, DIMENSIONS), np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    with store.write() as connection:
        collection = ensure_collection(connection, "all", ())
        connection.execute(
            """INSERT INTO documents(collection, path, title, bytes, modified_ns, state, embedder, indexed_at)
               VALUES(?, '/x', 'x', 1, 1, 'indexed', ?, 1)""",
            (collection, EMBEDDER),
        )
        document = connection.last_insert_rowid()
        connection.execute("INSERT INTO pages VALUES(?, 1, '', 'x')", (document,))
        made = [(i + 1, document, f"{i} {texts[i % len(texts)]}") for i in range(CHUNKS)]
        connection.executemany("INSERT INTO chunks VALUES(?, ?, 1, 0, 1, ?)", made)
        connection.executemany("INSERT INTO chunks_words(rowid, text) VALUES(?, ?)", ((i, t) for i, _, t in made))
        vectors.add(connection, EMBEDDER, DIMENSIONS, collection, range(1, CHUNKS + 1), matrix.astype("<f2").tobytes())
    return "vectors_1", matrix


def alone(store: Store, table: str, question: str, vector: np.ndarray) -> float:
    """sqlite-vec's k nearest, then FTS5's best, nothing else: the sum in milliseconds."""
    with store.read() as connection:
        scope = _scope(connection, ())
        near = f"SELECT rowid FROM {table} WHERE embedding MATCH ? AND k = 10 ORDER BY distance"
        dense = seconds(lambda: list(connection.execute(near, (vector.astype("<f4").tobytes(),))))
        return (dense + seconds(lambda: _bm25(connection, question, scope, 10))) * 1000


def together(models: Path, folder: Path) -> Iterator[Row]:
    """Chat alone, then chat while 1,000 files are being indexed, in one engine."""
    texts = paragraphs()
    write_files(folder / "files", [f"{n} {texts[n]}" for n in range(1000)])
    with EngineProcess(folder / "home", models) as engine:
        speak(engine)
        alone_figures = [speak(engine) for _ in range(3)]
        run = engine.start_call(documents.INDEX, documents.Index((str(folder / "files"),), "all"))
        run.wait_for(documents.FileDone)
        during = [speak(engine) for _ in range(5)]
        still = not any(e.done >= 1000 for e in run.events if isinstance(e, documents.Progress))
        run.cancel()
        run.result()
    note = "" if still else " (indexing ended early)"
    yield Row(
        "chat while 1,000 files are indexed ÷ chat alone",
        f"{statistics.median(during) / statistics.median(alone_figures):.2f}",
        "≥ 0.9",
        f"{spread(during, 'tokens/s')} against {spread(alone_figures, 'tokens/s')}{note}",
    )


def speak(engine: EngineProcess) -> float:
    asked = chat.Send("Tell me a long story about the sea.", sampling=Sampling(seed=1, max_tokens=150))
    message = engine.call(chat.SEND, asked).message
    return message.tokens / message.seconds


def write_files(folder: Path, texts: list[str]) -> None:
    folder.mkdir(parents=True)
    for number, text in enumerate(texts):
        (folder / f"{number:05}.txt").write_text(text, "utf-8")
