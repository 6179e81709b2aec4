"""Messages to the child process that fine-tunes a text encoder and writes it as a model folder."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from engine.protocol.method import Method

FineTuneMethod = Literal["contrastive", "supervised"]
Count = Annotated[int, msgspec.Meta(ge=0)]
MAX_LAYERS = 999
Layers = Literal["all", "last"] | Annotated[tuple[Count, ...], msgspec.Meta(min_length=1)]


def parse_layers(text: str) -> Layers:
    """Return the layers that a text names: "all", "last", or numbers as in "9,11" or "6-11". Raises ValueError."""
    if text in ("all", "last"):
        return "all" if text == "all" else "last"
    ends = [part.partition("-") for part in text.replace(" ", "").split(",")]
    ranges = [range(int(first), min(int(last if dash else first), MAX_LAYERS) + 1) for first, dash, last in ends]
    layers = {number for numbers in ranges for number in numbers}
    if not layers:
        raise ValueError(text)
    return tuple(sorted(layers))


class FineTuneExamples(msgspec.Struct, frozen=True, omit_defaults=True):
    """Texts to train on, `labels[i]` for `texts[i]`. Without validation texts training does not stop early.

    The child reads them from a file of mode 0600, since they are longer than a line of the protocol may be.
    """

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    validation_texts: tuple[str, ...] = ()
    validation_labels: tuple[str, ...] = ()


class FineTuneRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """Fine-tune `encoder`, an installed embedder, and write it to `folder`, whose last part is the new model's id.

    "contrastive" pulls vectors of one label together and the others apart (Khosla et al., 2020); "supervised" trains a layer
    that predicts the label and is dropped afterwards. Both leave an embedder on whose vectors a head is trained.
    `layers`: "all" (with the token embeddings), "last", or numbers from 0. `epochs`, `batch` or `learning_rate` 0: the
    method's default. `patience`: epochs without progress before training stops early.
    `prefix`: which of the encoder's prefixes stands before each text.
    `checkpoint_seconds`: time between checkpoints; a crash loses at most that and one epoch.
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
    """Losses and accuracy after one epoch. `step` counts from 1; validation figures are None without validation texts."""

    step: int
    steps: int
    epoch: int
    training_loss: float
    validation_loss: float | None = None
    validation_accuracy: float | None = None


class FineTuneResult(msgspec.Struct, frozen=True):
    """The new model's `folder` and how it was trained.

    `seconds`: of this run only. `epochs`: all of them, also before a crash. `best`: the epoch that was kept.
    `agreement`: fraction of the examples that get the same label from the stored network as from the trained one.
    `int8`: whether the layers are quantised, and not only the token embeddings.
    `resumed`: the epoch of the checkpoint that this run continued, 0 when it started from the beginning.
    """

    folder: str
    seconds: float
    epochs: int
    best: int
    agreement: float
    int8: bool
    resumed: int = 0


READY = b'{"jsonrpc":"2.0","method":"ready"}'
"""The first line that a child writes: it ends with its parent from now on, and may be made to stand still."""

FINE_TUNE: Method[FineTuneRequest, EpochMetrics, FineTuneResult] = Method(
    "fine_tuning.fine_tune", FineTuneRequest, EpochMetrics, FineTuneResult
)
