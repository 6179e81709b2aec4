"""`python -m tests.benchmarks.retrieval [--documents N]`: how well each way to search finds what is known to answer.

Through the real indexer, store and search. Chunks are put back to documents, each at its best chunk's place.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from engine.capabilities.documents.api import SearchDocuments, SearchMode
from engine.capabilities.documents.api.sentences import EMBED_SENTENCES, EmbedSentences
from engine.capabilities.documents.searching.document_search import DocumentSearch
from engine.capabilities.documents.vector_table import CHUNK_VECTORS
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.store.searching.fusion import fuse
from engine.store.vector_tables import Matches
from engine.store.vectors import VectorStore
from tests.support.harness import DocumentsHarness
from tests.support.models import starter_models

SHARED = Path(os.environ.get("ATENEO_DATA", "../shared/data"))
DATA = SHARED / "retrieval"
K = 10
SHUFFLES = 2000
RRF_CONSTANT = 60
"""Cormack, Clarke and Büttcher, SIGIR 2009."""


@dataclass(frozen=True)
class TestSet:
    """`relevant`: query → document → grade."""

    name: str
    documents: Mapping[str, str]
    queries: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Way:
    name: str
    mode: SearchMode
    fuse: Callable[[Matches, Mapping[int, float]], dict[int, float]] = fuse


def rank_fusion(meaning: Matches, words: Mapping[int, float]) -> dict[int, float]:
    scores: dict[int, float] = {}
    by_words = sorted(words, key=lambda id: -words[id])
    for ranked in ([id for id, _ in meaning.best], by_words):
        for rank, id in enumerate(ranked, 1):
            scores[id] = scores.get(id, 0.0) + 1 / (RRF_CONSTANT + rank)
    return scores


OURS = Way("hybrid, z(cosine) + 0.4 z(BM25)", "hybrid")
WAYS = (
    OURS,
    Way("hybrid, reciprocal rank fusion", "hybrid", rank_fusion),
    Way("dense", "dense"),
    Way("keyword", "keyword"),
)


class Scores(NamedTuple):
    """Of one question, each 0 to 1. Recall is of as many relevant documents as the places could hold."""

    recall_1: float
    recall_5: float
    reciprocal_rank: float
    ndcg: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.retrieval")
    parser.add_argument("--documents", type=int, default=None, metavar="N", help="only the first N of each set")
    options = parser.parse_args()
    models = starter_models()
    print("| set | way | R@1 | R@5 | MRR@10 | nDCG@10 | p |\n|---|---|---|---|---|---|---|")
    for test_set in test_sets(options.documents):
        ours: Sequence[Scores] = ()
        for way, scores in measure(test_set, models):
            ours = ours or scores
            means = " | ".join(f"{fmean(column):.3f}" for column in zip(*scores, strict=True))
            chance = "" if way is OURS else f"{by_chance([s.ndcg for s in ours], [s.ndcg for s in scores]):.3f}"
            print(
                f"| {test_set.name}, {len(test_set.queries)} questions | {way.name} | {means} | {chance} |", flush=True
            )
    return 0


def by_chance(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Two-sided p of a difference as large, were the two ways the same: paired randomisation (Smucker et al., CIKM 2007)."""
    differences = [a - b for a, b in zip(ours, theirs, strict=True) if a != b]
    chosen = random.Random(1)
    seen = abs(sum(differences))
    larger = sum(abs(sum(d if chosen.random() < 0.5 else -d for d in differences)) >= seen for _ in range(SHUFFLES))
    return (larger + 1) / (SHUFFLES + 1)


def test_sets(most: int | None) -> Iterator[TestSet]:
    for name in ("squad-es", "cranfield"):
        if not (DATA / name).is_dir():
            print(f"skipped: no {DATA / name}", file=sys.stderr)
            continue
        lines = {kind: _lines(DATA / name / f"{kind}.jsonl") for kind in ("corpus", "queries")}
        corpus = list(islice(lines["corpus"], most))
        queries = {line["_id"]: line["text"] for line in lines["queries"]}
        documents = {line["_id"]: line["text"] for line in corpus if line["text"].strip()}
        if all(query.strip() for query in queries.values()):
            yield _restricted(name, documents, queries, _judgements(DATA / name / "qrels.tsv"))
        else:
            empty = sum(not query.strip() for query in queries.values())
            print(f"skipped: {empty} of {len(queries)} queries of {name} are empty", file=sys.stderr)
        if name == "cranfield":
            yield _titles(corpus)
    yield from _translations(most)


def _translations(most: int | None) -> Iterator[TestSet]:
    """Across languages: each sentence has its translation to find among all the sentences of the other language."""
    paths = [SHARED / f"stsb-{language}-dev.csv" for language in ("en", "es")]
    if not all(path.is_file() for path in paths):
        print(f"skipped: no {paths[0]}", file=sys.stderr)
        return
    en, es = ([row[0] for row in csv.reader(path.read_text("utf-8").splitlines())] for path in paths)
    pairs = list(dict(zip(en, es, strict=True)).items())[:most]
    for name, query_side, text_side in (("English → Spanish", 0, 1), ("Spanish → English", 1, 0)):
        queries, texts = [pair[query_side] for pair in pairs], [pair[text_side] for pair in pairs]
        documents = {str(number): text for number, text in enumerate(texts)}
        relevant = {
            id: {other: 1.0 for other in documents if documents[other] == text} for id, text in documents.items()
        }
        yield TestSet(f"STS-b translations, {name}", documents, dict(zip(documents, queries, strict=True)), relevant)


def _titles(corpus: Sequence[Mapping[str, str]]) -> TestSet:
    """In place of questions: the title of each abstract, cut from its text, has that abstract to find."""
    cut = {d["_id"]: d["text"].removeprefix(d["title"]).strip() for d in corpus if d["text"].startswith(d["title"])}
    documents = {id: text for id, text in cut.items() if text}
    queries = {d["_id"]: d["title"] for d in corpus if d["_id"] in documents and d["title"].strip()}
    return TestSet("cranfield by title (known item, English)", documents, queries, {id: {id: 1.0} for id in queries})


def _restricted(
    name: str, documents: Mapping[str, str], queries: Mapping[str, str], judged: Mapping[str, Mapping[str, float]]
) -> TestSet:
    """Only the queries that have an answer among these documents."""
    kept = {q: {d: g for d, g in judged.get(q, {}).items() if d in documents} for q in queries}
    return TestSet(name, documents, {q: queries[q] for q in kept if kept[q]}, kept)


def measure(test_set: TestSet, models: Path) -> Iterator[tuple[Way, list[Scores]]]:
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "files"
        files.mkdir()
        for id, text in test_set.documents.items():
            (files / f"{id}.txt").write_text(text, "utf-8")
        engine = DocumentsHarness(Path(folder) / "home", models)
        engine.index(files)
        engine.call(EMBED_SENTENCES, EmbedSentences())
        pool = LazyModelPool(ModelRegistry([models]))
        vectors = VectorStore(engine.store, CHUNK_VECTORS)
        for way in WAYS:
            searcher = DocumentSearch(engine.store, vectors, pool, way.fuse)
            yield (
                way,
                [
                    _scores(_found(searcher, text, way.mode), test_set.relevant[q])
                    for q, text in test_set.queries.items()
                ],
            )
        pool.close()
        engine.close()


def _scores(ranked: Sequence[str], grades: Mapping[str, float]) -> Scores:
    hits = [id in grades for id in ranked]
    first = hits.index(True) + 1 if any(hits) else math.inf
    return Scores(float(any(hits[:1])), sum(hits[:5]) / min(5, len(grades)), 1 / first, _ndcg(ranked, grades))


def _found(searcher: DocumentSearch, query: str, mode: SearchMode) -> list[str]:
    request = SearchDocuments(query, k=4 * K, mode=mode, exact_phrases=False)  # what a question quotes is no condition
    passages = searcher.rank(request).passages
    return list(dict.fromkeys(Path(passage.path).stem for passage in passages))[:K]


def _ndcg(ranked: Sequence[str], grades: Mapping[str, float]) -> float:
    best = sorted(grades.values(), reverse=True)[:K]
    return _gain([grades.get(id, 0.0) for id in ranked]) / _gain(best)


def _gain(grades: Sequence[float]) -> float:
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades))


def _judgements(path: Path) -> dict[str, dict[str, float]]:
    grades: dict[str, dict[str, float]] = {}
    for line in path.read_text("utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        grades.setdefault(query, {})[document] = float(grade)
    return grades


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    sys.exit(main())
