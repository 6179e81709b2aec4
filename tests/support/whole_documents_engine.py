"""The scripted child with the real documents capability over a library of its own, and a chat model with fixed answers.

`python -m tests.support.whole_documents_engine HOME ANSWER…`: the answers are given in turn, the last one for ever. Those that
begin with "prefer " are words of the options that the model prefers where it judges.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import msgspec

from engine.protocol.errors import AteneoError
from engine.protocol.messages import ErrorBody, ErrorData, EventParams, Failure, Notification, Result
from engine.rpc.routes import Route
from tests.support import scripted_engine
from tests.support.fake_text_model import FakeModelPool
from tests.support.harness import DocumentsHarness
from tests.support.judging_model import JudgingTextModel
from tests.support.scripted_engine import HANDLERS, send

CANCELLED: set[int] = set()
PREFER = "prefer "


def serve(route: Route) -> Callable[[int, Any], None]:
    """Return a handler that runs a route of the real engine and sends what it yields and returns."""

    def handle(id: int, params: Any) -> None:
        if route.method.endless:  # it would hold up all others, which come after it here
            return
        try:
            outcome = route.handler(msgspec.convert(params, route.method.request), lambda: id in CANCELLED)
            if isinstance(outcome, Generator):
                outcome = follow(id, outcome)
        except AteneoError as error:
            data = ErrorData(error.kind, error.detail, error.values)
            send(Failure(id, ErrorBody(error.code, error.message, data)))
            return
        send(Result(id, outcome))
        if route.changes:
            send(Notification("changed", {**dict.fromkeys(route.changes, True), "by": id}))

    return handle


def follow(id: int, steps: Generator[object, None, object]) -> object:
    while True:
        try:
            event = next(steps)
        except StopIteration as end:
            return end.value
        send(Notification("event", EventParams(id, event)))


if __name__ == "__main__":
    home, *said = sys.argv[1:]
    preferred = [words.removeprefix(PREFER) for words in said if words.startswith(PREFER)]
    answers = [words for words in said if not words.startswith(PREFER)]
    model = JudgingTextModel(preferred, answers[-1] if answers else '{"reason": "Por lo que dice."}')
    model.answers = answers[:-1]
    engine = DocumentsHarness(Path(home), Path(home) / "no-models", pool=FakeModelPool(model))
    HANDLERS.update({name: serve(route) for name, route in engine.routes.items()})
    sys.argv = sys.argv[:1]
    scripted_engine.main(cancel=CANCELLED.add)
    engine.close()
