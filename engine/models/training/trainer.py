"""The training of an encoder, epoch by epoch: losses, schedule, early stopping, checkpoints. For the training child only.

An epoch's order and dropout follow from the seed and its number alone, so that a run that goes on from a checkpoint ends
with the same weights as one that was never interrupted.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from engine.models.training.fine_tuning_child import CHECKPOINT
from engine.models.training.torch_encoder import TrainedEncoder
from engine.protocol.fine_tuning import Curve, Tune

WARM_UP, DECAY = 0.1, 0.01
TEMPERATURE = 0.1
BEST = "best.safetensors"


class Habits(msgspec.Struct, frozen=True):
    """What a method does unless it is told otherwise: `steps` at least, as whole epochs, contrastive ones for each bit that
    tells the classes apart; `head_rate` of a new layer.

    `moved`: how far the weights go in the end from where they were to where training brought them.
    """

    steps: int
    batch: int
    rate: float
    head_rate: float = 0.0
    moved: float = 1.0


HABITS = {
    "contrastive": Habits(steps=8, batch=64, rate=5e-5, moved=0.5),
    "supervised": Habits(steps=60, batch=16, rate=5e-5, head_rate=1e-3),
}
"""Contrastive, measured in float32 with 8 examples a class and logistic regression on the vectors, three draws each of SNIPS
and rt-polarity: frozen .901 and .730, after 8 steps .902 and .790, and halfway back .906 and .791. 40 steps bring the loss to
its least there is, every class one point, and on a draw .768 where 8 have .790. Discriminants and means do no better on the
vectors; the frozen vectors beside them give .908 and .787, and take two encoders to answer.

On other texts, a draw each, 24 steps take the seven classes of SNIPS from .942 to .962 with 16 examples a class and from .942
to .950 with 8, and 60 no further; two classes of it that are alike lose, .902 to .870 after 8 and .876 after 24, as
rt-polarity does from 8 to 24. Two classes have one bit to be told apart by, seven have almost three.
"""


class Lesson(msgspec.Struct, frozen=True):
    """Token ids and class numbers, to learn from and to be tried with."""

    ids: list[list[int]]
    classes: list[int]
    trial_ids: list[list[int]]
    trial_classes: list[int]


class State(msgspec.Struct):
    """Where a run is; `fingerprint` ties a checkpoint to its request and examples."""

    fingerprint: str
    epoch: int = 0
    best_epoch: int = 0
    best_loss: float | None = None
    curves: list[Curve] = []


class Training:
    """Resumes from the folder `work` when what lies there is of the same run."""

    def __init__(self, encoder: TrainedEncoder, lesson: Lesson, request: Tune, work: Path, fingerprint: str) -> None:
        habits = HABITS[request.method]
        self._encoder, self._lesson, self._request, self._work = encoder, lesson, request, work
        self._batch = request.batch or habits.batch
        self._a_pass = math.ceil(len(lesson.ids) / self._batch)
        classes, contrastive = len(set(lesson.classes)), request.method == "contrastive"
        self._together = 2 if contrastive and self._batch < 2 * classes else 1
        steps = habits.steps * (math.log2(classes) if contrastive else 1)
        self.epochs = request.epochs or max(3, math.ceil(steps / self._a_pass))
        self._steps = self.epochs * self._a_pass
        self._named = encoder.trained()
        self._before = {name: one.detach().clone() for name, one in self._named.items()}
        self._moved = habits.moved
        self._optimiser = torch.optim.AdamW(self._groups(habits), weight_decay=DECAY)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(self._optimiser, self._share)
        self.state = State(fingerprint)
        self._saved = time.monotonic()
        self._resume()
        self.resumed = self.state.epoch

    def run(self) -> Generator[Curve, None, None]:
        """Leaves the best epoch's weights in the encoder: the last's where there is nothing to try it with; or between
        these and those there were, which keeps more of what the encoder knew (Wortsman et al., WiSE-FT, 2022).

        What was told before an interruption is told again.
        """
        yield from list(self.state.curves)
        while self.state.epoch < self.epochs and not self._worn_out():
            self.state.epoch += 1
            loss = self._pass()
            trial = self._tried()
            self._judge(trial[0] if trial else None)
            step = self.state.epoch * self._a_pass
            self.state.curves.append(Curve(step, self._steps, self.state.epoch, loss, *(trial or (None, None))))
            if time.monotonic() - self._saved >= self._request.checkpoint_seconds:
                self._save()
            yield self.state.curves[-1]
        if self.state.epoch > self.resumed:
            self._save()
        if self._lesson.trial_ids:
            self._put(load_file(self._work / BEST))
        self._put(
            {name: torch.lerp(self._before[name], one.detach(), self._moved) for name, one in self._named.items()}
        )

    def _pass(self) -> float:
        """One epoch; its mean loss."""
        torch.manual_seed(self._request.seed * 100_003 + self.state.epoch)
        rng = np.random.default_rng((self._request.seed, self.state.epoch))
        order = even_order(self._lesson.classes, rng, self._together)
        self._encoder.training(True)
        losses = []
        for begin in range(0, len(order), self._batch):
            rows = order[begin : begin + self._batch]
            output = self._encoder.compute([self._lesson.ids[i] for i in rows])
            loss = self._loss(output, torch.tensor([self._lesson.classes[i] for i in rows]))
            self._optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self._named.values(), 1.0)
            self._optimiser.step()
            self._schedule.step()
            losses.append(float(loss.detach()))
        return float(np.mean(losses))

    def _loss(self, output: Any, classes: Any) -> Any:
        if self._encoder.classes:
            return torch.nn.functional.cross_entropy(output, classes)
        return contrastive_loss(output, classes)

    def _tried(self) -> tuple[float, float] | None:
        """Loss and accuracy over the validation examples; an embedder's by the nearest mean of a class."""
        if not self._lesson.trial_ids:
            return None
        found = self._encoder.computed(self._lesson.trial_ids)
        if not self._encoder.classes:
            vectors = self._encoder.computed(self._lesson.ids)
            found = found @ class_means(vectors, self._lesson.classes).T / TEMPERATURE
        wanted = torch.tensor(self._lesson.trial_classes)
        loss = float(torch.nn.functional.cross_entropy(found, wanted))
        return loss, float((found.argmax(1) == wanted).float().mean())

    def _judge(self, loss: float | None) -> None:
        best = self.state.best_loss
        if loss is not None and best is not None and loss >= best:
            return
        self.state.best_epoch, self.state.best_loss = self.state.epoch, loss
        if loss is not None:
            self._write(BEST, self._weights())

    def _worn_out(self) -> bool:
        return self.state.epoch - self.state.best_epoch >= self._request.patience

    def _share(self, step: int) -> float:
        """Of the rate: up over the first tenth, then down to nothing."""
        warm = max(1, round(WARM_UP * self._steps))
        return (step + 1) / warm if step < warm else max(0.0, (self._steps - step) / max(1, self._steps - warm))

    def _groups(self, habits: Habits) -> list[dict[str, Any]]:
        rate = self._request.learning_rate or habits.rate
        encoder = [one for name, one in self._named.items() if name.startswith("bert.")]
        head = [one for name, one in self._named.items() if name.startswith("head.")]
        return [{"params": encoder, "lr": rate}, *([{"params": head, "lr": habits.head_rate}] if head else [])]

    def _weights(self) -> dict[str, Any]:
        return {name: one.detach() for name, one in self._named.items()}

    def _put(self, held: dict[str, Any]) -> None:
        with torch.no_grad():
            for name, one in self._named.items():
                one.copy_(held[name])

    def _save(self) -> None:
        tensors = {f"weights.{name}": one for name, one in self._weights().items()}
        for number, moments in self._optimiser.state_dict()["state"].items():
            tensors |= {f"moments.{number}.{name}": value for name, value in moments.items()}
        self._write(CHECKPOINT, tensors, {"state": msgspec.json.encode(self.state).decode()})
        self._saved = time.monotonic()

    def _write(self, name: str, tensors: dict[str, Any], about: dict[str, str] | None = None) -> None:
        """Whole or not at all."""
        arriving = self._work / f"{name}.arriving"
        try:
            save_file(tensors, arriving, about)
            arriving.replace(self._work / name)
        finally:
            arriving.unlink(missing_ok=True)

    def _resume(self) -> None:
        """A checkpoint of another run, or one that cannot be read, is as good as none."""
        from safetensors import safe_open

        path = self._work / CHECKPOINT
        try:
            with safe_open(path, "pt") as file:
                state = msgspec.json.decode((file.metadata() or {})["state"], type=State)
            if state.fingerprint != self.state.fingerprint:
                return
            held = load_file(path)
        except (OSError, SafetensorError, KeyError, msgspec.MsgspecError):
            return
        self.state = state
        self._put({name.removeprefix("weights."): one for name, one in held.items() if name.startswith("weights.")})
        self._put_moments({name: one for name, one in held.items() if name.startswith("moments.")})

    def _put_moments(self, held: dict[str, Any]) -> None:
        moments: dict[int, dict[str, Any]] = {}
        for key, value in held.items():
            _, number, name = key.split(".")
            moments.setdefault(int(number), {})[name] = value
        groups = self._optimiser.state_dict()["param_groups"]
        self._optimiser.load_state_dict({"state": moments, "param_groups": groups})
        done = self.state.epoch * self._a_pass
        self._schedule.last_epoch = done
        for group, base in zip(self._optimiser.param_groups, self._schedule.base_lrs, strict=True):
            group["lr"] = base * self._share(done)


def even_order(classes: Sequence[int], rng: np.random.Generator, together: int = 1) -> list[int]:
    """All indices, shuffled, each class spread evenly, so that every batch holds its share of each. `together` 2 keeps two
    of a class beside each other, for batches with more classes than pairs: one alone has nothing to be drawn to."""
    held = np.array(classes)
    place = np.empty(len(held))
    for one in np.unique(held):
        rows = np.flatnonzero(held == one)
        steps = np.arange(len(rows)) // together + rng.random()
        place[rng.permutation(rows)] = steps * together / len(rows)
    return [int(i) for i in np.argsort(place, kind="stable")]


def contrastive_loss(vectors: Any, classes: Any) -> Any:
    """Supervised contrastive learning (Khosla et al., 2020): every text against all others of the batch at once.

    `vectors` [texts, hidden] normalised. A text alone of its class teaches as another's contrast only.
    """
    alone = torch.eye(len(vectors), dtype=torch.bool)
    likeness = (vectors @ vectors.T / TEMPERATURE).masked_fill(alone, -1e9)
    same = (classes[:, None] == classes[None, :]) & ~alone
    shares = likeness - likeness.logsumexp(1, keepdim=True)
    mean = (shares * same).sum(1) / same.sum(1).clamp(min=1)
    return -mean[same.any(1)].sum() / same.any(1).sum().clamp(min=1)


def class_means(vectors: Any, classes: Sequence[int]) -> Any:
    """[classes, hidden], normalised."""
    held = torch.tensor(classes)
    means = torch.stack([vectors[held == one].mean(0) for one in range(int(held.max()) + 1)])
    return torch.nn.functional.normalize(means, dim=1)
