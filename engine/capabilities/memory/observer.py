"""Reads each question that a person sends for something to remember. Nothing else makes memories."""

from __future__ import annotations

import apsw
import msgspec

from engine.capabilities.memory.detection.candidates import MemoryCandidate, candidates
from engine.capabilities.memory.detection.lasting import LastingFacts
from engine.capabilities.memory.detection.statements import Statement
from engine.capabilities.memory.keeping import Keeper
from engine.capabilities.memory.memory_store import MemoryStore, NewMemory
from engine.protocol.answering.memories import MemoryNote, MemoryState
from engine.store.database import Store


class Told(msgspec.Struct, frozen=True):
    """A question as it is saved: its own number and its conversation's, and the question before it."""

    message: int
    conversation: int
    text: str
    before: str = ""


class Observer:
    """Keeps what the person asks to remember, and proposes other facts."""

    def __init__(self, store: Store, memories: MemoryStore, keeper: Keeper, lasting: LastingFacts) -> None:
        self._store, self._memories, self._keeper, self._lasting = store, memories, keeper, lasting

    def observe(
        self, message: int, conversation: int, text: str, before: str = "", *, asked: bool
    ) -> tuple[MemoryNote, ...]:
        """Write the memories that a question makes, and return them; they are on the disk on return.

        With `asked` those that the person asks to remember, at once; without it the others, which are proposed: their meaning is
        compared, which may have to load the embedder, so that an answer does not wait for them.

        `before` is the text of the question before it: "Remember that." may mean it. Most questions make none: then nothing is
        read or loaded.
        """
        told = Told(message, conversation, text, before)
        found = [candidate for candidate in candidates(text, before) if candidate.is_asked == asked]
        lasting = frozenset() if asked else self._lasting.among([candidate.text for candidate in found])
        notes = [self._note(told, candidate) for candidate in found if asked or candidate.text in lasting]
        return tuple(note for note in notes if note is not None)

    def _note(self, told: Told, candidate: MemoryCandidate) -> MemoryNote | None:
        subject = Statement(candidate.kind, candidate.slot)
        replaced = self._keeper.replaced(candidate.text, subject)
        with self._store.write() as connection:
            state = self._state(connection, told, candidate)
            if state is None:
                return None
            new = NewMemory(
                candidate.text, candidate.text, candidate.kind, candidate.slot, state, told.message, told.conversation
            )
            id = self._memories.add(connection, new)
            if state == "kept":
                self._memories.replace(connection, [memory.id for memory in replaced], id)
            was_forgotten = self._memories.is_forgotten(connection, candidate.text)
        texts = tuple(memory.text for memory in replaced)
        return MemoryNote(id, told.message, candidate.text, state, texts, was_forgotten)

    def _state(self, connection: apsw.Connection, told: Told, candidate: MemoryCandidate) -> MemoryState | None:
        """Return in which state a candidate becomes a memory; None where it does not.

        Who asks again to remember what was deleted for good is asked whether that is meant.
        """
        if self._memories.is_message_forgotten(connection, told.message):
            return None
        if self._keeper.is_kept(connection, candidate.text):
            return None
        if candidate.is_asked:
            return "proposed" if self._memories.is_forgotten(connection, candidate.text) else "kept"
        is_old = self._memories.is_known(connection, candidate.text)
        return None if is_old or self._memories.is_forgotten(connection, candidate.text) else "proposed"
