"""Scripted answers about the context: a token a word, a window of 1,000, and notes that a person may change.

A question that begins with "huge" is too long. With "last" or "summary" all but the last messages are left out or summarised.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from engine.capabilities.chat import api as chat
from engine.capabilities.chat.api import context as api
from engine.protocol.done import Done
from engine.protocol.messages import ErrorBody, ErrorData, Failure, Result
from tests.support.scripted_engine import send

WINDOW = 1000
Path = Callable[[int], Sequence[chat.Message]]


class ScriptedContext:
    """`path` returns the messages of a conversation."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pinned: set[int] = set()
        self._notes = "The user told:\n- My dog is Bruno."
        self._is_edited = False

    @property
    def handlers(self) -> dict[str, Callable[[int, Any], object]]:
        return {
            api.MEASURE.name: self.measure,
            api.PIN.name: self.pin,
            api.READ_SUMMARY.name: self.read_summary,
            api.SAVE_SUMMARY.name: self.save_summary,
            api.SUMMARISE.name: self.read_summary,
        }

    def measure(self, id: int, params: Any) -> None:
        request = msgspec.convert(params, api.MeasureContext)
        words = len(request.text.split())
        if request.text.startswith("huge"):
            values = {"tokens": str(words), "context": str(WINDOW)}
            send(Failure(id, ErrorBody(-32000, "Too long.", ErrorData("prompt_too_long", "", values))))
            return
        path = self._path(request.conversation) if request.conversation else ()
        settings = request.settings
        first = 0 if settings.history == "whole" else max(len(path) - 2 * settings.exchanges, 0)
        older = [message for message in path[:first] if message.id not in self._pinned]
        kept = [message for message in path if message not in older]
        summarises = settings.history == "summary"
        history = sum(len(message.text.split()) for message in kept)
        parts = api.ContextParts(20, 30 if summarises else 0, 0, 0, history, words)
        left_out = () if summarises else tuple(older)
        send(
            Result(
                id,
                api.MeasuredContext(
                    parts,
                    parts.total,
                    200,
                    WINDOW,
                    110 if request.collections else 0,
                    tuple(api.LeftOutMessage(m.id, m.role, m.text[:60], "mode") for m in reversed(left_out)),
                    len(left_out),
                    len(kept),
                    len(older) if summarises else 0,
                    tuple(self._pinned),
                ),
            )
        )

    def pin(self, id: int, params: Any) -> None:
        (self._pinned.add if params["is_pinned"] else self._pinned.discard)(params["message"])
        send(Result(id, Done()))

    def read_summary(self, id: int, params: Any) -> None:
        send(Result(id, api.ConversationSummary(self._notes, 2, 2, 0, self._is_edited)))

    def save_summary(self, id: int, params: Any) -> None:
        self._notes, self._is_edited = params["text"], True
        self.read_summary(id, params)
