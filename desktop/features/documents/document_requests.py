"""Changes to the library that the Documents page asks for; each can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.feature import Shell
from desktop.i18n import tr
from desktop.panels.delete_for_good import delete_for_good
from engine.capabilities.documents import api as documents
from engine.protocol.method import Method

RequestT = TypeVar("RequestT")
ResultT = TypeVar("ResultT")


class DocumentRequests(QObject):
    """`ended` is emitted after each request, also after one that failed."""

    ended = Signal()

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell

    def remove(self, chosen: Sequence[documents.Document]) -> None:
        """Remove documents from the library; their files stay."""
        ids = tuple(document.id for document in chosen)
        if not ids:
            return
        message = tr("documents", "%n document(s) removed from the library; the files stay where they are.", len(ids))
        restore = documents.RestoreDocuments(ids)
        call = self._shell.client.call(documents.REMOVE, documents.RemoveDocuments(ids), self)
        call.on_result(lambda _: self._shell.show_message(message, undo=lambda: self._send(documents.RESTORE, restore)))
        call.on_failed(self._shell.report)

    def purge(self, chosen: Sequence[documents.Document], owner: QWidget) -> None:
        """Ask, then delete for good what was read of documents; their files stay."""
        ids = tuple(document.id for document in chosen)
        question = tr(
            "documents",
            "Delete for good what was read of %n document(s)? The files stay where they are, and answers keep what they "
            "quote.",
            len(ids),
        )
        delete_for_good(self._shell, owner, question, ((documents.PURGE, documents.PurgeDocuments(ids)),))

    def remove_collection(self, name: str) -> None:
        message = tr("documents", "“{name}” was removed from the library; the files stay where they are.", name=name)
        restore = documents.RestoreCollection(name)

        def undo() -> None:
            self._send(documents.RESTORE_COLLECTION, restore)

        call = self._shell.client.call(documents.REMOVE_COLLECTION, documents.RemoveCollection(name), self)
        call.on_result(lambda _: self._shell.show_message(message, undo=undo))
        call.on_failed(self._shell.report)

    def rename_collection(self, old: str, new: str) -> None:
        self._send(documents.RENAME_COLLECTION, documents.RenameCollection(old, new))

    def _send(self, method: Method[RequestT, None, ResultT], request: RequestT) -> None:
        call = self._shell.client.call(method, request, self)
        call.on_failed(self._shell.report)
        call.on_ended(self.ended.emit)
