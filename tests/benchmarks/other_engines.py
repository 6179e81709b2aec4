"""Other search engines over the same vectors and texts: faiss, usearch and tantivy, where they are installed.

They are no dependencies: ATENEO_OTHER_ENGINES names a folder of packages (`pip install faiss-cpu usearch tantivy` into an
environment of its own; its site-packages). Those that are missing are told.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType

import numpy as np
import numpy.typing as npt

from engine.text.tokens import fold, is_stop_word

PACKAGES = ("faiss", "usearch.index", "tantivy")
MOST_IN_A_GRAPH = int(os.environ.get("ATENEO_MOST_IN_A_GRAPH", "100000"))
"""Vectors of which a graph (HNSW) is made: of a million it takes many minutes."""
WRITER_BYTES = 256_000_000
Floats = npt.NDArray[np.float32]
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class OtherEngine:
    """One engine: `search` returns the ids of the k best; `building` are the seconds that its index took."""

    name: str
    building: float
    search: Callable[[Floats, str], list[int]]


def missing() -> list[str]:
    """Return the engines that are not there."""
    return [name.partition(".")[0] for name in PACKAGES if _package(name) is None]


def vector_engines(ids: npt.NDArray[np.int64], matrix: Floats, k: int) -> Iterator[OtherEngine]:
    """Yield engines over vectors [n, dimensions], normalised."""
    if (faiss := _package("faiss")) is not None:
        flat, seconds = _timed(lambda: _faiss(faiss, matrix))
        yield OtherEngine("faiss, exact", seconds, lambda query, _: ids[flat.search(query[None], k)[1][0]].tolist())
    if (usearch := _package("usearch.index")) is not None:
        metric = usearch.MetricKind.IP
        yield OtherEngine(
            "usearch, exact",
            0.0,
            lambda query, _: ids[
                np.asarray(usearch.search(matrix, query, k, metric, exact=True).keys, np.int64)
            ].tolist(),
        )
        if len(matrix) <= MOST_IN_A_GRAPH:
            graph, seconds = _timed(lambda: _usearch(usearch, matrix))
            yield OtherEngine(
                "usearch, graph",
                seconds,
                lambda query, _: ids[np.asarray(graph.search(query, k).keys, np.int64)].tolist(),
            )


def word_engines(texts: Iterator[tuple[int, str]], k: int) -> Iterator[OtherEngine]:
    """Yield engines over texts with their ids."""
    if (tantivy := _package("tantivy")) is None:
        return
    index, seconds = _timed(lambda: _tantivy(tantivy, texts))
    searcher = index.searcher()

    def search(_: Floats, question: str) -> list[int]:
        query = index.parse_query(" ".join(_telling(question)), ["text"])
        return [int(searcher.doc(place)["id"][0]) for _, place in searcher.search(query, k).hits]

    yield OtherEngine("tantivy", seconds, search)


def _telling(question: str) -> Sequence[str]:
    return [word for word in _WORD.findall(question.lower()) if not is_stop_word(fold(word))]


def _timed(build: Callable[[], ModuleType]) -> tuple[ModuleType, float]:
    begun = time.perf_counter()
    built = build()
    return built, time.perf_counter() - begun


def _faiss(faiss: ModuleType, matrix: Floats) -> ModuleType:
    index = faiss.IndexFlatIP(matrix.shape[1])
    index.add(np.ascontiguousarray(matrix))
    return index  # type: ignore[no-any-return]  # the library has no types


def _usearch(usearch: ModuleType, matrix: Floats) -> ModuleType:
    graph = usearch.Index(ndim=matrix.shape[1], metric="ip", dtype="f32")
    graph.add(np.arange(len(matrix)), matrix)
    return graph  # type: ignore[no-any-return]  # the library has no types


def _tantivy(tantivy: ModuleType, texts: Iterator[tuple[int, str]]) -> ModuleType:
    fields = tantivy.SchemaBuilder()
    fields.add_integer_field("id", stored=True)
    fields.add_text_field("text", stored=False)
    index = tantivy.Index(fields.build())
    writer = index.writer(WRITER_BYTES, 2)
    for id, text in texts:
        writer.add_document(tantivy.Document(id=id, text=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index  # type: ignore[no-any-return]  # the library has no types


def _package(name: str) -> ModuleType | None:
    folder = os.environ.get("ATENEO_OTHER_ENGINES", "")
    if folder and folder not in sys.path:
        sys.path.append(folder)
    try:
        return importlib.import_module(name)
    except ImportError:
        return None
