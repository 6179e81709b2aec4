"""A way of classifying tried out on two files: so many examples a class, drawn anew for each seed, and the whole test file.

No vector is taken from the library or kept in it, so that the same files give the same figures to the last digit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.capabilities.classification import api
from engine.capabilities.classification.embedding_cache import Space
from engine.capabilities.classification.evaluation import metrics
from engine.capabilities.classification.heads import heads, model_selection
from engine.capabilities.classification.predictors import zero_shot
from engine.capabilities.classification.predictors.predictors import finished
from engine.capabilities.classification.predictors.zero_shot_predictors import Means
from engine.protocol import tables
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled, LabelsUnlike, NoTexts
from engine.protocol.fine_tuning import FineTuneMethod
from engine.protocol.progress import Progress
from engine.tables.sources import Tables
from engine.tables.tables import Row

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

TunedVectors = Callable[
    [FineTuneMethod, Sequence[Row], Sequence[str], int, IsCancelled], Generator[Progress, None, "tuple[Floats, Floats]"]
]
"""(method, examples, texts, seed, cancelled) to the vectors of both: `Tuner.vectors`."""
MOST_SHOWN = 64


def compare(
    tables: Tables, means: Means, tuned: TunedVectors, request: api.Benchmark, is_cancelled: IsCancelled
) -> Generator[Progress, None, api.BenchmarkResult]:
    """Raises TrainingNeedsStudio, NoTexts, LabelsUnlike, TooFew…, TooMany…, ModelMissing, Cancelled and the errors of tables."""
    pool = yield from _labelled(tables, request.train, is_cancelled)
    tested = yield from _labelled(tables, request.test, is_cancelled)
    heads.check([row.label for row in pool])
    if not {row.label for row in pool} & {row.label for row in tested}:
        raise LabelsUnlike(name=Path(request.test.path).name, label=pool[0].label)
    draws = [drawn(pool, request.shots, seed) for seed in range(_draws(request))]
    used = sorted({at for draw in draws for at in draw})
    vectors = sentences = np.zeros((0, 0), np.float32)
    space = means.space
    if request.method not in ("words", *api.FINE_TUNING_METHODS, *api.MODEL_METHODS):
        texts = [pool[at].text for at in used] if request.method != "zero-shot" else []
        vectors = yield from space.computed([*texts, *(row.text for row in tested)], is_cancelled)
        sentences = _sentences(space, pool, request.wording)
    place = {at: number for number, at in enumerate(used)}
    test_vectors = vectors[-len(tested) :]
    accuracies, f1s, begun = [], [], time.perf_counter()
    for seed, draw in enumerate(draws):
        yield Progress(seed, len(draws), "draw")
        if is_cancelled():
            raise Cancelled
        known = [pool[at] for at in draw]
        if request.method == "contrastive" or request.method == "supervised":
            inside, outside = yield from tuned(request.method, known, [row.text for row in tested], seed, is_cancelled)
            guessed = yield from _headed("logistic", inside, [row.label for row in known], outside, seed, is_cancelled)
        elif request.method in api.MODEL_METHODS:
            guessed = yield from _told(means, request, pool, seed, [row.text for row in tested], is_cancelled)
        elif request.method == "zero-shot":
            guessed = _described(pool, sentences, test_vectors)
        elif request.method == "words":
            guessed = metrics.bag_of_words(
                [row.text for row in known], [row.label for row in known], [row.text for row in tested], seed
            )
        else:
            inside = vectors[[place[at] for at in draw]]
            guessed = yield from _headed(
                request.method, inside, [row.label for row in known], test_vectors, seed, is_cancelled, sentences
            )
        truth, answers = _numbered([row.label for row in tested], guessed)
        accuracies.append(metrics.accuracy(truth, answers))
        f1s.append(metrics.macro_f1(truth, answers))
    seconds = (time.perf_counter() - begun) / len(draws)
    return api.BenchmarkResult(request.method, _figure(accuracies), _figure(f1s), seconds)


def drawn(rows: Sequence[Row], shots: int, seed: int) -> list[int]:
    """Places of `shots` rows of each label (0: of all), by the seed alone."""
    generator = np.random.default_rng(seed)
    labels = np.array([row.label for row in rows])
    found: list[int] = []
    for label in np.unique(labels):
        of_label = generator.permutation(np.flatnonzero(labels == label))
        found += [int(at) for at in of_label[: shots or None]]
    return found


def _draws(request: api.Benchmark) -> int:
    """Where nothing is drawn, one run says all."""
    return 1 if request.method in ("zero-shot", "entailment") or not request.shots else max(request.seeds, 1)


def _labelled(tables: Tables, source: tables.Source, is_cancelled: IsCancelled) -> Generator[Progress, None, list[Row]]:
    with (yield from tables.open(source, is_cancelled)) as table:
        rows = [row for row in table.rows() if row.text and row.label]
    if not rows:
        raise NoTexts(name=table.name)
    return rows


def _told(
    means: Means, request: api.Benchmark, pool: Sequence[Row], seed: int, texts: Sequence[str], is_cancelled: IsCancelled
) -> Generator[Progress, None, list[str]]:
    shots = min(request.shots, MOST_SHOWN)
    by = api.PredictionMethod(api.MODEL_METHODS[request.method], request.model, shots)
    names = _labels(pool)
    answerer = means.answerer(by, [api.Label(name) for name in names], request.wording, pool, seed)
    shares = yield from answerer.answer(texts, is_cancelled)
    return [answerer.labels[at] for at in shares.argmax(axis=1)]


def _labels(rows: Sequence[Row]) -> list[str]:
    return sorted({row.label for row in rows})


def _sentences(space: Space, rows: Sequence[Row], wording: str) -> Floats:
    labels = [api.Label(name) for name in _labels(rows)]
    return finished(space.computed(zero_shot.hypotheses(labels, wording), lambda: False))


def _described(rows: Sequence[Row], sentences: Floats, texts: Floats) -> list[str]:
    labels = _labels(rows)
    return [labels[at] for at in zero_shot.probabilities(texts, sentences).argmax(axis=1)]


def _headed(
    method: str, vectors: Floats, labels: Sequence[str], texts: Floats, seed: int, is_cancelled: IsCancelled,
    sentences: Floats | None = None,
) -> Generator[Progress, None, list[str]]:  # fmt: skip
    """By the head of that name, or by the best one; where a class has one example, none can be told to be better."""
    named = next((head for head in api.HEAD_METHODS if head == method), None)
    if named is None and len(labels) >= 2 * len(set(labels)):
        named = (yield from model_selection.compared(vectors, labels, seed, sentences, is_cancelled)).best
    head = heads.fit(named or "logistic", vectors, labels, seed, sentences, is_cancelled)
    return [head.labels[at] for at in head.probabilities(texts).argmax(axis=1)]


def _numbered(truth: Sequence[str], guessed: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    place = {label: at for at, label in enumerate(sorted({*truth, *guessed}))}
    return np.array([place[one] for one in truth]), np.array([place[one] for one in guessed])


def _figure(values: Sequence[float]) -> api.MeanAndStd:
    return api.MeanAndStd(float(np.mean(values)), float(np.std(values)))
