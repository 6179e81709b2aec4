"""The documents and folders attached to the open conversation: shown as chips, read once, saved with the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.features.chat.attached.readings import Reading, Readings, is_within
from desktop.i18n import tr
from desktop.i18n.faults import error_sentence
from desktop.link.client import Client
from desktop.widgets.forms.document_chips import DocumentChip
from engine.capabilities.chat import api as chat
from engine.capabilities.documents import api as documents
from engine.capabilities.documents.api import ATTACHED

MOST_LISTED = 10_000
"""Attached documents whose state is asked for at once."""


class Unreadable(msgspec.Struct, frozen=True):
    """Why a file cannot be asked about; `sentence` is in the user's language."""

    sentence: str


class AttachedFiles(QObject):
    """One set for each conversation. `changed`: another set, or the state of a file. `wanted` carries paths to be read."""

    changed = Signal()
    wanted = Signal(object)

    def __init__(self, client: Client, readings: Readings, parent: QObject) -> None:
        super().__init__(parent)
        self._client, self._readings = client, readings
        self._conversation = 0
        self.paths: tuple[str, ...] = ()
        self._unreadable: dict[str, Unreadable] = {}
        readings.changed.connect(self.changed)
        readings.ended.connect(self._on_read)

    @property
    def chips(self) -> list[DocumentChip]:
        """The attached files with their states, in the order in which they were attached."""
        return [self._chip(path) for path in self.paths]

    def show(self, conversation: int, paths: Sequence[str]) -> None:
        """Show the files of a conversation that was opened; those that were never read are read now."""
        self._conversation, self.paths = conversation, tuple(paths)
        self.changed.emit()
        if self.paths:
            request = documents.ListDocuments(ATTACHED, limit=MOST_LISTED)
            call = self._client.call(documents.LIST, request, self)
            call.on_result(lambda listed: self._on_listed(conversation, listed))

    def show_begun(self, conversation: int) -> None:
        """The new conversation has begun: its files are now those of this one, which the engine has saved."""
        self._conversation = conversation

    def add(self, paths: Sequence[Path]) -> None:
        """Attach files and folders to the open conversation and have them read."""
        added = [str(path.absolute()) for path in paths]
        self._unreadable = {path: why for path, why in self._unreadable.items() if path not in added}
        self._change(tuple(dict.fromkeys((*self.paths, *added))))
        self.wanted.emit(added)

    def remove(self, path: str) -> None:
        """Detach a file from the open conversation; it stays in the documents."""
        self._change(tuple(other for other in self.paths if other != path))

    def _change(self, paths: tuple[str, ...]) -> None:
        self.paths = paths
        self._client.call(chat.SAVE_FILES, chat.SaveFiles(self._conversation, paths), self)
        self.changed.emit()

    def _chip(self, path: str) -> DocumentChip:
        name = Path(path).name or path
        if self._readings.reads(path):
            return DocumentChip(path, name, "reading", tr("chat", "{name} is being read…", name=name))
        if why := self._unreadable.get(path):
            return DocumentChip(path, name, "failed", why.sentence)
        return DocumentChip(path, name, "read", path)

    def _on_read(self, reading: Reading) -> None:
        for path, outcome in reading.outcomes.items():
            if outcome.outcome == "failed":
                self._unreadable[path] = Unreadable(error_sentence(outcome.reason, outcome.values) or outcome.detail)
            else:
                self._unreadable.pop(path, None)

    def _on_listed(self, conversation: int, listed: documents.Documents) -> None:
        """Take over what is known of each file, and have those read that a crash or a closed window left out."""
        if conversation != self._conversation:
            return
        known = {document.path: document for document in listed.documents}
        for path, document in known.items():
            if document.state == "failed":
                self._unreadable[path] = Unreadable(error_sentence(document.reason, document.values) or document.detail)
        unread = [
            path
            for path in self.paths
            if not self._readings.reads(path) and not any(is_within(document, (path,)) for document in known)
        ]
        if unread:
            self.wanted.emit(unread)
        self.changed.emit()
