"""What the engine asks of its training child: change an encoder by examples, and keep the result as a model folder."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from engine.protocol.method import Method

Tuning = Literal["contrastive", "supervised"]
Layers = Literal["all", "last"] | tuple[int, ...]
Count = Annotated[int, msgspec.Meta(ge=0)]


class Examples(msgspec.Struct, frozen=True, omit_defaults=True):
    """`labels[i]` belongs to `texts[i]`. Without validation there is no early stopping. They travel in a file, mode 0600."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    validation_texts: tuple[str, ...] = ()
    validation_labels: tuple[str, ...] = ()


class Tune(msgspec.Struct, frozen=True, omit_defaults=True):
    """`encoder` is an embedder on the shelf, `folder` the model folder to be made: its last part is the new model's id.

    "contrastive" makes an embedder whose vectors part the labels (a head goes on it), "supervised" a text classifier.
    `layers`: "all" with the word vectors, "last", or numbers from 0. 0 epochs, batch or rate: the method's own.
    `prefix`: which of the encoder's prefixes goes before each text when contrastive; a classifier is trained without.
    `checkpoint_seconds`: a crash costs no more than that and one epoch.
    """

    encoder: str
    folder: str
    name: str
    method: Tuning = "contrastive"
    layers: Layers = "all"
    epochs: Count = 0
    batch: Count = 0
    learning_rate: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    patience: Annotated[int, msgspec.Meta(ge=1)] = 3
    seed: Count = 0
    prefix: Literal["query", "passage"] = "query"
    checkpoint_seconds: float = 20.0


class Curve(msgspec.Struct, frozen=True, tag="curve"):
    """After an epoch; steps from 1. The validation figures are None where there are no validation examples."""

    step: int
    steps: int
    epoch: int
    training_loss: float
    validation_loss: float | None = None
    validation_accuracy: float | None = None


class Tuned(msgspec.Struct, frozen=True):
    """`best`: the epoch that was kept; `epochs`: those run, before a crash too; `seconds`: of this run only.

    `agreement`: share of the examples which the stored network and the trained one label alike. `int8`: it was quantised.
    """

    folder: str
    seconds: float
    epochs: int
    best: int
    agreement: float
    int8: bool


TUNE: Method[Tune, Curve, Tuned] = Method("tuning.tune", Tune, Curve, Tuned)
