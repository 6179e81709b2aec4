"""Requests about memories, each with its way back: undo for everything but deleting for good."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtWidgets import QWidget

from desktop.feature import Shell
from desktop.i18n import tr
from desktop.panels.delete_for_good import delete_for_good
from engine.capabilities.memory import api as memory


class MemoryRequests:
    """Sends what the person decides; results are delivered while `owner` exists, faults go to the message bar."""

    def __init__(self, shell: Shell, owner: QWidget) -> None:
        self._shell, self._owner = shell, owner

    def list(self, request: memory.ListMemories, show: Callable[[memory.MemoryList], object]) -> None:
        """Pass the memories that are asked for to `show`; nothing while the engine is not ready."""
        if self._shell.client.state == "ready":
            call = self._shell.client.call(memory.LIST, request, self._owner)
            call.on_result(show)
            call.on_failed(self._shell.report)

    def add(self, text: str, on_added: Callable[[memory.Memory], object]) -> None:
        """Keep what the person wrote."""
        call = self._shell.client.call(memory.ADD, memory.AddMemory(text), self._owner)
        call.on_failed(self._shell.report)
        call.on_result(on_added)
        call.on_result(
            lambda added: self._say(tr("memory", "Remembered."), lambda: self._set_state(added.id, "declined"))
        )

    def keep(self, kept: memory.Memory) -> None:
        """Keep a memory that was proposed or declined."""
        self._change_state(kept, "kept", tr("memory", "Remembered."))

    def keep_as(self, kept: memory.Memory, text: str) -> None:
        """Keep a proposed memory in other words."""
        new = msgspec.structs.replace(kept, text=text)
        call = self._shell.client.call(memory.CHANGE, _request(new), self._owner)
        call.on_failed(self._shell.report)
        call.on_result(self.keep)

    def decline(self, declined: memory.Memory) -> None:
        """Decline a memory, or take back one that was kept at once."""
        self._change_state(declined, "declined", tr("memory", "Not remembered."))

    def change(self, old: memory.Memory, **changes: object) -> None:
        """Change words or settings of a memory."""
        new = msgspec.structs.replace(old, **changes)
        call = self._shell.client.call(memory.CHANGE, _request(new), self._owner)
        call.on_failed(self._shell.report)
        call.on_result(lambda _: self._say(tr("memory", "The memory was changed."), lambda: self._put_back(old)))

    def forget(self, forgotten: memory.Memory, on_confirmed: Callable[[], object] = lambda: None) -> None:
        """Ask, then delete a memory for good."""
        question = tr(
            "memory", "Delete “{text}” for good? It will not come back from old messages.", text=forgotten.text
        )
        requests = ((memory.FORGET, memory.ForgetMemories((forgotten.id,))),)
        delete_for_good(self._shell, self._owner, question, requests, on_confirmed)

    def _change_state(self, changed: memory.Memory, state: memory.Decision, said: str) -> None:
        before: memory.Decision = "kept" if changed.state in ("kept", "replaced") else "proposed"
        before = "declined" if changed.state == "declined" else before
        self._set_state(changed.id, state, lambda: self._say(said, lambda: self._set_state(changed.id, before)))

    def _set_state(self, id: int, state: memory.Decision, on_done: Callable[[], object] = lambda: None) -> None:
        call = self._shell.client.call(memory.SET_STATE, memory.SetMemoryState(id, state), self._owner)
        call.on_failed(self._shell.report)
        call.on_result(lambda _: on_done())

    def _put_back(self, old: memory.Memory) -> None:
        call = self._shell.client.call(memory.CHANGE, _request(old), self._owner)
        call.on_failed(self._shell.report)

    def _say(self, sentence: str, undo: Callable[[], None]) -> None:
        self._shell.show_message(sentence, undo=undo)


def _request(changed: memory.Memory) -> memory.ChangeMemory:
    return memory.ChangeMemory(
        changed.id, changed.text, changed.scope, changed.folder, changed.expires_at, changed.is_on
    )
