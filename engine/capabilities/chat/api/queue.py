"""Questions that wait for their turn. The window asks them, one after another, through `chat.send`."""

from __future__ import annotations

import msgspec

from engine.capabilities.chat.api.replies import Send


class QueuedQuestion(msgspec.Struct, frozen=True):
    """A question that waits. `request` is what to send when its turn comes; `title` is its conversation's."""

    id: int
    conversation: int
    title: str
    request: Send


class Enqueue(msgspec.Struct, frozen=True):
    """Save a question that is asked later. A request without a conversation begins one at once, without messages.

    Pictures are copied. Raises NotFound, BadRequest for an empty question, FileVanished, DiskFull.
    """

    request: Send


class ListQueue(msgspec.Struct, frozen=True):
    """Read the waiting questions of all conversations that are not deleted."""


class QuestionQueueList(msgspec.Struct, frozen=True):
    """The waiting questions in the order in which they were asked."""

    questions: tuple[QueuedQuestion, ...]


class ChangeQueued(msgspec.Struct, frozen=True):
    """Give a waiting question another text. Raises NotFound, BadRequest for an empty text."""

    question: int
    text: str


class DropQueued(msgspec.Struct, frozen=True):
    """Take a question from the queue. A conversation that is empty without it is deleted with it. Raises NotFound."""

    question: int


class RestoreQueued(msgspec.Struct, frozen=True):
    """Undo DropQueued: the question waits again at its old place. Raises NotFound after the next start."""

    question: int
