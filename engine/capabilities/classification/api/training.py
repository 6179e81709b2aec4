"""Training a classifier: a head over frozen vectors, or the encoder itself."""

from __future__ import annotations

from typing import Annotated

import msgspec

from engine.capabilities.classification.api.classifiers import Seed, TrainingMethod
from engine.protocol.children.fine_tuning import FineTuneMethod, Layers

FINE_TUNE_METHODS: tuple[FineTuneMethod, ...] = ("contrastive", "supervised")


class Train(msgspec.Struct, frozen=True, omit_defaults=True):
    """Train on the labelled examples that are not held out. Vectors computed before a kill are kept.

    The fields from `layers` on are for FINE_TUNE_METHODS; 0 epochs or rate stand for the method's default. The same
    request after a kill or a cancel resumes from the last checkpoint, which is saved every `checkpoint_seconds`.
    Raises TooFewLabels, TooManyLabels, TooFewExamples, ModelMissing, TrainingNeedsStudio, TooFewToTrain,
    TrainingStopped, EncoderFixed, LayersMissing, DiskFull, Cancelled.
    """

    classifier: int
    method: TrainingMethod = "auto"
    seed: Seed = 0
    layers: Layers = "all"
    epochs: Annotated[int, msgspec.Meta(ge=0, le=200)] = 0
    patience: Annotated[int, msgspec.Meta(ge=1)] = 3
    learning_rate: Annotated[float, msgspec.Meta(ge=0, lt=1)] = 0.0
    checkpoint_seconds: float = 20.0


class GetFineTuneState(msgspec.Struct, frozen=True):
    """Ask whether encoders can be fine-tuned here."""


class FineTuneState(msgspec.Struct, frozen=True):
    """`has_studio`: FINE_TUNE_METHODS are available. `resumable`: interrupted trainings that have a checkpoint."""

    has_studio: bool
    resumable: tuple[Train, ...]
