"""The training of an encoder epoch by epoch: losses, schedule, early stopping, checkpoints. For the training child only.

The order and dropout of an epoch depend on the seed and its number only, so that a run that continues from a checkpoint ends
with the same weights as one that was never interrupted.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any  # torch may not be installed where this is checked

import msgspec
import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from engine.models.training.torch_encoder import TorchEncoder
from engine.models.training.work_folder import BEST_WEIGHTS, CHECKPOINT
from engine.protocol.children.fine_tuning import EpochMetrics, FineTuneRequest

WARM_UP, WEIGHT_DECAY = 0.1, 0.01
"""Fraction of the steps with a growing learning rate; AdamW's decay."""
TEMPERATURE = 0.1
"""Of the cosines in the contrastive loss."""


class Hyperparameters(msgspec.Struct, frozen=True):
    """The defaults of a method. It trains at least `steps` steps in whole epochs; contrastive, for each bit of the classes.

    `head_rate` is the learning rate of a new layer. `interpolation` says how far the final weights lie on the way from the
    initial to the trained ones.
    """

    steps: int
    batch: int
    rate: float
    head_rate: float = 0.0
    interpolation: float = 1.0


DEFAULTS = {
    "contrastive": Hyperparameters(steps=8, batch=64, rate=5e-5, interpolation=0.5),
    "supervised": Hyperparameters(steps=60, batch=16, rate=5e-5, head_rate=1e-3),
}
"""Contrastive, measured in float32 with 8 examples a class and logistic regression on the vectors, three samples each of SNIPS
and rt-polarity: frozen .901 and .730, after 8 steps .902 and .790, and halfway back .906 and .791. After 40 steps the loss is
at its minimum, every class one point, and one sample has .768 where 8 steps have .790. Discriminants and means do no better on
the vectors; adding the frozen vectors gives .908 and .787, and needs two encoders to answer.

On other texts, one sample each, 24 steps take the seven classes of SNIPS from .942 to .962 with 16 examples a class and from
.942 to .950 with 8, and 60 steps no further; two similar classes of it lose, .902 to .870 after 8 and .876 after 24, as
rt-polarity does from 8 to 24. Two classes differ in one bit, seven in almost three.
"""


class TrainingSet(msgspec.Struct, frozen=True):
    """Token ids and class numbers of the training and validation examples."""

    ids: list[list[int]]
    classes: list[int]
    validation_ids: list[list[int]]
    validation_classes: list[int]


class TrainingState(msgspec.Struct):
    """The progress of a run. `fingerprint` identifies the request and examples that a checkpoint belongs to."""

    fingerprint: str
    epoch: int = 0
    best_epoch: int = 0
    best_loss: float | None = None
    metrics: list[EpochMetrics] = []


class EncoderTrainer:
    """Trains an encoder; continues from a checkpoint in the folder `work` when it belongs to the same run."""

    def __init__(
        self, encoder: TorchEncoder, training_set: TrainingSet, request: FineTuneRequest, work: Path, fingerprint: str
    ) -> None:
        defaults = DEFAULTS[request.method]
        self._encoder, self._set, self._request, self._work = encoder, training_set, request, work
        self._batch = request.batch or defaults.batch
        self._epoch_steps = math.ceil(len(training_set.ids) / self._batch)
        classes, is_contrastive = len(set(training_set.classes)), request.method == "contrastive"
        self._group_size = 2 if is_contrastive and self._batch < 2 * classes else 1
        steps = defaults.steps * (math.log2(classes) if is_contrastive else 1)
        self.epochs = request.epochs or max(3, math.ceil(steps / self._epoch_steps))
        self._steps = self.epochs * self._epoch_steps
        self._parameters = encoder.trainable()
        self._initial = {name: p.detach().clone() for name, p in self._parameters.items()}
        self._interpolation = defaults.interpolation
        self._optimiser = torch.optim.AdamW(self._parameter_groups(defaults), weight_decay=WEIGHT_DECAY)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(self._optimiser, self._rate_factor)
        self.state = TrainingState(fingerprint)
        self._saved_at = time.monotonic()
        self._resume()
        self.resumed = self.state.epoch

    def run(self) -> Generator[EpochMetrics, None, None]:
        """Train, and leave the best epoch's weights in the encoder; the last epoch's without validation examples.

        They are interpolated with the initial weights, which keeps more of what the encoder knew (Wortsman et al., WiSE-FT,
        2022). Epochs before an interruption are reported again.
        """
        yield from list(self.state.metrics)
        while self.state.epoch < self.epochs and not self._should_stop_early():
            self.state.epoch += 1
            loss = self._train_epoch()
            validation = self._validate()
            self._keep_best(validation[0] if validation else None)
            step = self.state.epoch * self._epoch_steps
            metrics = EpochMetrics(step, self._steps, self.state.epoch, loss, *(validation or (None, None)))
            self.state.metrics.append(metrics)
            if time.monotonic() - self._saved_at >= self._request.checkpoint_seconds:
                self._save()
            yield self.state.metrics[-1]
        if self.state.epoch > self.resumed:
            self._save()
        if self._set.validation_ids:
            self._set_weights(load_file(self._work / BEST_WEIGHTS))
        interpolated = {
            name: torch.lerp(self._initial[name], p.detach(), self._interpolation)
            for name, p in self._parameters.items()
        }
        self._set_weights(interpolated)

    def _train_epoch(self) -> float:
        """Train one epoch and return its mean loss."""
        torch.manual_seed(self._request.seed * 100_003 + self.state.epoch)
        rng = np.random.default_rng((self._request.seed, self.state.epoch))
        order = even_order(self._set.classes, rng, self._group_size)
        self._encoder.set_training(True)
        losses = []
        for start in range(0, len(order), self._batch):
            rows = order[start : start + self._batch]
            output = self._encoder.compute([self._set.ids[i] for i in rows])
            loss = self._loss(output, torch.tensor([self._set.classes[i] for i in rows]))
            self._optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self._parameters.values(), 1.0)
            self._optimiser.step()
            self._schedule.step()
            losses.append(float(loss.detach()))
        return float(np.mean(losses))

    def _loss(self, output: Any, classes: Any) -> Any:
        if self._encoder.classes:
            return torch.nn.functional.cross_entropy(output, classes)
        return contrastive_loss(output, classes)

    def _validate(self) -> tuple[float, float] | None:
        """Return loss and accuracy over the validation examples; an embedder's by the nearest mean of a class."""
        if not self._set.validation_ids:
            return None
        logits = self._encoder.compute_without_gradients(self._set.validation_ids)
        if not self._encoder.classes:
            vectors = self._encoder.compute_without_gradients(self._set.ids)
            logits = logits @ class_means(vectors, self._set.classes).T / TEMPERATURE
        expected = torch.tensor(self._set.validation_classes)
        loss = float(torch.nn.functional.cross_entropy(logits, expected))
        return loss, float((logits.argmax(1) == expected).float().mean())

    def _keep_best(self, loss: float | None) -> None:
        best = self.state.best_loss
        if loss is not None and best is not None and loss >= best:
            return
        self.state.best_epoch, self.state.best_loss = self.state.epoch, loss
        if loss is not None:
            self._write(BEST_WEIGHTS, self._weights())

    def _should_stop_early(self) -> bool:
        return self.state.epoch - self.state.best_epoch >= self._request.patience

    def _rate_factor(self, step: int) -> float:
        """Return the factor of the learning rate: it grows over the first tenth of the steps, then falls to 0."""
        warm = max(1, round(WARM_UP * self._steps))
        return (step + 1) / warm if step < warm else max(0.0, (self._steps - step) / max(1, self._steps - warm))

    def _parameter_groups(self, defaults: Hyperparameters) -> list[dict[str, Any]]:
        rate = self._request.learning_rate or defaults.rate
        encoder = [p for name, p in self._parameters.items() if name.startswith("bert.")]
        head = [p for name, p in self._parameters.items() if name.startswith("head.")]
        return [{"params": encoder, "lr": rate}, *([{"params": head, "lr": defaults.head_rate}] if head else [])]

    def _weights(self) -> dict[str, Any]:
        return {name: p.detach() for name, p in self._parameters.items()}

    def _set_weights(self, weights: dict[str, Any]) -> None:
        with torch.no_grad():
            for name, parameter in self._parameters.items():
                parameter.copy_(weights[name])

    def _save(self) -> None:
        tensors = {f"weights.{name}": tensor for name, tensor in self._weights().items()}
        for number, moments in self._optimiser.state_dict()["state"].items():
            tensors |= {f"moments.{number}.{name}": value for name, value in moments.items()}
        self._write(CHECKPOINT, tensors, {"state": msgspec.json.encode(self.state).decode()})
        self._saved_at = time.monotonic()

    def _write(self, name: str, tensors: dict[str, Any], metadata: dict[str, str] | None = None) -> None:
        """Write a file completely or not at all."""
        staging = self._work / f"{name}.staging"
        try:
            save_file(tensors, staging, metadata)
            staging.replace(self._work / name)
        finally:
            staging.unlink(missing_ok=True)

    def _resume(self) -> None:
        """Continue from the checkpoint; one of another run, or one that cannot be read, is ignored."""
        from safetensors import safe_open

        path = self._work / CHECKPOINT
        try:
            with safe_open(path, "pt") as file:
                state = msgspec.json.decode((file.metadata() or {})["state"], type=TrainingState)
            if state.fingerprint != self.state.fingerprint:
                return
            tensors = load_file(path)
        except (OSError, SafetensorError, KeyError, msgspec.MsgspecError):
            return
        self.state = state
        self._set_weights({n.removeprefix("weights."): t for n, t in tensors.items() if n.startswith("weights.")})
        self._set_moments({n: t for n, t in tensors.items() if n.startswith("moments.")})

    def _set_moments(self, tensors: dict[str, Any]) -> None:
        moments: dict[int, dict[str, Any]] = {}
        for key, value in tensors.items():
            _, number, name = key.split(".")
            moments.setdefault(int(number), {})[name] = value
        groups = self._optimiser.state_dict()["param_groups"]
        self._optimiser.load_state_dict({"state": moments, "param_groups": groups})
        done = self.state.epoch * self._epoch_steps
        self._schedule.last_epoch = done
        for group, base in zip(self._optimiser.param_groups, self._schedule.base_lrs, strict=True):
            group["lr"] = base * self._rate_factor(done)


def even_order(classes: Sequence[int], rng: np.random.Generator, group_size: int = 1) -> list[int]:
    """Return all indices, shuffled, with each class spread evenly, so that every batch has its part of each.

    `group_size` 2 keeps two of a class beside each other, for batches with fewer pairs than classes: a text alone of its class
    has no positive example.
    """
    numbers = np.array(classes)
    position = np.empty(len(numbers))
    for number in np.unique(numbers):
        rows = np.flatnonzero(numbers == number)
        steps = np.arange(len(rows)) // group_size + rng.random()
        position[rng.permutation(rows)] = steps * group_size / len(rows)
    return [int(i) for i in np.argsort(position, kind="stable")]


def contrastive_loss(vectors: Any, classes: Any) -> Any:
    """Return the loss of supervised contrastive learning (Khosla et al., 2020), each text against all others of the batch.

    `vectors` [texts, hidden] normalised. A text alone of its class is a negative example only.
    """
    itself = torch.eye(len(vectors), dtype=torch.bool)
    similarity = (vectors @ vectors.T / TEMPERATURE).masked_fill(itself, -1e9)
    same = (classes[:, None] == classes[None, :]) & ~itself
    logs = similarity - similarity.logsumexp(1, keepdim=True)
    mean = (logs * same).sum(1) / same.sum(1).clamp(min=1)
    return -mean[same.any(1)].sum() / same.any(1).sum().clamp(min=1)


def class_means(vectors: Any, classes: Sequence[int]) -> Any:
    """Return the mean of each class's vectors, [classes, hidden], normalised."""
    numbers = torch.tensor(classes)
    means = torch.stack([vectors[numbers == number].mean(0) for number in range(int(numbers.max()) + 1)])
    return torch.nn.functional.normalize(means, dim=1)
