"""Sorting a table of texts against the bare embedder, and how good classifiers are that saw 8 or 16 examples a class."""

from __future__ import annotations

import csv
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from engine.bootstrap import Engine, bootstrap
from engine.capabilities.classification import api as classification
from engine.models.encoders.onnx_embedder import OnnxEmbedder
from engine.models.hardware import physical_cores
from engine.models.registry import ModelRegistry
from engine.protocol import tables
from tests.benchmarks.table import Row, alternately, ratio, seconds, spread
from tests.support.engine_process import EngineProcess

DATA = Path(os.environ.get("ATENEO_DATA", "../shared/data"))
SETS = {"SNIPS": "snips", "rt-polarity": "rt-polarity"}
TRIED = 1000
"""Rows of rt-polarity, which has no test file, drawn by a seed to be one."""
ROWS, ROUNDS = 3000, 3
SHOTS, SEEDS = (8, 16), 10
METHODS: tuple[classification.EvaluationMethod, ...] = ("head", "words", "zero-shot")
Texts = list[tuple[str, str]]


def run(models: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        yield throughput(models, Path(folder))
    with tempfile.TemporaryDirectory() as folder, bootstrap(Path(folder) / "home", models) as engine:
        for name, data in SETS.items():
            train, test = sources(data, Path(folder))
            yield from few_shot(engine, name, train, test)
        yield repeated(engine, train, test)


def throughput(models: Path, folder: Path) -> Row:
    """By a trained classifier, through the wire, into a file with its journal; the child and the embedder are warm."""
    rows = read(DATA / "snips-train.csv")[:ROWS]
    table = write(folder / "table.csv", rows)
    installed = next(m for m in ModelRegistry([models]).list() if m.manifest.kind == "embedding")
    bare = OnnxEmbedder(installed.manifest, installed.folder, physical_cores())
    with EngineProcess(folder / "home", models) as engine:
        classifier = engine.call(classification.CREATE_CLASSIFIER, classification.CreateClassifier("SNIPS")).id
        examples = write(folder / "examples.csv", first_of_each(rows, SHOTS[0]))
        engine.call(classification.ADD_EXAMPLES, classification.AddExamples(classifier, tables.Source(str(examples))))
        engine.call(classification.TRAIN, classification.Train(classifier))

        def ours() -> float:
            target = folder / "sorted.csv"
            source = tables.Source(str(table), text_column="text", label_column="-")
            begun = time.perf_counter()
            done = engine.call(
                classification.CLASSIFY_FILE, classification.ClassifyFile(source, str(target), classifier)
            )
            assert done.rows == len(rows)
            return len(rows) / (time.perf_counter() - begun)

        texts = [text for text, _ in rows]
        figures = alternately(ROUNDS, ours, lambda: len(texts) / seconds(lambda: bare.embed_passages(texts)))
    bare.close()
    return Row(
        f"sorting a table of {len(rows):,} texts of SNIPS ÷ the bare embedder over them",
        f"{ratio(*figures):.2f}",
        "≥ 0.9",
        f"{spread(figures[0], 'texts/s')}, the file read and written, against {spread(figures[1], 'texts/s')}",
    )


def few_shot(engine: Engine, name: str, train: tables.Source, test: tables.Source) -> Iterator[Row]:
    for shots in SHOTS:
        results = {
            method: engine.call(classification.BENCHMARK, classification.Benchmark(train, test, method, shots, SEEDS))
            for method in METHODS
        }
        behind = "; ".join(
            f"{method} {told(result.accuracy)}, F1 {told(result.macro_f1)}" for method, result in results.items()
        )
        yield Row(f"{name}, {shots} a class, {SEEDS} draws: accuracy", told(results["head"].accuracy), "", behind)


def repeated(engine: Engine, train: tables.Source, test: tables.Source) -> Row:
    request = classification.Benchmark(train, test, "head", SHOTS[0], SEEDS)
    first, second = (engine.call(classification.BENCHMARK, request) for _ in range(2))
    same = (first.accuracy, first.macro_f1) == (second.accuracy, second.macro_f1)
    detail = f"accuracy {first.accuracy.mean!r} and {second.accuracy.mean!r}"
    return Row("the same comparison twice", "the same" if same else "different", "the same to the last digit", detail)


def told(figure: classification.MeanAndStd) -> str:
    return f"{figure.mean:.3f} ± {figure.std:.3f}"


def sources(data: str, folder: Path) -> tuple[tables.Source, tables.Source]:
    """Train and test."""
    if (DATA / f"{data}-train.csv").exists():
        files = DATA / f"{data}-train.csv", DATA / f"{data}-test.csv"
    else:
        rows = read(DATA / f"{data}.csv")
        order = np.random.default_rng(0).permutation(len(rows))
        files = (
            write(folder / f"{data}-train.csv", [rows[at] for at in order[TRIED:]]),
            write(folder / f"{data}-test.csv", [rows[at] for at in order[:TRIED]]),
        )
    train, test = (tables.Source(str(file), text_column="text", label_column="label") for file in files)
    return train, test


def read(path: Path) -> Texts:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["label"]) for row in csv.DictReader(file)]


def write(path: Path, rows: Sequence[tuple[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *rows])
    return path


def first_of_each(rows: Texts, count: int) -> Texts:
    first: Texts = []
    for label in sorted({label for _, label in rows}):
        first += [row for row in rows if row[1] == label][:count]
    return first
