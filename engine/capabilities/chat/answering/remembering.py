"""Memories in chat: those that a question needs go into its prompt, and a new question may make some."""

from __future__ import annotations

from typing import Protocol

import apsw
import msgspec
from msgspec.structs import replace

from engine.capabilities.chat.turns import ReplyContext
from engine.protocol.answering.memories import MemoryNote, RecalledMemory


class Recall(Protocol):
    """Returns the memories that a question in a conversation of `folder` needs, without those of the question itself."""

    def __call__(self, question: str, folder: int | None, message: int) -> tuple[RecalledMemory, ...]: ...


class RecallAgain(Protocol):
    """Returns those memories of an answer that may still be recalled."""

    def __call__(self, ids: tuple[int, ...], folder: int | None) -> tuple[RecalledMemory, ...]: ...


class Observe(Protocol):
    """Writes the memories that a question makes: those that are `asked` for, or those to be proposed."""

    def __call__(
        self, message: int, conversation: int, text: str, before: str, *, asked: bool
    ) -> tuple[MemoryNote, ...]: ...


class RemoveProposals(Protocol):
    """Deletes what was only proposed in a conversation, inside the caller's transaction."""

    def __call__(self, connection: apsw.Connection, conversation: int) -> None: ...


class Remembering(msgspec.Struct, frozen=True):
    """The functions of the memory, where it is installed. A private conversation neither reads nor writes memories."""

    recall: Recall | None = None
    recall_again: RecallAgain | None = None
    observe: Observe | None = None

    def with_memories(self, context: ReplyContext) -> ReplyContext:
        """Add the memories that the question needs; those of an answer that is continued stay the same."""
        if self.recall is None or self.recall_again is None or context.private or not context.settings.recall:
            return context
        if context.begun is not None:
            ids = tuple(mark.memory for mark in context.begun.remarks.recalled)
            memories = self.recall_again(ids, context.folder) if ids else ()
        else:
            memories = self.recall(context.text, context.folder, context.question)
        return replace(context, memories=memories)

    def kept(self, context: ReplyContext) -> tuple[MemoryNote, ...]:
        """Keep what a new question asks to remember."""
        return self._observe(context, asked=True)

    def proposed(self, context: ReplyContext) -> tuple[MemoryNote, ...]:
        """Propose what else a new question tells, once it is answered: nobody waits for it. Nothing without recall."""
        return self._observe(context, asked=False) if context.settings.recall else ()

    def _observe(self, context: ReplyContext, *, asked: bool) -> tuple[MemoryNote, ...]:
        if self.observe is None or context.private:
            return ()
        question = context.question, context.conversation, context.text
        return self.observe(*question, context.typed_before, asked=asked)
