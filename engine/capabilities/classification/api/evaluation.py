"""Evaluating a classifier on its held-out examples, and comparing methods on two tables."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from engine.capabilities.classification.api.classifiers import DEFAULT_WORDING, Seed
from engine.capabilities.classification.api.prediction import PredictionMethod, PredictorKind
from engine.protocol.tables import Source

EvaluationMethod = Literal[
    "zero-shot", "entailment", "prompt", "head", "contrastive", "supervised", "words",
    "logistic", "discriminant", "svm", "centroid", "neighbours", "tree",
]  # fmt: skip
"""Methods of a benchmark: "head" is the best head of each draw by cross-validation, "words" the bag-of-words baseline."""
MODEL_METHODS: dict[str, PredictorKind] = {"entailment": "entailment", "prompt": "prompt"}
"""The evaluation methods that ask an installed model."""


class Evaluate(msgspec.Struct, frozen=True, omit_defaults=True):
    """Evaluate on the held-out examples, beside two baselines: the trained head, zero-shot before it, or `method`.

    Raises NoTestExamples, HeldOutExamplesLearned, TooFewLabels, NotTrained, ModelMissing, ModelKindMismatch, Cancelled.
    """

    classifier: int
    seed: Seed = 0
    method: PredictionMethod | None = None


class ClassMetrics(msgspec.Struct, frozen=True):
    """Precision, recall and F1 of one label, and the number of its test examples."""

    label: str
    precision: float
    recall: float
    f1: float
    count: int


class Baseline(msgspec.Struct, frozen=True):
    """`p_value` of McNemar's exact test: the probability of such a difference if both were equally good."""

    name: Literal["majority", "bag of words"]
    accuracy: float
    macro_f1: float
    p_value: float


class CalibrationBin(msgspec.Struct, frozen=True):
    """Predictions whose highest probability lies from `low` to `high`: how many, their mean probability and accuracy."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


class CoveragePoint(msgspec.Struct, frozen=True):
    """Share of texts whose highest probability reaches `threshold`, and the accuracy on them."""

    threshold: float
    coverage: float = msgspec.field(name="covered")
    accuracy: float


class EvaluationReport(msgspec.Struct, frozen=True):
    """Metrics of a classifier on its test examples.

    `confusion[i][j]` counts texts of label i predicted as label j. `calibration_error` is the expected calibration error
    (ECE) over `bins`. `unknown` more test examples have labels that the classifier does not know; they are not counted.
    """

    method: str
    examples: int
    trained_on: int
    accuracy: float
    macro_f1: float
    labels: tuple[str, ...]
    classes: tuple[ClassMetrics, ...]
    confusion: tuple[tuple[int, ...], ...]
    bins: tuple[CalibrationBin, ...]
    calibration_error: float
    coverage_curve: tuple[CoveragePoint, ...] = msgspec.field(name="abstention")
    baselines: tuple[Baseline, ...]
    unknown: int = 0


class ListConfusionExamples(msgspec.Struct, frozen=True):
    """Ask for the test examples of one cell of the confusion matrix, the most confident prediction first."""

    classifier: int
    label: str
    prediction: str
    limit: int = 200
    method: PredictionMethod | None = None


class ExportReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """Evaluate and write the report as one HTML file without scripts, pictures or links."""

    classifier: int
    path: str
    language: Literal["en", "es"] = "en"
    method: PredictionMethod | None = None


class Benchmark(msgspec.Struct, frozen=True, omit_defaults=True):
    """Evaluate a method on `test`, trained on `shots` examples of each class (0: all) drawn from `train`.

    Repeated for each seed from 0 to `seeds` - 1. "prompt" shows that many to the chat model (0: none). `model` is the
    entailment or chat model, the one in use when empty. Raises TrainingNeedsStudio, NoTexts, LabelsMismatch,
    TooFewLabels, TooManyLabels, TooFewExamples, ModelMissing, Cancelled and the errors of tables.
    """

    train: Source
    test: Source
    method: EvaluationMethod
    shots: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 8
    seeds: Annotated[int, msgspec.Meta(ge=0, le=1_000)] = 10
    wording: str = DEFAULT_WORDING
    model: str = ""


class MeanAndStd(msgspec.Struct, frozen=True):
    """Mean and standard deviation over the seeds."""

    mean: float
    std: float


class BenchmarkResult(msgspec.Struct, frozen=True):
    """Metrics over all seeds, and the mean duration of one seed in seconds.

    `left_out` are the labels with a single training example, which was not trained on: their test texts count as wrong.
    """

    method: str
    accuracy: MeanAndStd
    macro_f1: MeanAndStd
    seconds: float
    left_out: tuple[str, ...] = ()


class CompareWordings(msgspec.Struct, frozen=True, omit_defaults=True):
    """Evaluate zero-shot prediction with each wording on all labelled examples of the classifier.

    Raises NoTestExamples without a labelled example.
    """

    classifier: int
    wordings: tuple[str, ...]
    method: PredictionMethod = PredictionMethod()


class WordingAccuracies(msgspec.Struct, frozen=True):
    """Accuracy of each wording, in the order of the request, on so many `examples`."""

    accuracies: tuple[float, ...]
    examples: int
