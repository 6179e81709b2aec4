"""Evaluating a classifier on its held-out examples, and listing examples with its predictions."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from engine.capabilities.classification import api
from engine.capabilities.classification.api.errors import HeldOutExamplesLearned, NoTestExamples
from engine.capabilities.classification.classifier_store import ClassifierStore
from engine.capabilities.classification.evaluation import metrics
from engine.capabilities.classification.predictors.classifier_predictor import find_predictor
from engine.capabilities.classification.predictors.predictor import Predictor
from engine.capabilities.classification.predictors.zero_shot_predictors import ZeroShotPredictors
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelKindMismatch
from engine.protocol.progress import Progress

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Integers = npt.NDArray[np.int64]

MAX_RANKED = 10_000
LABELS_IN_ERROR = 9


class Evaluator:
    """Handlers that compare a classifier's predictions with the labels of its examples."""

    def __init__(self, store: ClassifierStore, zero_shot: ZeroShotPredictors) -> None:
        self._store, self._zero_shot = store, zero_shot

    def evaluate(
        self, request: api.Evaluate, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.EvaluationReport]:
        """Return the report.

        Raises NoTestExamples, HeldOutExamplesLearned, TooFewLabels, NotTrained, ModelMissing, ModelKindMismatch, Cancelled.
        """
        learned = 0 if request.method else self._store.count_learned_test_examples(request.classifier)
        if learned:
            raise HeldOutExamplesLearned(count=learned)
        predictor = find_predictor(self._store, self._zero_shot, request.classifier, method=request.method)
        held_out = self._store.labelled_examples(request.classifier, "test")
        test = [example for example in held_out if example.label in predictor.labels]
        if not test and held_out and request.method:
            raise ModelKindMismatch(f"labels {predictor.labels[:LABELS_IN_ERROR]}", name=predictor.method)
        if not test:
            raise NoTestExamples
        truth = np.array([predictor.labels.index(example.label) for example in test])
        probabilities = yield from predictor.predict([example.text for example in test], is_cancelled, keep=True)
        train = self._store.labelled_examples(request.classifier, "train")
        baselines = _baselines(predictor, train, test, truth, probabilities.argmax(axis=1), request.seed)
        report = metrics.report(
            predictor.method, predictor.trained_on, predictor.labels, truth, probabilities, baselines
        )
        return msgspec.structs.replace(report, unknown=len(held_out) - len(test))

    def confusion_examples(
        self, request: api.ListConfusionExamples, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.ExamplePage]:
        """Return the test examples of one label that were given another, the largest margin first."""
        wanted = api.ListExamples(request.classifier, "labelled", request.label, "test", limit=-1)
        examples = yield from self._predicted(wanted, is_cancelled, request.method)
        cell = [example for example in examples if example.prediction == request.prediction]
        cell.sort(key=lambda example: -example.margin)
        return api.ExamplePage(tuple(cell[: request.limit]), len(cell))

    def list_by_uncertainty(
        self, request: api.ListExamples, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.ExamplePage]:
        """Return a page of examples in the order of the request; only the first MAX_RANKED are ranked."""
        if request.order == "added":
            return api.ExamplePage(*self._store.list_examples(request))
        all_pages = msgspec.structs.replace(request, limit=MAX_RANKED, offset=0)
        examples = yield from self._predicted(all_pages, is_cancelled)
        ranked = sorted(examples, key=lambda example: example.margin)
        return api.ExamplePage(tuple(ranked[request.offset : request.offset + request.limit]), len(ranked))

    def compare_wordings(
        self, request: api.CompareWordings, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.WordingAccuracies]:
        """Return the zero-shot accuracy of each wording. Raises NoTestExamples without a labelled example."""
        labels = self._store.get(request.classifier).labels
        names = [label.name for label in labels]
        examples = self._store.labelled_examples(request.classifier)
        if not examples:
            raise NoTestExamples
        truth, accuracies = np.array([names.index(example.label) for example in examples]), []
        for wording in request.wordings:
            predictor = self._zero_shot.predictor(request.method, labels, wording)
            texts = [example.text for example in examples]
            probabilities = yield from predictor.predict(texts, is_cancelled, keep=True)
            accuracies.append(metrics.accuracy(truth, probabilities.argmax(axis=1)))
        return api.WordingAccuracies(tuple(accuracies), len(examples))

    def _predicted(
        self, request: api.ListExamples, is_cancelled: IsCancelled, method: api.PredictionMethod | None = None
    ) -> Generator[Progress, None, list[api.Example]]:
        """Return the examples of the request with prediction and margin."""
        examples = self._store.list_examples(request)[0]
        if not examples:
            return []
        predictor = find_predictor(self._store, self._zero_shot, request.classifier, method=method)
        rows = yield from predictor.predict([example.text for example in examples], is_cancelled, keep=True)
        return [_with_prediction(example, predictor.labels, row) for example, row in zip(examples, rows, strict=True)]


def _with_prediction(example: api.Example, labels: Sequence[str], probabilities: Floats) -> api.Example:
    second, first = np.sort(probabilities)[-2:]
    label, margin = labels[int(probabilities.argmax())], round(float(first - second), 6)
    return msgspec.structs.replace(example, prediction=label, margin=margin)


def _baselines(
    predictor: Predictor,
    train: Sequence[api.Example],
    test: Sequence[api.Example],
    truth: Integers,
    ours: Integers,
    seed: int,
) -> list[api.Baseline]:
    """Return the commonest label of the training examples (of the test's without any), and the bag of words."""
    known = [example for example in train if example.label in predictor.labels]
    indices = [predictor.labels.index(example.label) for example in known]
    commonest = np.bincount(indices or truth).argmax()
    baselines = [metrics.baseline("majority", truth, np.full_like(truth, commonest), ours)]
    if len(set(indices)) > 1:
        words = metrics.bag_of_words(
            [example.text for example in known],
            [example.label for example in known],
            [example.text for example in test],
            seed,
        )
        predicted = np.array([predictor.labels.index(label) for label in words])
        baselines.append(metrics.baseline("bag of words", truth, predicted, ours))
    return baselines
