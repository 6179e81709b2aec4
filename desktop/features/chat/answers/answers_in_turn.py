"""Answers again, and continuations, that wait for the answer in another conversation: each conversation has one."""

from __future__ import annotations

from collections.abc import Callable

from desktop.features.chat.answers.live_answer import LiveAnswer
from desktop.link.call import Call, EngineFault, EngineStopped
from engine.capabilities.chat import api as chat

StartAnswer = Callable[[], Call[chat.ReplyEvent, chat.Reply]]


class AnswersInTurn:
    """Keeps them by the place of their conversation."""

    def __init__(self) -> None:
        self._waiting: dict[int, tuple[LiveAnswer, StartAnswer]] = {}

    def add(self, live: LiveAnswer, start: StartAnswer) -> Callable[[], object]:
        """Let an answer wait. Return a function that drops it."""
        self._waiting[live.place] = (live, start)
        return lambda: self._waiting.pop(live.place, None)

    def take_next(self, fault: EngineFault | None) -> tuple[LiveAnswer, StartAnswer] | None:
        """Return what waits for the answer that has ended. A restarted engine begins nothing by itself."""
        if fault is not None and fault.kind == EngineStopped.kind:
            self._waiting.clear()
        return self._waiting.pop(next(iter(self._waiting))) if self._waiting else None
