"""Keeping memories: what a new one replaces, and the changes of state that the person asks for."""

from __future__ import annotations

import apsw

from engine.capabilities.memory.api import (
    LONGEST_MEMORY,
    AddMemory,
    ChangeMemory,
    Memory,
    MemoryTooLong,
    SetMemoryState,
)
from engine.capabilities.memory.detection.statements import Statement, subject_of
from engine.capabilities.memory.memory_rows import MemoryRow
from engine.capabilities.memory.memory_store import MemoryStore, NewMemory
from engine.capabilities.memory.memory_vectors import MemoryVectors
from engine.capabilities.memory.replacing import is_same, replaced_by
from engine.protocol.errors import BadRequest
from engine.store.database import Store


class Keeper:
    """Writes what the person decides. A memory that is kept replaces those that cannot be true beside it."""

    def __init__(self, store: Store, memories: MemoryStore, vectors: MemoryVectors) -> None:
        self._store, self._memories, self._vectors = store, memories, vectors

    def add(self, request: AddMemory) -> Memory:
        """Keep what the person wrote. Raises BadRequest, MemoryTooLong."""
        text = checked_text(request.text)
        subject = subject_of(text)
        replaced = self.replaced(text, subject)
        new = NewMemory(
            text, text, subject.kind, subject.slot, "kept",
            scope=request.scope, folder=request.folder, expires_at=request.expires_at,
        )  # fmt: skip
        with self._store.write() as connection:
            self._memories.allow_again(connection, text)
            id = self._memories.add(connection, new)
            self._memories.replace(connection, [memory.id for memory in replaced], id)
            return self._memories.find(connection, id).memory

    def change(self, request: ChangeMemory) -> Memory:
        """Set text and settings. Raises NotFound, BadRequest, MemoryTooLong."""
        text = checked_text(request.text)
        subject = subject_of(text)
        with self._store.write() as connection:
            changed = ChangeMemory(
                request.memory, text, request.scope, request.folder, request.expires_at, request.is_on
            )
            self._memories.change(connection, changed, subject.kind, subject.slot)
            return self._memories.find(connection, request.memory).memory

    def set_state(self, request: SetMemoryState) -> Memory:
        """Keep a memory, decline it, or propose it again. Raises NotFound."""
        with self._store.read() as connection:
            row = self._memories.find(connection, request.memory)
        replaced = self.replaced(row.text, Statement(row.kind, row.slot)) if request.state == "kept" else []
        with self._store.write() as connection:
            self._memories.find(connection, request.memory)
            self._memories.set_state(connection, request.memory, request.state)
            if request.state == "kept":
                self._memories.allow_again(connection, row.text)
                self._memories.replace(connection, [memory.id for memory in replaced], request.memory)
            return self._memories.find(connection, request.memory).memory

    def replaced(self, text: str, subject: Statement) -> list[MemoryRow]:
        """Return the kept memories that a statement would replace."""
        with self._store.read() as connection:
            kept = self._memories.kept(connection)
        return [
            memory for memory in replaced_by(text, subject, kept, self._vectors.similarities) if memory.text != text
        ]

    def is_kept(self, connection: apsw.Connection, text: str) -> bool:
        """Tell whether a kept memory says the same in the same words."""
        return any(is_same(text, memory.text) for memory in self._memories.kept(connection))


def checked_text(text: str) -> str:
    """Return a memory's text in one line. Raises BadRequest for an empty one, MemoryTooLong."""
    line = " ".join(text.encode("utf-8", "replace").decode().split())
    if not line:
        raise BadRequest("the memory is empty")
    if len(line) > LONGEST_MEMORY:
        raise MemoryTooLong(length=len(line), limit=LONGEST_MEMORY)
    return line
