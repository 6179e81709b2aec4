"""One question that waits, and the sentence that says for what."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from desktop.features.chat.attached.readings import Reading
from desktop.i18n import tr
from desktop.widgets.text import formatting
from engine.capabilities.documents.api import ATTACHED

Wait = Literal["saving", "turn", "files", "changed", "stopped", "failed", "refused", "engine", "closed"]
"""saving: the engine has not acknowledged it. turn: others come first. files: what it asks about is being read.
changed: the person is changing it. The others are pauses: an answer before it was stopped or failed, it was refused itself,
the engine was restarted, Ateneo was closed."""
PAUSES: tuple[Wait, ...] = ("stopped", "failed", "refused", "engine", "closed")


class WaitingQuestion(msgspec.Struct, frozen=True):
    """`id` is negative until the engine has saved the question.

    `position` counts from 1 among the questions that wait for their turn, over all conversations. `before` is the title of
    the conversation that is being answered, empty when that is this question's own. `reading` is what it waits for;
    `reason` is why it was refused.
    """

    id: int
    place: int
    text: str
    wait: Wait
    position: int = 0
    before: str = ""
    reading: Reading | None = None
    reason: str = ""

    @property
    def can_be_asked_now(self) -> bool:
        """Whether the person can let it go ahead."""
        return self.wait == "files" or self.wait in PAUSES

    def sentence(self) -> str:
        """Say in the user's language for what it waits."""
        if self.wait == "turn":
            return self._turn()
        if self.wait == "files" and self.reading is not None:
            return _reading_sentence(self.reading)
        return {
            "saving": tr("chat", "Being saved…"),
            "changed": tr("chat", "You are changing it below."),
            "stopped": tr("chat", "Paused, because you stopped the answer before it."),
            "failed": tr("chat", "Paused, because the answer before it could not be finished."),
            "refused": self.reason,
            "engine": tr("chat", "Paused, because the engine was restarted."),
            "closed": tr("chat", "Not asked yet: Ateneo was closed before its turn."),
        }.get(self.wait, "")

    def _turn(self) -> str:
        if self.position > 1:
            return tr("chat", "Number {n} in line", n=formatting.number(self.position))
        if self.before:
            return tr("chat", "Next, when the answer in “{title}” is finished", title=self.before)
        return tr("chat", "Next, when this answer is finished")


def _reading_sentence(reading: Reading) -> str:
    done, total = formatting.number(reading.done), formatting.number(reading.total)
    if reading.collection == ATTACHED and len(reading.paths) > 1:
        return tr("chat", "Waits until your files are read: {done} of {total}", done=done, total=total)
    name = Path(reading.paths[0]).name if reading.collection == ATTACHED else reading.collection
    if reading.total > 1:
        return tr("chat", "Waits until “{name}” is read: {done} of {total} files", name=name, done=done, total=total)
    return tr("chat", "Waits until “{name}” is read", name=name)
