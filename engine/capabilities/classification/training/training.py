"""Training a head, evaluating it, and what makes its figures doubtful."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from engine.capabilities.classification import api
from engine.capabilities.classification.classifier_store import Projects, data_hash
from engine.capabilities.classification.evaluation import metrics
from engine.capabilities.classification.heads import calibration, heads, model_selection
from engine.capabilities.classification.predictors import zero_shot
from engine.capabilities.classification.predictors.predictors import Answerer, answerer, finished
from engine.capabilities.classification.predictors.zero_shot_predictors import Means
from engine.capabilities.classification.training.fine_tune import TUNED_HEAD, Tuner, held_out
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import ModelUnfit, NoTestExamples
from engine.protocol.fine_tuning import EpochMetrics
from engine.protocol.progress import Progress
from engine.store.clock import now_ms

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

ALIKE = 0.98
ROWS_TOGETHER = 128
MOST_RANKED = 10_000


class Workshop:
    def __init__(self, projects: Projects, means: Means, tuner: Tuner) -> None:
        self._projects, self._means, self._space, self._tuner = projects, means, means.space, tuner

    def train(self, request: api.Train, is_cancelled: IsCancelled) -> Generator[Progress | EpochMetrics, None, api.Classifier]:
        """Raises TooFewLabels, TooManyLabels, TooFewExamples, ModelMissing, Cancelled and the errors of Tuner.tune.

        What there was stays until the new head is.
        """
        revision = self._revision(request.classifier)
        examples = self._projects.labelled(request.classifier, "train")
        labels = [one.label for one in examples]
        heads.check(labels)
        texts = [one.text for one in examples]
        folds, compared, tuning, sentences = 0, tuple[api.MethodScore, ...](), None, None
        if request.method == "contrastive" or request.method == "supervised":
            space, tuning = yield from self._tuner.tune(request, request.method, examples, is_cancelled)
            vectors = yield from space.remembered(texts, is_cancelled)
            method: api.HeadMethod = TUNED_HEAD
            temperature = _temperature(vectors, labels, held_out(labels, request.seed), request.seed)
        else:
            vectors = yield from self._space.remembered(texts, is_cancelled)
            sentences = self._sentences(request.classifier, labels)
            trial = yield from model_selection.compared(vectors, labels, request.seed, sentences, is_cancelled)
            folds, compared = trial.folds, trial.scores
            method = trial.best if request.method == "auto" else request.method
            temperature = trial.of(method).temperature
        head = heads.fit(method, vectors, labels, request.seed, sentences, is_cancelled).at(temperature)
        told, learned = request.method if tuning else method, heads.learned(method, labels, request.seed)
        card = api.TrainingRecord(
            told, data_hash(examples), len(learned), now_ms(), request.seed, self._space.id, folds, compared, tuning,
            request.method,
        )  # fmt: skip
        self._projects.keep_head(request.classifier, head.bytes(), card, revision)
        self._tuner.done(request, self._projects)
        return self._projects.find(request.classifier)

    def evaluate(self, request: api.Evaluate, is_cancelled: IsCancelled) -> Generator[Progress, None, api.EvaluationReport]:
        """Raises NothingSetAside, TooFewLabels, NotTrained, ModelMissing, ModelUnfit."""
        by = answerer(self._projects, self._means, request.classifier, (), "", request.method)
        known = set(by.labels)
        aside = self._projects.labelled(request.classifier, "test")
        tested = [one for one in aside if one.label in known]
        if not tested:
            raise ModelUnfit(f"labels {by.labels[:9]}", name=by.method) if aside and request.method else NoTestExamples
        truth = np.array([by.labels.index(one.label) for one in tested])
        shares = yield from by.answer([one.text for one in tested], is_cancelled, keep=True)
        trained = self._projects.labelled(request.classifier, "train")
        baselines = _baselines(by, trained, tested, truth, shares.argmax(axis=1), request.seed)
        return metrics.report(by.method, by.trained_on, by.labels, truth, shares, baselines)

    def cell(self, request: api.ListConfusionExamples, is_cancelled: IsCancelled) -> Generator[Progress, None, api.ExamplePage]:
        asked = api.ListExamples(request.classifier, "labelled", request.label, "test", limit=-1)
        guessed = yield from self._guessed(asked, is_cancelled, request.method)
        inside = sorted((one for one in guessed if one.prediction == request.prediction), key=lambda one: -one.margin)
        return api.ExamplePage(tuple(inside[: request.limit]), len(inside))

    def listed(self, request: api.ListExamples, is_cancelled: IsCancelled) -> Generator[Progress, None, api.ExamplePage]:
        """In the order asked for; of very many the first MOST_RANKED are ranked by how uncertain they are."""
        if request.order == "added":
            return api.ExamplePage(*self._projects.examples(request))
        whole = msgspec.structs.replace(request, limit=MOST_RANKED, offset=0)
        guessed = yield from self._guessed(whole, is_cancelled)
        ranked = sorted(guessed, key=lambda one: one.margin)
        return api.ExamplePage(tuple(ranked[request.offset : request.offset + request.limit]), len(ranked))

    def troubles(self, request: api.FindDataIssues, is_cancelled: IsCancelled) -> Generator[Progress, None, api.DataIssues]:
        """One text with two labels anywhere; the same or nearly the same text in train and in test."""
        examples = [*self._projects.labelled(request.classifier, "train")]
        tested = [*self._projects.labelled(request.classifier, "test")]
        found = _two_labels([*examples, *tested])
        if examples and tested:
            vectors = yield from self._space.remembered([one.text for one in (*examples, *tested)], is_cancelled)
            found += _leaks(examples, tested, vectors[: len(examples)], vectors[len(examples) :])
        return api.DataIssues(tuple(found[: request.limit]), len(found))

    def divide(self, request: api.SplitExamples, is_cancelled: IsCancelled) -> api.Done:
        """The same examples are set aside for the same seed; a class keeps two for training where it has them."""
        generator = np.random.default_rng(request.seed)
        examples = self._projects.examples(api.ListExamples(request.classifier, "labelled", limit=-1))[0]
        test: list[int] = []
        for label in sorted({one.label for one in examples}):
            ids = [one.id for one in examples if one.label == label]
            count = min(round(len(ids) * request.test_fraction), max(len(ids) - 2, 0))
            test += [int(id) for id in generator.permutation(ids)[:count]]
        self._projects.set_aside(request.classifier, test)
        return api.Done()

    def wordings(
        self, request: api.CompareWordings, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, api.WordingAccuracies]:
        labels = self._projects.find(request.classifier).labels
        names = [label.name for label in labels]
        asked = api.ListExamples(request.classifier, "labelled", limit=-1)
        examples = self._projects.examples(asked)[0]
        if not examples:
            raise NoTestExamples
        truth, accuracies = np.array([names.index(one.label) for one in examples]), []
        for wording in request.wordings:
            by = self._means.answerer(request.method, labels, wording)
            shares = yield from by.answer([one.text for one in examples], is_cancelled, keep=True)
            accuracies.append(metrics.accuracy(truth, shares.argmax(axis=1)))
        return api.WordingAccuracies(tuple(accuracies), len(examples))

    def _guessed(
        self, request: api.ListExamples, is_cancelled: IsCancelled, means: api.PredictionMethod | None = None
    ) -> Generator[Progress, None, list[api.Example]]:
        examples = self._projects.examples(request)[0]
        if not examples:
            return []
        by = answerer(self._projects, self._means, request.classifier, (), "", means)
        shares = yield from by.answer([one.text for one in examples], is_cancelled, keep=True)
        return [_with_guess(one, by.labels, row) for one, row in zip(examples, shares, strict=True)]

    def _sentences(self, classifier: int, labels: Sequence[str]) -> Floats:
        """Vectors [labels, dimensions] of the sorted labels' sentences."""
        found = self._projects.find(classifier)
        described = sorted((one for one in found.labels if one.name in labels), key=lambda one: one.name)
        return finished(self._space.computed(zero_shot.hypotheses(described, found.wording), lambda: False))

    def _revision(self, classifier: int) -> int:
        self._projects.find(classifier)
        return self._projects.revision(classifier)


def _temperature(vectors: Floats, labels: Sequence[str], held: Sequence[int], seed: int) -> float:
    """By the examples the encoder was not changed by; 1 where none were held out."""
    if not held:
        return 1.0
    known = np.setdiff1d(np.arange(len(labels)), held)
    head = heads.fit(TUNED_HEAD, vectors[known], [labels[at] for at in known], seed)
    truth = np.array([head.labels.index(labels[at]) for at in held])
    return calibration.temperature(head.probabilities(vectors[np.array(held)]), truth)


def _with_guess(example: api.Example, labels: Sequence[str], shares: Floats) -> api.Example:
    second, first = np.sort(shares)[-2:]
    return msgspec.structs.replace(example, guess=labels[int(shares.argmax())], margin=round(float(first - second), 6))


def _baselines(
    by: Answerer,
    trained: Sequence[api.Example],
    tested: Sequence[api.Example],
    truth: npt.NDArray[np.int64],
    ours: npt.NDArray[np.int64],
    seed: int,
) -> list[api.Baseline]:
    """The commonest label of the training examples (of the test's where there are none), and counted words."""
    known = [one for one in trained if one.label in by.labels]
    common = np.bincount([by.labels.index(one.label) for one in known] or truth).argmax()
    found = [metrics.baseline("majority", truth, np.full_like(truth, common), ours)]
    if len({one.label for one in known}) > 1:
        words = metrics.bag_of_words(
            [one.text for one in known], [one.label for one in known], [one.text for one in tested], seed
        )
        found.append(metrics.baseline("bag of words", truth, np.array([by.labels.index(one) for one in words]), ours))
    return found


def _two_labels(examples: Sequence[api.Example]) -> list[api.ExamplePair]:
    first: dict[str, api.Example] = {}
    found = []
    for one in examples:
        other = first.setdefault(one.text, one)
        if other.label != one.label:
            found.append(api.ExamplePair("two labels", other, one, 1.0))
    return found


def _leaks(
    trained: Sequence[api.Example], tested: Sequence[api.Example], known: Floats, asked: Floats
) -> list[api.ExamplePair]:
    """Each test text with its nearest training text, when that is the same or as good as."""
    found = []
    for begin in range(0, len(tested), ROWS_TOGETHER):
        cosines = asked[begin : begin + ROWS_TOGETHER] @ known.T
        for row, nearest in enumerate(cosines.argmax(axis=1)):
            cosine = float(cosines[row, nearest])
            first, second = trained[int(nearest)], tested[begin + row]
            if cosine >= ALIKE:
                found.append(api.ExamplePair("same text" if first.text == second.text else "alike", first, second, cosine))
    return sorted(found, key=lambda pair: -pair.cosine)
