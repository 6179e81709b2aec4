"""Hybrid search over 100,000 chunks: its stages, its parts done by others, and whether it finds what an exact search does.

`python -m tests.benchmarks.search --chunks N… [--keep FOLDER]` prints its growth; a library is built once in FOLDER. No question
is asked twice: the vectors of the last ones are remembered. Other engines beside it: `other_engines`.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import ParamSpec, TypeVar

import apsw
import numpy as np
import numpy.typing as npt

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from engine.capabilities.documents import api as documents
from engine.capabilities.documents.searching.document_search import KEYWORDS, DocumentSearch
from engine.capabilities.documents.vector_table import CHUNK_VECTORS
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.store.database import Store
from engine.store.searching.keyword_search import KeywordSearch
from engine.store.vectors import VectorStore
from engine.text.tokens import is_stop_word, words
from tests.benchmarks.data import paragraphs, questions
from tests.benchmarks.other_engines import missing, vector_engines, word_engines
from tests.benchmarks.table import Row, seconds, spread
from tests.support.large_library import DIMENSIONS, add_chunks
from tests.support.models import starter_models

CHUNKS, QUERIES, ROUNDS, CHARACTERS, K = 100_000, 40, 3, 300, 10
HELD_TO = {100_000: 10, 1_000_000: 40}
"""Median milliseconds of a search."""
Params = ParamSpec("Params")
ResultT = TypeVar("ResultT")
Floats = npt.NDArray[np.float32]


@dataclass
class Figures:
    """Milliseconds of each search, and of the same work by others; `recall` is that of the ten best of each part."""

    whole: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    stages: dict[str, list[float]] = field(default_factory=dict)
    numpy: list[float] = field(default_factory=list)
    fts5: list[float] = field(default_factory=list)
    sqlite_vec: list[float] = field(default_factory=list)
    other: dict[str, list[float]] = field(default_factory=dict)
    other_notes: dict[str, str] = field(default_factory=dict)
    meaning_recall: list[float] = field(default_factory=list)
    words_recall: list[float] = field(default_factory=list)
    opening: float = 0.0
    making: float = 0.0
    megabytes: float = 0.0


def run(models: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as home:
        yield row(CHUNKS, measure(Path(home), CHUNKS, models))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.search")
    parser.add_argument("--chunks", type=int, nargs="+", default=[10_000, CHUNKS], metavar="N")
    parser.add_argument("--keep", type=Path, default=None, metavar="FOLDER")
    options = parser.parse_args()
    for count in options.chunks:
        with tempfile.TemporaryDirectory() as folder:
            figures = measure((options.keep or Path(folder)) / str(count), count, starter_models())
        told = row(count, figures)
        print(f"| {told.what} | {told.value} | {told.bound} | {told.detail} |", flush=True)
    return 0


def row(count: int, figures: Figures) -> Row:
    def median(times: Sequence[float]) -> str:
        return f"{statistics.median(times):.1f}"

    stages = ", ".join(f"{name} {median(times)}" for name, times in figures.stages.items())
    recall = f"{statistics.fmean(figures.meaning_recall):.3f} (meaning), {statistics.fmean(figures.words_recall):.3f} (words)"
    others = {"numpy's scan of float32": figures.numpy, "FTS5": figures.fts5, "sqlite-vec": figures.sqlite_vec}
    alone = [f"{name} {spread(times, 'ms')}" for name, times in others.items()]
    alone += [f"{name} {spread(times, 'ms')} ({figures.other_notes[name]})" for name, times in figures.other.items()]
    alone += [f"{name} is not installed" for name in missing()]
    least = ", ".join(f"{name} {min(times):.1f}" for name, times in figures.stages.items())
    details = (
        f"medians: {stages}, processor {median(figures.processor)} ms",
        f"least: {least} ms",
        f"recall@{K} {recall}",
        f"opened in {figures.opening:.2f} s",
        f"the index of words made in {figures.making:.1f} s, {figures.megabytes:.0f} MB",
        "alone: " + ", ".join(alone),
        f"load {os.getloadavg()[0]:.1f}",
    )
    what = f"hybrid search over {count:,} chunks, the question embedded and passages read, median"
    bound = f"≤ {HELD_TO[count]} ms" if count in HELD_TO else "–"
    return Row(what, spread(figures.whole, "ms"), bound, "; ".join(details))


def measure(home: Path, count: int, models: Path) -> Figures:
    store, pool = Store.open(home), LazyModelPool(ModelRegistry([models]))
    embedder = pool.embedder_id()
    assert embedder
    with store.read() as connection:
        is_new = not connection.execute("SELECT EXISTS(SELECT 1 FROM chunks)").fetchall()[0][0]
    if is_new:
        add_chunks(store, [text[:CHARACTERS] for text in paragraphs()], count, embedder)
    figures = Figures(making=seconds(KeywordSearch(store, KEYWORDS, in_background=False).update))
    figures.megabytes = sum(file.stat().st_size for file in home.glob("words-*")) / 1e6
    vectors, keywords = VectorStore(store, CHUNK_VECTORS), KeywordSearch(store, KEYWORDS, in_background=False)
    searcher = DocumentSearch(store, vectors, pool, keywords=keywords)
    every = list(dict.fromkeys(questions(2 * (ROUNDS + 1) * QUERIES)))[: (ROUNDS + 1) * QUERIES]
    asked = every[:QUERIES]
    with pool.embedder() as model:
        queries = [model.embed_queries([question])[0] for question in asked]
    DocumentSearch(store, VectorStore(store, CHUNK_VECTORS), pool).search(documents.SearchDocuments(asked[0]))
    gc.collect()
    figures.opening = seconds(lambda: searcher.search(documents.SearchDocuments(asked[0])))
    _ours(figures, searcher, every)
    _others(figures, store, vectors, keywords, embedder, asked, queries)
    _engines(figures, store, asked, queries)
    pool.close()
    store.close()
    return figures


def _ours(figures: Figures, searcher: DocumentSearch, every: Sequence[str]) -> None:
    for number, question in enumerate(every):
        processor = time.process_time()
        found, took = _timed(searcher.search, documents.SearchDocuments(question))
        if number >= QUERIES:  # the first ones only warm up
            figures.whole.append(took)
            figures.processor.append(1000 * (time.process_time() - processor))
            for name, milliseconds in found.milliseconds.items():
                figures.stages.setdefault(name, []).append(milliseconds)


def _others(
    figures: Figures,
    store: Store,
    vectors: VectorStore,
    keywords: KeywordSearch,
    embedder: str,
    asked: Sequence[str],
    queries: Sequence[Floats],
) -> None:
    """Do the same with numpy, FTS5 and sqlite-vec, and compare what is found."""
    with store.read() as connection:
        ids, matrix = _matrix(connection)
        for number, (question, query) in enumerate(zip(asked, queries, strict=True)):
            exact, took = _timed(_nearest, ids, matrix, query)
            figures.numpy.append(took)
            ours = {id for id, _ in vectors.search(embedder, query, k=K).best}
            figures.meaning_recall.append(len(ours & exact) / K)
            best, took = _timed(_keywords, connection, question)
            figures.fts5.append(took)
            scores = list(keywords.search(connection, question, K).values())
            figures.words_recall.append(_recall(scores, best))
            if number < 5:
                figures.sqlite_vec.append(_timed(_dense, connection, query)[1])


def _engines(figures: Figures, store: Store, asked: Sequence[str], queries: Sequence[Floats]) -> None:
    """Do the same with the other engines that are installed."""
    with store.read() as connection:
        ids, matrix = _matrix(connection)
        texts = ((int(str(id)), str(text)) for id, text in connection.execute("SELECT id, text FROM chunks"))
        for engine in chain(vector_engines(ids, matrix, K), word_engines(texts, K)):
            recall = list[float]()
            engine.search(queries[0], asked[0])
            for question, query in zip(asked, queries, strict=True):
                found, took = _timed(engine.search, query, question)
                figures.other.setdefault(engine.name, []).append(took)
                recall.append(len(set(found) & _nearest(ids, matrix, query)) / K)
            note = f"made in {engine.building:.1f} s"
            is_by_words = engine.name == "tantivy"
            figures.other_notes[engine.name] = (
                note if is_by_words else f"{note}, recall@{K} {statistics.fmean(recall):.3f}"
            )


def _timed(work: Callable[Params, ResultT], *given: Params.args, **named: Params.kwargs) -> tuple[ResultT, float]:
    """Return what a function returns, and the milliseconds that it took."""
    begun = time.perf_counter()
    result = work(*given, **named)
    return result, 1000 * (time.perf_counter() - begun)


def _recall(ours: Sequence[float], exact: Sequence[float]) -> float:
    """Return how many of the best scores are among ours: of copies of one text any is as good."""
    return sum(abs(a - b) < 1e-6 for a, b in zip(ours, exact, strict=True)) / max(len(exact), 1)


def _nearest(ids: npt.NDArray[np.int64], matrix: Floats, query: Floats) -> set[int]:
    return {int(id) for id in ids[np.argpartition(-(matrix @ query), K)[:K]]}


def _dense(connection: apsw.Connection, query: Floats) -> list[tuple[object, ...]]:
    near = f"SELECT rowid, distance FROM vectors_1 WHERE embedding MATCH ? AND k = {K} ORDER BY distance"
    return connection.execute(near, (query.astype("<f4").tobytes(),)).fetchall()


def _keywords(connection: apsw.Connection, question: str) -> list[float]:
    telling = [term for term in dict.fromkeys(words(question)) if not is_stop_word(term)]
    best = f"SELECT -rank FROM chunks_fts WHERE chunks_fts MATCH ? ORDER BY rank LIMIT {K}"
    return [float(str(score)) for (score,) in connection.execute(best, (" OR ".join(f'"{t}"' for t in telling),))]


def _matrix(connection: apsw.Connection) -> tuple[npt.NDArray[np.int64], Floats]:
    ids: list[int] = []
    vectors = bytearray()
    for id, vector in connection.execute("SELECT rowid, embedding FROM vectors_1"):
        ids.append(int(str(id)))
        assert isinstance(vector, bytes)
        vectors += vector
    return np.array(ids), np.frombuffer(vectors, "<f4").reshape(-1, DIMENSIONS)


if __name__ == "__main__":
    sys.exit(main())
