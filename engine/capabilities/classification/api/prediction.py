"""Classifying texts and files: by a trained classifier, or by a method that needs no training."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from engine.capabilities.classification.api.classifiers import Label
from engine.protocol.tables import Source

PredictorKind = Literal["meaning", "entailment", "prompt", "ready-made"]


class PredictionMethod(msgspec.Struct, frozen=True, omit_defaults=True):
    """A method that needs no training.

    "meaning" compares vectors of text and label, "entailment" asks a model whether the wording follows from the text,
    "prompt" holds the chat model to the labels, "ready-made" is a trained classifier with labels of its own.

    An empty `model` is the one in use. A prompt shows `shots` examples of each label, from `examples` or else from the
    classifier's own.
    """

    kind: PredictorKind = msgspec.field(default="meaning", name="means")
    model: str = ""
    shots: Annotated[int, msgspec.Meta(ge=0, le=64)] = 0
    examples: Source | None = None


class ListPredictionMethods(msgspec.Struct, frozen=True):
    """Ask for the methods that need no training."""


class AvailableMethod(msgspec.Struct, frozen=True, omit_defaults=True):
    """A method whose model is installed: the model's `name`, and the `labels` of a ready-made one."""

    method: PredictionMethod = msgspec.field(name="by")
    name: str
    labels: tuple[str, ...] = ()


class AvailableMethods(msgspec.Struct, frozen=True):
    """The methods without training that the installed models allow."""

    methods: tuple[AvailableMethod, ...] = msgspec.field(name="offers")


class Classify(msgspec.Struct, frozen=True, omit_defaults=True):
    """Classify texts by a classifier, or by `labels` alone where `classifier` is 0.

    Without a `method`, by the trained head, or by meaning before there is one. A text has no label where its highest
    probability is below `threshold`. Raises TextEmpty, NotFound, NotTrained, FineTunedModelMissing, TooFewLabels,
    ModelMissing, ModelKindMismatch, Cancelled.
    """

    texts: tuple[str, ...]
    classifier: int = 0
    labels: tuple[Label, ...] = ()
    wording: str = ""
    threshold: float = 0.0
    method: PredictionMethod | None = None


class Prediction(msgspec.Struct, frozen=True):
    """The label of one text, empty below the threshold, and the probability of each label.

    Probabilities sum to 1 unless several labels can apply at once.
    """

    label: str
    probabilities: tuple[float, ...]


class Classification(msgspec.Struct, frozen=True, omit_defaults=True):
    """A prediction for each text, with probabilities in the order of `labels`.

    `multi_label`: several labels can apply to a text, or none; its label is then the likeliest from 0.5 on.
    """

    labels: tuple[str, ...]
    predictions: tuple[Prediction, ...]
    multi_label: bool = False


class ClassifyFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """Classify each row of a table, or each document of a folder, into the CSV file `path`.

    The file has the columns of the table, the label and a probability for each label. An interrupted run is resumed.
    """

    source: Source
    path: str
    classifier: int = 0
    labels: tuple[Label, ...] = ()
    wording: str = ""
    threshold: float = 0.0
    method: PredictionMethod | None = None


class ExportResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """The written file and its rows; `resumed_rows` of them came from an interrupted run.

    After a cancel the file is not there yet.
    """

    path: str
    rows: int
    resumed_rows: int = msgspec.field(default=0, name="kept")
    cancelled: bool = False
