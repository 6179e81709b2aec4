"""The scripted child with one classifier of 450 examples. It counts nothing and keeps what is labelled and removed in memory."""

from __future__ import annotations

from typing import Any

import msgspec

from engine.capabilities.classification import api as classification
from engine.capabilities.classification.api import NoTestExamples
from engine.protocol import tables
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


def changed(id: int, answer: object = classification.Done()) -> None:
    send(Result(id, answer))
    send(Notification("changed", {"classifiers": True, "by": id}))


def classifiers(id: int, params: Any) -> None:
    send(Result(id, classification.Classifiers((msgspec.structs.replace(CLASSIFIER, examples=len(EXAMPLES)),))))


def examples(id: int, params: Any) -> None:
    first = params.get("offset", 0)
    part = EXAMPLES[first : first + params.get("limit", 200)]
    send(Result(id, classification.ExamplePage(tuple(part), len(EXAMPLES))))


def ranked(id: int, params: Any) -> None:
    one = msgspec.structs.replace(EXAMPLES[-1], guess="ruido", margin=0.02)
    send(Result(id, classification.ExamplePage((one,), 1)))


def set_label(id: int, params: Any) -> None:
    for at, one in enumerate(EXAMPLES):
        if one.id in params["examples"]:
            EXAMPLES[at] = msgspec.structs.replace(one, label=params["label"])
    changed(id)


def remove(id: int, params: Any) -> None:
    EXAMPLES[:] = [one for one in EXAMPLES if one.id not in params["examples"]]
    changed(id)


def add(id: int, params: Any) -> None:
    lines = params["source"]["lines"].splitlines()
    EXAMPLES.extend(classification.Example(1000 + n, line.split("\t")[0]) for n, line in enumerate(lines))
    changed(id, classification.AddExamplesResult(len(lines), 0, 0, 0, 0))


def restore(id: int, params: Any) -> None:
    back = [msgspec.convert(one, classification.Example) for one in params["examples"]]
    EXAMPLES[:] = sorted([*EXAMPLES, *back], key=lambda one: one.id)
    changed(id)


def evaluate(id: int, params: Any) -> None:
    error = NoTestExamples()
    send(Failure(id, ErrorBody(error.code, error.message, ErrorData(error.kind))))


def classify_file(id: int, params: Any) -> None:
    """At work until it is cancelled."""
    send(Notification("event", EventParams(id, Progress(40, 100, "texts", "", 20.0, 3.0))))
    RUNNING[id] = params["path"]


def classify(id: int, params: Any) -> None:
    """The first label for every text."""
    results = tuple(classification.Prediction(LABELS[0], (0.75, 0.25)) for _ in params["texts"])
    send(Result(id, classification.Classification(LABELS, results)))


def stop(id: int) -> None:
    if path := RUNNING.pop(id, ""):
        send(Result(id, classification.ExportResult(path, 40, cancelled=True)))


def preview(id: int, params: Any) -> None:
    columns = ("texto", "clase")
    send(Result(id, tables.Previewed(columns, (("hola", "ruido"),), "texto", "clase", ",", "utf-8")))


if __name__ == "__main__":
    HANDLERS.update(
        {
            "classification.list": classifiers,
            "classification.examples": examples,
            "classification.ranked": ranked,
            "classification.set_label": set_label,
            "classification.remove_examples": remove,
            "classification.add": add,
            "classification.restore_examples": restore,
            "classification.evaluate": evaluate,
            "classification.divide": lambda id, params: changed(id),
            "classification.classify": classify,
            "classification.classify_file": classify_file,
            "classification.preview": preview,
            "classification.remove": lambda id, params: changed(id),
        }
    )
    scripted_engine.main(cancel=stop)
