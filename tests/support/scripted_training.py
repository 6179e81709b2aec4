"""Scripted engine with a classifier whose encoder is trained, three epochs at a time, until it is cancelled."""

from __future__ import annotations

import sys
from typing import Any

import msgspec

from engine.capabilities.classification import api as classification
from engine.protocol.children.fine_tuning import EpochMetrics
from engine.protocol.errors import Cancelled
from engine.protocol.messages import ErrorBody, ErrorData, EventParams, Failure, Notification, Result
from engine.protocol.progress import Progress
from tests.support import scripted_engine
from tests.support.scripted_engine import HANDLERS, send

STUDIO = "no-studio" not in sys.argv
LABELS = tuple(classification.Label(name, examples=60) for name in ("avería", "ruido"))
METRICS = tuple(
    EpochMetrics(
        step=5 * epoch,
        steps=60,
        epoch=epoch,
        training_loss=2.7 * 0.8**epoch,
        validation_loss=2.5 * 0.8**epoch + 0.02 * epoch * epoch,
        validation_accuracy=1 - 0.4 * 0.7**epoch,
    )
    for epoch in range(1, 13)
)
FINE_TUNING = classification.FineTuneRecord("tuned-1", "last", 12, 5, 18, 0.995, True, 312.0, 0, METRICS)
RECORD = classification.TrainingRecord(
    "contrastive", "0f" * 32, 120, 1_790_000_000_000, 0, "multilingual-e5-small-int8", 0, (), FINE_TUNING
)
TRAINED = "trained" in sys.argv
RESUMABLE: list[classification.Train] = []
RUNNING: dict[int, classification.Train] = {}


def list_classifiers(id: int, params: Any) -> None:
    classifier = classification.Classifier(
        1, "Vecinos", LABELS, 120, "Trata de {}.", RECORD if TRAINED else None, False
    )
    send(Result(id, classification.Classifiers((classifier,))))


def train(id: int, params: Any) -> None:
    RUNNING[id] = msgspec.convert(params, classification.Train)
    for metrics in METRICS[: 6 if RESUMABLE else 3]:
        for event in (metrics, Progress(metrics.step, metrics.steps, "step")):
            send(Notification("event", EventParams(id, event)))


def stop(id: int) -> None:
    if request := RUNNING.pop(id, None):
        RESUMABLE[:] = [request]
        error = Cancelled()
        send(Failure(id, ErrorBody(error.code, error.message, ErrorData(error.kind))))


if __name__ == "__main__":
    HANDLERS.update(
        {
            classification.LIST_CLASSIFIERS.name: list_classifiers,
            classification.LIST_EXAMPLES.name: lambda id, params: send(Result(id, classification.ExamplePage((), 0))),
            classification.TRAIN.name: train,
            classification.FINE_TUNE_STATE.name: lambda id, params: send(
                Result(id, classification.FineTuneState(STUDIO, tuple(RESUMABLE)))
            ),
        }
    )
    scripted_engine.main(cancel=stop)
