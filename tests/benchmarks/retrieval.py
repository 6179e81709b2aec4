"""`python -m tests.benchmarks.retrieval [--documents N]`: how well each way to search finds what is known to answer.

Through the real indexer, store and search. Chunks are put back to documents, each at its best chunk's place.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import fmean

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from engine.capabilities.documents.api import Search, SearchMode
from engine.capabilities.documents.search import Searcher, fuse
from engine.models.residents import ResidentModels
from engine.models.shelf import Shelf
from engine.store.vectors import Matches, Vectors
from tests.engine.documents.desk import Desk
from tests.support.models import starter_models

DATA = Path(os.environ.get("ATENEO_DATA", "../shared/data")) / "retrieval"
K = 10
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


WAYS = (
    Way("keyword", "keyword"),
    Way("dense", "dense"),
    Way("hybrid, reciprocal rank fusion", "hybrid", rank_fusion),
    Way("hybrid, z(cosine) + 0.4 z(BM25)", "hybrid"),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.retrieval")
    parser.add_argument("--documents", type=int, default=None, metavar="N", help="only the first N of each set")
    options = parser.parse_args()
    models = starter_models()
    print("| set | way | nDCG@10 | R@1 |\n|---|---|---|---|")
    for one in test_sets(options.documents):
        for way, ndcg, first in measure(one, models):
            print(f"| {one.name}, {len(one.queries)} questions | {way.name} | {ndcg:.3f} | {first:.3f} |", flush=True)
    return 0


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


def measure(one: TestSet, models: Path) -> Iterator[tuple[Way, float, float]]:
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "files"
        files.mkdir()
        for id, text in one.documents.items():
            (files / f"{id}.txt").write_text(text, "utf-8")
        desk = Desk(Path(folder) / "home", models)
        desk.index(files)
        residents = ResidentModels(Shelf([models]), lambda kind: None)
        vectors = Vectors(desk.store)
        for way in WAYS:
            searcher = Searcher(desk.store, vectors, residents, way.fuse)
            ranked = {q: _found(searcher, text, way.mode) for q, text in one.queries.items()}
            yield (
                way,
                fmean(_ndcg(ranked[q], one.relevant[q]) for q in ranked),
                fmean(bool(ranked[q]) and ranked[q][0] in one.relevant[q] for q in ranked),
            )
        residents.close()
        desk.close()


def _found(searcher: Searcher, query: str, mode: SearchMode) -> list[str]:
    results = searcher.search(Search(query, k=4 * K, mode=mode)).results
    return list(dict.fromkeys(Path(passage.path).stem for passage in results))[:K]


def _ndcg(ranked: Sequence[str], grades: Mapping[str, float]) -> float:
    best = sorted(grades.values(), reverse=True)[:K]
    return _gain([grades.get(id, 0.0) for id in ranked]) / _gain(best)


def _gain(grades: Sequence[float]) -> float:
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades))


def _judgements(path: Path) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for line in path.read_text("utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        found.setdefault(query, {})[document] = float(grade)
    return found


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    sys.exit(main())
