"""Classifiers and their labels: requests, replies and what is recorded of a training."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from engine.protocol.children.fine_tuning import EpochMetrics, Layers

CLASSIFIERS = "classifiers"
"""The noun of change: a page that shows classifiers reads them again."""

HeadMethod = Literal["logistic", "discriminant", "svm", "centroid", "neighbours", "tree"]
HEAD_METHODS: tuple[HeadMethod, ...] = ("logistic", "discriminant", "svm", "centroid", "neighbours", "tree")
TrainingMethod = Literal[
    "auto", "logistic", "discriminant", "svm", "centroid", "neighbours", "tree", "contrastive", "supervised"
]
"""How a classifier can be trained: "auto" picks a head by cross-validation, the last two fine-tune the encoder (studio)."""
DEFAULT_WORDING = "This text is about {}."
MAX_LABELS = 500
Seed = Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)]
"""numpy and scikit-learn take no other numbers."""


class Label(msgspec.Struct, frozen=True, omit_defaults=True):
    """A class of a classifier, with the number of its examples.

    Zero-shot prediction reads `description` in place of the name. `previous_name` renames a label in SetLabels.
    """

    name: str
    description: str = ""
    examples: int = 0
    previous_name: str = ""


class MethodScore(msgspec.Struct, frozen=True):
    """Cross-validated accuracy of one head: mean and standard deviation over the folds.

    Logits are divided by `temperature` to calibrate the probabilities.
    """

    method: HeadMethod
    mean: float
    std: float
    temperature: float = 1.0


class FineTuneRecord(msgspec.Struct, frozen=True):
    """How the encoder was fine-tuned into `model`, which belongs to this classifier alone.

    `held_out` examples were scored after each epoch and the `best_epoch` was kept. `seconds` is the duration of the last
    run, which resumed after `resumed_from_epoch`. `agreement` is the share of examples that the stored network labels
    like the trained one. `int8`: its layers are quantised too, not only its word vectors.
    """

    model: str
    layers: Layers
    epochs: int
    best_epoch: int = msgspec.field(name="best")
    held_out: int
    agreement: float
    int8: bool
    seconds: float
    resumed_from_epoch: int = msgspec.field(name="resumed")
    curves: tuple[EpochMetrics, ...]


class TrainingRecord(msgspec.Struct, frozen=True):
    """How a classifier was trained.

    `data_hash` is the SHA-256 of its texts and labels, `trained_at` milliseconds since 1970, `embedder` the model of the
    vectors. `requested_method` is "auto" where cross-validation chose `method` from `cross_validation`. `left_out` are the
    labels with a single example, which nothing can be checked with: the classifier does not know them.
    """

    method: str
    data_hash: str = msgspec.field(name="data")
    examples: int
    trained_at: int
    seed: int
    embedder: str
    folds: int
    cross_validation: tuple[MethodScore, ...] = msgspec.field(name="compared")
    fine_tuning: FineTuneRecord | None = msgspec.field(default=None, name="tuning")
    requested_method: TrainingMethod = msgspec.field(default="auto", name="asked")
    left_out: tuple[str, ...] = ()


class Classifier(msgspec.Struct, frozen=True):
    """A classifier of the user's. `training` is None before the first training: zero-shot prediction serves until then.

    `outdated`: examples or labels have changed since the training.
    """

    id: int
    name: str
    labels: tuple[Label, ...]
    examples: int
    wording: str
    training: TrainingRecord | None = msgspec.field(name="card")
    outdated: bool


class ListClassifiers(msgspec.Struct, frozen=True):
    """Ask for all classifiers, sorted by name."""


class Classifiers(msgspec.Struct, frozen=True):
    """All classifiers that are not removed."""

    classifiers: tuple[Classifier, ...]


class CreateClassifier(msgspec.Struct, frozen=True, omit_defaults=True):
    """Create a classifier. Raises NameTaken."""

    name: str
    labels: tuple[Label, ...] = ()
    wording: str = DEFAULT_WORDING


class OpenClassifier(msgspec.Struct, frozen=True):
    """Ask for one classifier. Raises NotFound."""

    classifier: int


class RenameClassifier(msgspec.Struct, frozen=True):
    """Give a classifier another name. Raises NotFound, NameTaken."""

    classifier: int
    name: str


class RemoveClassifier(msgspec.Struct, frozen=True):
    """Hide a classifier at once; it is deleted after 30 days."""

    classifier: int


class RestoreClassifier(msgspec.Struct, frozen=True):
    """Show a removed classifier again. Raises NameTaken when another has its name by now."""

    classifier: int


class PurgeClassifiers(msgspec.Struct, frozen=True):
    """Delete classifiers with their examples and fine-tuned encoders for good; without `classifiers`, all removed ones."""

    classifiers: tuple[int, ...] | None = None


class SetLabels(msgspec.Struct, frozen=True, omit_defaults=True):
    """Replace the labels and their order. Examples follow a renamed label and lose one that is missing from `labels`.

    An empty `wording` leaves the present one.
    """

    classifier: int
    labels: tuple[Label, ...]
    wording: str = ""
