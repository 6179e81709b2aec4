"""What the engine asks of its training child: change an encoder by examples, and keep the result as a model folder."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from engine.protocol.method import Method

FineTuneMethod = Literal["contrastive", "supervised"]
Count = Annotated[int, msgspec.Meta(ge=0)]
MOST_LAYERS = 999
Layers = Literal["all", "last"] | Annotated[tuple[Count, ...], msgspec.Meta(min_length=1)]


def layers_of(text: str) -> Layers:
    """ "all", "last", or numbers: "9,11", "6-11". Raises ValueError."""
    if text in ("all", "last"):
        return "all" if text == "all" else "last"
    ends = [part.partition("-") for part in text.replace(" ", "").split(",")]
    ranges = [range(int(first), min(int(last if dash else first), MOST_LAYERS) + 1) for first, dash, last in ends]
    found = {number for numbers in ranges for number in numbers}
    if not found:
        raise ValueError(text)
    return tuple(sorted(found))


class Examples(msgspec.Struct, frozen=True, omit_defaults=True):
    """`labels[i]` belongs to `texts[i]`. Without validation there is no early stopping. They travel in a file, mode 0600."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    validation_texts: tuple[str, ...] = ()
    validation_labels: tuple[str, ...] = ()


class FineTuneRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """`encoder` is an embedder on the shelf, `folder` the model folder to be made: its last part is the new model's id.

    "contrastive" moves the vectors by what is alike (Khosla et al., 2020), "supervised" by a layer that names the labels and
    is left behind. Both make an embedder whose vectors part the labels: a head goes on it.
    `layers`: "all" with the word vectors, "last", or numbers from 0. 0 epochs, batch or rate: the method's own.
    `prefix`: which of the encoder's prefixes goes before each text.
    `checkpoint_seconds`: a crash costs no more than that and one epoch.
    """

    encoder: str
    folder: str
    name: str
    method: FineTuneMethod = "contrastive"
    layers: Layers = "all"
    epochs: Count = 0
    batch: Count = 0
    learning_rate: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    patience: Annotated[int, msgspec.Meta(ge=1)] = 3
    seed: Count = 0
    prefix: Literal["query", "passage"] = "query"
    checkpoint_seconds: float = 20.0


class EpochMetrics(msgspec.Struct, frozen=True, tag="curve"):
    """After an epoch; steps from 1. The validation figures are None where there are no validation examples."""

    step: int
    steps: int
    epoch: int
    training_loss: float
    validation_loss: float | None = None
    validation_accuracy: float | None = None


class FineTuneResult(msgspec.Struct, frozen=True):
    """`best`: the epoch that was kept; `epochs`: those run, before a crash too; `seconds`: of this run only.

    `agreement`: share of the examples which the stored network and the trained one label alike. `int8`: its layers were
    quantised too, not only its word vectors.
    `resumed`: the epoch of the checkpoint it went on from, 0 when it began anew.
    """

    folder: str
    seconds: float
    epochs: int
    best: int
    agreement: float
    int8: bool
    resumed: int = 0


FINE_TUNE: Method[FineTuneRequest, EpochMetrics, FineTuneResult] = Method("tuning.tune", FineTuneRequest, EpochMetrics, FineTuneResult)
