"""The scripted child with one classifier of 450 examples. It counts nothing and keeps what is labelled and removed in memory."""

from __future__ import annotations

from typing import Any

import msgspec

from engine.capabilities.language import api as language
from engine.protocol.errors import NothingSetAside
from engine.protocol.messages import ErrorBody, ErrorData, EventParams, Failure, Notification, Result
from engine.protocol.progress import Progress
from tests.support import scripted_engine
from tests.support.scripted_engine import HANDLERS, send

TOTAL = 450
LABELS = ("avería", "ruido")
CLASSIFIER = language.Classifier(
    1, "Vecinos", tuple(language.Label(name, examples=20) for name in LABELS), TOTAL, "Trata de {}.", None, False
)
EXAMPLES = [language.Example(n + 1, f"mensaje {n + 1}") for n in range(TOTAL)]
RUNNING: dict[int, str] = {}


def changed(id: int, answer: object = language.Done()) -> None:
    send(Result(id, answer))
    send(Notification("changed", {"classifiers": True, "by": id}))


def classifiers(id: int, params: Any) -> None:
    send(Result(id, language.Classifiers((msgspec.structs.replace(CLASSIFIER, examples=len(EXAMPLES)),))))


def examples(id: int, params: Any) -> None:
    first = params.get("offset", 0)
    part = EXAMPLES[first : first + params.get("limit", 200)]
    send(Result(id, language.Examples(tuple(part), len(EXAMPLES))))


def ranked(id: int, params: Any) -> None:
    one = msgspec.structs.replace(EXAMPLES[-1], guess="ruido", margin=0.02)
    send(Result(id, language.Examples((one,), 1)))


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
    EXAMPLES.extend(language.Example(1000 + n, line.split("\t")[0]) for n, line in enumerate(lines))
    changed(id, language.Added(len(lines), 0, 0, 0, 0))


def restore(id: int, params: Any) -> None:
    back = [msgspec.convert(one, language.Example) for one in params["examples"]]
    EXAMPLES[:] = sorted([*EXAMPLES, *back], key=lambda one: one.id)
    changed(id)


def evaluate(id: int, params: Any) -> None:
    error = NothingSetAside()
    send(Failure(id, ErrorBody(error.code, error.message, ErrorData(error.kind))))


def classify_file(id: int, params: Any) -> None:
    """At work until it is cancelled."""
    send(Notification("event", EventParams(id, Progress(40, 100, "texts", "", 20.0, 3.0))))
    RUNNING[id] = params["path"]


def classify(id: int, params: Any) -> None:
    """The first label for every text."""
    results = tuple(language.Classified(LABELS[0], (0.75, 0.25)) for _ in params["texts"])
    send(Result(id, language.Classification(LABELS, results)))


def stop(id: int) -> None:
    if path := RUNNING.pop(id, ""):
        send(Result(id, language.Written(path, 40, cancelled=True)))


def preview(id: int, params: Any) -> None:
    columns = ("texto", "clase")
    send(Result(id, language.Previewed(columns, (("hola", "ruido"),), "texto", "clase", ",", "utf-8")))


if __name__ == "__main__":
    HANDLERS.update(
        {
            "language.list": classifiers,
            "language.examples": examples,
            "language.ranked": ranked,
            "language.set_label": set_label,
            "language.remove_examples": remove,
            "language.add": add,
            "language.restore_examples": restore,
            "language.evaluate": evaluate,
            "language.divide": lambda id, params: changed(id),
            "language.classify": classify,
            "language.classify_many": classify,
            "language.classify_file": classify_file,
            "language.preview": preview,
            "language.remove": lambda id, params: changed(id),
        }
    )
    scripted_engine.main(cancel=stop)
