"""Scripted engine with one classifier of 450 examples; what is labelled, added and removed stays in memory."""

from __future__ import annotations

from typing import Any

import msgspec

from engine.capabilities.classification import api as classification
from engine.capabilities.classification.api import NoTestExamples
from engine.protocol import tables
from engine.protocol.done import Done, Purged
from engine.protocol.messages import ErrorBody, ErrorData, EventParams, Failure, Notification, Result
from engine.protocol.progress import Progress
from tests.support import scripted_engine
from tests.support.scripted_engine import HANDLERS, send

TOTAL = 450
LABELS = ("avería", "ruido")
CLASSIFIER = classification.Classifier(
    1, "Vecinos", tuple(classification.Label(name, examples=20) for name in LABELS), TOTAL, "Trata de {}.", None, False
)
EXAMPLES = [classification.Example(n + 1, f"mensaje {n + 1}") for n in range(TOTAL)]
RUNNING: dict[int, str] = {}


def send_change(id: int, result: object = Done()) -> None:
    send(Result(id, result))
    send(Notification("changed", {"classifiers": True, "by": id}))


PURGED: list[int] = []


def list_classifiers(id: int, params: Any) -> None:
    listed = () if CLASSIFIER.id in PURGED else (msgspec.structs.replace(CLASSIFIER, examples=len(EXAMPLES)),)
    send(Result(id, classification.Classifiers(listed)))


def purge(id: int, params: Any) -> None:
    PURGED.extend(params["classifiers"])
    send_change(id, Purged(len(params["classifiers"])))


def list_examples(id: int, params: Any) -> None:
    offset = params.get("offset", 0)
    page = EXAMPLES[offset : offset + params.get("limit", 200)]
    send(Result(id, classification.ExamplePage(tuple(page), len(EXAMPLES))))


def list_by_uncertainty(id: int, params: Any) -> None:
    example = msgspec.structs.replace(EXAMPLES[-1], prediction="ruido", margin=0.02)
    send(Result(id, classification.ExamplePage((example,), 1)))


def label_examples(id: int, params: Any) -> None:
    for index, example in enumerate(EXAMPLES):
        if example.id in params["examples"]:
            EXAMPLES[index] = msgspec.structs.replace(example, label=params["label"])
    send_change(id)


def remove_examples(id: int, params: Any) -> None:
    EXAMPLES[:] = [example for example in EXAMPLES if example.id not in params["examples"]]
    send_change(id)


def add_examples(id: int, params: Any) -> None:
    lines = params["source"]["lines"].splitlines()
    EXAMPLES.extend(classification.Example(1000 + n, line.split("\t")[0]) for n, line in enumerate(lines))
    send_change(id, classification.AddExamplesResult(len(lines), 0, 0, 0, 0))


def restore_examples(id: int, params: Any) -> None:
    restored = [msgspec.convert(example, classification.Example) for example in params["examples"]]
    EXAMPLES[:] = sorted([*EXAMPLES, *restored], key=lambda example: example.id)
    send_change(id)


def evaluate(id: int, params: Any) -> None:
    error = NoTestExamples()
    send(Failure(id, ErrorBody(error.code, error.message, ErrorData(error.kind))))


def classify_file(id: int, params: Any) -> None:
    """Report progress and run until cancelled."""
    send(Notification("event", EventParams(id, Progress(40, 100, "texts", "", 20.0, 3.0))))
    RUNNING[id] = params["path"]


def classify(id: int, params: Any) -> None:
    """Predict the first label for every text."""
    predictions = tuple(classification.Prediction(LABELS[0], (0.75, 0.25)) for _ in params["texts"])
    send(Result(id, classification.Classification(LABELS, predictions)))


def stop(id: int) -> None:
    if path := RUNNING.pop(id, ""):
        send(Result(id, classification.ExportResult(path, 40, cancelled=True)))


def preview(id: int, params: Any) -> None:
    columns = ("texto", "clase")
    send(Result(id, tables.TablePreview(columns, (("hola", "ruido"),), "texto", "clase", ",", "utf-8")))


if __name__ == "__main__":
    HANDLERS.update(
        {
            classification.LIST_CLASSIFIERS.name: list_classifiers,
            classification.LIST_EXAMPLES.name: list_examples,
            classification.LIST_BY_UNCERTAINTY.name: list_by_uncertainty,
            classification.LABEL_EXAMPLES.name: label_examples,
            classification.REMOVE_EXAMPLES.name: remove_examples,
            classification.ADD_EXAMPLES.name: add_examples,
            classification.RESTORE_EXAMPLES.name: restore_examples,
            classification.EVALUATE.name: evaluate,
            classification.SPLIT_EXAMPLES.name: lambda id, params: send_change(id),
            classification.CLASSIFY.name: classify,
            classification.CLASSIFY_FILE.name: classify_file,
            classification.REMOVE_CLASSIFIER.name: lambda id, params: send_change(id),
            classification.PURGE_CLASSIFIERS.name: purge,
            tables.PREVIEW_TABLE.name: preview,
        }
    )
    scripted_engine.main(cancel=stop)
