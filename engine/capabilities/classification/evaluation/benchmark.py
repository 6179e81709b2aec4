"""Benchmark of a method on two files: a number of examples a class, drawn anew for each seed, and the whole test file.

No embedding is read from or written to the library, so that the same files always give exactly the same figures.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from engine.capabilities.classification import api
from engine.capabilities.classification.api.errors import LabelsMismatch, NoTexts
from engine.capabilities.classification.evaluation import metrics
from engine.capabilities.classification.heads import heads, model_selection
from engine.capabilities.classification.predictors import zero_shot
from engine.capabilities.classification.predictors.zero_shot_predictors import ZeroShotPredictors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.children.fine_tuning import FineTuneMethod
from engine.protocol.errors import Cancelled
from engine.protocol.progress import Progress
from engine.protocol.tables import Source
from engine.rpc.generators import exhaust
from engine.tables.sources import TableOpener
from engine.tables.tables import Row

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Integers = npt.NDArray[np.int64]

FineTunedEmbeddings = Callable[
    [FineTuneMethod, Sequence[Row], Sequence[str], int, IsCancelled],
    Generator[Progress, None, "tuple[Floats, Floats]"],
]
"""(method, examples, texts, seed, is_cancelled) → embeddings of both: `EncoderFineTuner.embeddings`."""
MAX_SHOTS_SHOWN = 64


class _Data(msgspec.Struct, frozen=True):
    """Both files, the indices of the training rows each seed draws, and embeddings where the method needs them."""

    train: list[Row]
    test: list[Row]
    draws: list[list[int]]
    train_vectors: dict[int, Floats]
    test_vectors: Floats
    label_vectors: Floats
    left_out: tuple[str, ...]

    @property
    def test_texts(self) -> list[str]:
        """The texts of the test file."""
        return [row.text for row in self.test]

    @property
    def labels(self) -> list[str]:
        """The labels of the training file, sorted."""
        return sorted({row.label for row in self.train})


class BenchmarkRun:
    """One request: `run` is its handler."""

    def __init__(
        self,
        tables: TableOpener,
        zero_shot: ZeroShotPredictors,
        fine_tuned: FineTunedEmbeddings,
        request: api.Benchmark,
        is_cancelled: IsCancelled,
    ) -> None:
        self._tables, self._zero_shot, self._fine_tuned = tables, zero_shot, fine_tuned
        self._request, self._is_cancelled = request, is_cancelled

    def run(self) -> Generator[Progress, None, api.BenchmarkResult]:
        """Return mean and spread over the seeds.

        Raises TrainingNeedsStudio, NoTexts, LabelsMismatch, TooFewLabels, TooManyLabels, TooFewExamples, ModelMissing,
        Cancelled and the errors of tables.
        """
        data = yield from self._load()
        accuracies, f1s, started = [], [], time.perf_counter()
        for seed, draw in enumerate(data.draws):
            yield Progress(seed, len(data.draws), "draw")
            if self._is_cancelled():
                raise Cancelled
            predicted = yield from self._predict(data, draw, seed)
            truth, answers = _as_indices([row.label for row in data.test], predicted)
            accuracies.append(metrics.accuracy(truth, answers))
            f1s.append(metrics.macro_f1(truth, answers))
        seconds = (time.perf_counter() - started) / len(data.draws)
        return api.BenchmarkResult(
            self._request.method, _mean_and_std(accuracies), _mean_and_std(f1s), seconds, data.left_out
        )

    def _load(self) -> Generator[Progress, None, _Data]:
        request = self._request
        train = yield from self._read(request.train)
        test = yield from self._read(request.test)
        left_out = heads.single_example_labels([row.label for row in train])
        train = [row for row in train if row.label not in left_out]
        if not {row.label for row in train} & {row.label for row in test}:
            raise LabelsMismatch(name=Path(request.test.path).name, label=train[0].label)
        draws = [draw_examples(train, request.shots, seed) for seed in range(_number_of_draws(request))]
        empty = np.zeros((0, 0), np.float32)
        if request.method in ("words", *api.FINE_TUNE_METHODS, *api.MODEL_METHODS):
            return _Data(train, test, draws, {}, empty, empty, left_out)
        used = sorted({at for draw in draws for at in draw}) if request.method != "zero-shot" else []
        texts = [*(train[at].text for at in used), *(row.text for row in test)]
        cache = self._zero_shot.cache
        vectors = yield from cache.embeddings(texts, self._is_cancelled)
        labels = [api.Label(name) for name in sorted({row.label for row in train})]
        label_vectors = exhaust(cache.embeddings(zero_shot.hypotheses(labels, request.wording), lambda: False))
        train_vectors = dict(zip(used, vectors, strict=False))
        return _Data(train, test, draws, train_vectors, vectors[len(used) :], label_vectors, left_out)

    def _read(self, source: Source) -> Generator[Progress, None, list[Row]]:
        with (yield from self._tables.open(source, self._is_cancelled)) as table:
            rows = [row for row in table.rows() if row.text and row.label]
        if not rows:
            raise NoTexts(name=table.name)
        return rows

    def _predict(self, data: _Data, draw: Sequence[int], seed: int) -> Generator[Progress, None, list[str]]:
        """Return a label for each test text, trained on the drawn rows."""
        method, train = self._request.method, [data.train[at] for at in draw]
        labels = [row.label for row in train]
        if method == "contrastive" or method == "supervised":
            vectors, test_vectors = yield from self._fine_tuned(
                method, train, data.test_texts, seed, self._is_cancelled
            )
            return (yield from self._by_head("logistic", vectors, labels, test_vectors, seed))
        if method in api.MODEL_METHODS:
            return (yield from self._by_model(data, seed))
        if method == "zero-shot":
            probabilities = zero_shot.probabilities(data.test_vectors, data.label_vectors)
            return [data.labels[at] for at in probabilities.argmax(axis=1)]
        if method == "words":
            return metrics.bag_of_words([row.text for row in train], labels, data.test_texts, seed)
        vectors = np.stack([data.train_vectors[at] for at in draw])
        return (yield from self._by_head(method, vectors, labels, data.test_vectors, seed, data.label_vectors))

    def _by_model(self, data: _Data, seed: int) -> Generator[Progress, None, list[str]]:
        request = self._request
        shots = min(request.shots, MAX_SHOTS_SHOWN)
        method = api.PredictionMethod(api.MODEL_METHODS[request.method], request.model, shots)
        labels = [api.Label(name) for name in data.labels]
        predictor = self._zero_shot.predictor(method, labels, request.wording, data.train, seed)
        probabilities = yield from predictor.predict(data.test_texts, self._is_cancelled)
        return [predictor.labels[at] for at in probabilities.argmax(axis=1)]

    def _by_head(
        self, method: str, vectors: Floats, labels: Sequence[str], test_vectors: Floats, seed: int,
        label_vectors: Floats | None = None,
    ) -> Generator[Progress, None, list[str]]:  # fmt: skip
        """Use the head of that name, else the best one; a logistic regression where a class has a single example."""
        head_method = next((head for head in api.HEAD_METHODS if head == method), None)
        if head_method is None and len(labels) >= 2 * len(set(labels)):
            validation = yield from model_selection.cross_validate(
                vectors, labels, seed, label_vectors, self._is_cancelled
            )
            head_method = validation.best
        head = heads.fit(head_method or "logistic", vectors, labels, seed, label_vectors, self._is_cancelled)
        return [head.labels[at] for at in head.probabilities(test_vectors).argmax(axis=1)]


def draw_examples(rows: Sequence[Row], shots: int, seed: int) -> list[int]:
    """Return indices of `shots` rows of each label (0: all); the same seed gives the same ones."""
    generator = np.random.default_rng(seed)
    labels = np.array([row.label for row in rows])
    indices: list[int] = []
    for label in np.unique(labels):
        of_label = generator.permutation(np.flatnonzero(labels == label))
        indices += [int(at) for at in of_label[: shots or None]]
    return indices


def _number_of_draws(request: api.Benchmark) -> int:
    """1 where the examples are the same for every seed."""
    return 1 if request.method in ("zero-shot", "entailment") or not request.shots else max(request.seeds, 1)


def _as_indices(truth: Sequence[str], predicted: Sequence[str]) -> tuple[Integers, Integers]:
    index = {label: at for at, label in enumerate(sorted({*truth, *predicted}))}
    return np.array([index[label] for label in truth]), np.array([index[label] for label in predicted])


def _mean_and_std(values: Sequence[float]) -> api.MeanAndStd:
    return api.MeanAndStd(float(np.mean(values)), float(np.std(values)))
