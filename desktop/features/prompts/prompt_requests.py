"""Requests of the Prompts page; what is removed can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from desktop.feature import Shell
from desktop.i18n import tr, window_language
from desktop.link.call import Call, EngineFault
from engine.capabilities.prompts import api as prompts
from engine.protocol.method import Method

RequestT = TypeVar("RequestT")
EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")


class PromptRequests:
    """Results are delivered while `owner` exists; faults go to the message bar unless the caller takes them."""

    def __init__(self, shell: Shell, owner: QWidget) -> None:
        self._shell, self._owner = shell, owner

    @property
    def language(self) -> prompts.PromptLanguage:
        """The window's language, in which new entries are made."""
        return window_language()

    def send(
        self,
        method: Method[RequestT, EventT, ResultT],
        request: RequestT,
        on_result: Callable[[ResultT], object],
        on_failed: Callable[[EngineFault], object] | None = None,
    ) -> Call[EventT, ResultT] | None:
        """Call the engine; nothing while it is not ready."""
        if self._shell.client.state != "ready":
            return None
        call = self._shell.client.call(method, request, self._owner)
        call.on_result(on_result)
        call.on_failed(on_failed or self._shell.report)
        return call

    def remove(self, kind: prompts.PromptKind, id: int, name: str) -> None:
        """Remove one of the person's own, with undo."""

        def undo() -> None:
            self.send(prompts.RESTORE, prompts.RestoreSaved(kind, id), lambda _: None)

        def on_removed(_: object) -> None:
            self._shell.show_message(tr("prompts", "“{name}” was removed.", name=name), undo=undo)

        self.send(prompts.DELETE, prompts.DeleteSaved(kind, id), on_removed)
